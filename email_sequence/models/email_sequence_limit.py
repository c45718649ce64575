from odoo import api, fields, models
from odoo.tools import SQL, groupby

from ..tools.sending_limit import PERIOD, Places


class EmailSequenceLimit(models.AbstractModel):
    """How many mails may leave from an outgoing mail server in any 24 hours (semantics 7).

    The dispatcher asks after the claim and before anything is rendered, and alone for each server. A mail that has a
    place keeps it by the ``mail_server_id`` of its trace, from now on and for 24 hours after it is handed over; one
    that surely did not leave (``error``) gives it back. Whoever has none waits, active and with ``limit_server_id`` as
    the visible reason, for a random time in the next window time from the moment at which a place becomes free.

    Who takes the next place: what a manager ordered to leave at once, and what has waited already. All others leave
    the places of the next 24 hours to those who wait for them, and queue behind everybody who waits. So each mail
    waits once, and those who came first are not overtaken.

    It holds for whatever makes mails due, activating a sequence (semantics 2.7) and a manager's order included: the
    limit is the provider's, and cannot be ordered away.
    """

    _name = "email.sequence.limit"
    _description = "Sending Limits of Outgoing Mail Servers"

    # ---- mails that are due

    @api.model
    def _limited(self, traces):
        """``{server: those of the claimed mails that are to leave from it}`` for the servers that have a limit."""
        limited = self.env["ir.mail_server"].search([("email_sequence_daily_limit", ">", 0)])
        by_server = {}
        for (sequence, sender), group in groupby(limited and traces, lambda t: (t.sequence_id, t.user_id)):
            account, _failure = self.env["email.sequence.account"]._account(sequence, sender)
            server = limited.browse(account.server_id if account else ())
            if server in limited:
                by_server[server] = by_server.get(server, traces.browse()) | traces.browse(t.id for t in group)
        return by_server

    @api.model
    def _take_places(self, server, traces):
        """Give each of the claimed mails a place of its server, or let its subscription wait for one, without a trace.

        :return: the mails that have none, which are deleted
        """
        traces._lock_subscriptions()
        if not server.exists().email_sequence_daily_limit:  # not any more
            return traces.browse()
        now = fields.Datetime.now()
        places = self._places(server, traces, now)
        admitted = traces.filtered(lambda trace: places[trace] == now)
        admitted.write({"mail_server_id": server.id})
        excess = traces - admitted
        waiting = excess.filtered(lambda trace: trace.subscription_id.state == "active")
        self.env["email.sequence.planner"]._await_places(server, {t.subscription_id: places[t] for t in waiting})
        excess.unlink()
        return excess

    def _places(self, server, traces, now):
        """``{trace: when its server has a place for it}``: ``now``, or later."""
        places = Places(self._taken(server, now), server.email_sequence_daily_limit, now)
        waiting_soon, waiting = self._count_waiting(server, now)
        first = traces.filtered(lambda trace: trace.at_once or trace.subscription_id.limit_server_id == server)
        free_at = {trace: places.free_at(number) for number, trace in enumerate(first)}
        for number, trace in enumerate(traces - first, len(first)):
            is_free = places.free_at(number + waiting_soon) == now
            free_at[trace] = now if is_free else places.free_at(number + waiting)
        return free_at

    def _taken(self, server, now):
        """When the mails that take the places of the server were handed over; ``now`` for those on their way."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT handed_datetime FROM email_sequence_trace
                WHERE mail_server_id = %(server)s AND handed_datetime > %(since)s AND trace_status != 'error'
                UNION ALL
                SELECT %(now)s::timestamp FROM email_sequence_trace
                WHERE trace_status = 'sending' AND mail_server_id = %(server)s AND handed_datetime IS NULL
                """,
                server=server.id,
                since=now - PERIOD,
                now=now,
            )
        )
        return [moment for (moment,) in rows]

    def _count_waiting(self, server, now):
        """How many wait for a place of the server: in the next 24 hours, and at all."""
        ((soon, waiting),) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE s.scheduled_datetime <= %(soon)s), count(*)
                FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.limit_server_id = %(server)s AND s.state = 'active' AND s.scheduled_datetime > %(now)s
                  AND q.state = 'activated' AND q.active
                """,
                server=server.id,
                now=now,
                soon=now + PERIOD,
            )
        )
        return soon, waiting

    # ---- another limit

    @api.model
    def _limit_changed(self, server):
        """Let those who wait for the server wait for its places under the new limit, in the same order."""
        now = fields.Datetime.now()
        waiting = self.env["email.sequence.subscription"].search(
            [("limit_server_id", "=", server.id), ("state", "=", "active"), ("scheduled_datetime", ">", now)],
            order="scheduled_datetime, id",
        )
        limit = server.email_sequence_daily_limit
        places = Places(self._taken(server, now), limit, now) if limit > 0 else Places((), len(waiting) + 1, now)
        self.env["email.sequence.planner"]._await_places(
            server, {subscription: places.free_at(number) for number, subscription in enumerate(waiting)}
        )
