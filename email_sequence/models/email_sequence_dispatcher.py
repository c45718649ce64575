import logging
import secrets
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, split_every
from odoo.tools.mail import email_domain_extract

from ..tools.mail_headers import new_message_id
from ..tools.sending import Outcome

_logger = logging.getLogger(__name__)

CLAIM_SIZE = 100  # mails claimed and rendered at once
HANDOVER_SIZE = 10  # mails that one crash can leave with an unknown outcome
LOCK_CLASS = 0x5E09  # first key of the advisory locks that show which dispatchers are alive
LARGEST_TOKEN = 2**31 - 1


class EmailSequenceDispatcher(models.AbstractModel):
    """The outgoing path: claim, compose, hand over, send, record; each arrow is a commit (semantics 8).

    A dispatcher holds a PostgreSQL advisory lock named by its token for as long as it lives, whatever it commits. The
    lock goes with its database connection, so whoever can take the lock of a claim knows that the claimer is dead:
    what it had not handed over is planned as before, what it had handed over without an outcome is ``unknown``.
    """

    _name = "email.sequence.dispatcher"
    _description = "Email Sequence Dispatcher"

    @api.model
    def _cron_dispatch(self):
        """Send what is due, as the system, whatever user the scheduled action has."""
        self.with_user(SUPERUSER_ID)._dispatch()

    def _dispatch(self):
        """Send what is due. Any number of these may run at once, on any number of servers."""
        mailer = self.env["email.sequence.mailer"]
        with self._alive() as token:
            self._recover(token)
            sessions = mailer._sessions()
            try:
                while sequences := self._plan_closed_again():
                    sent = [self._dispatch_batch(sequence, token, sessions) for sequence in sequences]
                    if not any(sent) or self._commit(remaining=1) <= 0:
                        break
                else:
                    self._commit(remaining=0)
            finally:
                sessions.close()

    # ---- who is alive

    @contextmanager
    def _alive(self):
        """Hold this run's advisory lock; yield its token."""
        token = secrets.randbelow(LARGEST_TOKEN) + 1
        self.env.cr.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_CLASS, token))
        try:
            yield token
        except Exception:  # a lock that stayed with a pooled connection would keep this run's claims for ever
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, token))

    def _recover(self, own_token):
        """Finish what dead dispatchers left behind."""
        self._commit()
        tokens = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT claim_token FROM email_sequence_trace
                WHERE trace_status = 'sending' AND claim_token != %s
                """,
                own_token,
            )
        )
        for (token,) in tokens:
            self.env.cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, token))
            if self.env.cr.fetchone()[0]:
                try:
                    self._recover_claims(token)
                finally:
                    self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, token))

    def _recover_claims(self, token):
        self._commit()  # a snapshot younger than the lock
        traces = self.env["email.sequence.trace"].search(
            [("trace_status", "=", "sending"), ("claim_token", "=", token)]
        )
        outcomes = {
            trace.id: Outcome("unknown", "interrupted") if trace.handed_datetime else Outcome("released")
            for trace in traces
        }
        _logger.info("Recovering %s mails of a dispatcher that died", len(outcomes))
        self._record(outcomes)

    # ---- what is due

    def _plan_closed_again(self):
        """The sequences with something due and a window open; what is due in closed ones is planned again."""
        now = fields.Datetime.now()
        open_sequences = self.env["email.sequence"]
        for sequence in self._sequences_with_due(now):
            schedule = sequence._sending_schedule()
            if not schedule.windows:
                continue
            if sequence._is_open(schedule, now):
                open_sequences += sequence
            else:
                self.env["email.sequence.subscription"]._plan_overdue_again(sequence)
                self._commit()
        return open_sequences

    def _sequences_with_due(self, now):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.id FROM email_sequence q
                WHERE q.state = 'activated' AND q.active AND EXISTS (
                    SELECT FROM email_sequence_subscription s
                    WHERE s.sequence_id = q.id AND s.state = 'active' AND s.scheduled_datetime <= %s)
                """,
                now,
            )
        )
        return self.env["email.sequence"].browse(row[0] for row in rows)

    def _dispatch_batch(self, sequence, token, sessions):
        """Send up to ``CLAIM_SIZE`` due mails of one sequence; return how many were claimed."""
        traces = self._claim(sequence, token)
        if not traces:
            return 0
        schedule = sequence._sending_schedule()
        mails, failures = self.env["email.sequence.mailer"]._compose(traces)
        self._record(failures)
        for group in split_every(HANDOVER_SIZE, mails.values(), list):
            sessions.drop_dead()
            self._record(self._send_group(group, token, schedule, sessions))
        return len(traces)

    # ---- claim

    def _claim(self, sequence, token):
        """Insert the traces of the next due mails and commit, or return none where another dispatcher was faster."""
        self._commit()  # the claim is the first statement of its transaction: REPEATABLE READ sees all commits
        try:
            traces = self._insert_traces(self._lock_due(sequence), token)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return self.env["email.sequence.trace"]
        self._commit()
        return traces

    def _lock_due(self, sequence):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.id FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                WHERE s.sequence_id = %s AND s.state = 'active' AND s.scheduled_datetime <= %s
                  AND q.state = 'activated' AND q.active
                  AND NOT EXISTS (SELECT FROM email_sequence_trace t
                                  WHERE t.subscription_id = s.id AND t.trace_status = 'sending')
                ORDER BY s.scheduled_datetime, s.id LIMIT %s
                FOR NO KEY UPDATE OF s SKIP LOCKED
                """,
                sequence.id,
                fields.Datetime.now(),
                CLAIM_SIZE,
            )
        )
        return self.env["email.sequence.subscription"].browse(row[0] for row in rows)

    def _insert_traces(self, subscriptions, token):
        ready = subscriptions.filtered(lambda subscription: subscription.next_step_id and subscription.partner_id)
        for subscription in subscriptions - ready:
            subscription._finish()
        rows = ready and self.env.cr.execute_values(
            """
            INSERT INTO email_sequence_trace
                (subscription_id, sequence_id, company_id, partner_id, step_id, user_id, email, message_id,
                 starts_thread, trace_status, claim_token, create_uid, create_date, write_uid, write_date)
            SELECT s.id, s.sequence_id, s.company_id, s.partner_id, s.next_step_id, s.user_id, s.email, v.message_id,
                   p.new_thread IS TRUE OR NOT EXISTS (
                       SELECT FROM email_sequence_trace t
                       WHERE t.subscription_id = s.id AND t.trace_status IN ('sent', 'bounce', 'unknown')),
                   'sending', v.token, v.uid, v.now, v.uid, v.now
            FROM (VALUES %s) AS v (id, message_id, token, uid, now)
            JOIN email_sequence_subscription s ON s.id = v.id JOIN email_sequence_step p ON p.id = s.next_step_id
            ON CONFLICT DO NOTHING RETURNING id, subscription_id
            """,
            [
                (
                    subscription.id,
                    new_message_id(email_domain_extract(subscription.user_id.email or "") or ""),
                    token,
                    self.env.uid,
                    fields.Datetime.now(),
                )
                for subscription in ready
            ],
            template="(%s, %s, %s, %s, %s::timestamp)",
            fetch=True,
        )
        trace_ids = {subscription_id: trace_id for trace_id, subscription_id in rows or ()}
        for subscription in ready.filtered(lambda subscription: subscription.id not in trace_ids):
            # its step was attempted before
            subscription._wait_for(subscription._unsent_steps_after(subscription.next_step_id)[:1])
        in_order = [trace_ids[subscription.id] for subscription in ready if subscription.id in trace_ids]
        return self.env["email.sequence.trace"].browse(in_order)

    # ---- hand over and send

    def _send_group(self, mails, token, schedule, sessions):
        """Mark the mails as handed over, commit, and give them to their servers."""
        handed = self._mark_handed_over(mails, token)
        mailer = self.env["email.sequence.mailer"]
        outcomes = {}
        for mail in mails:
            if mail.trace_id in handed and self.env["email.sequence"]._is_open(schedule, fields.Datetime.now()):
                outcomes[mail.trace_id] = mailer._hand_over(mail, sessions)
            else:  # paused, deactivated or out of its window since the claim
                outcomes[mail.trace_id] = Outcome("released")
        return outcomes

    def _mark_handed_over(self, mails, token):
        """The last look before a mail leaves; what is committed here is never sent again (semantics 4.8, 8)."""
        self._commit()
        rows = self.env.cr.execute_values(
            """
            UPDATE email_sequence_trace t
            SET handed_datetime = v.now, subject = v.subject, mail_server_id = v.server_id
            FROM (VALUES %s) AS v (id, subject, server_id, token, now),
                 email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
            WHERE t.id = v.id AND t.claim_token = v.token AND t.trace_status = 'sending' AND t.handed_datetime IS NULL
              AND s.id = t.subscription_id AND s.state = 'active' AND q.state = 'activated' AND q.active
            RETURNING t.id
            """,
            [
                (mail.trace_id, mail.subject, mail.account.server_id or None, token, fields.Datetime.now())
                for mail in mails
            ],
            template="(%s, %s, %s::integer, %s, %s::timestamp)",
            fetch=True,
        )
        self._commit()
        return {row[0] for row in rows}

    # ---- record

    def _record(self, outcomes):
        """Write what became of the mails and plan what comes next; repeated where someone else was writing too."""
        for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
            if not outcomes:
                return
            self._commit()
            try:
                self.env["email.sequence.trace"].browse(outcomes)._record_outcomes(outcomes)
                self._commit(processed=len(outcomes))
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if attempt + 1 == MAX_TRIES_ON_CONCURRENCY_FAILURE:
                    raise

    def _commit(self, processed=0, remaining=None):
        """Commit; the seconds that are left to this run of the scheduled action."""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)
