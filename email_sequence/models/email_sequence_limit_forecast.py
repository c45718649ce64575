from collections import Counter
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.sending_limit import capacity, last_day
from ..tools.sending_window import open_intervals

DAYS_LOOKED_AT = 366


class EmailSequenceLimitForecast(models.AbstractModel):
    """How many days it takes until many first mails have left, under the limits of their servers (semantics 7).

    About, and not exactly: which moments of a day are free is only known when mails are due.
    """

    _name = "email.sequence.limit.forecast"
    _description = "Forecast of Sending Limits"

    @api.model
    def _sentence(self, sequence, counts):
        """What whoever subscribes many should know; False where all may leave on one day.

        :param dict counts: ``{sender: number of first mails}``
        """
        schedule = sequence._sending_schedule(False)
        days = {}
        for server, count in self._by_server(sequence, counts).items():
            limits = self.env["email.sequence.server.limit"]._of(server)
            if limits and schedule.windows:
                days[server] = self._days(schedule, server, limits, count)
        server = max(days, key=days.get, default=None)
        if not server or days[server] <= 1:
            return False
        limits = self.env["email.sequence.server.limit"]
        words = {"server": server.name, "limits": limits._words(limits._of(server)), "days": days[server]}
        if days[server] > DAYS_LOOKED_AT:
            return self.env._("The limit of %(server)s is %(limits)s: done in more than a year.", **words)
        return self.env._("The limit of %(server)s is %(limits)s: done in about %(days)s days.", **words)

    def _by_server(self, sequence, counts):
        by_server = Counter()
        for sender, count in counts.items():
            by_server[self.env["email.sequence.limit"]._server(sequence, sender)] += count
        return by_server

    def _days(self, schedule, server, limits, count):
        """The number of days from the first with window time to that of the last mail."""
        now = fields.Datetime.now()
        today = schedule.local_date(now.replace(tzinfo=UTC))
        rooms = [(today + timedelta(days=n), self._room(schedule, limits, n, now)) for n in range(DAYS_LOOKED_AT)]
        taken = self._taken(server, limits, now)
        rooms = [(day, room - taken[day]) for day, room in rooms]
        first = next((day for day, room in rooms if room > 0), today)
        last = last_day(count, rooms)
        return (last - first).days + 1 if last else DAYS_LOOKED_AT + 1

    def _room(self, schedule, limits, days, now):
        """How many mails the limits allow in the window time of a day, from now on."""
        start = now.replace(tzinfo=UTC)
        intervals = open_intervals(schedule, schedule.local_date(start) + timedelta(days=days))
        open_time = sum((end - max(begin, start) for begin, end in intervals if end > start), timedelta())
        return capacity(limits, open_time) if open_time else 0

    def _taken(self, server, limits, now):
        """``{date: number of places}`` that others take: those who wait, and today the mails of the last day."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT scheduled_datetime::date, count(*) FROM email_sequence_subscription
                WHERE limit_server_id = %s AND state = 'active' GROUP BY 1
                """,
                server.id,
            )
        )
        taken = Counter(dict(rows))
        taken[now.date()] += len(self.env["email.sequence.limit"]._taken(server, limits, now))
        return taken
