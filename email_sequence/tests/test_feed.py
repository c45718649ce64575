from datetime import timedelta

from odoo.tests import tagged

from ..models.notices.feed import KNOWN_BY_SUBJECT
from ..models.subscriptions.pause_reasons import bounce_sentence
from ..tools.incoming.classifier import DETECTORS
from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestFeed(EmailSequenceCase):
    """The contact's activity feed says what was paused and why; the sender is told (semantics 4.6)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(), self.ada)

    def messages(self):
        domain = [("email_sequence_subscription_id", "=", self.subscription.id)]
        return self.env["mail.message"].search(domain, order="id")

    def test_pause_by_hand_names_the_user_and_tells_the_sender(self):
        self.subscription.with_user(self.manager).action_pause()
        message = self.subscription.pause_message_id
        self.assertEqual((message.model, message.res_id), ("res.partner", self.ada.id))
        self.assertIn("Test sequence", message.body)
        self.assertIn("was paused by Mia Manager", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)

    def test_sender_is_not_told_of_a_pause_of_their_own(self):
        self.subscription.with_user(self.seller).action_pause()
        self.assertFalse(self.subscription.pause_message_id.notified_partner_ids)

    def test_sender_is_told_of_an_error(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        message = self.subscription.pause_message_id
        self.assertIn("The server refused the recipient. Check the address, then resume.", message.body)
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)

    def test_sender_is_told_of_a_reply(self):
        self.receive(self.mail_from("Ada <ada@customer.example>"))
        message = self.subscription.pause_message_id
        self.assertIn("wrote back", message.body)
        self.assertEqual(message.notified_partner_ids, self.seller.partner_id)

    def activities(self):
        return self.env["mail.activity"].search([("res_model", "=", "res.partner"), ("res_id", "=", self.ada.id)])

    def test_sender_gets_an_activity_where_the_settings_say_so(self):
        self.env.company.email_sequence_notice = "activity"
        self.receive(self.mail_from("Ada <ada@customer.example>"))
        self.assertEqual(self.activities().user_id, self.seller)
        self.assertIn("wrote back", self.activities().note)
        self.assertFalse(self.subscription.pause_message_id.notified_partner_ids)

    def test_sender_gets_nothing_but_the_line_where_the_settings_say_so(self):
        self.env.company.email_sequence_notice = "none"
        self.receive(self.mail_from("Ada <ada@customer.example>"))
        self.assertIn("wrote back", self.subscription.pause_message_id.body)
        self.assertFalse(self.subscription.pause_message_id.notified_partner_ids | self.activities().user_id.partner_id)

    def test_automatic_reply_says_by_which_sign_it_was_known(self):
        signs = {"auto_submitted": "(Auto-Submitted)", "absence_in_text": "(its text)", "a_new_detector": "(its text)"}
        for rule, sign in signs.items():
            mail = self.env["email.sequence.incoming"].create(
                {"message_id": f"<{rule}@x>", "kind": "autoreply", "rule": rule, "email_from": "ada@customer.example"}
            )
            message = self.env["email.sequence.feed"]._say_autoreply(self.subscription, mail)
            self.assertIn(sign, message.body)
            self.assertIn("Test sequence</b> was not paused.", message.body)
            self.assertEqual(message.email_sequence_incoming_id, mail)

    def test_signs_in_the_subject_are_detectors(self):
        self.assertLessEqual(set(KNOWN_BY_SUBJECT), {detector.name for detector in DETECTORS})

    def test_customer_is_never_notified(self):
        """Messages of the feed are internal, and no follower hears of them."""
        self.ada.message_subscribe(self.ada.ids)
        self.subscription.with_user(self.manager).action_pause()
        self.assertTrue(self.subscription.pause_message_id.subtype_id.internal)
        self.assertNotIn(self.ada, self.subscription.pause_message_id.notified_partner_ids)

    def test_resume_and_remove_are_said(self):
        self.subscription.with_user(self.seller).action_pause()
        self.subscription.with_user(self.manager).action_resume()
        self.subscription.with_user(self.seller).action_remove()
        bodies = " | ".join(self.messages().mapped("body"))
        self.assertIn("was resumed by Mia Manager", bodies)
        self.assertIn("Sam Seller took the contact out of", bodies)

    def test_names_in_the_feed_are_text(self):
        self.subscription.sequence_id.name = "<img src=x onerror=alert(1)>"
        self.seller.name = "<script>alert(2)</script>"
        self.subscription.with_user(self.seller).action_pause()
        body = self.subscription.pause_message_id.body
        self.assertNotIn("<img", body)
        self.assertNotIn("<script", body)

    def test_feed_speaks_the_senders_language(self):
        """A sentence is in the language of its reader: here a translation stands in for the real one."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        feed = self.env["email.sequence.feed"]._for_sender(self.subscription)
        self.assertEqual(feed.env.lang, "fr_FR")

    def test_what_is_next(self):
        subscription, name = self.subscription.with_user(self.seller), "Step 1 for {{ object.name }}"
        self.assertIn(name, subscription.next_sentence)
        self.assertIn("within a few minutes", subscription.next_sentence)
        self.dispatch()
        self.assertIn("leaves on", subscription.next_sentence)
        subscription.action_pause()
        self.assertIn("paused by Sam Seller", subscription.next_sentence)
        subscription.action_resume()
        subscription.sequence_id.sudo().action_deactivate()
        self.assertIn("The sequence is deactivated", subscription.next_sentence)
        subscription.sequence_id.sudo().action_activate()
        self.assertNotIn("deactivated", subscription.next_sentence)
        subscription.sequence_id.sudo().active = False
        self.assertIn("The sequence is archived", subscription.next_sentence)
        subscription.action_remove()
        self.assertIn("nothing more will be sent", subscription.next_sentence)

    def test_finished_says_so(self):
        self.dispatch()
        self.travel(self.now + timedelta(days=2))
        self.dispatch()
        self.assertIn("every step was sent", self.subscription.next_sentence)

    def test_bounce_sentence_has_the_servers_words(self):
        sentence = bounce_sentence(self.env, "ada@customer.example", "5.1.1 unknown")
        self.assertEqual(sentence, "mails to ada@customer.example come back: 5.1.1 unknown")
