from datetime import timedelta

from odoo.tests import tagged

from .test_gateway import GatewayCase


@tagged("post_install", "-at_install")
class TestNotices(GatewayCase):
    """Only a permanent failure notice pauses, and all subscriptions of that address (semantics 5.4)."""

    def setUp(self):
        super().setUp()
        self.trace = self.ada_subscription.trace_ids

    def test_permanent_failure(self):
        self.receive(self.notice_about(self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription, reason="bounce")
        self.assertIn("ada@customer.example", self.ada_subscription.pause_note)
        self.assertIn("No such mailbox here", self.ada_subscription.pause_note)
        self.assertEqual((self.trace.trace_status, self.trace.bounce_datetime), ("bounce", self.now))
        self.assertIn("No such mailbox here", self.trace.failure_reason)
        self.assertFalse(self.trace.reply_datetime)

    def test_all_subscriptions_of_the_address_and_only_those(self):
        self.ada.email = "ada@customer.example, ada@second.example"
        same = self.subscribe(self.sequence("Same address"), self.ada)
        other = self.subscribe(self.sequence("Other address"), self.ada, email="ada@second.example")
        self.subscriptions |= same | other
        self.receive(self.notice_about(self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription, same, reason="bounce")

    def test_address_in_other_case(self):
        self.receive(self.notice_about(self.ada_mail, address="Ada@CUSTOMER.example"))
        self.assertOnlyPaused(self.ada_subscription, reason="bounce")

    def test_notice_that_comes_to_the_senders_mailbox(self):
        self.receive(self.notice_about(self.ada_mail, to="sam@seller.example"))
        self.assertOnlyPaused(self.ada_subscription, reason="bounce")

    def test_mail_whose_id_a_relay_replaced(self):
        original = f"Message-Id: {self.ada_mail['Message-Id']}"
        by_relay = f"Message-Id: <new@relay.example>\nX-Email-Sequence-Id: {self.ada_mail['X-Email-Sequence-Id']}"
        self.receive(self.notice_about(self.ada_mail).replace(original.encode(), by_relay.encode()))
        self.assertEqual(self.trace.trace_status, "bounce")

    def test_bounce_counter_and_blacklist_are_odoos(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        for action, count in (("failed", 1), ("delayed", 2)):  # Odoo counts delays, too
            self.receive(self.notice_about(self.ada_mail, action=action))
            self.assertEqual(self.ada.message_bounce, count)
        self.assertFalse(self.ada.is_blacklisted)

    def test_unknown_mail_that_came_back_did_leave(self):
        self.trace.trace_status = "unknown"
        self.receive(self.notice_about(self.ada_mail))
        self.assertEqual(self.trace.trace_status, "bounce")

    def test_delayed_delivered_and_relayed_change_nothing(self):
        for action, status in (
            ("delayed", "4.4.1"),
            ("delivered", "2.0.0"),
            ("relayed", "2.0.0"),
            ("expanded", "2.0.0"),
        ):
            with self.subTest(action=action):
                self.receive(self.notice_about(self.ada_mail, action=action, status=status))
                self.assertOnlyPaused()
                self.assertEqual(self.trace.trace_status, "sent")

    def test_read_receipt_changes_nothing(self):
        receipt = (
            b"From: ada@customer.example\r\nTo: sam@seller.example\r\nSubject: Read: Step 1 for Ada\r\n"
            b"Message-Id: <receipt@customer.example>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/report; report-type=disposition-notification; boundary="=_r"\r\n\r\n'
            b"--=_r\r\nContent-Type: text/plain\r\n\r\nYour message was displayed.\r\n"
            b"--=_r\r\nContent-Type: message/disposition-notification\r\n\r\n"
            b"Final-Recipient: rfc822; ada@customer.example\r\nOriginal-Message-ID: %s\r\n"
            b"Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--=_r--\r\n"
        ) % self.ada_mail["Message-Id"].encode()
        self.receive(receipt)
        self.assertOnlyPaused()
        self.assertFalse(self.trace.reply_datetime)

    def test_failure_of_a_mail_that_is_not_ours(self):
        """An offer of the salesperson came back: the address is bad for sequences too."""
        del self.ada_mail["Message-Id"]
        self.ada_mail["Message-Id"] = "<offer@seller.example>"
        self.receive(self.notice_about(self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription, reason="bounce")
        self.assertEqual(self.trace.trace_status, "sent")

    def test_same_notice_again_after_resuming(self):
        notice = self.notice_about(self.ada_mail)
        self.receive(notice)
        self.ada_subscription.action_resume()
        self.receive(notice)
        self.assertOnlyPaused()

    def test_resume_after_a_bounce_goes_on_with_the_next_step(self):
        self.receive(self.notice_about(self.ada_mail))
        self.travel(self.now + timedelta(days=20))
        self.ada_subscription.with_user(self.seller).action_resume()
        self.assertEqual(self.ada_subscription.next_step_id, self.ada_subscription.sequence_id.step_ids[1])
