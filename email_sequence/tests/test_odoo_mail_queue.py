"""Odoo's own queue of mails, and its Retry, never send a mail of a sequence once more (semantics 8)."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestOdooMailQueue(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.smtp.faults[self.bob.email] = refused(self.bob.email)
        self.sent, self.refused = self.subscribe(self.sequence(), self.ada, self.bob)
        self.dispatch()
        self.assertEqual((self.sent | self.refused).mapped("trace_ids.trace_status"), ["sent", "error"])
        self.smtp.faults.clear()

    def run_odoos_queue(self):
        """What Odoo's queue sends by its scheduled action, its Retry and its Send Now."""
        before = len(self.smtp.mails)
        mails = self.env["mail.mail"].search([])
        with self.mail_server(), patch.object(self.env.cr, "commit", self.env.cr.flush):
            mails.action_retry()
            self.env["mail.mail"].process_email_queue()
            mails.exists().send()
        return [mail for mail in self.smtp.mails[before:] if mail["To"] and "customer.example" in mail["To"]]

    def test_8_the_queue_has_no_mail_of_ours(self):
        self.assertFalse(self.env["mail.mail"].search([("mail_message_id", "in", self.messages().ids)]))
        self.assertFalse(self.run_odoos_queue())

    def test_8_nothing_in_the_chatter_offers_to_be_tried_again(self):
        """Odoo offers Retry for notifications by email that failed."""
        notifications = self.env["mail.notification"].search([("mail_message_id", "in", self.messages().ids)])
        self.assertFalse(notifications.filtered(lambda n: n.notification_type == "email"))

    def test_6_the_queue_leaves_what_failed_to_resuming(self):
        self.run_odoos_queue()
        self.assertState(self.refused, "paused", "send_error")
        self.refused.action_resume()
        self.travel(self.refused.scheduled_datetime)
        self.assertEqual([mail["To"] for mail in self.dispatch()], [self.bob.email_formatted])

    def messages(self):
        """What the chatter of both contacts says."""
        domain = [("model", "=", "res.partner"), ("res_id", "in", (self.ada | self.bob).ids)]
        return self.env["mail.message"].search(domain)
