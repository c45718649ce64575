from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, formatLang, groupby

from ...tools.sending.limit import DAY, HOUR, MINUTE, Limit, Places
from .trace_statuses import DEPARTED

LEDGER_SECOND = timedelta(seconds=1)  # the ledger keeps whole seconds: what left at 9:00:00.9 left at 9:00:00 in it
LONGEST_HANDOVER = timedelta(hours=1)  # more than a mail can be on its way to its server
# Whose turn it is to take a place, in order.
ORDERED, FOLLOW_UP_AGAIN, FOLLOW_UP, FIRST_AGAIN, FIRST = range(5)


class Line:
    """Subscriptions that line up for the places of a server, one behind the other."""

    def __init__(self, places, planner):
        self._places = places
        self._planner = planner
        self._schedule = planner._schedules()
        self._taken = {}  # by windows: (start, end) of a time in which those who keep to them find no place

    def join(self, subscription, start):
        """Take a place for the next mail of the subscription.

        :return: ``start`` where that is a place; else the next place if a window is open then, else a place at a random
            time on a later date
        """
        windows = self._schedule(subscription.sequence_id, subscription.tz)
        since, until = self._taken.get(windows, (start, start))
        behind = moment = self._places.first(max(start, until) if since <= start else start)
        while moment > start and not self._may_leave(subscription, windows, moment):
            behind = moment
            moment = self._places.first(self._planner._draw(windows, moment, subscription.absent_until))
        if not subscription.absent_until and behind >= until:
            self._taken[windows] = (start, behind)
        self._places.take(moment)
        return moment

    def _may_leave(self, subscription, windows, moment):
        if subscription.send_at_once or not windows.windows:
            return True
        absent_until = subscription.absent_until
        is_back = not absent_until or self._planner._local_date(windows, moment) >= absent_until
        return is_back and self._planner._is_open(windows, moment)


class EmailSequenceLimit(models.AbstractModel):
    """How many mails may leave from an outgoing mail server in any day, hour or minute, and how close (semantics 7).

    The dispatcher asks after the claim and before anything is rendered, and alone for each server. A mail that has a
    place keeps it by the ``mail_server_id`` of its trace, from now on and for the period of each limit after it was
    sent; one that surely did not leave (``error``) gives it back. While a mail is on its way, it takes the place of
    this moment; so a gap lets one mail of its server be on its way at a time, whatever number of dispatchers there is,
    and no two are handed over closer than the gap. (The clocks of several Odoo hosts must agree for that.)

    Whoever has none waits, active and with ``limit_server_id`` as the visible reason, for the first moment at which
    there is one: exactly then if a window is open, else at a random time on the next date with window time at which
    there is one. The moments of those who wait are kept free for them.

    Who takes a place first:

    1. what a manager ordered to leave at once;
    2. follow-ups, those that have waited before others;
    3. first steps, those that have waited before others.

    Whoever waits is overtaken only by what comes before it in this list. So where the follow-ups alone fill the limit,
    the first steps wait from day to day, with the reason visible, until a place is left over.

    It holds for whatever makes mails due, activating a sequence (semantics 2.7) and a manager's order included: the
    limit is the provider's, and cannot be ordered away.
    """

    _name = "email.sequence.limit"
    _description = "Sending Limits of Outgoing Mail Servers"

    # ---- mails that are due

    @api.model
    def _limited(self, traces):
        """``{server: those of the claimed mails that are to leave from it}`` for the servers that have a limit."""
        limited = traces and self.env["email.sequence.server.limit"]._limited_servers()
        by_server = {}
        for (sequence, sender), group in groupby(limited and traces, lambda t: (t.sequence_id, t.user_id)):
            server = self._server(sequence, sender)
            if server in limited:
                by_server[server] = by_server.get(server, traces.browse()) | traces.browse(t.id for t in group)
        return by_server

    @api.model
    def _server(self, sequence, sender):
        """The outgoing server from which the sender's mails of the sequence leave; none where there is no account."""
        account, _failure = self.env["email.sequence.account"]._account(sequence, sender)
        return self.env["ir.mail_server"].browse(account.server_id if account and account.server_id else ())

    @api.model
    def _take_places(self, server, traces):
        """Give each of the claimed mails a place of its server, or let its subscription wait for one, without a trace.

        :return: the mails that have none, which are deleted
        """
        traces._lock_subscriptions()
        if not self._limits(server.exists()):  # not any more
            return traces.browse()
        now = fields.Datetime.now()
        moments = self._moments(server, traces, now)
        admitted = traces.filtered(lambda trace: moments[trace.id] == now)
        admitted.write({"mail_server_id": server.id})
        excess = traces - admitted
        waiting = excess.filtered(lambda trace: trace.subscription_id.state == "active")
        self.env["email.sequence.planner"]._store(
            {trace.subscription_id.id: moments[trace.id] for trace in waiting},
            dict.fromkeys(waiting.subscription_id.ids, server.id),
        )
        excess.unlink()
        return excess

    def _moments(self, server, traces, now):
        """``{id of a claimed mail: when it leaves}``: now for those that have a place."""
        places, turns, moments = self._places(server, now), self._turns(server, traces), {}
        for turn in range(max(turns) + 1):
            places.keep_free(self._left_to_others(turn, turns, server, places, now))
            line = Line(places, self.env["email.sequence.planner"])
            moments.update({trace.id: line.join(trace.subscription_id, now) for trace in turns.get(turn, ())})
        return moments

    # ---- whose turn it is

    def _turns(self, server, traces):
        """``{turn: the claimed mails whose turn it is, in the order of the claim}``."""
        followed_up = self._followed_up(traces.subscription_id)

        def turn(trace):
            if trace.at_once:
                return ORDERED
            again = trace.subscription_id.limit_server_id == server
            if trace.subscription_id.id in followed_up:
                return FOLLOW_UP_AGAIN if again else FOLLOW_UP
            return FIRST_AGAIN if again else FIRST

        return traces.grouped(turn)

    def _followed_up(self, subscriptions):
        """The ids of those subscriptions to which something was sent: what they get next is a follow-up."""
        rows = self.env.execute_query(
            SQL(
                "SELECT s.id FROM email_sequence_subscription s WHERE s.id IN %s AND %s",
                tuple(subscriptions.ids),
                self._is_follow_up(),
            )
        )
        return {subscription_id for (subscription_id,) in rows}

    def _is_follow_up(self):
        return SQL(
            """
            EXISTS (SELECT FROM email_sequence_trace earlier
                    WHERE earlier.subscription_id = s.id AND earlier.trace_status IN %s)
            """,
            DEPARTED,
        )

    def _left_to_others(self, turn, turns, server, places, now):
        """The moments at which others than the claimed mails leave, who come before this turn but not before others."""
        first_only = set(turns) == {FIRST}  # they come after all who wait: one look at these is enough
        if turn == FOLLOW_UP:
            return self._awaited(server, now, follow_ups=None if first_only else True)
        if turn == FIRST_AGAIN and places.first(now) == now:
            claimed = [trace_id for traces in turns.values() for trace_id in traces.ids]
            return [now] * self._count_due_follow_ups(server, claimed, now)
        if turn == FIRST and not first_only:
            return self._awaited(server, now, follow_ups=False)
        return []

    # ---- the table

    def _limits(self, server):
        return self.env["email.sequence.server.limit"]._limits(server)

    def _places(self, server, now):
        """The places of the server beside the mails that have left, or are on their way."""
        limits = self._limits(server)
        return Places(
            self._taken(server, limits, now), [Limit(limit.count, limit.period + LEDGER_SECOND) for limit in limits]
        )

    def _taken(self, server, limits, now):
        """When the mails that take the places of the server left; ``now`` for those on their way."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(sent_datetime, handed_datetime) FROM email_sequence_trace
                WHERE mail_server_id = %(server)s AND handed_datetime > %(since)s
                  AND trace_status NOT IN ('error', 'sending')
                UNION ALL
                SELECT %(now)s::timestamp FROM email_sequence_trace
                WHERE mail_server_id = %(server)s AND trace_status = 'sending'
                """,
                server=server.id,
                since=now - max((limit.period for limit in limits), default=timedelta()) - LONGEST_HANDOVER,
                now=now,
            )
        )
        return [moment for (moment,) in rows]

    def _awaited(self, server, now, *, follow_ups):
        """When those who wait for a place of the server leave.

        :param follow_ups: True for follow-ups and what a manager ordered, False for first steps, None for all
        """
        is_of_kind = SQL("(s.send_at_once IS TRUE OR %s) = %s", self._is_follow_up(), follow_ups)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.scheduled_datetime
                FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.limit_server_id = %s AND s.state = 'active' AND s.scheduled_datetime > %s
                  AND q.state = 'activated' AND q.active AND %s
                """,
                server.id,
                now,
                SQL("TRUE") if follow_ups is None else is_of_kind,
            )
        )
        return [moment for (moment,) in rows]

    def _count_due_follow_ups(self, server, claimed, now):
        """How many other follow-ups of the server are due, which no dispatcher has given a place yet.

        :param claimed: ids of the traces of those that are claimed
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.sequence_id, s.user_id, count(*)
                FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.state = 'active' AND s.scheduled_datetime <= %s AND q.state = 'activated' AND q.active AND %s
                  AND NOT EXISTS (SELECT FROM email_sequence_trace placed
                                  WHERE placed.subscription_id = s.id AND placed.trace_status = 'sending'
                                    AND (placed.mail_server_id IS NOT NULL OR placed.id IN %s))
                GROUP BY 1, 2
                """,
                now,
                self._is_follow_up(),
                tuple(claimed),
            )
        )
        sequences, senders = self.env["email.sequence"], self.env["res.users"]
        return sum(
            count
            for sequence_id, sender_id, count in rows
            if self._server(sequences.browse(sequence_id), senders.browse(sender_id)) == server
        )

    # ---- another limit

    @api.model
    def _limits_changed(self, server):
        """Let those who wait for the server wait for its places under the new limits, in the same order.

        Whoever has one without waiting gets a random time in the next window time, so that no burst follows.
        """
        planner, now = self.env["email.sequence.planner"], fields.Datetime.now()
        line, schedule, moments, late = Line(self._places(server, now), planner), planner._schedules(), {}, {}
        for subscription in self.env["email.sequence.subscription"].search(
            [("limit_server_id", "in", server.ids), ("state", "=", "active"), ("scheduled_datetime", ">", now)],
            order="scheduled_datetime, id",
        ):
            windows = schedule(subscription.sequence_id, subscription.tz)
            start = now if subscription.send_at_once else planner._draw(windows, now, subscription.absent_until)
            moments[subscription.id] = line.join(subscription, start)
            if moments[subscription.id] > start:
                late[subscription.id] = server.id
        planner._store(moments, late)

    # ---- the screen

    @api.model
    def _usage_sentence(self, server):
        """How full a server is, such as "Sent: 123 of 500 a day. Waiting: 40."; nothing where it has no limit."""
        counted = [limit for limit in self._limits(server) if limit.period in (DAY, HOUR, MINUTE)]
        if not counted:
            return False
        sent = [
            self.env._(
                "%(sent)s of %(limit)s",
                sent=formatLang(self.env, self._sent_count(server, limit.period), digits=0),
                limit=self.env["email.sequence.server.limit"]._words([limit]),
            )
            for limit in counted
        ]
        waiting = formatLang(self.env, self._waiting_count(server), digits=0)
        return self.env._("Sent: %(sent)s. Waiting: %(waiting)s.", sent=", ".join(sent), waiting=waiting)

    @api.model
    def _sent_count(self, server, period):
        """How many mails left from the server in the period that ends now."""
        now = fields.Datetime.now()
        return sum(moment > now - period for moment in self._taken(server, [Limit(1, period)], now))

    @api.model
    def _waiting_count(self, server):
        """How many subscriptions wait for a place of the server, of all companies."""
        # Whoever may open a server sees how full it is, with or without rights on sequences.
        subscriptions = self.env["email.sequence.subscription"].sudo()
        return subscriptions.search_count([("limit_server_id", "in", server.ids), ("state", "=", "active")])
