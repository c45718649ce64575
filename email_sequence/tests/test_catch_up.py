from datetime import timedelta

from odoo.tests import tagged

from .test_gateway import GatewayCase


@tagged("post_install", "-at_install")
class TestSweep(GatewayCase):
    """Mails that reached Odoo by another way, a mail plugin or another addon, pause too."""

    def put(self, email_from="ada@customer.example", **values):
        """A mail that somebody put into a chatter without Odoo's gateway."""
        message = self.env["mail.message"].create(
            {
                "message_type": "email",
                "model": "res.partner",
                "res_id": self.env.company.partner_id.id,
                "email_from": email_from,
                "subject": "From the mail plugin",
                "body": "<p>Please call me.</p>",
                "message_id": f"<{email_from}-{self.now.timestamp()}@plugin.example>",
                **values,
            }
        )
        self.env.flush_all()
        return message

    def test_mail_of_a_subscriber(self):
        self.put()
        self.sweep()
        self.assertOnlyPaused(self.ada_subscription)
        self.assertFalse(self.kept(self.ada, "Please call me"), "it is in Odoo already")

    def test_answer_from_an_unknown_address(self):
        parent = self.env["mail.message"].search([("message_id", "=", self.ada_mail["Message-Id"])])
        self.put("ada@unknown.example", parent_id=parent.id)
        self.sweep()
        self.assertOnlyPaused(self.ada_subscription)

    def test_mail_older_than_the_subscription_says_nothing(self):
        self.put()
        self.travel(self.now + timedelta(minutes=1))
        self.subscriptions.action_remove()
        later = self.subscribe(self.ada_subscription.sequence_id, self.ada, again=True)
        self.sweep()
        self.assertState(later, "active")

    def test_swept_mail_is_not_swept_again_after_resuming(self):
        self.put()
        self.sweep()
        self.ada_subscription.action_resume()
        self.sweep()
        self.travel(self.now + timedelta(hours=1))
        self.sweep()
        self.assertOnlyPaused()

    def test_mail_that_came_through_the_gateway_is_not_swept(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.ada_subscription.action_resume()
        self.sweep()
        self.assertOnlyPaused()

    def test_mail_without_a_message_id_that_came_through_the_gateway_is_not_swept(self):
        """Odoo gives it an id of its own."""
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        lines = [line for line in raw.splitlines(keepends=True) if not line.lower().startswith(b"message-id")]
        self.receive(b"".join(lines))
        self.assertOnlyPaused(self.ada_subscription)
        self.ada_subscription.action_resume()
        self.sweep()
        self.assertOnlyPaused()

    def test_autoresponder_is_recognised_by_its_subject(self):
        self.put(subject="Out of office: Step 1 for Ada", body="<p>I am out of the office until Monday.</p>")
        self.sweep()
        self.assertOnlyPaused()

    def test_messages_that_are_no_mails_are_left_alone(self):
        self.ada.message_post(body="A note", author_id=self.ada.id, message_type="comment")
        self.sweep()
        self.assertOnlyPaused()

    def test_message_that_cannot_be_read_does_not_stop_the_others(self):
        self.put("broken\r\n <<@>", subject="a\r\nb", body=False)
        self.put()
        self.sweep()
        self.assertOnlyPaused(self.ada_subscription)

    def test_mail_committed_late_is_still_found(self):
        """Its id is lower than that of a message committed before it."""
        self.put("stranger@elsewhere.example")
        self.sweep()
        late = self.put()
        self.env.cr.execute("UPDATE mail_message SET id = id - 10000 WHERE id = %s", (late.id,))
        self.env.invalidate_all()
        parameter = int(self.env["ir.config_parameter"].get_param("email_sequence.swept_message_id", 0))
        self.assertLess(parameter, late.id)
