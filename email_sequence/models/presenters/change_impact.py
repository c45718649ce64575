"""What saving a change does to the subscriptions, said on the form before it is saved (semantics 10).

The functions take a form's virtual records, whose ``_origin`` is what the database has. They return a sentence, or
False if saving changes nothing, or if the form is not complete yet.
"""

import functools

from odoo import fields
from odoo.tools import SQL

from ..subscriptions.states import LIVE
from ..timing.moments import is_open
from ..timing.time_zone import known_zone


def of_schedule(schedule):
    """The impact of other windows or skip dates; False if the windows overlap."""
    before = schedule._origin
    if not before or before == schedule:
        return False
    try:
        after = schedule._in_zone("UTC")
    except ValueError:
        return False
    if after == before._in_zone("UTC") or not after.windows:
        return False
    sequences = schedule.env["email.sequence"].search([("schedule_id", "=", before.id)])
    in_zone = functools.cache(schedule._in_zone)
    moved = _unfit_count(sequences, lambda sequence, tz: in_zone(tz or sequence.tz))
    return schedule.env._("Saving plans subscriptions again: %s.", moved) if moved else False


def of_sequence(sequence):
    """The impact of other steps, another schedule or another time zone."""
    before = sequence._origin
    if not before or before == sequence:
        return False
    waiting = _waiting_counts(before)
    kept = {step._origin: step for step in sequence.step_ids if step._origin}
    delayed = {old for old, new in kept.items() if old.delay_days != new.delay_days}
    moved = sum(waiting.get(step, 0) for step in delayed) + _unfit_by_timing(before, sequence)
    sentences = [
        sequence.env._("Saving plans subscriptions again: %s.", moved) if moved else "",
        _of_removed_steps(before.step_ids - before.step_ids.browse().concat(*kept), kept, waiting),
        _of_other_texts(
            sequence.env, sum(_other_text_count(old, new, waiting.get(old, 0)) for old, new in kept.items())
        ),
        _of_added_step(before, sequence),
    ]
    return " ".join(filter(None, sentences)) or False


def of_variants(step):
    """The impact of other templates or weights of one step."""
    before = step._origin
    if not before or before == step:
        return False
    waiting = _waiting_counts(before.sequence_id).get(before, 0)
    return _of_other_texts(step.env, _other_text_count(before, step, waiting)) or False


def _of_other_texts(env, count):
    return env._("Mails not yet sent that get another template: %s.", count) if count else ""


def _other_text_count(old, new, waiting):
    """How many of the contacts who wait for a step get another template; contacts who got one already keep it."""
    if not waiting or old._weighted_templates() == new._weighted_templates():
        return 0
    if not (old.variant_ids or new.variant_ids):
        return waiting if old.template_id != new.template_id else 0
    if not new._can_draw():
        return 0
    partners = _waiting(old).partner_id
    before, after = old._templates_for(partners), new._templates_for(partners)
    return sum(before[partner] != after[partner] for partner in partners)


def _of_removed_steps(removed, kept, waiting):
    """What becomes of the subscriptions that wait for a removed step."""
    moved = sum(waiting.get(step, 0) for step in removed)
    if not moved:
        return ""
    finished = sum(
        waiting.get(step, 0)
        for step in removed
        if not any((new.sequence, old.id) > step._position() for old, new in kept.items())
    )
    return removed.env._(
        "Subscriptions that wait for a step taken out: %(moved)s; finished by that: %(finished)s.",
        moved=moved,
        finished=finished,
    )


def _of_added_step(before, sequence):
    """That finished subscriptions do not get a new last step."""
    steps = sequence.step_ids.sorted(lambda step: (step.sequence, step._origin.id or float("inf")))
    if not steps or steps[-1]._origin or not before.finished_count:
        return ""
    return sequence.env._(
        "Finished subscriptions do not get the new last step: %s. "
        "To let them have it, select them in the list of subscriptions and choose “Go on with new steps”.",
        before.finished_count,
    )


def _waiting(step):
    """The subscriptions that wait for the step, paused ones included."""
    live = [("next_step_id", "in", step.ids), ("state", "in", LIVE)]
    return step.env["email.sequence.subscription"].search_fetch(live, ["partner_id"])


def _waiting_counts(sequence):
    """``{step: how many subscriptions wait for it, paused ones included}``."""
    return dict(
        sequence.env["email.sequence.subscription"]._read_group(
            [("sequence_id", "=", sequence.id), ("state", "in", LIVE)], ["next_step_id"], ["__count"]
        )
    )


def _unfit_by_timing(before, sequence):
    """How many planned times lie in no window of another schedule, or in another time zone."""
    if sequence._timing() == before._timing() or not sequence.schedule_id.window_ids:
        return 0
    return _unfit_count(before, lambda _sequence, tz: sequence._sending_schedule(tz), sequence.use_contact_tz)


def _unfit_count(sequences, schedule_of, use_contact_tz=None):
    """How many planned times of the sequences lie in no window.

    Windows open and close at whole minutes, so the times are counted by the minute, and the query's result stays small
    however many subscriptions there are.

    :param schedule_of: gives the schedule of ``(sequence, zone of the contact or False)``
    :param use_contact_tz: whether they send in the contact's time zone; default: as each sequence says
    """
    schedule = functools.cache(schedule_of)
    unfit = 0
    for sequence_id, minute, chosen, country_code, count in _planned_by_minute(sequences):
        sequence = sequences.browse(sequence_id)
        by_contact = sequence.use_contact_tz if use_contact_tz is None else use_contact_tz
        tz = by_contact and known_zone(chosen, country_code)[0]
        if not is_open(schedule(sequence, tz), minute):
            unfit += count
    return unfit


def _planned_by_minute(sequences):
    """``(sequence id, minute, time zone set on the contact, country code, number of subscriptions)``."""
    if not sequences:
        return []
    sequences.env["email.sequence.subscription"].flush_model()
    return sequences.env.execute_query(
        SQL(
            """
            SELECT s.sequence_id, date_trunc('minute', s.scheduled_datetime),
                   CASE WHEN p.email_sequence_tz_chosen THEN p.tz END, c.code, count(*)
            FROM email_sequence_subscription s
            LEFT JOIN res_partner p ON p.id = s.partner_id LEFT JOIN res_country c ON c.id = p.country_id
            WHERE s.sequence_id IN %s AND s.state = 'active' AND s.scheduled_datetime > %s
            GROUP BY 1, 2, 3, 4
            """,
            tuple(sequences.ids),
            fields.Datetime.now(),
        )
    )
