import functools
import random
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools.timing.schedule import first_send_at, local_midnight, next_send_at

SUBSCRIPTIONS_PER_BATCH = 1000
PLANNED_AT_ONCE = 20_000  # subscriptions that a change plans again before it is saved; more are left to a bulk action
_rng = random.SystemRandom()


def _aware(moment):
    return moment.replace(tzinfo=UTC)


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)


class EmailSequencePlanner(models.AbstractModel):
    """When mails leave: between subscriptions and the pure engine, which takes and gives aware datetimes.

    A time is drawn once and stored, and drawn again only here (semantics 2.5):

    =============== ==================================================== =========================================
    method          the new time                                         for whom
    =============== ==================================================== =========================================
    _plan           by the rules, counted from the mail that really      a new step to wait for, a changed delay
                    left last (semantics 2.3, 2.4)
    _draw_again     in the next window time                              overdue (2.5, 2.7), or resumed late (4.7)
    _hold           from the day of the contact's return on              out of office (5.2)
    _fit_again      by the rules                                         its time lies in no window any more
    =============== ==================================================== =========================================

    Whoever is over the limit of an account gets a time from ``email.sequence.limit``, which draws with this one's help.
    Datetimes are naive UTC, as Odoo stores them. While a schedule has no window, which only a deactivated sequence may
    have, a time without one is stored; activating draws again.
    """

    _name = "email.sequence.planner"
    _description = "Planning of Email Sequences"

    # ---- single moments

    @api.model
    def _first_send_at(self, schedule, now, delay_days):
        """When the first step leaves to a contact subscribed ``now`` (semantics 2.1 to 2.3)."""
        return _naive(first_send_at(schedule, _aware(now), delay_days, _rng))

    @api.model
    def _next_send_at(self, schedule, sent_at, delay_days, now, not_before=None):
        """When a step leaves whose predecessor really left at ``sent_at`` (semantics 2.4)."""
        if not schedule.windows:
            return max(now, sent_at + timedelta(days=delay_days))
        return _naive(
            next_send_at(schedule, _aware(sent_at), delay_days, _aware(now), _rng, not_before=not_before or None)
        )

    @api.model
    def _draw(self, schedule, now, not_before=None):
        """A random time in the next window time from ``now`` on, and not before a local date (semantics 2.5)."""
        return self._next_send_at(schedule, now, 0, now, not_before)

    @api.model
    def _is_open(self, schedule, moment):
        return schedule.is_open(_aware(moment))

    @api.model
    def _window_at(self, schedule, moment):
        """The :class:`Window` in which the moment lies, or None."""
        return schedule.window_at(_aware(moment))

    @api.model
    def _opens_at(self, schedule, moment):
        """The first moment from this one on that lies in a window."""
        return _naive(schedule.opens_at(_aware(moment)))

    @api.model
    def _local_date(self, schedule, moment):
        return schedule.local_date(_aware(moment))

    @api.model
    def _midnight(self, schedule, date):
        """When the date begins by the schedule's clock."""
        return _naive(local_midnight(schedule.tz, date))

    @api.model
    def _day_to_resume(self, until):
        """The date on which a pause is to end by itself, as a caller names it; None for no date."""
        if not until:
            return None
        tomorrow = fields.Date.today() + timedelta(days=1)
        try:
            day = fields.Date.to_date(until)
        except (TypeError, ValueError):
            day = None
        if not day or day < tomorrow:
            raise UserError(
                self.env._("They can resume by themselves from tomorrow on. Choose a day such as %s.", tomorrow)
            )
        return day

    # ---- subscriptions

    @api.model
    def _plan(self, subscriptions):
        """Plan the next step of the subscriptions by the rules."""
        schedule, now = self._schedules(), fields.Datetime.now()
        for batch in split_every(SUBSCRIPTIONS_PER_BATCH, subscriptions.ids, subscriptions.browse):
            self._store({row[0]: self._by_the_rules(row, schedule, now) for row in self._waiting(batch)})

    @api.model
    def _draw_again(self, subscriptions):
        """Give each of the subscriptions one fresh random time in the next window time."""
        schedule = self._schedules()
        later = fields.Datetime.now() + timedelta(seconds=1)  # so that what is planned again is not overdue
        self._store(
            {
                subscription.id: self._draw(
                    schedule(subscription.sequence_id, subscription.tz), later, subscription.absent_until
                )
                for subscription in subscriptions
            }
        )

    @api.model
    def _fit_again(self, subscriptions):
        """Plan again those of the active subscriptions whose planned time lies in no window any more.

        What is overdue is left to the dispatcher, which sends it in an open window only.

        :return: how many got another time
        """
        self.env["email.sequence.zone"]._refresh(subscriptions.filtered(lambda s: s.tz or s.sequence_id.use_contact_tz))
        schedule, now = self._schedules(), fields.Datetime.now()
        unfit = {}
        for row in self._waiting(subscriptions):
            _id, sequence, tz, planned, *_rest = row
            read = schedule(sequence, tz)
            if planned and planned > now and read.windows and not self._is_open(read, planned):
                unfit[row[0]] = self._by_the_rules(row, schedule, now)
        self._store(unfit)
        return len(unfit)

    @api.model
    def _plan_overdue_again(self, sequence, zones=None):
        """Draw a fresh random time in the next window time for what is overdue, so that no burst follows.

        :param zones: only those who are read by the clock of one of these zones (False: the sequence's)
        :return: how many were planned again
        """
        Subscription, planned = self.env["email.sequence.subscription"].sudo(), 0
        if not sequence.schedule_id.sudo().window_ids:
            return planned
        domain = self._overdue_domain(sequence)
        if zones is not None:
            domain &= Domain("tz", "in", list(zones))
        while overdue := Subscription.search(domain, limit=SUBSCRIPTIONS_PER_BATCH, order="scheduled_datetime, id"):
            self._draw_again(overdue)
            planned += len(overdue)
        return planned

    @api.model
    def _hold(self, subscription, mail):
        """Let the next step wait for the return of a contact who is away (semantics 5.2).

        Until the date that the mail names, else as many days as the sequence says. A time planned later stays.
        """
        sequence = subscription.sequence_id
        if not sequence.hold_on_absence or subscription.state != "active":
            return
        schedule = subscription._schedule()
        today = self._local_date(schedule, mail.received_datetime)
        subscription.absent_until = mail.return_date or today + timedelta(days=sequence.hold_days)
        planned = subscription.scheduled_datetime
        if planned and self._local_date(schedule, planned) < subscription.absent_until:
            self._store({subscription.id: self._draw(schedule, planned, subscription.absent_until)})

    @api.model
    def _overdue_domain(self, sequences):
        """What is overdue and waits for a window, in these sequences."""
        return (
            Domain("sequence_id", "in", sequences.ids)
            & Domain("state", "=", "active")
            & Domain("send_at_once", "=", False)
            & Domain("scheduled_datetime", "<=", fields.Datetime.now())
        )

    # ---- changes of what many are planned by

    @api.model
    def _schedules_changed(self, schedules):
        """The windows or the skip dates of the schedules are others now."""
        sequences = self.env["email.sequence"].sudo().with_context(active_test=False)
        self._sequences_changed(sequences.search([("schedule_id", "in", schedules.ids)]))

    @api.model
    def _sequences_changed(self, sequences):
        """The sequences have another schedule or clock: plan again what no longer fits, and tell the user how many."""
        Subscription = self.env["email.sequence.subscription"].sudo()
        domain = [("sequence_id", "in", sequences.ids), ("state", "=", "active")]
        if Subscription.search_count(domain, limit=PLANNED_AT_ONCE + 1) > PLANNED_AT_ONCE:
            self.env["email.sequence.bulk"]._start("fit", domain)
            return
        found = Subscription.search(domain, order="id")
        moved = sum(self._fit_again(batch) for batch in split_every(SUBSCRIPTIONS_PER_BATCH, found.ids, found.browse))
        if moved:
            self._tell(self.env._("Subscriptions planned again: %s", moved))

    @api.model
    def _tell(self, message):
        """Show the user a sentence when what they saved is saved."""
        self.env.user._bus_send("simple_notification", {"type": "info", "message": message})

    # ---- the table

    def _schedules(self):
        """``schedule(sequence, tz)``, which makes each only once."""
        return functools.cache(lambda sequence, tz: sequence._sending_schedule(tz))

    def _by_the_rules(self, row, schedule, now):
        _id, sequence, tz, _planned, delay_days, absent_until, counted_from = row
        return self._next_send_at(schedule(sequence, tz), counted_from, delay_days, now, absent_until)

    def _waiting(self, subscriptions):
        """What decides about the next mail of those that wait for a step, one row each.

        The delay counts from the mail that really left last, or from subscribing.
        """
        if not subscriptions:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
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
        sequences = self.env["email.sequence"].sudo()
        return [(row[0], sequences.browse(row[1]), *row[2:]) for row in rows]

    def _store(self, moments, limit_servers=None):
        """Write ``{subscription id: planned time}``.

        :param dict limit_servers: ``{subscription id: id of the server whose limit is the reason}``; a reason that
            another plan had is gone
        """
        if not moments:
            return
        self.env["email.sequence.subscription"].flush_model(["scheduled_datetime", "limit_server_id"])
        self.env.cr.execute_values(
            """
            UPDATE email_sequence_subscription s SET scheduled_datetime = v.moment, limit_server_id = v.server_id
            FROM (VALUES %s) AS v (id, moment, server_id) WHERE s.id = v.id
            """,
            [(number, moment, (limit_servers or {}).get(number)) for number, moment in moments.items()],
            template="(%s, %s::timestamp, %s::integer)",
            page_size=len(moments),
        )
        planned = self.env["email.sequence.subscription"].browse(moments)
        planned.invalidate_recordset(["scheduled_datetime", "limit_server_id"])
        planned.modified(["scheduled_datetime", "limit_server_id"])
