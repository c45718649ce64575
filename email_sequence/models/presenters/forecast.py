import functools
from collections import Counter
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.timing.forecast import Span, dates_after, span_of_drawn, span_of_first, span_of_soonest, spans_after

FORECAST_DAYS = 14  # today included
ZONES_APART = timedelta(days=2)  # more than any two local dates differ by at one moment


class EmailSequenceProjection(models.AbstractModel):
    """When mails will leave if nobody answers, by the rules of the pure engine: for one contact, and for all.

    The days are those of the clock that reads the sending windows: the sequence's, or the contact's where the sequence
    sends in the contact's time zone.
    """

    _name = "email.sequence.projection"
    _description = "Projection of Email Sequences"

    # ---- one contact

    @api.model
    def _spans(self, schedule, steps, subscription):
        """The first and the last moment at which each step leaves, as pairs of naive UTC datetimes.

        :param steps: the steps that are still to leave, in order
        :param subscription: whose steps they are; empty: those of a contact who is subscribed now
        :return: as many pairs as steps; ``(False, False)`` each where the schedule never opens
        """
        if not steps:
            return []
        try:
            first = self._first_span(schedule, steps[0], subscription)
            spans = [first, *spans_after(schedule, first, steps[1:].mapped("delay_days"))]
        except ValueError:  # no window within two years
            return [(False, False)] * len(steps)
        return [tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in (s.first, s.last)) for s in spans]

    def _first_span(self, schedule, step, subscription):
        now = self._now()
        if not subscription:
            return span_of_first(schedule, now, step.delay_days)
        planned = (subscription.scheduled_datetime or fields.Datetime.now()).replace(tzinfo=UTC)
        if planned > now:
            return Span(planned, planned)
        if subscription.send_at_once:
            return Span(now, now)
        return span_of_drawn(schedule, now) if subscription.state == "paused" else span_of_soonest(schedule, now)

    # ---- all of them

    @api.model
    def _mails_per_day(self, sequences):
        """The mails of the next days: what is planned, and the steps after it.

        Counted in groups of subscriptions, so that the effort does not grow with their number. A group does not know
        whom of it a later step was sent to before the steps were reordered: it counts for all of them.

        :param sequences: those that are not running have no mails
        :return: values of ``email.sequence.forecast``
        """
        sequences = sequences.sudo()._running()
        counts, schedule = Counter(), functools.cache(lambda sequence, tz: sequence._sending_schedule(tz))
        course = functools.cache(lambda step, tz, day: self._course(schedule(step.sequence_id, tz), step, day))
        for sequence, step, sender, tz, planned_date, count in self._planned(sequences):
            day = planned_date or self._soonest_date(schedule(sequence, tz))
            for number, (later_step, date) in enumerate(course(step, tz, day) if day else ()):
                counts[later_step, sender, date, "projected" if number else "planned"] += count
        account = functools.cache(self._account_values)
        servers, duration = self.env["ir.mail_server"].sudo(), self.env["email.sequence.duration"]
        room = functools.cache(
            lambda server_id, sequence, day: duration._room(
                servers.browse(server_id or ()), schedule(sequence, None), day
            )
        )
        return [
            {
                "sequence_id": step.sequence_id.id,
                "step_id": step.id,
                "user_id": sender.id,
                "date": date,
                "kind": kind,
                "mail_count": count,
                "daily_limit": room(account(step.sequence_id, sender)["mail_server_id"], step.sequence_id, date),
                **account(step.sequence_id, sender),
            }
            for (step, sender, date, kind), count in counts.items()
        ]

    def _planned(self, sequences):
        """What active subscriptions wait for, in groups.

        :return: ``(sequence, step, sender, tz, date, count)`` each; ``tz`` is that of contacts with a clock of their
            own, else None; ``date`` is None for what is overdue
        """
        if not sequences:
            return []
        self.env["email.sequence.subscription"].flush_model()
        sequences.flush_recordset(["tz"])
        now = fields.Datetime.now()
        rows = self.env.execute_query(
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
        steps, users = self.env["email.sequence.step"].sudo(), self.env["res.users"].sudo()
        return [
            (sequences.browse(sequence_id), steps.browse(step_id), users.browse(user_id), *others)
            for sequence_id, step_id, user_id, *others in rows
            if step_id
        ]

    def _course(self, schedule, step, day):
        """``(step, date)`` for a mail of a day and those that follow it, as far as they are forecast."""
        until = schedule.local_date(self._now()) + timedelta(days=FORECAST_DAYS - 1)
        if day > until:
            return []
        steps = step.sequence_id.step_ids.sorted()
        following = steps.filtered(lambda other: other._position() > step._position())
        dates = dates_after(schedule, day, following.mapped("delay_days"), until)
        return [(step, day), *zip(following, dates, strict=False)]

    def _soonest_date(self, schedule):
        """The date of what is overdue: today, or the next date with window time; None where no window ever opens."""
        try:
            return schedule.local_date(span_of_soonest(schedule, self._now()).first)
        except ValueError:
            return None

    def _account_values(self, sequence, sender):
        """The account that the sender's mails leave from, and its name, or what is wrong with it."""
        accounts = self.env["email.sequence.account"].sudo()
        account, failure = accounts._account(sequence, sender)
        if failure:
            failures = self.env["email.sequence.trace"]._fields["failure_type"]._description_selection(self.env)
            return {"mail_server_id": False, "account": dict(failures)[failure.failure]}
        server = self.env["ir.mail_server"].sudo().browse(account.server_id or ())
        return {"mail_server_id": server.id, "account": accounts._account_name(account)}

    def _now(self):
        return fields.Datetime.now().replace(tzinfo=UTC)
