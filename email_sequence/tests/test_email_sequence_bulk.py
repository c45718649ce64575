from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import new_test_user, tagged

from ..models.bulk import email_sequence_bulk
from ..models.bulk.email_sequence_bulk import DAYS_KEPT, LOCK_CLASS
from .common import EmailSequenceCase

BATCH = 3
LOGGER = "odoo.addons.email_sequence.models.bulk.email_sequence_bulk"


class Killed(BaseException):
    """Nothing catches it: the process is gone."""


class BulkCase(EmailSequenceCase):
    """Eight subscriptions in batches of three: three batches in the background."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(email_sequence_bulk, "BATCH_SIZE", BATCH))
        self.tested = self.sequence()
        self.all = self.subscribe(self.tested, *self.contacts(8))
        self.domain = [("sequence_id", "=", self.tested.id)]

    def start(self, action="pause", domain=None, user=None, **values):
        bulks = self.env["email.sequence.bulk"].with_user(user or self.manager)
        bulk = bulks._start(action, self.domain if domain is None else domain, **values)
        return self.env["email.sequence.bulk"].browse(bulk.id)

    def run_cron(self, batches=100):
        """Let the scheduled action run until its time is over, which it is after so many batches."""
        left = [batches]

        def commit(model, processed=0, *, remaining=None, **_kwargs):
            model.env.cr.commit()
            left[0] -= bool(processed)
            return left[0]

        self.env.flush_all()
        with self.committing_env() as env, patch.object(self.registry["ir.cron"], "_commit_progress", commit):
            env["email.sequence.bulk"]._cron_run()

    def killed_cron(self):
        """Let the scheduled action run until it is killed. ``assertRaises`` would roll its commits back."""
        try:
            self.run_cron()
        except Killed:
            return
        self.fail("nothing killed it")

    def at_batch(self, number, error):
        """Raise the error once, before the batch with this number is begun."""
        calls = [0]

        def interruption():
            calls[0] += 1
            if calls[0] == number:
                raise error

        return self.just_before("email.sequence.bulk", "_lock_next", interruption)

    def lines(self):
        """How many lines of the feed there are about each subscription."""
        self.env.invalidate_all()
        found = self.env["mail.message"].search([("email_sequence_subscription_id", "in", self.all.ids)])
        return [len(found.filtered(lambda m, s=s: m.email_sequence_subscription_id == s)) for s in self.all]

    def paused(self):
        self.env.invalidate_all()
        return self.all.filtered(lambda subscription: subscription.state == "paused")


@tagged("post_install", "-at_install")
class TestBulk(BulkCase):
    """Many are changed in batches, each once, whatever interrupts them (semantics 4.1, 8)."""

    def test_few_are_done_at_once(self):
        bulk = self.start(domain=[("id", "in", self.all[:3].ids)])
        self.assertEqual((bulk.state, bulk.total_count, bulk.done_count, bulk.changed_count), ("done", 3, 3, 3))
        self.assertEqual(self.paused(), self.all[:3])

    def test_nothing_to_do_is_done(self):
        bulk = self.start(domain=[("id", "=", 0)])
        self.assertEqual((bulk.state, bulk.total_count, bulk.changed_count, bulk.progress), ("done", 0, 0, 100))

    def test_many_wait_for_the_scheduled_action_and_wake_it(self):
        cron = self.env.ref("email_sequence.ir_cron_bulk")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        bulk = self.start()
        self.assertEqual((bulk.state, bulk.total_count, bulk.done_count), ("waiting", 8, 0))
        self.assertFalse(self.paused())
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_each_is_done_once_in_batches(self):
        bulk = self.start()
        for done in (3, 6):
            self.run_cron(batches=1)
            self.assertEqual(len(self.paused()), done)
            self.assertEqual((bulk.state, bulk.done_count, bulk.progress), ("running", done, 100 * done / 8))
        self.run_cron()
        self.assertEqual(self.lines(), [1] * 8)
        self.assertEqual((bulk.state, bulk.changed_count, bulk.progress), ("done", 8, 100))
        self.assertEqual(self.all.pause_user_id, self.manager)

    def test_8_a_kill_leaves_whole_batches_and_the_next_run_goes_on(self):
        bulk = self.start()
        with self.at_batch(2, Killed):
            self.killed_cron()
        self.assertEqual(len(self.paused()), 3)
        self.assertEqual((bulk.state, bulk.last_id), ("running", min(self.all.ids) + 2))
        self.run_cron()
        self.assertEqual(self.lines(), [1] * 8)

    def test_8_a_kill_after_the_changes_and_before_the_commit_undoes_the_batch(self):
        self.start()
        with self.just_before("email.sequence.bulk", "_show", self.kill):
            self.killed_cron()
        self.assertFalse(self.paused())
        self.run_cron()
        self.assertEqual(self.lines(), [1] * 8)

    @staticmethod
    def kill():
        raise Killed

    def test_8_a_batch_that_met_a_dispatcher_is_tried_again(self):
        bulk = self.start()
        with self.at_batch(2, SerializationFailure()):
            self.run_cron()
        self.assertEqual((bulk.state, self.lines()), ("done", [1] * 8))

    def test_8_what_meets_a_dispatcher_again_and_again_is_left_to_the_next_run(self):
        bulk = self.start()

        def always():
            raise SerializationFailure

        with self.just_before("email.sequence.bulk", "_lock_next", always):
            self.run_cron()
        self.assertEqual(bulk.state, "waiting")

    def test_8_what_another_worker_is_about_is_not_taken(self):
        first, second = self.start(), self.start("remove")
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, first.id))
            self.run_cron()
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("waiting", "done"))
        self.run_cron()
        self.assertEqual((first.state, first.changed_count), ("done", 0))

    def test_several_are_done_one_after_another(self):
        first, second = self.start(), self.start("resume")
        self.run_cron(batches=3)
        self.assertEqual((first.state, second.state), ("done", "waiting"))
        self.run_cron()
        self.env.invalidate_all()
        self.assertEqual((second.state, second.changed_count), ("done", 8))

    def test_those_who_come_while_it_runs_are_not_taken(self):
        bulk = self.start()
        self.run_cron(batches=1)
        late = self.subscribe(self.tested, self.ada)
        self.run_cron()
        self.assertEqual((bulk.state, bulk.done_count, late.state), ("done", 8, "active"))

    def test_those_who_left_the_selection_meanwhile_are_left_alone(self):
        bulk = self.start(domain=[*self.domain, ("state", "=", "active")])
        self.all[-1].with_user(self.seller).action_remove()
        self.run_cron()
        self.env.invalidate_all()
        self.assertEqual((bulk.changed_count, self.all[-1].state), (7, "removed"))

    def test_dispatcher_is_woken_at_the_end(self):
        self.start()
        self.run_cron()
        cron = self.env.ref("email_sequence.ir_cron_dispatch")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.start("resume")
        self.run_cron()
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_ended_ones_are_forgotten_after_a_month(self):
        ended, waiting = self.start(domain=[("id", "=", 0)]), self.start()
        old = self.now - timedelta(days=DAYS_KEPT + 1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE email_sequence_bulk SET write_date = %s", (old,))
        self.env.invalidate_all()
        self.env["email.sequence.bulk"]._gc_ended()
        self.assertEqual((ended | waiting).exists(), waiting)

    def test_young_ones_are_kept(self):
        ended = self.start(domain=[("id", "=", 0)])
        self.env["email.sequence.bulk"]._gc_ended()
        self.assertTrue(ended.exists())


@tagged("post_install", "-at_install")
class TestStoppingBulk(BulkCase):
    """Stop and Continue do no harm, and a failure says why."""

    def test_stop_half_way_and_go_on(self):
        bulk = self.start(user=self.seller)
        self.run_cron(batches=1)
        bulk.with_user(self.seller).action_stop()
        self.run_cron()
        self.assertEqual((bulk.state, len(self.paused())), ("stopped", 3))
        bulk.with_user(self.seller).action_continue()
        self.assertEqual(bulk.state, "waiting")
        self.run_cron()
        self.assertEqual((bulk.state, self.lines()), ("done", [1] * 8))

    def test_what_has_ended_is_neither_stopped_nor_continued(self):
        bulk = self.start(domain=[("id", "in", self.all[:1].ids)])
        bulk.action_stop()
        bulk.action_continue()
        self.assertEqual(bulk.state, "done")

    def test_a_manager_stops_anybodys_and_a_colleague_nobodys(self):
        bulk, colleague = self.start(user=self.seller), new_test_user(self.env, "cleo", "email_sequence.group_user")
        with self.assertRaises(AccessError):
            self.call_as(colleague, bulk, "action_stop")
        with self.assertRaises(AccessError):
            self.call_as(colleague, bulk, "action_continue")
        self.assertTrue(self.call_as(self.manager, bulk, "action_stop"))
        self.assertEqual(bulk.state, "stopped")
        self.assertTrue(self.call_as(self.seller, bulk, "action_continue"))

    def test_users_see_their_own_and_managers_those_of_their_companies(self):
        own, managers = self.start(user=self.seller), self.start()
        other_company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "mo", "email_sequence.group_manager", company_id=other_company.id, company_ids=other_company.ids
        )
        bulks = self.env["email.sequence.bulk"]
        self.assertEqual(bulks.with_user(self.seller).search([]), own)
        self.assertEqual(bulks.with_user(self.manager).search([]), own | managers)
        self.assertFalse(bulks.with_user(stranger).search([]))

    def test_nobody_writes_one_directly(self):
        bulk = self.start()
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.call_as(user, bulk, "write", {"domain": []})

    def test_a_failure_keeps_its_reason_and_can_be_continued(self):
        bulk = self.start()
        with self.at_batch(2, UserError("The moon is full.")):
            self.run_cron()
        self.env.invalidate_all()
        self.assertEqual((bulk.state, bulk.note, len(self.paused())), ("failed", "The moon is full.", 3))
        bulk.with_user(self.manager).action_continue()
        self.assertFalse(bulk.note)
        self.run_cron()
        self.assertEqual((bulk.state, self.lines()), ("done", [1] * 8))

    def test_an_unexpected_failure_is_logged_and_does_not_stop_the_others(self):
        first, second = self.start(), self.start("remove")
        with self.at_batch(1, ZeroDivisionError()), self.assertLogs(LOGGER, "ERROR"):
            self.run_cron()
        self.env.invalidate_all()
        self.assertEqual((first.state, first.note), ("failed", "An error in Odoo: ZeroDivisionError."))
        self.assertEqual(second.state, "done")


@tagged("post_install", "-at_install")
class TestRightsOfBulk(BulkCase):
    """A bulk action reaches what its user could change one by one (semantics 4.1, 13)."""

    def test_13_contacts_out_of_reach_are_left_out_and_counted(self):
        hidden = self.all[1].partner_id
        rule = self.env["ir.rule"].create(
            {
                "name": "Not that one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        bulk = self.start(user=self.seller)
        self.run_cron()
        rule.active = False
        self.assertEqual(self.paused(), self.all - self.all[1])
        self.assertEqual((bulk.done_count, bulk.changed_count), (8, 7))

    def test_13_another_company_is_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.tested.sudo().company_id = company
        bulk = self.start()
        self.assertEqual((bulk.state, bulk.total_count), ("done", 0))
        self.assertFalse(self.paused())

    def test_13_only_the_companies_chosen_when_starting_count(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.company_ids += company
        self.all.flush_recordset()
        elsewhere = (
            self.env["email.sequence.bulk"].with_user(self.manager).with_context(allowed_company_ids=company.ids)
        )
        self.assertFalse(elsewhere._start("pause", self.domain).sudo().total_count)
        both = elsewhere.with_context(allowed_company_ids=(company | self.env.company).ids)
        self.assertEqual(both._start("pause", self.domain).sudo().total_count, 8)

    def test_13_a_user_without_the_group_starts_nothing(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.start(user=nobody)

    def test_13_who_loses_the_right_meanwhile_is_stopped(self):
        bulk = self.start(user=self.seller)
        self.seller.group_ids -= self.env.ref("email_sequence.group_user")
        self.run_cron()
        self.env.invalidate_all()
        self.assertEqual(bulk.state, "failed")
        self.assertTrue(bulk.note)
        self.assertFalse(self.paused())
