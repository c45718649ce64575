"""How many emails may be sent through an outgoing server in any day, hour or minute, and how close (semantics 7).

The dispatcher asks after the claim and before anything is rendered, and alone for each server. An email that has a slot
keeps it by the ``mail_server_id`` of its trace, from now on and for the period of each limit after it was sent; one
that certainly was not sent (``error``) gives it back. While an email is being sent, it takes the slot of this moment:
so a gap lets one email of its server be sent at a time, no matter how many dispatchers there are, and no two are handed
over closer than the gap. (The clocks of several Odoo hosts must agree for that.)

Subscriptions without a slot wait, active and with ``limit_server_id`` as the visible reason, for the first moment that
has a slot: exactly then if a window is open, else at a random time on the next date with window time that has one. The
moments of those who wait are kept free for them.

Who gets a slot first:

1. what a manager ordered to be sent at once;
2. follow-ups, those that have waited before others;
3. first steps, those that have waited before others.

Those who wait are overtaken only by what comes before them in this list. So if the follow-ups alone fill the limit, the
first steps wait from day to day, with the reason visible, until a slot is left over.

It holds for whatever makes emails due, activating a sequence (semantics 2.7) and a manager's order included: the limit
is the provider's, and cannot be overruled.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, formatLang, groupby

from ...tools.sending.limit import DAY, HOUR, MINUTE, Limit, Slots
from ..subscriptions import planner
from ..timing import moments
from . import account, server_quota
from .trace_statuses import DEPARTED

LEDGER_SECOND = timedelta(seconds=1)  # the ledger keeps whole seconds: what was sent at 9:00:00.9 has 9:00:00 in it
LONGEST_HANDOVER = timedelta(hours=1)  # more than handing an email over can take
# Whose turn it is to reserve a slot, in order.
ORDERED, FOLLOW_UP_AGAIN, FOLLOW_UP, FIRST_AGAIN, FIRST = range(5)


def limited(traces):
    """``{server: those of the claimed emails that are to be sent through it}`` for the servers that have a limit."""
    servers = traces and server_quota.limited_servers(traces.env)
    by_server = {}
    for (sequence, sender), group in groupby(servers and traces, lambda t: (t.sequence_id, t.user_id)):
        server = account.server_of(sequence, sender)
        if server in servers:
            by_server[server] = by_server.get(server, traces.browse()) | traces.browse(t.id for t in group)
    return by_server


class Line:
    """Subscriptions that line up for the slots of a server, one behind the other."""

    def __init__(self, slots):
        self._slots = slots
        self._schedule = planner.schedules()
        self._full = {}  # by windows: (start, end) of a time in which those who keep to them find no slot

    def join(self, subscription, start):
        """Reserve a slot for the next email of the subscription.

        :return: ``start`` if that has a slot; else the next slot if a window is open then, else a slot at a random
            time on a later date
        """
        windows = self._schedule(subscription.sequence_id, subscription.tz)
        since, until = self._full.get(windows, (start, start))
        behind = moment = self._slots.first(max(start, until) if since <= start else start)
        while moment > start and not self._may_be_sent(subscription, windows, moment):
            behind = moment
            moment = self._slots.first(moments.draw(windows, moment, subscription.absent_until))
        if not subscription.absent_until and behind >= until:
            self._full[windows] = (start, behind)
        self._slots.reserve(moment)
        return moment

    def _may_be_sent(self, subscription, windows, moment):
        if subscription.send_at_once or not windows.windows:
            return True
        absent_until = subscription.absent_until
        is_back = not absent_until or moments.local_date(windows, moment) >= absent_until
        return is_back and moments.is_open(windows, moment)


class Quota:
    """The slots of one outgoing server.

    :param server: an ``ir.mail_server``; none has no limit
    """

    def __init__(self, server):
        self._server = server
        self._env = server.env

    # ---- emails that are due

    def reserve(self, traces):
        """Reserve a slot for each of the claimed emails, or let its subscription wait for one, without a trace.

        :return: the emails that have none, which are deleted
        """
        traces._lock_subscriptions()
        if not server_quota.limits(self._server.exists()):  # not any more
            return traces.browse()
        now = fields.Datetime.now()
        times = self._times(traces, now)
        admitted = traces.filtered(lambda trace: times[trace.id] == now)
        admitted.write({"mail_server_id": self._server.id})
        excess = traces - admitted
        waiting = excess.filtered(lambda trace: trace.subscription_id.state == "active")
        planner.store(
            self._env,
            {trace.subscription_id.id: times[trace.id] for trace in waiting},
            dict.fromkeys(waiting.subscription_id.ids, self._server.id),
        )
        excess.unlink()
        return excess

    def _times(self, traces, now):
        """``{id of a claimed email: when it is sent}``: now for those that have a slot."""
        slots, turns, times = self._slots(now), self._turns(traces), {}
        for turn in range(max(turns) + 1):
            slots.keep_free(self._left_to_others(turn, turns, slots, now))
            line = Line(slots)
            times.update({trace.id: line.join(trace.subscription_id, now) for trace in turns.get(turn, ())})
        return times

    # ---- whose turn it is

    def _turns(self, traces):
        """``{turn: the claimed emails whose turn it is, in the order of the claim}``."""
        followed_up = self._followed_up(traces.subscription_id)

        def turn(trace):
            if trace.at_once:
                return ORDERED
            again = trace.subscription_id.limit_server_id == self._server
            if trace.subscription_id.id in followed_up:
                return FOLLOW_UP_AGAIN if again else FOLLOW_UP
            return FIRST_AGAIN if again else FIRST

        return traces.grouped(turn)

    def _followed_up(self, subscriptions):
        """The ids of those subscriptions to which something was sent: what they get next is a follow-up."""
        rows = self._env.execute_query(
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

    def _left_to_others(self, turn, turns, slots, now):
        """When emails are sent that are not claimed here, and come before this turn but not before others."""
        first_only = set(turns) == {FIRST}  # they come after all who wait: one look at these is enough
        if turn == FOLLOW_UP:
            return self._awaited(now, follow_ups=None if first_only else True)
        if turn == FIRST_AGAIN and slots.first(now) == now:
            claimed = [trace_id for traces in turns.values() for trace_id in traces.ids]
            return [now] * self._count_due_follow_ups(claimed, now)
        if turn == FIRST and not first_only:
            return self._awaited(now, follow_ups=False)
        return []

    # ---- the table

    def _slots(self, now):
        """The slots of the server beside the emails that were sent, or are being sent."""
        limits = server_quota.limits(self._server)
        return Slots(self._taken(limits, now), [Limit(limit.count, limit.period + LEDGER_SECOND) for limit in limits])

    def _taken(self, limits, now):
        """When the emails that take the slots of the server were sent; ``now`` for those that are being sent."""
        rows = self._env.execute_query(
            SQL(
                """
                SELECT COALESCE(sent_datetime, handed_datetime) FROM email_sequence_trace
                WHERE mail_server_id = %(server)s AND handed_datetime > %(since)s
                  AND trace_status IN %(departed)s
                UNION ALL
                SELECT %(now)s::timestamp FROM email_sequence_trace
                WHERE mail_server_id = %(server)s AND trace_status = 'sending'
                """,
                server=self._server.id,
                since=now - max((limit.period for limit in limits), default=timedelta()) - LONGEST_HANDOVER,
                departed=DEPARTED,
                now=now,
            )
        )
        return [moment for (moment,) in rows]

    def _awaited(self, now, *, follow_ups):
        """When the emails of those who wait for a slot of the server are sent.

        :param follow_ups: True for follow-ups and what a manager ordered, False for first steps, None for all
        """
        is_of_kind = SQL("(s.send_at_once IS TRUE OR %s) = %s", self._is_follow_up(), follow_ups)
        rows = self._env.execute_query(
            SQL(
                """
                SELECT s.scheduled_datetime
                FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.limit_server_id = %s AND s.state = 'active' AND s.scheduled_datetime > %s
                  AND q.state = 'activated' AND q.active AND %s
                """,
                self._server.id,
                now,
                SQL("TRUE") if follow_ups is None else is_of_kind,
            )
        )
        return [moment for (moment,) in rows]

    def _count_due_follow_ups(self, claimed, now):
        """How many other follow-ups of the server are due, for which no dispatcher has reserved a slot yet.

        :param claimed: ids of the traces of those that are claimed
        """
        rows = self._env.execute_query(
            SQL(
                """
                SELECT s.sequence_id, s.user_id, count(*)
                FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.state = 'active' AND s.scheduled_datetime <= %s AND q.state = 'activated' AND q.active AND %s
                  AND NOT EXISTS (SELECT FROM email_sequence_trace admitted
                                  WHERE admitted.subscription_id = s.id AND admitted.trace_status = 'sending'
                                    AND (admitted.mail_server_id IS NOT NULL OR admitted.id IN %s))
                GROUP BY 1, 2
                """,
                now,
                self._is_follow_up(),
                tuple(claimed),
            )
        )
        sequences, senders = self._env["email.sequence"], self._env["res.users"]
        return sum(
            count
            for sequence_id, sender_id, count in rows
            if account.server_of(sequences.browse(sequence_id), senders.browse(sender_id)) == self._server
        )

    # ---- another limit

    def limits_changed(self):
        """Let those who wait for the server wait for its slots under the new limits, in the same order.

        Those who need not wait for one get a random time in the next window time, so that no burst follows.
        """
        now = fields.Datetime.now()
        line, schedule, times, late = Line(self._slots(now)), planner.schedules(), {}, {}
        for subscription in self._env["email.sequence.subscription"].search(
            [("limit_server_id", "in", self._server.ids), ("state", "=", "active"), ("scheduled_datetime", ">", now)],
            order="scheduled_datetime, id",
        ):
            windows = schedule(subscription.sequence_id, subscription.tz)
            start = now if subscription.send_at_once else moments.draw(windows, now, subscription.absent_until)
            times[subscription.id] = line.join(subscription, start)
            if times[subscription.id] > start:
                late[subscription.id] = self._server.id
        planner.store(self._env, times, late)

    # ---- the screen

    def usage_sentence(self):
        """How full the server is, such as "Sent: 123 of 500 a day. Waiting: 40."; nothing if it has no limit."""
        counted = [limit for limit in server_quota.limits(self._server) if limit.period in (DAY, HOUR, MINUTE)]
        if not counted:
            return False
        sent = [
            self._env._(
                "%(sent)s of %(limit)s",
                sent=formatLang(self._env, self.sent_count(limit.period), digits=0),
                limit=server_quota.words(self._env, [limit]),
            )
            for limit in counted
        ]
        waiting = formatLang(self._env, self.waiting_count(), digits=0)
        return self._env._("Sent: %(sent)s. Waiting: %(waiting)s.", sent=", ".join(sent), waiting=waiting)

    def sent_count(self, period):
        """How many emails were sent through the server in the period that ends now."""
        now = fields.Datetime.now()
        return sum(moment > now - period for moment in self._taken([Limit(1, period)], now))

    def waiting_count(self):
        """How many subscriptions wait for a slot of the server, of all companies."""
        # sudo: who may open a server sees how full it is, with or without rights on sequences
        subscriptions = self._env["email.sequence.subscription"].sudo()
        return subscriptions.search_count([("limit_server_id", "in", self._server.ids), ("state", "=", "active")])
