import logging
from collections import Counter
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500  # subscriptions of one transaction; so many are done within the request
LOCK_CLASS = 0x5E0A  # first key of the advisory locks of bulk actions at work
DAYS_KEPT = 30


class EmailSequenceBulk(models.Model):
    """A change of many subscriptions: in batches, with the rights of its user, and interruptible at any moment.

    ========= ================================================ =====================================
    state     meaning                                          set by
    ========= ================================================ =====================================
    waiting   the scheduled action has not begun, or is to     ``_start``, ``action_continue``
              go on
    running   the subscriptions up to ``last_id`` are done     the first batch
    done      all were looked at                               the last batch
    stopped   a person stopped it, what was done stays done    ``action_stop``
    failed    a batch failed and was rolled back: see ``note`` the scheduled action
    ========= ================================================ =====================================

    A batch and the ``last_id`` behind it are one transaction, so that a kill leaves each subscription done once or
    not at all. Subscriptions that come after the start (above ``max_id``) are not taken. Whoever works on a row holds
    an advisory lock and no lock of the row, which lets *Stop* through at once: the batch that it meets is rolled back.
    """

    _name = "email.sequence.bulk"
    _description = "Bulk Action on Email Sequence Subscriptions"
    _order = "id desc"
    _rec_name = "action"

    action = fields.Selection(
        [
            ("pause", "Pause"),
            ("resume", "Resume"),
            ("remove", "Remove"),
            ("reassign", "Change sender"),
            ("move", "Move to another sequence"),
            ("go_on", "Go on with new steps"),
            ("fit", "Plan again"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    company_ids = fields.Json(readonly=True)  # the companies that the user had chosen when starting it
    domain = fields.Json(required=True, readonly=True)
    last_id = fields.Integer("Done up to", readonly=True, default=0)
    max_id = fields.Integer("Last one to do", readonly=True, default=0)
    total_count = fields.Integer("Selected", readonly=True, default=0)
    done_count = fields.Integer("Looked at", readonly=True, default=0)
    changed_count = fields.Integer("Changed", readonly=True, default=0)
    progress = fields.Float(compute="_compute_progress")
    sender_counts = fields.Json(readonly=True)  # {id of a user: how many of theirs changed, and nobody told them yet}
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

    # ---- starting, stopping, going on

    @api.model
    def _start(self, action, domain, **values):
        """Change the subscriptions of a domain: few of them now, many in the background.

        :param str action: a value of ``action``
        :param list domain: what a JSON field can hold; evaluated with the rights of the user
        :param values: ``sender_id``, ``target_id``, ``until``, as the action needs
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
            bulk._go_on_later()
        else:
            while bulk.state in ("waiting", "running"):
                bulk._do_batch()
        return bulk

    def action_stop(self):
        """Let these end where they are; for their user and for managers, whom the record rules let read them."""
        self.check_access("read")
        for bulk in self.sudo().filtered(lambda bulk: bulk.state in ("waiting", "running")):
            bulk._end("stopped")
        return True

    def action_continue(self):
        """Go on with what was stopped or has failed, behind the last batch that was done."""
        self.check_access("read")
        ended = self.sudo().filtered(lambda bulk: bulk.state in ("stopped", "failed"))
        ended.write({"state": "waiting", "note": False})
        for bulk in ended:
            bulk._go_on_later()
        return True

    def _go_on_later(self):
        self._show()
        self.env.ref("email_sequence.ir_cron_bulk")._trigger()

    def _end(self, state, note=False):
        self.write({"state": state, "note": note})
        if self.total_count > 1:  # of a single one the feed's line tells
            self.env["email.sequence.bulk.words"]._tell_senders(self)
        self.sender_counts = False
        self.env["email.sequence.subscription"]._wake_workers()
        self._show()

    def _show(self):
        """Let the user's browser show how far this is; a few are done before anybody could look."""
        if self.total_count > BATCH_SIZE:
            self.env["email.sequence.bulk.words"]._show(self)

    @api.autovacuum
    def _gc_ended(self):
        """Forget bulk actions that ended a month ago."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.search([("state", "in", ("done", "stopped", "failed")), ("write_date", "<", limit)]).unlink()

    # ---- the scheduled action

    @api.model
    def _cron_run(self):
        """Do what waits, the oldest first, a batch and a commit at a time. Any number of these may run at once."""
        system, tries, seconds_left = self.with_user(SUPERUSER_ID), 0, 1
        while seconds_left > 0 and tries < MAX_TRIES_ON_CONCURRENCY_FAILURE:
            system._commit(remaining=1)  # what others committed is seen
            bulk = system._take_next()
            if not bulk:
                system._commit(remaining=0)
                return
            try:
                looked_at = bulk._do_batch()
                seconds_left, tries = system._commit(processed=looked_at, remaining=1), 0
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                tries += 1
            except Exception as error:
                self.env.cr.rollback()
                bulk._fail(error)

    def _take_next(self):
        """The oldest unfinished one that nobody else works on, locked until the end of the transaction."""
        for bulk in self.search([("state", "in", ("waiting", "running"))], order="id"):
            self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_CLASS, bulk.id))
            if self.env.cr.fetchone()[0]:
                return bulk
        return self.browse()

    def _fail(self, error):
        """Keep why a batch failed, in words that its user understands."""
        if isinstance(error, UserError | AccessError):
            note = str(error)
        else:
            _logger.exception("Bulk action %s failed behind subscription %s", self.id, self.last_id)
            note = self.with_context(lang=self.user_id.lang).env._("An error in Odoo: %s.", type(error).__name__)
        self._end("failed", note)
        self._commit()

    def _commit(self, processed=0, remaining=None):
        """Commit; the seconds that are left to this run of the scheduled action."""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    # ---- a batch

    def _do_batch(self):
        """Change the next subscriptions, and note how far it came in the same transaction.

        :return: how many were looked at
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
        """The next subscriptions that the user may read; one that a dispatcher writes now makes the batch try again."""
        behind = Domain("id", ">", self.last_id) & Domain("id", "<=", self.max_id)
        batch = self._subscriptions().search(self._scope() & behind, order="id", limit=BATCH_SIZE)
        if batch:
            self.env.cr.execute(
                SQL(
                    "SELECT FROM email_sequence_subscription WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(batch.ids),
                )
            )
        return batch

    def _subscriptions(self):
        """The model as the user sees it who started this; planning again is the system's work, whoever caused it."""
        subscriptions = self.env["email.sequence.subscription"]
        if self.action == "fit":
            return subscriptions.sudo()
        return subscriptions.with_user(self.user_id).with_context(allowed_company_ids=self.company_ids).sudo(False)

    def _scope(self):
        return Domain(self.domain)

    def _change(self, batch):
        """Perform the action on those whose contact the user may read (semantics 4.1, 13).

        :return: how many changed, and a Counter of them by the id of their sender, as text
        """
        if self.action == "fit":
            return self.env["email.sequence.planner"]._fit_again(batch), Counter()
        readable = batch.sudo().partner_id.sudo(False)._filtered_access("read")
        reachable = batch.sudo().filtered(lambda s: not s.partner_id or s.partner_id in readable)
        senders = {subscription: subscription.user_id.id for subscription in reachable}
        changed = self._operations()[self.action](reachable)
        return len(changed), Counter(str(senders[subscription]) for subscription in changed)

    def _eligible(self):
        """The domain of those that the action may change; the operations look again, and more closely."""
        live = Domain("state", "in", ("active", "paused"))
        domain = {
            "pause": Domain("state", "=", "active") | Domain("paused_until", "!=", False),
            "resume": Domain("state", "=", "paused") & ~self._stay_paused(),
            "go_on": Domain("state", "=", "finished")
            & Domain("unsubscribe_datetime", "=", False)
            & Domain("partner_id", "any", [("active", "=", True)]),
            "move": live & ~self._stay_paused(),
        }.get(self.action, live)
        if self.action == "reassign":
            domain &= Domain("user_id", "!=", self.sender_id.id)
            domain &= Domain("company_id", "in", self.sender_id.company_ids.ids)
        if self.action == "move":
            domain &= Domain("sequence_id", "!=", self.target_id.id)
            domain &= Domain("company_id", "=", self.target_id.company_id.id)
        return domain

    def _stay_paused(self):
        """The domain of paused subscriptions that no bulk action resumes (semantics 4.7)."""
        return Domain.OR(self.env["email.sequence.subscription"]._stay_paused().values())

    def _operations(self):
        return {
            "pause": self._pause,
            "resume": self._resume,
            "remove": self._remove,
            "reassign": self._reassign,
            "move": self._move,
            "go_on": self._go_on,
        }

    def _pause(self, subscriptions):
        return subscriptions.pause("manual", user=self.user_id, until=self.until, tell=self.total_count == 1)

    def _resume(self, subscriptions):
        return subscriptions.resume()

    def _remove(self, subscriptions):
        return subscriptions.remove()

    def _reassign(self, subscriptions):
        return subscriptions.filtered_domain(self._eligible())._reassign(self.sender_id)

    def _move(self, subscriptions):
        return self.env["email.sequence.mover"]._move(subscriptions.filtered_domain(self._eligible()), self.target_id)

    def _go_on(self, subscriptions):
        return self.env["email.sequence.mover"]._go_on(subscriptions)
