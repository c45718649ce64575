"""When emails will be sent if nobody replies, by the rules of the pure engine: to one contact, and to all.

The days are those of the time zone that the sending windows are read in: the sequence's, or the contact's if the
sequence sends in the contact's time zone.
"""

import functools
from collections import Counter
from datetime import UTC, timedelta

from odoo import fields

from ...tools.timing.forecast import Span, span_of_drawn, span_of_first, span_of_soonest, spans_after
from ..sending import account as accounts
from ..sending import server_quota
from .coming import Coming, Emails, daily_capacity, planned

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
    """The emails of the next days: what is planned, and the steps after it, as the limits of the accounts allow.

    A group of subscriptions does not know which of its contacts got a later step before the steps were reordered: it
    counts for all of them. Emails of other sequences count under the limits, and are left out of the result.

    :param sequences: those that are not running have no emails
    :return: values of ``email.sequence.forecast``
    """
    # sudo: the forecast counts, for all senders, subscriptions to sequences that the user may read.
    sequences = sequences.sudo()._running()
    coming, account = Coming(sequences.env), functools.cache(_account_values)
    _plan(coming, sequences, account)
    capacity = functools.cache(
        lambda server_id, sequence, day: daily_capacity(
            sequences.env["ir.mail_server"].browse(server_id or ()), coming.schedule(sequence, None), day
        )
    )
    return [
        {
            "sequence_id": step.sequence_id.id,
            "step_id": step.id,
            "user_id": sender.id,
            "date": day,
            "kind": kind,
            "mail_count": count,
            "daily_limit": capacity(account(step.sequence_id, sender)["mail_server_id"], step.sequence_id, day),
            **account(step.sequence_id, sender),
        }
        for (step, sender, day, kind), count in _counts(coming, sequences).items()
    ]


def _plan(coming, sequences, account):
    """Add what the sequences have planned, and what others have that may use the same accounts."""
    servers = sequences.env["ir.mail_server"]
    for step, sender, tz, day, turn, known_id, count in planned(_sharing(sequences), _horizon()):
        is_asked_for = step.sequence_id in sequences
        server_id = known_id if known_id and not is_asked_for else account(step.sequence_id, sender)["mail_server_id"]
        coming.add(Emails(step, sender, tz, servers.browse(server_id or ()), "planned", turn), day, count)


def _counts(coming, sequences):
    """``{(step, sender, day, kind): how many emails of the sequences are sent}`` on the days that are forecast."""
    counts, last_day = Counter(), functools.cache(lambda schedule: _last_day(schedule, coming.now))
    for day, emails, count in coming.by_day(_last_day_anywhere(coming.now)):
        sequence = emails.step.sequence_id
        if sequence in sequences and day <= last_day(coming.schedule(sequence, emails.tz)):
            counts[emails.step, emails.sender, day, emails.kind] += count
    return counts


def _sharing(sequences):
    """The sequences, and all that run if there is a limit, as they may use the same accounts."""
    if not sequences or not server_quota.limited_servers(sequences.env):
        return sequences
    return sequences.search([("state", "=", "activated")])


def _horizon():
    """Before which moment (naive UTC) what counts is planned, whatever the time zone."""
    return fields.Datetime.now() + timedelta(days=FORECAST_DAYS) + ZONES_APART


def _last_day(schedule, now):
    return schedule.local_date(now) + timedelta(days=FORECAST_DAYS - 1)


def _last_day_anywhere(now):
    return now.date() + timedelta(days=FORECAST_DAYS) + ZONES_APART


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
