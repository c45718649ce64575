from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import email_domain_extract

from ...tools.mail_headers import new_message_id
from ..subscriptions import contact, progression
from .trace_statuses import DEPARTED


class EmailSequenceTrace(models.Model):
    """Claiming due steps: the claim of a step is its trace ``sending`` (semantics 8).

    Two unique indexes make it safe: one ``sending`` trace per subscription, and one attempt per step that is not an
    ``error``.
    """

    _inherit = "email.sequence.trace"

    @api.model
    def _claim(self, sequence, token, zones, limit):
        """The traces of up to ``limit`` due steps of the sequence, claimed by the holder of the token's lock.

        :param zones: those in which a window is open; False stands for the sequence's
        """
        while due := self._lock_due(sequence, zones, limit):
            if traces := self._insert_claims(self._claimable(due), token):
                return traces
            self.env.flush_all()  # what paused or finished instead is no longer due
        return self.browse()

    def _lock_due(self, sequence, zones, limit):
        rows = self._query_quietly(
            SQL(
                """
                SELECT s.id FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.sequence_id = %s AND s.state = 'active' AND s.scheduled_datetime <= %s
                  AND q.state = 'activated' AND q.active AND (s.send_at_once OR COALESCE(s.tz, '') = ANY(%s))
                  AND NOT EXISTS (SELECT FROM email_sequence_trace t
                                  WHERE t.subscription_id = s.id AND t.trace_status = 'sending')
                ORDER BY s.scheduled_datetime, s.id LIMIT %s
                FOR NO KEY UPDATE OF s SKIP LOCKED
                """,
                sequence.id,
                fields.Datetime.now(),
                [tz or "" for tz in zones],
                limit,
            )
        )
        return self.env["email.sequence.subscription"].browse(row[0] for row in rows)

    def _claimable(self, due):
        """Those of the due subscriptions that can be sent to; the others finish or pause."""
        ready = due.filtered(lambda subscription: subscription.next_step_id and subscription.partner_id)
        for subscription in due - ready:
            subscription._finish()
        return contact.reachable(ready)

    def _insert_claims(self, ready, token):
        domain_of = {sender: email_domain_extract(sender.email or "") or "" for sender in ready.user_id}
        templates = self._templates_of(ready)
        rows = self._query_quietly(
            SQL(
                """
                INSERT INTO email_sequence_trace
                    (subscription_id, sequence_id, company_id, partner_id, step_id, template_id, user_id, email, tz,
                     tracks_opens, message_id, starts_thread, at_once, trace_status, claim_token,
                     date, create_uid, create_date, write_uid, write_date)
                SELECT s.id, s.sequence_id, s.company_id, s.partner_id, s.next_step_id, v.template_id, s.user_id,
                       s.email, COALESCE(s.tz, q.tz), q.tracks_opens IS TRUE, v.message_id,
                       p.new_thread IS TRUE OR NOT EXISTS (
                           SELECT FROM email_sequence_trace t
                           WHERE t.subscription_id = s.id AND t.trace_status IN %(departed)s),
                       s.send_at_once IS TRUE, 'sending', %(token)s, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM unnest(%(ids)s::integer[], %(templates)s::integer[], %(message_ids)s::varchar[])
                    AS v (id, template_id, message_id)
                JOIN email_sequence_subscription s ON s.id = v.id
                JOIN email_sequence_step p ON p.id = s.next_step_id
                JOIN email_sequence q ON q.id = s.sequence_id
                ON CONFLICT DO NOTHING RETURNING subscription_id, id
                """,
                ids=ready.ids,
                templates=[templates[subscription].id or None for subscription in ready],
                message_ids=[new_message_id(domain_of[subscription.user_id]) for subscription in ready],
                departed=DEPARTED,
                token=token,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        trace_ids = dict(rows)
        attempted_before = ready.filtered(lambda subscription: subscription.id not in trace_ids)
        progression.go_to_next(attempted_before)
        in_order = [trace_ids[subscription.id] for subscription in ready if subscription.id in trace_ids]
        return self.browse(in_order)

    def _templates_of(self, subscriptions):
        """``{subscription: the template of its next email}``."""
        by_step = {
            step: step._templates_for(waiting.partner_id)
            for step, waiting in subscriptions.grouped("next_step_id").items()
        }
        return {
            subscription: by_step[subscription.next_step_id][subscription.partner_id] for subscription in subscriptions
        }

    def _query_quietly(self, query):
        """Rows; that another dispatcher was faster is no error that belongs in the log."""
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()
