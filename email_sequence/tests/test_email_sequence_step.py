from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestTemplate(EmailSequenceCase):
    """A step takes a shared template on contacts (semantics 1.2)."""

    def add_step(self, template):
        self.sequence(activated=False).with_user(self.manager).step_ids = [
            Command.create({"template_id": template.id, "delay_days": 1, "sequence": 9})
        ]

    def test_template_of_another_model_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not made for contacts"):
            self.add_step(self.template(model_id=self.env["ir.model"]._get_id("res.users"), name="Users"))

    def test_private_template_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "belongs to Mia Manager alone"):
            self.add_step(self.template(user_id=self.manager.id, name="Mine"))

    @mute_logger("odoo.sql_db")
    def test_template_in_use_cannot_be_deleted(self):
        sequence = self.sequence()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            sequence.step_ids[0].template_id.unlink()


@tagged("post_install", "-at_install")
class TestDeletedStep(EmailSequenceCase):
    """Those who waited for a deleted step go to the next; what was sent is never lost (semantics 10)."""

    def setUp(self):
        super().setUp()
        self.steps = self.sequence(delays=(0, 2, 5)).step_ids
        self.subscription = self.subscribe(self.steps.sequence_id, self.ada)

    def test_waiting_goes_to_the_next_unsent_step_counted_from_the_last_mail(self):
        self.dispatch()
        self.steps[1].with_user(self.manager).unlink()
        self.assertEqual(self.subscription.next_step_id, self.steps[2])
        self.assertEqual(self.subscription.scheduled_datetime.date(), (self.now + timedelta(days=5)).date())

    def test_waiting_for_the_last_step_is_finished(self):
        self.dispatch()
        (self.steps[1] | self.steps[2]).unlink()
        self.assertState(self.subscription, "finished")
        self.assertEqual(self.subscription.finished_datetime, self.now)

    def test_paused_one_stays_paused_and_goes_on_after_the_deleted_step(self):
        self.dispatch()
        self.subscription.action_pause()
        self.steps[1].unlink()
        self.assertState(self.subscription, "paused", "manual")
        self.subscription.action_resume()
        self.assertEqual(self.subscription.next_step_id, self.steps[2])

    def test_paused_one_without_a_step_left_finishes_when_resumed(self):
        self.dispatch()
        self.subscription.action_pause()
        (self.steps[1] | self.steps[2]).unlink()
        self.assertState(self.subscription, "paused", "manual")
        self.subscription.action_resume()
        self.assertState(self.subscription, "finished")

    def test_sent_step_leaves_its_trace_behind(self):
        self.dispatch()
        trace = self.subscription.trace_ids
        self.steps[0].unlink()
        self.assertEqual((trace.exists().trace_status, trace.subject), ("sent", "Step 1 for Ada"))
        self.assertEqual(self.subscription.next_step_id, self.steps[1])

    def test_reordered_steps_are_sent_once_each(self):
        self.dispatch()
        self.steps.sequence_id.step_ids = [
            Command.update(self.steps[0].id, {"sequence": 3, "delay_days": 1}),
            Command.update(self.steps[1].id, {"sequence": 2}),
            Command.update(self.steps[2].id, {"sequence": 1}),
        ]
        for _day in range(4):
            self.travel_to_next_mail(self.subscription)
            self.dispatch()
            if self.subscription.state == "finished":
                break
        subjects = [mail["Subject"] for mail in self.smtp.mails]
        self.assertEqual(len(subjects), len(self.subscription.trace_ids.step_id), "no step twice")
        self.assertState(self.subscription, "finished")
