from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models.notices import mail_thread, soon
from .common import EmailSequenceCase, refused

BY_QUEUE = {"mail_notify_force_send": False}  # the context of scheduled actions; Odoo's queue is looked at hourly


@contextmanager
def sent_soon(env):
    """The emails of notices that are sent after the commit, which a test cursor never does."""
    told, mails = [], []
    with patch.object(mail_thread, "send_soon", lambda message: told.extend(message.ids)):
        yield mails
    mails.extend(soon._queued(env, told))


@tagged("post_install", "-at_install")
class TestNoticesSoon(EmailSequenceCase):
    """Scheduled actions cause most notices; these do not wait for Odoo's mail queue either (semantics 4.6)."""

    def setUp(self):
        super().setUp()
        self.seller.notification_type = "email"
        self.subscription = self.subscribe(self.sequence(), self.ada)

    def assertToldSoon(self, mails, words):
        (mail,) = mails
        self.assertEqual(mail.recipient_ids, self.seller.partner_id)
        self.assertIn(words, mail.body_html)

    def test_error_of_one_email(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        with sent_soon(self.env) as mails:
            self.dispatch()
        self.assertToldSoon(mails, "The server refused the recipient.")

    def test_error_of_the_account(self):
        self.smtp.login_fault = OSError("unreachable")
        with sent_soon(self.env) as mails:
            self.dispatch()
        self.assertToldSoon(mails, "Subscriptions with an email due were paused.")

    def test_bounce(self):
        (mail,) = self.dispatch()
        with sent_soon(self.env) as mails, self.committing_env() as env:
            env["mail.thread"].with_context(**BY_QUEUE).message_process(None, self.notice_about(mail))
        self.assertToldSoon(mails, "was paused")

    def test_bulk_action(self):
        self.subscription |= self.subscribe(self.subscription.sequence_id, self.bob)
        with sent_soon(self.env) as mails:
            self.subscription.with_context(**BY_QUEUE)._tell_senders(lambda env, count: f"{count} changed")
        self.assertToldSoon(mails, "2 changed")

    def test_activity_for_the_sender(self):
        self.env.company.email_sequence_notice = "activity"
        with sent_soon(self.env) as mails:
            self.subscription.with_context(**BY_QUEUE).pause("manual", user=self.manager)
        self.assertToldSoon(mails, "assigned you the following activity")

    def test_sender_who_prefers_the_inbox_gets_no_email(self):
        self.seller.notification_type = "inbox"
        with sent_soon(self.env) as mails:
            self.subscription.with_context(**BY_QUEUE).pause("manual", user=self.manager)
        self.assertFalse(mails)
        self.assertTrue(self.subscription.pause_message_id.notified_partner_ids)

    def test_all_of_a_transaction_are_sent_together_after_it(self):
        subscriptions = self.subscribe(self.sequence("Second"), *self.contacts(3))
        subscriptions.with_context(**BY_QUEUE).pause("manual", user=self.manager)
        messages = subscriptions.pause_message_id
        before = len(self.smtp.mails)
        (send,) = [call for call in self.env.cr.postcommit._funcs if getattr(call, "func", None) is soon._send]
        self.assertEqual(len(soon._queued(self.env, messages.ids)), 3)
        with self.mail_server(), self.test_mode():
            send()
        self.assertEqual(len(self.smtp.mails), before + 3)
        self.assertFalse(soon._queued(self.env, messages.ids))

    def test_noting_them_asks_the_database_nothing(self):
        message = self.ada.message_post(body="Hello")
        with self.assertQueryCount(0):
            soon.send_soon(message)

    def test_error_reaches_nobody(self):
        broken = patch.object(soon, "_queued", side_effect=RuntimeError)
        with self.test_mode(), self.assertLogs(soon._logger, "ERROR"), broken:
            soon._send(self.env.cr.dbname, [])
