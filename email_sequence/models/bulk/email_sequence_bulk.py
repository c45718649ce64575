import logging
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..sending.transactions import retried
from . import actions  # noqa: F401 - it fills the table, before the selection is made of it
from .bulk_action import ACTIONS
from .words import report

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500  # subscriptions of one transaction; a bulk action of up to as many is done within the request
LOCK_CLASS = 0x5E0A  # first key of the advisory locks that bulk actions hold while they run
DAYS_KEPT = 30


class EmailSequenceBulk(models.Model):
    """A change of many subscriptions: in batches, with the rights of its user, and interruptible at any time.

    ========= ================================================ =====================================
    state     meaning                                          set by
    ========= ================================================ =====================================
    waiting   the scheduled action is to begin or to continue  ``_start``, ``action_continue``
    running   the subscriptions up to ``last_id`` are done     the first batch
    done      all subscriptions were processed                 the last batch
    stopped   a person stopped it; what was done stays done    ``action_stop``
    failed    a batch failed and was rolled back: see ``note`` the scheduled action
    ========= ================================================ =====================================

    A batch and its ``last_id`` are one transaction, so that a crash leaves each subscription changed once or not at
    all. Subscriptions made after the start (above ``max_id``) are left alone. The worker holds an advisory lock, not a
    lock on the row, so that *Stop* takes effect at once: the batch in progress is rolled back.
    """

    _name = "email.sequence.bulk"
    _description = "Bulk Action on Email Sequence Subscriptions"
    _order = "id desc"
    _rec_name = "action"

    action = fields.Selection([action.choice() for action in ACTIONS.values()], required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    company_ids = fields.Json(readonly=True)  # the companies that the user had chosen when starting it
    domain = fields.Json(required=True, readonly=True)
    last_id = fields.Integer("Done up to", readonly=True, default=0)
    max_id = fields.Integer("Last one to do", readonly=True, default=0)
    total_count = fields.Integer("Selected", readonly=True, default=0)
    done_count = fields.Integer("Looked at", readonly=True, default=0)
    changed_count = fields.Integer("Changed", readonly=True, default=0)
    progress = fields.Float(compute="_compute_progress")
    sender_counts = fields.Json(readonly=True)  # {user id: how many of theirs changed since they were last told}
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    sender_id = fields.Many2one("res.users", "New sender", readonly=True, index="btree_not_null", ondelete="cascade")
    target_id = fields.Many2one("email.sequence", "Moved to", readonly=True, index="btree_not_null", ondelete="cascade")
    until = fields.Date("Paused until", readonly=True)
    note = fields.Char("Why it failed", readonly=True)

    _unfinished_idx = models.Index("(id) WHERE state IN ('waiting', 'running')")

    @api.depends("done_count", "total_count", "state")
    def _compute_progress(self):
        for bulk in self:
            share = bulk.done_count / bulk.total_count if bulk.total_count else 1
            bulk.progress = 100 if bulk.state == "done" else min(100 * share, 100)

    @api.model
    def _offered(self):
        """``{code: class}`` of the bulk actions that users can choose."""
        codes = self._fields["action"].get_values(self.env)
        return {code: ACTIONS[code] for code in codes if ACTIONS[code].is_offered}

    def _action(self):
        """What this one does: its :class:`BulkAction`."""
        return ACTIONS[self.action](self)

    # ---- starting, stopping, continuing

    @api.model
    def _start(self, action, domain, **values):
        """Change the subscriptions of a domain: a few at once, many in the background.

        :param str action: a value of ``action``
        :param list domain: made of what a JSON field can hold; evaluated with the rights of the user
        :param values: the action's ``details``: ``sender_id``, ``target_id``, ``until``
        :return: the bulk action, done or waiting
        """
        bulk = self.sudo().create(
            {
                "action": action,
                "domain": list(domain),
                "user_id": self.env.uid,
                "company_ids": self.env.companies.ids,
                **values,
            }
        )
        ((bulk.total_count, bulk.max_id),) = bulk._subscriptions()._read_group(
            bulk._scope(), aggregates=["__count", "id:max"]
        )
        if bulk.total_count > BATCH_SIZE:
            bulk._continue_later()
        else:
            while bulk.state in ("waiting", "running"):
                bulk._do_batch()
        return bulk

    def action_stop(self):
        """Stop after the batches done so far; for their user and for managers, whom the record rules let read them."""
        self.check_access("read")
        for bulk in self.sudo().filtered(lambda bulk: bulk.state in ("waiting", "running")):
            bulk._end("stopped")
        return True

    def action_continue(self):
        """Continue what was stopped or has failed, after the last batch that was done."""
        self.check_access("read")
        ended = self.sudo().filtered(lambda bulk: bulk.state in ("stopped", "failed"))
        ended.write({"state": "waiting", "note": False})
        for bulk in ended:
            bulk._continue_later()
        return True

    def _continue_later(self):
        self._show()
        self.env.ref("email_sequence.ir_cron_bulk")._trigger()

    def _end(self, state, note=False):
        self.write({"state": state, "note": note})
        self._on_ended()
        self.sender_counts = False
        self.env["email.sequence.subscription"]._wake_workers()
        self._show()

    def _on_ended(self):
        """Called when it is done, stopped or failed, while ``sender_counts`` still says whose subscriptions changed."""

    def _show(self):
        """Show the progress in the user's browser on commit; a few are done before anybody could look."""
        if self.total_count > BATCH_SIZE:
            words = report(self.with_context(lang=self.user_id.lang))
            self.user_id._bus_send("email_sequence.bulk", words)

    @api.autovacuum
    def _gc_ended(self):
        """Delete bulk actions that ended a month ago."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.search([("state", "in", ("done", "stopped", "failed")), ("write_date", "<", limit)]).unlink()

    # ---- the scheduled action

    @api.model
    def _cron_run(self):
        """Run what waits, the oldest first, with a commit after each batch. Several may run at the same time."""
        run_batch = self.with_user(SUPERUSER_ID)._run_batch
        with suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):  # the next run goes on
            while retried(run_batch, self.env.cr.rollback) > 0:
                pass

    def _run_batch(self):
        """Run a batch of the oldest one, and commit.

        :return: the seconds left to this run of the scheduled action, 0 if nothing waits
        """
        self._commit(remaining=1)  # from here on, see what others committed
        bulk = self._lock_oldest()
        if not bulk:
            self._commit(remaining=0)
            return 0
        try:
            return self._commit(processed=bulk._do_batch(), remaining=1)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            self.env.cr.rollback()
            bulk._fail(error)
            return 1  # others may wait

    def _lock_oldest(self):
        """The oldest unfinished one that no other worker runs, locked until the end of the transaction."""
        for bulk in self.search([("state", "in", ("waiting", "running"))], order="id"):
            self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_CLASS, bulk.id))
            if self.env.cr.fetchone()[0]:
                return bulk
        return self.browse()

    def _fail(self, error):
        """Record why a batch failed, in words that its user understands."""
        if isinstance(error, UserError | AccessError):
            note = str(error)
        else:
            _logger.exception("Bulk action %s failed after subscription %s", self.id, self.last_id)
            note = self.with_context(lang=self.user_id.lang).env._("An error in Odoo: %s.", type(error).__name__)
        self._end("failed", note)
        self._commit()

    def _commit(self, processed=0, remaining=None):
        """Commit, and return the seconds left to this run of the scheduled action."""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    # ---- a batch

    def _do_batch(self):
        """Process the next subscriptions and record the progress in the same transaction.

        :return: how many were processed
        """
        batch = self._lock_next()
        changed, senders = self._change(batch)
        self.write(
            {
                "state": "running",
                "last_id": batch.ids[-1] if batch else self.last_id,
                "done_count": self.done_count + len(batch),
                "changed_count": self.changed_count + changed,
                "sender_counts": dict(Counter(self.sender_counts or {}) + senders),
            }
        )
        if len(batch) < BATCH_SIZE:
            self._end("done")
        else:
            self._show()
        return len(batch)

    def _lock_next(self):
        """The next subscriptions that the user may read, locked; a dispatcher writing one makes the batch retry."""
        remaining = Domain("id", ">", self.last_id) & Domain("id", "<=", self.max_id)
        batch = self._subscriptions().search(self._scope() & remaining, order="id", limit=BATCH_SIZE)
        if batch:
            self.env.cr.execute(
                SQL(
                    "SELECT FROM email_sequence_subscription WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(batch.ids),
                )
            )
        return batch

    def _subscriptions(self):
        """The model with the rights of the user who started this; with all rights for the system's own actions."""
        subscriptions = self.env["email.sequence.subscription"]
        if self._action().is_system:
            return subscriptions.sudo()  # sudo: whoever caused it, it concerns all subscriptions
        return subscriptions.with_user(self.user_id).with_context(allowed_company_ids=self.company_ids).sudo(False)

    def _scope(self):
        return Domain(self.domain)

    def _change(self, batch):
        """Perform the action on the subscriptions whose contact the user may read (semantics 4.1, 13).

        :return: how many changed, and a Counter of them by the id of their sender, as text
        """
        action = self._action()
        if action.is_system:
            return len(action.change(batch)), Counter()
        readable = batch.sudo().partner_id.sudo(False)._filtered_access("read")
        reachable = batch.sudo().filtered(lambda s: not s.partner_id or s.partner_id in readable)
        senders = {subscription: subscription.user_id.id for subscription in reachable}
        changed = action.change(reachable)
        return len(changed), Counter(str(senders[subscription]) for subscription in changed)
