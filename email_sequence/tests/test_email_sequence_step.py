from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

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

    def test_template_in_use_can_be_neither_deleted_nor_archived_nor_made_private(self):
        """The sentence says who waits for it, and what to do."""
        sequence = self.sequence(delays=(1,))
        self.subscribe(sequence, self.ada, self.bob)
        template = sequence.step_ids.template_id.with_user(self.manager)
        for change in (template.unlink, template.action_archive):
            in_use = self.assertRaisesRegex(UserError, 'used by a step of "Test sequence".* wait for it: 2.')
            with self.subTest(change=change.__name__), in_use, self.env.cr.savepoint():
                change()
        with self.assertRaisesRegex(ValidationError, "needs a shared template"):
            template.user_id = self.manager

    def test_template_of_an_archived_step_may_be_archived_but_not_deleted(self):
        sequence = self.sequence(delays=(0, 1))
        self.subscribe(sequence, self.ada)
        self.dispatch()
        first = sequence.step_ids.sorted()[0]
        first.unlink()
        first.template_id.action_archive()
        with self.assertRaises(UserError):
            first.template_id.unlink()

    def test_archived_template_cannot_be_chosen(self):
        template = self.template("Old")
        template.action_archive()
        with self.assertRaises(ValidationError):
            self.add_step(template)


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


@tagged("post_install", "-at_install")
class TestArchivedStep(EmailSequenceCase):
    """A step that was sent is archived where it is deleted, so that the history keeps it (semantics 10)."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(0, 2, 5))
        self.first, self.second, self.third = self.mine.step_ids.sorted()
        self.subscription = self.subscribe(self.mine, self.ada)
        self.dispatch()

    def test_deleting_a_sent_step_archives_it(self):
        self.first.with_user(self.manager).unlink()
        self.assertTrue(self.first.exists())
        self.assertFalse(self.first.active)
        self.assertEqual(self.subscription.trace_ids.step_id, self.first)
        self.assertEqual(self.mine.step_ids, self.second | self.third)

    def test_deleting_an_unsent_step_deletes_it(self):
        self.third.with_user(self.manager).unlink()
        self.assertFalse(self.third.exists())

    def test_archiving_moves_those_who_wait(self):
        self.second.with_user(self.manager).active = False
        self.assertEqual(self.subscription.next_step_id, self.third)
        self.assertEqual(self.subscription.scheduled_datetime.date(), (self.now + timedelta(days=5)).date())

    def test_step_that_comes_back_is_not_for_those_who_have_passed_it(self):
        self.second.active = False
        self.second.active = True
        self.assertEqual(self.subscription.next_step_id, self.third)

    def test_activated_sequence_keeps_a_step(self):
        with self.assertRaisesRegex(ValidationError, "Add a step"):
            self.mine.step_ids.active = False

    def test_step_archived_while_its_mail_is_under_way_is_not_skipped_over(self):
        """The mail counts as sent, and the step behind it comes next, not the one behind that."""
        other = self.subscribe(self.mine, self.bob)

        def archive():
            with self.meanwhile(self.manager) as env:
                env["email.sequence.step"].browse(self.first.id).active = False

        with self.just_before("email.sequence.dispatcher", "_send_group", archive):
            self.dispatch()
        self.assertEqual(other.next_step_id, self.second)

    def test_copied_sequence_has_no_archived_steps(self):
        self.second.active = False
        self.assertEqual(self.mine.copy().step_ids.mapped("delay_days"), [0, 5])


@tagged("post_install", "-at_install")
class TestDuplicatedStep(EmailSequenceCase):
    def test_copy_stands_right_behind_and_is_not_for_those_who_have_passed(self):
        mine = self.sequence(delays=(0, 2))
        subscription = self.subscribe(mine, self.ada)
        self.dispatch()
        first, second = mine.step_ids.sorted()
        first.with_user(self.manager).action_duplicate()
        copy = mine.step_ids - first - second
        self.assertEqual(mine.step_ids.sorted(), first + copy + second)
        self.assertEqual((copy.template_id, copy.delay_days), (first.template_id, 1))
        self.assertEqual(subscription.next_step_id, second)

    def test_a_salesperson_may_not(self):
        step = self.sequence().step_ids[0]
        with self.assertRaises(AccessError):
            step.with_user(self.seller).action_duplicate()
