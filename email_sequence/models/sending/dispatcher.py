import logging
import secrets
import time
from contextlib import contextmanager, suppress
from itertools import islice

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.sending.batch_size import CLAIM, Pace
from ...tools.sending.values import Outcome

_logger = logging.getLogger(__name__)

RESUMED_AT_ONCE = 100
LOCK_CLASS = 0x5E09  # first key of the advisory locks that show which dispatchers are alive
ACCOUNT_LOCK_CLASS = 0x5E0B  # that of the locks under which a server's places are given to mails
LARGEST_TOKEN = 2**31 - 1


class SharedSessionError(Exception):
    """The database session of this dispatcher is not its own: its locks prove nothing."""


class EmailSequenceDispatcher(models.AbstractModel):
    """The outgoing path: claim, take a place, compose, hand over, send, record; a commit after each (semantics 8).

    A dispatcher holds a PostgreSQL advisory lock named by its token for as long as it lives, whatever it commits. The
    lock goes with its database connection, so whoever can take the lock of a claim knows that the claimer is dead:
    what it had not handed over is planned as before, what it had handed over without an outcome is ``unknown``.
    If a proxy breaks that, a dispatcher refuses to work: see ``email.sequence.session``.
    """

    _name = "email.sequence.dispatcher"
    _description = "Email Sequence Dispatcher"

    @api.model
    def _cron_dispatch(self):
        """Send what is due, as the system, whatever user the scheduled action has."""
        self.with_user(SUPERUSER_ID).with_context(email_sequence_compiled={})._dispatch()

    def _dispatch(self):
        """Send what is due. Any number of these may run at once, on any number of servers."""
        if self._commit(remaining=1) <= 0:  # Odoo calls once more although the time of the scheduled action is over
            return
        try:
            with self._alive() as token:
                self._work(token)
        except SharedSessionError:
            self._commit(remaining=0)
            self._note(is_refused=True)

    def _work(self, token):
        """Finish what others left behind, and send what is due.

        :raises SharedSessionError: if the lock of the token does not prove that this dispatcher is alive
        """
        session = self.env["email.sequence.session"]
        if session._is_shared():
            raise SharedSessionError
        if session._refused_since():
            self._note(is_refused=False)
        self._recover(token)
        self._resume_returning()
        sessions = self.env["email.sequence.account"]._sessions()
        try:
            self._send_due(token, sessions)
        except SharedSessionError:
            self._recover_claims(token)
            raise
        finally:
            sessions.close()

    def _note(self, is_refused):
        """Note for Health whether this dispatcher refuses to send; another one may be noting the same."""
        self._commit()
        with suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            self.env["email.sequence.session"]._note(is_refused)
            self._commit()
        self.env.cr.rollback()

    def _send_due(self, token, sessions):
        """Send a batch of each sequence's mails after the other, until none is left or the time is over."""
        pace = Pace()
        claimed = True
        while claimed and (due := self._plan_closed_again()):
            claimed = False
            for sequence, zones in due.items():
                claimed |= self._dispatch_batch(sequence, zones, token, sessions, pace)
                if self._commit(remaining=1) <= 0:
                    return
        self._commit(remaining=0)  # for this dispatcher: what is due yet is claimed by others, which go on

    # ---- who is alive

    @contextmanager
    def _alive(self):
        """Hold this run's advisory lock; yield its token."""
        token = secrets.randbelow(LARGEST_TOKEN) + 1
        with self._locked(LOCK_CLASS, token):
            yield token

    @contextmanager
    def _locked(self, lock_class, key):
        """Hold an advisory lock, whatever is committed meanwhile; it goes with the database connection."""
        self.env.cr.execute("SELECT pg_advisory_lock(%s, %s)", (lock_class, key))
        try:
            yield
        except Exception:  # a lock that stayed with a pooled connection would be held for ever
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", (lock_class, key))

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
        self._surely(self._settle_claims, token)

    def _settle_claims(self, token):
        """Record what became of the claims, in the transaction that looks at them.

        So a claimer that is alive after all cannot hand over what is released here: PostgreSQL lets only one of the two
        transactions change the trace (semantics 8).
        """
        traces = self.env["email.sequence.trace"].search(
            [("trace_status", "=", "sending"), ("claim_token", "=", token)]
        )
        if not traces:
            return traces
        _logger.info("Recovering %s emails that a dispatcher left unfinished", len(traces))
        return traces._record_outcomes(
            {
                trace.id: Outcome("unknown", "interrupted") if trace.handed_datetime else Outcome("released")
                for trace in traces
            }
        )

    # ---- what is due

    def _resume_returning(self):
        """Resume those whose pause by hand ends by itself; another dispatcher may be doing the same."""
        self._commit()
        with suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            while self.env["email.sequence.subscription"]._resume_returning(limit=RESUMED_AT_ONCE):
                self._commit()
        self.env.cr.rollback()

    def _plan_closed_again(self):
        """``{sequence: the zones in which a window is open}`` for all with something due that may leave now.

        A zone is that of a contact, or False: the sequence's. What is due where no window is open is planned again,
        but for what a manager ordered to leave at once.
        """
        due = {}
        now, planner = fields.Datetime.now(), self.env["email.sequence.planner"]
        for sequence, zones in self._zones_with_due(now).items():
            if not sequence.schedule_id.window_ids:
                continue
            is_open = {tz: planner._is_open(sequence._sending_schedule(tz), now) for tz in zones}
            if not all(is_open.values()):
                planner._plan_overdue_again(sequence, [tz for tz in zones if not is_open[tz]])
                self._commit()
            open_zones = [tz for tz in zones if is_open[tz]]
            if open_zones or self._has_ordered(sequence):
                due[sequence] = open_zones
        return due

    def _has_ordered(self, sequence):
        """Whether a manager ordered mails of the sequence to leave at once."""
        ordered = [("sequence_id", "=", sequence.id), ("state", "=", "active"), ("send_at_once", "=", True)]
        return bool(self.env["email.sequence.subscription"].search_count(ordered, limit=1))

    def _zones_with_due(self, now):
        """``{sequence: [zones of its due subscriptions]}``, what has waited longest first.

        That is one look per sequence that sends in its own zone only.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.id, z.tz FROM email_sequence q CROSS JOIN LATERAL (
                    (SELECT s.tz, s.scheduled_datetime AS since FROM email_sequence_subscription s
                     WHERE s.sequence_id = q.id AND s.state = 'active' AND s.scheduled_datetime <= %(now)s
                     ORDER BY s.scheduled_datetime LIMIT 1)
                    UNION
                    (SELECT s.tz, min(s.scheduled_datetime) FROM email_sequence_subscription s
                     WHERE q.use_contact_tz
                       AND s.sequence_id = q.id AND s.state = 'active' AND s.scheduled_datetime <= %(now)s
                     GROUP BY s.tz)
                ) z
                WHERE q.state = 'activated' AND q.active ORDER BY z.since, q.id
                """,
                now=now,
            )
        )
        zones = {}
        for sequence_id, tz in rows:
            of_sequence = zones.setdefault(self.env["email.sequence"].browse(sequence_id), [])
            if (tz or False) not in of_sequence:
                of_sequence.append(tz or False)
        return zones

    def _dispatch_batch(self, sequence, zones, token, sessions, pace):
        """Send a batch of due mails of one sequence; return whether any were claimed.

        What is left when the time of this run of the scheduled action is over goes back, to be claimed by the next.
        """
        claimed = self._claim(sequence, token, zones, limit=pace.claim)
        traces = self._take_places(claimed)
        schedule = self.env["email.sequence.planner"]._schedules()
        schedules = {t.id: None if t.at_once else schedule(sequence, t.subscription_id.tz) for t in traces}
        mails, failures = self.env["email.sequence.mailer"]._compose(traces)
        self._record(failures)
        waiting = iter(mails.values())
        while group := list(islice(waiting, pace.group)):
            started = time.monotonic()
            sessions.drop_dead()
            self._record(self._send_group(group, token, schedules, sessions))
            pace.note(len(group), time.monotonic() - started)
            if self._commit() <= 0:
                self._record({mail.trace_id: Outcome("released") for mail in waiting})
        return bool(claimed)

    # ---- claim

    def _claim(self, sequence, token, zones=(False,), limit=CLAIM.start):
        """Insert the traces of the next due mails and commit, or return none where other dispatchers were faster."""
        claim = self.env["email.sequence.claim"]
        try:
            return self._surely(claim._claim, sequence, token, zones, limit, settles=False)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return self.env["email.sequence.trace"]

    # ---- the limits of accounts

    def _take_places(self, traces):
        """Those of the claimed mails for which their accounts have a place; the others wait for one (semantics 7).

        Only one dispatcher at a time counts the mails of a server and gives its places.
        """
        limits = self.env["email.sequence.limit"]
        for server, limited in limits._limited(traces).items():
            with self._locked(ACCOUNT_LOCK_CLASS, server.id):
                traces -= self._surely(limits._take_places, server, limited)
        return traces

    # ---- hand over and send

    def _send_group(self, mails, token, schedules, sessions):
        """Mark the mails as handed over, commit, and give them to their servers.

        :param dict schedules: ``{trace id: the schedule that it keeps to, or None}``
        """
        handed = self._mark_handed_over(mails, token)
        accounts, planner = self.env["email.sequence.account"], self.env["email.sequence.planner"]
        outcomes = {}
        for mail in mails:
            schedule = schedules[mail.trace_id]
            in_time = not schedule or planner._is_open(schedule, fields.Datetime.now())
            if mail.trace_id in handed and in_time:
                outcomes[mail.trace_id] = accounts._hand_over(mail, sessions)
            else:  # since the claim: paused, deactivated, out of its window, contact archived or its address changed
                outcomes[mail.trace_id] = Outcome("released")
        return outcomes

    def _mark_handed_over(self, mails, token):
        """The last look before a mail leaves; what is committed here is never sent again (semantics 4.8, 8).

        :raises SharedSessionError: if this transaction is not in the session that holds the lock of the token
        """
        self._commit()
        if not self.env["email.sequence.session"]._holds(LOCK_CLASS, token):
            raise SharedSessionError
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
        """Write what became of the mails and plan what comes next."""
        if outcomes:
            self._surely(self.env["email.sequence.trace"].browse(outcomes)._record_outcomes, outcomes)

    def _surely(self, act, *args, settles=True):
        """Call what acts on mails in a transaction of its own; repeated where someone else was writing too.

        The commit before it makes its first statement that of a transaction: REPEATABLE READ sees all that others have
        committed.

        :param act: returns the mails on which it acted
        :param bool settles: whether these are done with
        """
        tries_left = MAX_TRIES_ON_CONCURRENCY_FAILURE
        while True:
            self._commit()
            try:
                mails = act(*args)
                self._commit(processed=len(mails) if settles else 0)
                return mails
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                tries_left -= 1
                if not tries_left:
                    raise

    def _commit(self, processed=0, remaining=None):
        """Commit; the seconds that are left to this run of the scheduled action."""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)
