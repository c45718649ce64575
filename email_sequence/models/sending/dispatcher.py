import logging
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.sending.batch_size import CLAIM, BatchSize
from ...tools.sending.values import Outcome
from ..subscriptions import planner
from ..timing import moments
from . import session, transport
from .transactions import retried

_logger = logging.getLogger(__name__)

RESUMED_AT_ONCE = 100
LOCK_CLASS = 0x5E09  # first key of the advisory locks that show which dispatchers are alive
LARGEST_TOKEN = 2**31 - 1


@dataclass
class Run:
    """One run of a dispatcher: the token of its lock, its open transports, and how much it takes on at once."""

    token: int
    transports: transport.Transports
    batch_size: BatchSize = field(default_factory=BatchSize)


class EmailSequenceDispatcher(models.AbstractModel):
    """The outgoing path: claim, reserve a slot, compose, hand over, send, record; a commit after each (semantics 8).

    A dispatcher holds a PostgreSQL advisory lock named by its token for as long as it lives, whatever it commits. The
    lock goes with its database connection, so if another dispatcher can take the lock of a claim, the claimer is dead:
    what it had not handed over is planned as before, what it had handed over without an outcome is ``unknown``.
    If a proxy breaks that, a dispatcher refuses to work: see ``session.py``.
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
        except session.SharedSessionError:
            self._commit(remaining=0)
            self._note_refusal(is_refused=True)

    def _work(self, token):
        """Finish what others left behind, and send what is due.

        :raises SharedSessionError: if the lock of the token does not prove that this dispatcher is alive
        """
        if session.is_shared(self.env.cr):
            raise session.SharedSessionError
        if self._refused_since():
            self._note_refusal(is_refused=False)
        self._recover(token)
        self._resume_returning()
        run = Run(token, transport.Transports(self.env))
        try:
            self._send_due(run)
        except session.SharedSessionError:
            self._recover_claims(token)
            raise
        finally:
            run.transports.close()

    @api.model
    def _refused_since(self):
        """Since when dispatchers refuse to send, as ``session.refused_since``: naive UTC, or False."""
        return session.refused_since(self.env)

    def _note_refusal(self, is_refused):
        """Note for Health whether this dispatcher refuses to send; another one may be noting the same."""
        self._commit()
        with suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            session.note(self.env, is_refused)
            self._commit()
        self.env.cr.rollback()

    def _send_due(self, run):
        """Take one batch of each sequence after the other, until nothing is due or the time is over."""
        claimed = True
        while claimed and (due := self._plan_closed_again()):
            claimed = False
            for sequence, zones in due.items():
                claimed |= self._dispatch_batch(sequence, zones, run)
                if self._commit(remaining=1) <= 0:
                    return
        self._commit(remaining=0)  # for this dispatcher: what is still due is claimed by others, which go on

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
        self._in_own_transaction(self._settle_claims, token)

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
        """``{sequence: the zones in which a window is open}`` for all with something due that may be sent now.

        A zone is that of a contact, or False: the sequence's. What is due while no window is open is planned again,
        except what a manager ordered to be sent at once.
        """
        due = {}
        now = fields.Datetime.now()
        for sequence, zones in self._zones_with_due(now).items():
            if not sequence.schedule_id.window_ids:
                continue
            is_open = {tz: moments.is_open(sequence._sending_schedule(tz), now) for tz in zones}
            if not all(is_open.values()):
                planner.plan_overdue_again(sequence, [tz for tz in zones if not is_open[tz]])
                self._commit()
            open_zones = [tz for tz in zones if is_open[tz]]
            if open_zones or self._has_ordered(sequence):
                due[sequence] = open_zones
        return due

    def _has_ordered(self, sequence):
        """Whether a manager ordered emails of the sequence to be sent at once."""
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

    def _dispatch_batch(self, sequence, zones, run):
        """Claim a batch of due steps of one sequence, and do what they do; return whether any were claimed."""
        claimed = self._claim(sequence, run.token, zones, limit=run.batch_size.claim)
        for kind, traces in claimed.grouped(lambda trace: trace.step_id._kind()).items():
            self._perform(kind, traces, run)
        return bool(claimed)

    # ---- what steps do

    def _perform(self, kind, traces, run):
        """Do what claimed steps of one kind do when they are due: ``_perform_<kind>`` does it.

        A bridge adds a kind of step by a method of that name, and by ``email.sequence.step._kind``. The method records
        an :class:`Outcome` for each of the traces. Work in the database belongs into the transaction that records it
        (:meth:`_in_own_transaction`, ``email.sequence.trace._record_outcomes``): then it is done exactly once. What it
        leaves in the status ``sending`` is planned again by the next run.

        :param str kind: what ``email.sequence.step._kind`` returned
        :param traces: the claims of one sequence, in the order in which they are due
        :param run: the :class:`Run`
        """
        getattr(self, f"_perform_{kind}")(traces, run)

    # ---- claim

    def _claim(self, sequence, token, zones=(False,), limit=CLAIM.start):
        """Insert the traces of the next due steps and commit, or return none if other dispatchers were faster."""
        claim = self.env["email.sequence.trace"]._claim
        try:
            return self._in_own_transaction(claim, sequence, token, zones, limit, settles=False)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return self.env["email.sequence.trace"]

    # ---- record

    def _record(self, outcomes):
        """Write what became of the emails and plan what comes next."""
        if outcomes:
            self._in_own_transaction(self.env["email.sequence.trace"].browse(outcomes)._record_outcomes, outcomes)

    def _in_own_transaction(self, act, *args, settles=True):
        """Run ``act`` in its own transaction; retry it if another writer was in the way.

        The commit before it makes its first statement that of a transaction: REPEATABLE READ sees all that others have
        committed.

        :param act: returns the traces on which it acted
        :param bool settles: whether these are done with
        :return: these traces
        """

        def attempt():
            self._commit()
            traces = act(*args)
            self._commit(processed=len(traces) if settles else 0)
            return traces

        return retried(attempt, self.env.cr.rollback)

    def _commit(self, processed=0, remaining=None):
        """Commit; the seconds that are left to this run of the scheduled action."""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)
