import time
from itertools import islice

from odoo import fields, models

from ...tools.sending.values import Outcome
from ..subscriptions import planner
from ..timing import moments
from . import quotas, session
from .dispatcher import LOCK_CLASS

ACCOUNT_LOCK_CLASS = 0x5E0B  # first key of the advisory locks under which the slots of a server are reserved


class EmailSequenceDispatcher(models.AbstractModel):
    """What the first kind of step does when it is due: send an email."""

    _inherit = "email.sequence.dispatcher"

    def _perform_email(self, traces, run):
        """Compose the emails, and send them group by group.

        What is left when the time of this run of the scheduled action is over is released, and claimed by the next run.
        """
        traces = self._reserve_slots(traces)
        schedule = planner.schedules()
        schedules = {t.id: None if t.at_once else schedule(t.sequence_id, t.subscription_id.tz) for t in traces}
        emails, failures = self.env["email.sequence.mailer"]._compose(traces)
        self._record(failures)
        waiting = iter(emails.values())
        while group := list(islice(waiting, run.batch_size.group)):
            started = time.monotonic()
            run.transports.drop_dead()
            self._record(self._send_group(group, run, schedules))
            run.batch_size.note(len(group), time.monotonic() - started)
            if self._commit() <= 0:
                self._record({email.trace_id: Outcome("released") for email in waiting})

    # ---- the quotas of accounts

    def _reserve_slots(self, traces):
        """Those of the claimed emails that got a slot of their account; the others wait for one (semantics 7).

        Only one dispatcher at a time counts the emails of a server and reserves its slots.
        """
        for server, limited in quotas.limited(traces).items():
            with self._locked(ACCOUNT_LOCK_CLASS, server.id):
                traces -= self._in_own_transaction(quotas.Quota(server).reserve, limited)
        return traces

    # ---- hand over and send

    def _send_group(self, emails, run, schedules):
        """Mark the emails as handed over, commit, and give them to their accounts.

        :param dict schedules: ``{trace id: the schedule that it keeps to, or None}``
        """
        handed = self._mark_handed_over(emails, run.token)
        outcomes = {}
        for email in emails:
            schedule = schedules[email.trace_id]
            in_time = not schedule or moments.is_open(schedule, fields.Datetime.now())
            if email.trace_id in handed and in_time:
                outcomes[email.trace_id] = run.transports.send(email)
            else:  # since the claim: paused, deactivated, out of its window, contact archived or its address changed
                outcomes[email.trace_id] = Outcome("released")
        return outcomes

    def _mark_handed_over(self, emails, token):
        """The last look before an email is sent; what is committed here is never sent again (semantics 4.8, 8).

        :raises SharedSessionError: if this transaction is not in the session that holds the lock of the token
        """
        self._commit()
        if not session.holds(self.env.cr, LOCK_CLASS, token):
            raise session.SharedSessionError
        rows = self.env.cr.execute_values(
            """
            UPDATE email_sequence_trace t
            SET handed_datetime = v.now, subject = v.subject, mail_server_id = v.server_id
            FROM (VALUES %s) AS v (id, subject, server_id, token, now),
                 email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id
                 JOIN res_partner p ON p.id = s.partner_id
            WHERE t.id = v.id AND t.claim_token = v.token AND t.trace_status = 'sending' AND t.handed_datetime IS NULL
              AND s.id = t.subscription_id AND s.state = 'active' AND q.state = 'activated' AND q.active
              AND p.active AND s.email = t.email
              AND EXISTS (SELECT FROM email_sequence_address a WHERE a.partner_id = p.id AND a.email = s.email)
            RETURNING t.id
            """,
            [
                (email.trace_id, email.subject, email.account.server_id or None, token, fields.Datetime.now())
                for email in emails
            ],
            template="(%s, %s, %s::integer, %s, %s::timestamp)",
            fetch=True,
        )
        self._commit()
        return {row[0] for row in rows}
