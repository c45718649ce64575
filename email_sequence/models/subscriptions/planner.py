"""When the emails of subscriptions are sent.

A time is drawn once and stored, and drawn again only here (semantics 2.5):

================== ==================================================== =======================================
function           the new time                                         for which subscriptions
================== ==================================================== =======================================
plan               by the rules, counted from the email that was        a new step to wait for, a changed delay
                   really sent last (semantics 2.3, 2.4)
draw_again         in the next window time                              overdue (2.5, 2.7), or resumed late (4.7)
hold               from the day of the contact's return on              out of office (5.2)
fit_again          by the rules                                         its time lies in no window any more
================== ==================================================== =======================================

Those over the limit of an account get a time from ``sending/quotas.py``. Datetimes are naive UTC, as Odoo stores them.
While a schedule has no window, which only a deactivated sequence may have, a time without one is stored; activating
draws again.
"""

import functools
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..timing import moments
from ..timing.time_zone import zone_of

SUBSCRIPTIONS_PER_BATCH = 1000
PLANNED_AT_ONCE = 20_000  # subscriptions that a change plans again before it is saved; a bulk action does more


def schedules():
    """``schedule(sequence, tz)``, which makes each :class:`Schedule` only once."""
    return functools.cache(lambda sequence, tz: sequence._sending_schedule(tz))


# ---- subscriptions


def plan(subscriptions):
    """Plan the next step of the subscriptions by the rules."""
    schedule, now = schedules(), fields.Datetime.now()
    for batch in split_every(SUBSCRIPTIONS_PER_BATCH, subscriptions.ids, subscriptions.browse):
        store(subscriptions.env, {row[0]: _by_the_rules(row, schedule, now) for row in _waiting(batch)})


def draw_again(subscriptions):
    """Give each of the subscriptions one fresh random time in the next window time."""
    schedule = schedules()
    later = fields.Datetime.now() + timedelta(seconds=1)  # so that what is planned again is not overdue
    store(
        subscriptions.env,
        {
            subscription.id: moments.draw(
                schedule(subscription.sequence_id, subscription.tz), later, subscription.absent_until
            )
            for subscription in subscriptions
        },
    )


def fit_again(subscriptions):
    """Plan again those of the active subscriptions whose planned time lies in no window any more.

    What is overdue is left to the dispatcher, which sends it in an open window only.

    :return: those that got another time
    """
    _refresh_zones(subscriptions.filtered(lambda s: s.tz or s.sequence_id.use_contact_tz))
    schedule, now = schedules(), fields.Datetime.now()
    unfit = {}
    for row in _waiting(subscriptions):
        _id, sequence, tz, planned, *_rest = row
        read = schedule(sequence, tz)
        if planned and planned > now and read.windows and not moments.is_open(read, planned):
            unfit[row[0]] = _by_the_rules(row, schedule, now)
    store(subscriptions.env, unfit)
    return subscriptions.browse(unfit)


def plan_overdue_again(sequence, zones=None):
    """Draw a fresh random time in the next window time for what is overdue, so that no burst follows.

    :param zones: only those whose windows are read in one of these time zones (False: the sequence's)
    :return: how many were planned again
    """
    subscriptions, planned = sequence.env["email.sequence.subscription"].sudo(), 0
    if not sequence.schedule_id.sudo().window_ids:
        return planned
    domain = overdue_domain(sequence)
    if zones is not None:
        domain &= Domain("tz", "in", list(zones))
    while overdue := subscriptions.search(domain, limit=SUBSCRIPTIONS_PER_BATCH, order="scheduled_datetime, id"):
        draw_again(overdue)
        planned += len(overdue)
    return planned


def hold(subscription, mail):
    """Let the next step wait for the return of a contact who is away (semantics 5.2).

    Until the date that the email names, else as many days as the sequence says. A time planned later stays.

    :param mail: the out-of-office email, with its ``received_datetime`` and ``return_date``
    """
    sequence = subscription.sequence_id
    if not sequence.hold_on_absence or subscription.state != "active":
        return
    schedule = subscription._schedule()
    today = moments.local_date(schedule, mail.received_datetime)
    subscription.absent_until = mail.return_date or today + timedelta(days=sequence.hold_days)
    planned = subscription.scheduled_datetime
    if planned and moments.local_date(schedule, planned) < subscription.absent_until:
        store(subscription.env, {subscription.id: moments.draw(schedule, planned, subscription.absent_until)})


def overdue_domain(sequences):
    """What is overdue and waits for a window, in these sequences."""
    return (
        Domain("sequence_id", "in", sequences.ids)
        & Domain("state", "=", "active")
        & Domain("send_at_once", "=", False)
        & Domain("scheduled_datetime", "<=", fields.Datetime.now())
    )


# ---- changes of what many are planned by


def schedules_changed(records):
    """The sending schedules have other windows or skip dates now."""
    # sudo: they may be those of several companies.
    sequences = records.env["email.sequence"].sudo().with_context(active_test=False)
    sequences_changed(sequences.search([("schedule_id", "in", records.ids)]).with_env(records.env))


def sequences_changed(sequences):
    """The sequences have another schedule or time zone: plan again what no longer fits, and tell the user how many."""
    subscriptions = sequences.env["email.sequence.subscription"].sudo()
    domain = [("sequence_id", "in", sequences.ids), ("state", "=", "active")]
    are_many = subscriptions.search_count(domain, limit=PLANNED_AT_ONCE + 1) > PLANNED_AT_ONCE
    if are_many and sequences.env["email.sequence.subscription"]._fit_in_background(domain):
        return
    found = subscriptions.search(domain, order="id")
    moved = sum(len(fit_again(batch)) for batch in split_every(SUBSCRIPTIONS_PER_BATCH, found.ids, found.browse))
    if moved:
        tell(sequences.env, sequences.env._("Subscriptions planned again: %s", moved))


def contacts_moved(partners):
    """The contacts have another time zone or country: plan again what does not fit the time there any more."""
    theirs = [
        ("partner_id", "in", partners.ids),
        ("state", "=", "active"),
        ("sequence_id.use_contact_tz", "=", True),
    ]
    # sudo: changing a contact plans its sequences again, also those that the user may not see.
    fit_again(partners.env["email.sequence.subscription"].sudo().search(theirs))


def tell(env, message):
    """Show the user a sentence when what they saved is saved."""
    env.user._bus_send("simple_notification", {"type": "info", "message": message})


def _refresh_zones(subscriptions):
    """Store the time zone that the subscriptions have now, as their sequence's option and their contacts say."""
    for subscription in subscriptions:
        wanted = subscription.sequence_id.use_contact_tz and zone_of(subscription.partner_id)[0]
        if (subscription.tz or False) != wanted:
            subscription.tz = wanted


# ---- the table


def store(env, times, limit_servers=None):
    """Write planned times past the ORM, many at once.

    :param dict times: ``{subscription id: planned time}``
    :param dict limit_servers: ``{subscription id: id of the server whose limit is the reason}``; a reason that
        another plan had is gone
    """
    if not times:
        return
    env["email.sequence.subscription"].flush_model(["scheduled_datetime", "limit_server_id"])
    env.cr.execute_values(
        """
        UPDATE email_sequence_subscription s SET scheduled_datetime = v.moment, limit_server_id = v.server_id
        FROM (VALUES %s) AS v (id, moment, server_id) WHERE s.id = v.id
        """,
        [(number, moment, (limit_servers or {}).get(number)) for number, moment in times.items()],
        template="(%s, %s::timestamp, %s::integer)",
        page_size=len(times),
    )
    planned = env["email.sequence.subscription"].browse(times)
    planned.invalidate_recordset(["scheduled_datetime", "limit_server_id"])
    planned.modified(["scheduled_datetime", "limit_server_id"])


def _by_the_rules(row, schedule, now):
    _id, sequence, tz, _planned, delay_days, absent_until, counted_from = row
    return moments.next_send_at(schedule(sequence, tz), counted_from, delay_days, now, absent_until)


def _waiting(subscriptions):
    """What decides about the next email of those that wait for a step, one row each.

    The delay counts from the email that was really sent last, or from subscribing.
    """
    if not subscriptions:
        return []
    subscriptions.env.flush_all()
    rows = subscriptions.env.execute_query(
        SQL(
            """
            SELECT s.id, s.sequence_id, s.tz, s.scheduled_datetime, p.delay_days, s.absent_until,
                   COALESCE((SELECT max(t.sent_datetime) FROM email_sequence_trace t
                             WHERE t.subscription_id = s.id), s.subscribed_datetime)
            FROM email_sequence_subscription s JOIN email_sequence_step p ON p.id = s.next_step_id
            WHERE s.id IN %s
            """,
            tuple(subscriptions.ids),
        )
    )
    # sudo: planning is the system's work, whoever caused it.
    sequences = subscriptions.env["email.sequence"].sudo()
    return [(row[0], sequences.browse(row[1]), *row[2:]) for row in rows]
