from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .test_email_sequence_bulk import BulkCase


@tagged("post_install", "-at_install")
class TestBulkActions(BulkCase):
    """What each bulk action does, and to whom."""

    def done(self, action, **values):
        bulk = self.start(action, **values)
        self.run_cron()
        self.env.invalidate_all()
        self.assertEqual(bulk.state, "done", bulk.note)
        return bulk

    def test_4_7_pause_until_a_day(self):
        day = (self.now + timedelta(days=3)).date()
        self.done("pause", until=day)
        self.assertEqual(set(self.all.mapped("paused_until")), {self.now.replace(hour=0) + timedelta(days=3)})

    def test_resume_takes_the_paused_ones(self):
        self.all[:4].pause("manual", user=self.seller)
        bulk = self.done("resume")
        self.assertEqual((bulk.done_count, bulk.changed_count), (8, 4))
        self.assertEqual(set(self.all.mapped("state")), {"active"})
        self.assertIn("was resumed by Mia Manager", self.feed(self.all[0].partner_id))

    def test_remove_takes_the_live_ones(self):
        self.all[0].remove(cause="move")
        self.assertEqual(self.done("remove").changed_count, 7)
        self.assertEqual(set(self.all.mapped("state")), {"removed"})
        self.assertEqual(self.lines(), [0] + [1] * 7)

    def test_reassign(self):
        self.done("reassign", sender_id=self.manager.id)
        self.assertEqual(self.all.user_id, self.manager)
        self.assertIn("Mia Manager chose Mia Manager as the sender of", self.feed(self.all[0].partner_id))

    def test_reassign_to_a_user_of_another_company_changes_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(self.env, "mo", "base.group_user", company_id=company.id, company_ids=company.ids)
        self.assertEqual(self.done("reassign", sender_id=stranger.id).changed_count, 0)
        self.assertEqual(self.all.user_id, self.seller)

    def test_move(self):
        target = self.sequence("Other")
        already = self.subscribe(target, self.all[0].partner_id)
        self.assertEqual(self.done("move", target_id=target.id).changed_count, 7)
        there = self.env["email.sequence.subscription"].search([("sequence_id", "=", target.id)]) - already
        self.assertEqual(there.partner_id, self.all[1:].partner_id)
        self.assertEqual(there.user_id, self.seller)
        self.assertEqual((self.all[0].state, set(self.all[1:].mapped("state"))), ("active", {"removed"}))
        self.assertIn("to <b>Other</b>", self.feed(self.all[1].partner_id))

    def test_move_into_another_company_changes_nothing(self):
        target = self.sequence("Other", activated=False)
        target.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.done("move", target_id=target.id).changed_count, 0)

    def test_10_go_on_with_new_steps(self):
        self.all._finish()
        self.tested.step_ids = [(0, 0, {"template_id": self.template("New").id, "delay_days": 1, "sequence": 9})]
        self.assertEqual(self.done("go_on").changed_count, 8)
        self.assertEqual(set(self.all.mapped("state")), {"active"})
        self.assertIn("go on with its new steps", self.feed(self.all[0].partner_id))

    def test_fit_is_the_systems_work_and_says_nothing(self):
        self.travel(self.now.replace(hour=22))
        self.all.scheduled_datetime = self.now + timedelta(hours=1)
        self.tested.schedule_id = self.office
        self.all.scheduled_datetime = self.now + timedelta(hours=1)
        bulk = self.done("fit", user=self.seller)
        self.assertEqual((bulk.changed_count, self.lines()), (8, [0] * 8))
        self.assertEqual({moment.date() for moment in self.all.mapped("scheduled_datetime")}, {self.tomorrow()})

    def tomorrow(self):
        return (self.now + timedelta(days=1)).date()
