"""The list of replies: who sees which, and what they do with them there (semantics 4.9, 13)."""

from email import message_from_bytes
from email.policy import SMTP
from email.utils import parseaddr

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.mail import formataddr

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestReplyList(EmailSequenceCase):
    """Ada answers Sam; a colleague of his uses sequences, too."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(), self.ada)
        (self.mail,) = self.dispatch()
        self.receive(self.mail_from("Ada <ada@customer.example>", "Yes, I want to buy.", answers=self.mail))
        self.reply = self.env["email.sequence.incoming"].search([])
        self.colleague = new_test_user(
            self.env, "sue", "base.group_user,email_sequence.group_user", email="sue@seller.example"
        )

    def as_user(self, user):
        return self.reply.with_user(user)

    def hide_contacts_of_others(self):
        self.env["ir.rule"].create(
            {
                "name": "Own contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "['|', ('user_id', '=', user.id), ('user_ids', '!=', False)]",
                "groups": [(4, self.env.ref("base.group_user").id)],
            }
        )

    def test_reply_names_contact_sequence_sender_and_text(self):
        reply = self.as_user(self.seller)
        self.assertEqual((reply.partner_id, reply.subscription_ids), (self.ada, self.subscription))
        self.assertEqual(reply.sender_ids, self.seller)
        self.assertEqual(reply.reply_state, "unread")
        self.assertIn("Yes, I want to buy.", reply.body)
        self.assertTrue(reply.excerpt.startswith("Yes, I want to buy."))

    def test_excerpt_is_what_the_person_wrote(self):
        """Without the email that the reply quotes, in plain text and in HTML."""
        plain = "Call me.\n\nOn Mon, 30 Nov 2026 at 20:38, Sam <sam@seller.example> wrote:\n> Hello Ada,\n> a call?\n"
        page = "<p>Let us talk.</p><div>Sam wrote:</div><blockquote><p>Hello Ada</p></blockquote>"
        self.receive(self.mail_from("ada@customer.example", plain))
        self.receive(self.mail_from("ada@customer.example", page).replace(b"text/plain", b"text/html"))
        replies = self.env["email.sequence.incoming"].with_user(self.seller).search([], order="id desc", limit=2)
        self.assertEqual(replies.mapped("excerpt"), ["Let us talk.", "Call me."])

    def test_excerpt_of_a_quotation_alone_is_its_text(self):
        self.receive(self.mail_from("ada@customer.example", "> Hello Ada,\n> may I call you?\n"))
        reply = self.env["email.sequence.incoming"].with_user(self.seller).search([], order="id desc", limit=1)
        self.assertIn("may I call you?", reply.excerpt)

    def test_texts_of_a_page_are_read_together(self):
        for number in range(3):
            self.receive(self.mail_from("ada@customer.example", f"Text {number}"))
        replies = self.env["email.sequence.incoming"].with_user(self.seller).search([])
        replies[:1].mapped("excerpt")
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.assertEqual(len(list(filter(None, replies.mapped("excerpt")))), 4)

    def test_users_see_their_own_and_those_of_contacts_that_they_may_read(self):
        replies = self.env["email.sequence.incoming"]
        self.assertTrue(replies.with_user(self.colleague).search([]))
        self.hide_contacts_of_others()
        self.assertFalse(replies.with_user(self.colleague).search([]))
        self.assertTrue(replies.with_user(self.seller).search([]))
        self.assertTrue(replies.with_user(self.manager).search([]))
        for method in ("action_mark_handled", "action_open", "action_reply", "read"):
            with self.subTest(method), self.assertRaises(AccessError):
                self.call_as(self.colleague, self.reply, method)
        self.assertIn("Yes, I want to buy.", self.as_user(self.seller).body)

    def test_sender_without_access_to_the_contact_reads_the_text_of_an_email_with_files(self):
        message = message_from_bytes(self.mail_from("ada@customer.example", "See the order."), policy=SMTP)
        message.add_attachment(b"Order", maintype="application", subtype="pdf", filename="order.pdf")
        self.receive(message.as_bytes())
        reply, shown = self.env["email.sequence.incoming"].search([], limit=1), {"fields": {"name": {}}}
        for names in (["order.pdf"], []):
            (values,) = self.call_as(self.seller, reply, "web_read", {"body": {}, "attachment_ids": shown})
            self.assertIn("See the order.", values["body"])
            self.assertEqual([attachment["name"] for attachment in values["attachment_ids"]], names)
            self.hide_contacts_of_others()
            self.env.invalidate_all()

    def test_companies_are_separated(self):
        company = self.env["res.company"].create({"name": "Another company"})
        stranger = new_test_user(
            self.env,
            "max",
            "base.group_user,email_sequence.group_manager",
            email="max@other.example",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.env["email.sequence.incoming"].with_user(stranger).search([]))

    def test_text_in_a_record_that_the_user_may_not_read_stays_hidden(self):
        kept = self.reply._kept_messages()
        self.assertIn("Yes, I want to buy.", self.as_user(self.colleague).body)
        self.reply.invalidate_recordset()
        kept.write({"model": "ir.cron", "res_id": self.env.ref("email_sequence.ir_cron_sweep").id})
        self.assertFalse(self.as_user(self.colleague).body)

    def test_opening_reads_it(self):
        action = self.call_as(self.seller, self.reply, "action_open")
        self.assertEqual((action["res_model"], action["res_id"]), ("email.sequence.incoming", self.reply.id))
        self.assertEqual(self.reply.reply_state, "read")

    def test_handled_singly_and_in_bulk_and_back(self):
        self.receive(self.mail_from("ada@customer.example", "And more."))
        replies = self.env["email.sequence.incoming"].search([])
        self.call_as(self.seller, replies, "action_mark_handled")
        self.assertEqual(replies.mapped("reply_state"), ["handled"] * 2)
        self.assertEqual((replies.handled_user_id, replies[0].handled_datetime), (self.seller, self.now))
        self.call_as(self.colleague, replies, "action_mark_handled")
        self.assertEqual(replies.handled_user_id, self.seller)
        self.call_as(self.seller, replies[0], "action_mark_unhandled")
        self.assertEqual((replies[0].reply_state, replies[0].handled_user_id.id), ("read", False))

    def test_users_write_nothing_else(self):
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.reply, "write", {"reply_state": "handled"})

    def test_replying_by_the_composer_goes_to_the_contact_and_handles_it(self):
        action = self.call_as(self.seller, self.reply, "action_reply")
        composer = Form(self.env["mail.compose.message"].with_user(self.seller).with_context(**action["context"]))
        self.assertEqual(composer.subject, "Re: Step 1 for Ada")
        composer.body = "<p>I call at ten.</p>"
        composer.save()._action_send_mail()
        message = self.env["mail.message"].search([("model", "=", "res.partner"), ("body", "ilike", "call at ten")])
        self.assertEqual((message.res_id, message.partner_ids), (self.ada.id, self.ada))
        self.assertEqual((self.reply.reply_state, self.reply.handled_user_id), ("handled", self.seller))

    def test_replying_goes_to_the_address_that_the_contact_wrote_from(self):
        self.ada.email_sequence_address_ids = [Command.create({"email": "ada@home.example"})]
        for sender in ("Ada <ada@home.example>", "Ann Assistant <ann@elsewhere.example>"):
            self.receive(self.mail_from(sender, "Yes.", answers=self.mail))
            self.reply = self.env["email.sequence.incoming"].search([], limit=1)
            for recipients, sent_to in ((self.ada | self.bob, {sender, self.bob.email}), (self.bob, {self.bob.email})):
                with self.subTest(sender, recipients=recipients.mapped("name")):
                    self.assertEqual(self.write_back(recipients), {parseaddr(address)[1] for address in sent_to})
                    self.assertEqual(self.reply.reply_state, "handled")
                    self.reply.reply_state = "read"

    def write_back(self, recipients):
        """Answer the reply by the composer; return the addresses to which Odoo sends the answer."""
        action = self.call_as(self.seller, self.reply, "action_reply")
        self.assertEqual(action["name"], f"Reply to {formataddr(parseaddr(self.reply.email_from))}")
        composer = Form(self.env["mail.compose.message"].with_user(self.seller).with_context(**action["context"]))
        composer.body = "<p>I call at eleven.</p>"
        composer = composer.save()
        composer.partner_ids = recipients
        composer._action_send_mail()
        message = self.env["mail.message"].search([("body", "ilike", "call at eleven")], order="id desc", limit=1)
        self.assertEqual(message.res_id, self.ada.id)
        return {sent.mail_email_address or sent.res_partner_id.email for sent in message.notification_ids}

    def test_default_filters(self):
        """Mine first: what waits for the user is what the list shows."""
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_reply_action")
        self.assertIn("search_default_mine", action["context"])
        domain = [("kind", "=", "human"), ("subscription_ids.user_id", "=", self.seller.id)]
        self.assertEqual(self.env["email.sequence.incoming"].with_user(self.seller).search(domain), self.reply)
