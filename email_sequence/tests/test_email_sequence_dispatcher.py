from datetime import timedelta

from odoo.tests import tagged

from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestDispatcher(EmailSequenceCase):
    def test_first_step_leaves_at_once_in_an_open_window(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        (mail,) = self.dispatch()
        self.assertEqual(mail["To"], '"Ada" <ada@customer.example>')
        self.assertEqual(mail["Subject"], "Step 1 for Ada")
        self.assertEqual(subscription.trace_ids.trace_status, "sent")
        self.assertEqual(subscription.next_step_id, subscription.sequence_id.step_ids[1])
        self.assertEqual(subscription.scheduled_datetime.date(), (self.now + timedelta(days=1)).date())

    def test_recipient_refused_pauses_that_one_only(self):
        subscription, other = self.subscribe(self.sequence(), self.ada, self.bob)
        self.smtp.faults["ada@customer.example"] = refused("ada@customer.example")
        self.assertEqual(len(self.dispatch()), 1)
        self.assertState(subscription, "paused", "send_error")
        self.assertIn("5.1.1 No such user", subscription.pause_note)
        self.assertState(other, "active")
