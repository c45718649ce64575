from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tools.discuss import Store

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestMailMessage(EmailSequenceCase):
    """The web client shows Resume beside the message that says that a subscription was paused (semantics 4.1)."""

    def stored(self, user):
        subscription = self.subscribe(self.sequence(), self.ada)
        subscription.with_user(self.seller).action_pause()
        data = Store().add(subscription.pause_message_id.with_user(user)).get_result()
        return subscription, data

    def test_user_gets_state_and_pause_message(self):
        subscription, data = self.stored(self.seller)
        (found,) = data["email.sequence.subscription"]
        self.assertEqual(found["id"], subscription.id)
        self.assertEqual((found["state"], found["pauseMessageId"]), ("paused", subscription.pause_message_id.id))

    def test_who_is_no_user_of_sequences_gets_nothing(self):
        plain = new_test_user(self.env, "ivy", "base.group_user")
        _subscription, data = self.stored(plain)
        self.assertNotIn("email.sequence.subscription", data)

    def test_user_gets_what_the_mail_was_taken_for(self):
        """By that the web client knows which correction to offer (semantics 5.3)."""
        subscription = self.subscribe(self.sequence(), self.ada)
        self.receive(self.mail_from("ada@customer.example"))
        data = Store().add(subscription.pause_message_id.with_user(self.seller)).get_result()
        (found,) = data["email.sequence.incoming"]
        self.assertEqual((found["id"], found["kind"]), (subscription.pause_incoming_id.id, "human"))

    def test_who_may_mend_an_account_is_led_to_it(self):
        subscription = self.subscribe(self.sequence(mail_server_id=self.server.id), self.ada)
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("email_sequence.group_user")
        for user, account in ((admin, self.server.id), (self.seller, None)):
            data = Store().add(subscription.pause_message_id.with_user(user)).get_result()
            (found,) = data["email.sequence.subscription"]
            self.assertEqual(found.get("accountId"), account)
