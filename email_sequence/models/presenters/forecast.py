"""When emails will be sent if nobody replies, by the rules of the pure engine: to one contact, and to all.

The days are those of the time zone that the sending windows are read in: the sequence's, or the contact's if the
sequence sends in the contact's time zone.
"""

import functools
from collections import Counter
from datetime import UTC, timedelta

from odoo import fields
from odoo.tools import SQL

from ...tools.timing.forecast import Span, dates_after, span_of_drawn, span_of_first, span_of_soonest, spans_after
from ..sending import account as accounts
from .estimate import daily_capacity

FORECAST_DAYS = 14  # today included
ZONES_APART = timedelta(days=2)  # more than any two local dates differ by at one moment


# ---- one contact


def spans(schedule, steps, subscription):
    """The first and the last moment at which each step is sent, as pairs of naive UTC datetimes.

    :param steps: the steps that are still to be sent, in order
    :param subscription: whose steps they are; empty: those of a contact who is subscribed now
    :return: as many pairs as steps; ``(False, False)`` each if the schedule never opens
    """
    if not steps:
        return []
    try:
        first = _first_span(schedule, steps[0], subscription)
        found = [first, *spans_after(schedule, first, steps[1:].mapped("delay_days"))]
    except ValueError:  # no window within two years
        return [(False, False)] * len(steps)
    return [tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in (span.first, span.last)) for span in found]


def _first_span(schedule, step, subscription):
    now = _now()
    if not subscription:
        return span_of_first(schedule, now, step.delay_days)
    planned = (subscription.scheduled_datetime or fields.Datetime.now()).replace(tzinfo=UTC)
    if planned > now:
        return Span(planned, planned)
    if subscription.send_at_once:
        return Span(now, now)
    return span_of_drawn(schedule, now) if subscription.state == "paused" else span_of_soonest(schedule, now)


# ---- all contacts


def emails_per_day(sequences):
    """The emails of the next days: what is planned, and the steps after it.

    Counted in groups of subscriptions, so that the effort does not grow with their number. A group does not know which
    of its contacts got a later step before the steps were reordered: it counts for all of them.

    :param sequences: those that are not running have no emails
    :return: values of ``email.sequence.forecast``
    """
    # sudo: the forecast counts, for all senders, subscriptions to sequences that the user may read.
    sequences = sequences.sudo()._running()
    counts, schedule = Counter(), functools.cache(lambda sequence, tz: sequence._sending_schedule(tz))
    coming = functools.cache(lambda step, tz, day: _coming(schedule(step.sequence_id, tz), step, day))
    for sequence, step, sender, tz, planned_date, count in _planned(sequences):
        day = planned_date or _soonest_date(schedule(sequence, tz))
        for number, (later_step, date) in enumerate(coming(step, tz, day) if day else ()):
            counts[later_step, sender, date, "projected" if number else "planned"] += count
    account, servers = functools.cache(_account_values), sequences.env["ir.mail_server"]
    capacity = functools.cache(
        lambda server_id, sequence, day: daily_capacity(servers.browse(server_id or ()), schedule(sequence, None), day)
    )
    return [
        {
            "sequence_id": step.sequence_id.id,
            "step_id": step.id,
            "user_id": sender.id,
            "date": date,
            "kind": kind,
            "mail_count": count,
            "daily_limit": capacity(account(step.sequence_id, sender)["mail_server_id"], step.sequence_id, date),
            **account(step.sequence_id, sender),
        }
        for (step, sender, date, kind), count in counts.items()
    ]


def _planned(sequences):
    """What active subscriptions wait for, in groups.

    :return: ``(sequence, step, sender, tz, date, count)`` each; ``tz`` is that of contacts with a time zone of their
        own, else None; ``date`` is None for what is overdue
    """
    if not sequences:
        return []
    sequences.env["email.sequence.subscription"].flush_model()
    sequences.flush_recordset(["tz"])
    now = fields.Datetime.now()
    rows = sequences.env.execute_query(
        SQL(
            """
            SELECT s.sequence_id, s.next_step_id, s.user_id, NULLIF(s.tz, ''),
                   CASE WHEN s.scheduled_datetime > %(now)s
                        THEN (s.scheduled_datetime AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(NULLIF(s.tz, ''), q.tz))
                   END::date,
                   count(*)
            FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
            WHERE s.sequence_id IN %(sequences)s AND s.state = 'active' AND s.scheduled_datetime < %(until)s
            GROUP BY 1, 2, 3, 4, 5
            """,
            now=now,
            sequences=tuple(sequences.ids),
            until=now + timedelta(days=FORECAST_DAYS) + ZONES_APART,
        )
    )
    steps, users = sequences.env["email.sequence.step"], sequences.env["res.users"]
    return [
        (sequences.browse(sequence_id), steps.browse(step_id), users.browse(user_id), *others)
        for sequence_id, step_id, user_id, *others in rows
        if step_id
    ]


def _coming(schedule, step, day):
    """``(step, date)`` for an email of a day and those that follow it, as far as they are forecast."""
    until = schedule.local_date(_now()) + timedelta(days=FORECAST_DAYS - 1)
    if day > until:
        return []
    steps = step.sequence_id.step_ids.sorted()
    following = steps.filtered(lambda other: other._position() > step._position())
    dates = dates_after(schedule, day, following.mapped("delay_days"), until)
    return [(step, day), *zip(following, dates, strict=False)]


def _soonest_date(schedule):
    """The date of what is overdue: today, or the next date with window time; None if no window ever opens."""
    try:
        return schedule.local_date(span_of_soonest(schedule, _now()).first)
    except ValueError:
        return None


def _account_values(sequence, sender):
    """The account that the sender's emails are sent from, and its name, or what is wrong with it."""
    env = sequence.env
    account, failure = accounts.choose(sequence, sender)
    if failure:
        failures = env["email.sequence.trace"]._fields["failure_type"]._description_selection(env)
        return {"mail_server_id": False, "account": dict(failures)[failure.failure]}
    server = env["ir.mail_server"].browse(account.server_id or ())
    return {"mail_server_id": server.id, "account": accounts.name_of(env, account)}


def _now():
    return fields.Datetime.now().replace(tzinfo=UTC)
