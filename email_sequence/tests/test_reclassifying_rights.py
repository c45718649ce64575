"""Which subscriptions a correction touches: those of the mail itself, and only as far as the user's rights go (5.3)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_reclassifying import AnsweredCase


@tagged("post_install", "-at_install")
class TestLaterMails(AnsweredCase):
    """Saying that one mail was automatic resumes only what nothing later has stopped (semantics 5.3)."""

    def setUp(self):
        super().setUp()
        self.receive(self.mail_from("ada@customer.example", "We are moving.", answers=self.ada_mail))
        self.first = self.incoming
        self.travel(self.now + timedelta(hours=1))

    def automatic_after_all(self, mail=None):
        self.call_as(self.seller, mail or self.first, "action_mark_automatic")
        self.env.invalidate_all()

    def test_a_later_mail_of_a_person_keeps_it_paused(self):
        self.receive(self.mail_from("ada@customer.example", "Please call me.", subject="A call"))
        second = self.incoming
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "paused", "reply")
        self.assertEqual(self.ada_subscription.pause_incoming_id, second)
        self.assertEqual(self.ada_subscription.pause_message_id.email_sequence_incoming_id, second)
        self.assertEqual(self.first.kind, "autoreply")
        self.assertNotIn("goes on", self.feed(self.ada))
        return second

    def test_both_were_automatic(self):
        second = self.test_a_later_mail_of_a_person_keeps_it_paused()
        self.automatic_after_all(second)
        self.assertState(self.ada_subscription, "active")

    def test_of_three_the_next_one_keeps_it_paused(self):
        second = self.test_a_later_mail_of_a_person_keeps_it_paused()
        self.travel(self.now + timedelta(hours=1))
        self.receive(self.mail_from("ada@customer.example", "Are you there?", subject="Again"))
        third = self.incoming
        self.automatic_after_all(second)
        self.assertEqual(self.ada_subscription.pause_incoming_id, third)

    def test_a_mail_before_that_was_settled_does_not(self):
        self.call_as(self.seller, self.ada_subscription, "action_resume")
        self.travel(self.now + timedelta(hours=1))
        self.receive(self.mail_from("ada@customer.example", "We have moved.", answers=self.ada_mail))
        self.automatic_after_all(self.incoming)
        self.assertState(self.ada_subscription, "active")

    def test_a_later_automatic_mail_does_not(self):
        self.receive(self.automatic())
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "active")

    def test_a_later_bounce_keeps_it_paused(self):
        self.receive(self.notice_about(self.ada_mail))
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "paused", "bounce")

    def test_unsubscribing_from_everything_keeps_it_paused(self):
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_an_archived_contact_keeps_it_paused(self):
        self.ada.active = False
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "paused", "archived")

    def test_a_later_mail_of_a_colleague_keeps_it_paused(self):
        carol = self.contact("Carol", "carol@customer.example")
        (self.ada | carol).parent_id = self.env["res.partner"].create({"name": "Customer", "is_company": True})
        self.ada_subscription.sequence_id.pause_colleagues = True
        self.receive(self.mail_from(carol.email, "Ada has left us.", subject="Ada"))
        self.automatic_after_all()
        self.assertState(self.ada_subscription, "paused", "reply")


@tagged("post_install", "-at_install")
class TestWhomItReaches(AnsweredCase):
    """Nothing that a user can write widens a correction (semantics 5.3, 13)."""

    def setUp(self):
        super().setUp()
        sister = self.env["res.company"].create({"name": "Sister"})
        abroad = self.sequence("Abroad", delays=(5,), company_id=sister.id, schedule=self.always, activated=False)
        self.foreign = self.bob_subscription.copy({"sequence_id": abroad.id, "partner_id": self.bob.id})

    def link(self, incoming, subscription):
        """A message of the user that names the mail, and a subscription that it does not concern."""
        message = self.bob.with_user(self.seller).message_post(body="Look", subtype_xmlid="mail.mt_note")
        message.sudo().write(
            {"email_sequence_incoming_id": incoming.id, "email_sequence_subscription_id": subscription.id}
        )

    def test_a_message_that_names_the_mail_pauses_nobody_else(self):
        self.receive(self.automatic())
        self.link(self.incoming, self.bob_subscription)
        self.link(self.incoming, self.foreign)
        self.call_as(self.seller, self.incoming, "action_mark_person")
        self.assertState(self.ada_subscription, "paused", "reply")
        self.assertState(self.bob_subscription, "active")
        self.assertState(self.foreign, "active")

    def test_a_message_that_names_the_mail_gives_no_right_to_correct_it(self):
        self.receive(self.automatic())
        self.ada.company_id = self.env["res.company"].create({"name": "Another"})
        self.link(self.incoming, self.bob_subscription)
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.incoming, "action_mark_person")
        self.assertState(self.bob_subscription, "active")

    def test_nobody_can_write_what_a_correction_goes_by(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        for user in (self.seller, self.manager):
            for records, values in (
                (self.bob_subscription, {"pause_incoming_id": self.incoming.id}),
                (self.bob_subscription, {"incoming_ids": [Command.link(self.incoming.id)]}),
                (self.ada_subscription, {"pause_message_id": False}),
                (self.incoming, {"subscription_ids": [Command.link(self.bob_subscription.id)]}),
                (self.incoming, {"kind": "autoreply"}),
            ):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    self.call_as(user, records, "write", values)

    def test_contacts_of_others_stay_as_they_are(self):
        """Two contacts list the address; the user may read one of them."""
        namesake = self.contact("Namesake", "ada@customer.example")
        theirs = self.subscribe(self.sequence("Second", delays=(5,)), namesake)
        self.receive(self.mail_from("ada@customer.example", "We are moving.", subject="A new address"))
        self.assertState(theirs, "paused", "reply")
        namesake.company_id = self.env["res.company"].create({"name": "Another"})
        self.call_as(self.seller, self.incoming, "action_mark_automatic")
        self.assertState(self.ada_subscription, "active")
        self.assertState(theirs, "paused", "reply")
        self.assertNotIn("automatic", self.feed(namesake))

    def test_mail_that_answers_to_a_contact_of_others_is_theirs_to_correct(self):
        """Carol, whom the user may read, answered a mail to Ada, whom the user may not."""
        carol = self.contact("Carol", "carol@customer.example")
        subscription = self.subscribe(self.sequence("Second", delays=(5,)), carol)
        self.receive(self.mail_from(carol.email, answers=self.ada_mail))
        self.ada.company_id = self.env["res.company"].create({"name": "Another"})
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.incoming, "action_mark_automatic")
        self.assertState(subscription, "paused", "reply")

    def test_portal_users_may_not(self):
        self.receive(self.automatic())
        portal = new_test_user(self.env, "pat", "base.group_portal")
        for method in ("action_mark_person", "action_mark_automatic"):
            with self.assertRaises(AccessError):
                self.call_as(portal, self.incoming, method)
        self.assertState(self.ada_subscription, "active")
