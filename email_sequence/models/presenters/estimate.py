from collections import Counter
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...tools.sending.limit import DAY, capacity, last_day
from ...tools.timing.forecast import span_of_first
from ...tools.timing.schedule import open_intervals

LONGEST = 730  # days that are looked at


class EmailSequenceDuration(models.AbstractModel):
    """How long mails take to leave under the limits of their accounts, said before contacts are subscribed (7)."""

    _name = "email.sequence.duration"
    _description = "How Long Sending Takes"

    @api.model
    def _room(self, server, schedule, day):
        """How many mails have a place on a date, under all limits of the server; 0 where it has no limit."""
        limits = self.env["email.sequence.server.limit"]._limits(server)
        return self._capacity(limits, schedule, day) if limits else 0

    @api.model
    def _sentence(self, sequence, step, partner_ids):
        """Such as "500 a day: done in about 4 days"; False where the limits do not make it last longer than a day.

        The account that takes the longest counts.

        :param partner_ids: who are to be subscribed now, beginning with the step
        """
        counts = self._counts(sequence, partner_ids)
        sentences = [self._of_server(server, sequence, step, count) for server, count in counts.items()]
        return max(filter(None, sentences), key=lambda days_and_words: days_and_words[0], default=(0, False))[1]

    def _counts(self, sequence, partner_ids):
        """``{outgoing server: how many of the contacts get their mails from it}``, counted by sender."""
        counts, sender_of = Counter(), sequence._sender_for
        if sequence.sender_rule == "salesperson":
            groups = self.env["res.partner"]._read_group([("id", "in", partner_ids)], ["user_id"], ["__count"])
            senders = [(salesperson or self.env.user, count) for salesperson, count in groups]
        else:
            senders = [(sender_of(self.env["res.partner"]), len(partner_ids))]
        for sender, count in senders:
            counts[self.env["email.sequence.limit"].sudo()._server(sequence.sudo(), sender.sudo())] += count
        return counts

    def _of_server(self, server, sequence, step, count):
        """``(days, sentence)``, or None where no limit makes it last longer."""
        limits = self.env["email.sequence.server.limit"]._limits(server)
        schedule = sequence._sending_schedule(False)
        if not limits or not count or not schedule.windows:
            return None
        now = fields.Datetime.now().replace(tzinfo=UTC)
        first = schedule.local_date(span_of_first(schedule, now, step.delay_days).first)
        later = sequence.step_ids.filtered(lambda other: other._position() > step._position()).sorted()
        ahead = self.env["email.sequence.limit"]._waiting_count(server)
        rooms = self._rooms(server, limits, schedule, first, now)
        last = last_day(count + ahead, later.mapped("delay_days"), rooms)
        if last == first:
            return None
        days = (last - schedule.local_date(now)).days + 1 if last else LONGEST
        return days, self._words(limits, days, last)

    def _words(self, limits, days, last):
        words = self.env["email.sequence.server.limit"]._words(limits)
        if not last:
            return self.env._("%s: not done within two years", words)
        return self.env._(
            "%(limits)s: done in about %(days)s days, on %(day)s",
            limits=words,
            days=formatLang(self.env, days, digits=0),
            day=format_date(self.env, last, date_format="EEEE d MMMM"),
        )

    def _rooms(self, server, limits, schedule, first, now):
        """``(date, places)`` of the days from the first one on."""
        for number in range(LONGEST):
            day = first + timedelta(days=number)
            room = self._capacity(limits, schedule, day, now)
            yield day, self._left_today(server, limits, room) if day == schedule.local_date(now) else room

    def _left_today(self, server, limits, room):
        """What is left of the places of today, for those that left in the last 24 hours have theirs."""
        sent = self.env["email.sequence.limit"].sudo()._sent_count(server, DAY)
        return min([room, *(limit.count - sent for limit in limits if limit.period == DAY)])

    def _capacity(self, limits, schedule, day, since=None):
        """How many mails the limits let leave in the windows of a date, or in what is left of them."""
        intervals = open_intervals(schedule, day)
        opened = (end - max(start, since or start) for start, end in intervals if not since or end > since)
        return capacity(limits, sum(opened, timedelta()))
