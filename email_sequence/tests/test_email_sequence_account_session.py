"""What becomes of an email that is handed to the server of its account by SMTP."""

import smtplib

from odoo.tests import tagged

from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestSession(EmailSequenceCase):
    """What the server says of one mail (semantics 6 and 8)."""

    def setUp(self):
        super().setUp()
        self.bad, *self.good = self.subscribe(self.sequence(), self.ada, self.bob, *self.contacts(3))

    def assertOutcome(self, fault, status, failure_type):
        self.smtp.faults[self.ada.email] = fault
        self.assertEqual(len(self.dispatch()), 4)
        self.assertEqual((self.bad.trace_ids.trace_status, self.bad.trace_ids.failure_type), (status, failure_type))
        self.assertState(self.bad, "paused", "send_error")
        self.assertTrue(all(subscription.state == "active" for subscription in self.good))

    def test_server_gone_in_the_middle_of_a_mail(self):
        """That one may have left; the others go over a new session."""
        self.assertOutcome(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "unknown", "interrupted")
        self.assertEqual(self.smtp.connections, 2)

    def test_timeout_in_the_middle_of_a_mail(self):
        self.assertOutcome(TimeoutError("timed out"), "unknown", "interrupted")

    def test_error_that_nobody_thought_of(self):
        self.assertOutcome(KeyError("surprise"), "unknown", "interrupted")

    def test_message_that_cannot_be_written(self):
        """The library says it before anything is given to the server."""
        self.smtp.breaks_before_data = True
        self.assertOutcome(UnicodeEncodeError("ascii", "\udcff", 0, 1, "ordinal not in range"), "error", "composing")

    def test_message_refused_after_its_content(self):
        self.assertOutcome(smtplib.SMTPDataError(550, b"5.7.1 Spam"), "error", "message_refused")
        self.assertEqual(self.smtp.connections, 1)

    def test_recipient_refused(self):
        self.assertOutcome(refused(self.ada.email, 550, b"5.1.1 No such user"), "error", "recipient_refused")
        self.assertIn("550 5.1.1 No such user", self.bad.pause_note)

    def test_message_too_large_is_not_the_accounts_fault(self):
        """Also where the server refuses it at MAIL FROM, by its announced size (RFC 1870)."""
        fault = smtplib.SMTPSenderRefused(552, b"5.3.4 Message size exceeds fixed limit", "sam@seller.example")
        self.assertOutcome(fault, "error", "too_large")
        self.assertIn("larger than the mail server accepts", self.bad.pause_note)
        self.assertFalse(self.bad.pause_server_id)

    def test_address_that_the_server_cannot_write(self):
        fault = smtplib.SMTPNotSupportedError("One or more source or delivery addresses require SMTPUTF8")
        self.ada.email = "adá@customer.example"
        self.assertOutcome(fault, "error", "recipient_refused")

    def test_senders_address_that_the_server_cannot_write(self):
        fault = smtplib.SMTPNotSupportedError("One or more source or delivery addresses require SMTPUTF8")
        self.smtp.faults[self.ada.email] = fault
        self.assertFalse(self.dispatch(), "not tried again for each mail")
        self.assertEqual(self.bad.trace_ids.failure_type, "account_refused")

    def test_session_that_the_server_closed_meanwhile_is_opened_again(self):
        """Sequences follow each other in one run; nothing is unknown when a session idled too long."""
        self.subscribe(self.sequence("Second"), self.ada)
        self.smtp.closed_by_server = True
        self.assertEqual(len(self.dispatch()), 6)
        self.assertGreater(self.smtp.connections, 1)
        self.assertFalse(self.env["email.sequence.trace"].search([("trace_status", "=", "unknown")]))
