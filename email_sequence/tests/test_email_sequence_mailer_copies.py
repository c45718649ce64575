"""A template's Cc and Reply-To (semantics 3.4, 6.4): copies of what was sent, and no reply that Odoo would not see."""

from email.utils import parseaddr
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.recipients.unsubscribing import PATH, address
from .common import EmailSequenceCase, refused


class TemplateCase(EmailSequenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.mail"].search([]).unlink()
        cls.env.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "seller.example"})
        cls.contact("Aaa", "aaa@customer.example")  # templates are tried with the first contact
        cls.course = cls.sequence(delays=(0, 1))
        cls.first = cls.course.step_ids[0].template_id

    def sent(self, *partners, **values):
        self.first.write(values)
        self.subscriptions = self.subscribe(self.course, *(partners or [self.ada]))
        return self.dispatch()

    def copies(self):
        return self.env["mail.mail"].search([("state", "=", "outgoing"), ("email_to", "!=", False)], order="id")


@tagged("post_install", "-at_install")
class TestCopies(TemplateCase):
    def test_6_4_mail_names_who_else_gets_it_and_has_one_envelope_recipient(self):
        (mail,) = self.sent(email_cc="Mia <mia@seller.example>, boss@seller.example")
        self.assertEqual(mail["Cc"], '"Mia" <mia@seller.example>, boss@seller.example')
        self.assertEqual(self.smtp.recipients, [["ada@customer.example"]])

    def test_6_4_each_address_in_cc_gets_a_copy_from_the_same_account(self):
        self.course.mail_server_id = self.server
        (mail,) = self.sent(email_cc="mia@seller.example, boss@seller.example")
        copies = self.copies()
        self.assertEqual(copies.mapped("email_to"), ["mia@seller.example", "boss@seller.example"])
        self.assertEqual(copies.mail_server_id, self.server)
        self.assertEqual(copies[0].subject, "Step 1 for Ada")
        self.assertEqual((copies[0].email_from, copies[0].reply_to), (mail["From"], mail["Reply-To"]))
        self.assertTrue(copies[0].auto_delete)
        self.assertFalse(copies[0].model)

    def test_6_4_copy_is_sent_by_odoo_to_its_own_address_only(self):
        (mail,) = self.sent(email_cc="mia@seller.example, boss@seller.example")
        with self.mail_server():
            self.copies().send()
        copy = self.smtp.mails[-1]
        self.assertEqual(self.smtp.recipients[-2:], [["mia@seller.example"], ["boss@seller.example"]])
        self.assertEqual(copy["To"].replace('"', ""), f"{mail['To']}, {mail['Cc']}".replace('"', ""))
        self.assertEqual(copy["References"], mail["Message-Id"])
        self.assertNotEqual(copy["Message-Id"], mail["Message-Id"])

    def test_4_3_reply_to_a_copy_pauses(self):
        self.sent(email_cc="boss@customer.example")
        with self.mail_server():
            self.copies().send()
        copy = self.smtp.mails[-1]
        references = f"{copy['References']} {copy['Message-Id']}"
        self.receive(self.mail_from("boss@customer.example", In_Reply_To=copy["Message-Id"], References=references))
        self.assertState(self.subscriptions, "paused", "reply")

    def test_5_4_failure_notice_about_a_copy_is_not_about_the_contact(self):
        (mail,) = self.sent(email_cc="boss@customer.example")
        with self.mail_server():
            self.copies().send()
        self.receive(self.notice_about(self.smtp.mails[-1], address="boss@customer.example"))
        self.assertState(self.subscriptions, "active")
        self.assertEqual(mail["To"].count("ada@"), 1)

    def test_6_4_copy_has_nothing_that_is_for_the_contact_only(self):
        self.course.write({"tracks_opens": True, "unsubscribe_footer": True, "offers_unsubscribe": True})
        body = f'<p>Dear Ada</p><p>Not interested? <a href="{address(self.env)}">Tell us</a></p>'
        self.sent(email_cc="mia@seller.example", body_html=body)
        copy = self.copies()
        self.assertIn("Tell us", copy.body_html)
        for part in (PATH, "/email_sequence/open", "No longer interested", "List-Unsubscribe"):
            self.assertNotIn(part, copy.body_html + copy.headers)

    def test_6_4_copy_has_the_files_and_the_signature(self):
        self.seller.signature = "<p>Sam, Sales</p>"
        self.sent(email_cc="mia@seller.example", attachment_ids=[(0, 0, {"name": "offer.txt", "raw": b"Half"})])
        self.assertEqual(self.copies().attachment_ids.mapped("name"), ["offer.txt"])
        self.assertIn("Sam, Sales", self.copies().body_html)
        with self.mail_server():
            self.copies().send()
        self.assertTrue(self.first.attachment_ids.raw)

    def test_6_4_placeholders_in_cc(self):
        self.ada.user_id = self.manager
        self.sent(self.ada, self.bob, email_cc="{{ object.user_id.email or '' }}")
        self.assertEqual(self.copies().mapped("email_to"), ["mia@seller.example"])
        self.assertEqual([mail["Cc"] for mail in self.smtp.mails if "bob@" in mail["To"]], [None])

    def test_6_4_invalid_blacklisted_and_the_contact_itself_get_none(self):
        self.env["mail.blacklist"]._add("gone@seller.example")
        cc = "no address, gone@seller.example, ADA@customer.example, mia@seller.example, Mia <mia@seller.example>"
        (mail,) = self.sent(email_cc=cc)
        self.assertEqual(parseaddr(mail["Cc"])[1], "mia@seller.example")
        self.assertEqual(len(self.copies()), 1)

    def test_6_4_what_was_not_sent_is_not_copied(self):
        self.smtp.faults["bob@customer.example"] = refused("bob@customer.example")
        self.sent(self.ada, self.bob, email_cc="mia@seller.example")
        self.assertEqual(self.copies().mapped("subject"), ["Step 1 for Ada"])

    def test_6_4_failing_placeholder_in_cc_stops_one_contact(self):
        self.sent(self.ada, self.bob, email_cc="{{ 1 / (object.name != 'Ada') }}")
        failed = self.subscriptions.filtered(lambda subscription: subscription.partner_id == self.ada)
        self.assertState(failed, "paused", "send_error")
        self.assertIn("division by zero", failed.pause_note)
        self.assertState(self.subscriptions - failed, "active")

    def test_6_4_copies_that_cannot_be_queued_make_no_sent_mail_unsent(self):
        with (
            patch.object(self.registry["mail.mail"], "create", side_effect=ValueError),
            mute_logger("odoo.addons.email_sequence.models.sending.copies"),
        ):
            self.sent(email_cc="mia@seller.example")
        self.assertEqual(self.subscriptions.trace_ids.trace_status, "sent")


@tagged("post_install", "-at_install")
class TestReplyTo(TemplateCase):
    def reply_to(self, **values):
        (mail,) = self.sent(**values)
        return parseaddr(mail["Reply-To"])[1]

    def note(self):
        return self.course.with_user(self.manager).template_notes

    def test_6_4_reply_to_that_odoo_does_not_fetch_is_said_and_not_used(self):
        self.assertEqual(self.reply_to(reply_to="sales@elsewhere.example"), "catchall@seller.example")
        self.assertIn("Step 1: The template's Reply-To, sales@elsewhere.example, is not used", self.note())

    def test_6_4_alias_of_odoo_is_used(self):
        self.env["mail.alias"].create(
            {"alias_name": "sales", "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
             "alias_domain_id": self.env.company.alias_domain_id.id}
        )  # fmt: skip
        self.assertEqual(self.reply_to(reply_to="Sales <sales@seller.example>"), "sales@seller.example")
        self.assertFalse(self.note())

    def test_6_4_mailbox_that_odoo_fetches_is_used(self):
        self.env["fetchmail.server"].create(
            {"name": "Sales", "server_type": "imap", "server": "localhost", "user": "sales@elsewhere.example"}
        )
        self.assertEqual(self.reply_to(reply_to="sales@elsewhere.example"), "sales@elsewhere.example")

    def test_6_4_placeholder_in_reply_to(self):
        self.assertEqual(self.reply_to(reply_to="{{ user.email }}"), "catchall@seller.example")
        self.assertIn("only for addresses whose emails Odoo fetches", self.note())


@tagged("post_install", "-at_install")
class TestNotes(TemplateCase):
    """What a step does not take from its template is said beside it."""

    def note(self, **values):
        self.first.write(values)
        return self.course.with_user(self.manager).template_notes or ""

    def test_6_4_template_as_it_is_needs_no_words(self):
        self.assertFalse(self.note())
        mail_to_contact = {"use_default_to": False, "partner_to": "{{ object.id }}", "email_to": ""}
        self.assertFalse(self.note(**mail_to_contact, email_from="{{ user.email_formatted }}"))

    def test_6_4_fields_without_effect_are_named(self):
        note = self.note(
            use_default_to=False,
            email_to="all@seller.example",
            email_from="info@seller.example",
            scheduled_date="{{ datetime.datetime.now() }}",
            mail_server_id=self.server.id,
        )
        for label in ("To (Emails)", "Send From", "Scheduled Date", "Outgoing Mail Server"):
            self.assertIn(f"“{label}”", note)

    def test_6_4_cc_is_said(self):
        self.assertIn("copied to mia@seller.example", self.note(email_cc="mia@seller.example"))

    def test_6_4_variant_is_named(self):
        other = self.env["mail.template"].create(
            {"name": "Other", "model_id": self.first.model_id.id, "email_cc": "mia@seller.example"}
        )
        self.course.step_ids[0].variant_ids = [(0, 0, {"template_id": other.id})]
        self.assertIn("Step 1: Other: Each email is copied", self.note())
