import base64
import re
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses, parseaddr

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestMail(EmailSequenceCase):
    """What a step mail looks like: From, signature and rights are the sender's (semantics 3.4)."""

    def sent(self, template=None, partner=None, **values):
        sequence = self.sequence(delays=(0,), **values)
        if template:
            sequence.step_ids.template_id = template
        self.subscribe(sequence, partner or self.ada)
        (mail,) = self.dispatch()
        return mail

    def test_headers_of_a_first_mail(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        mail = self.sent()
        self.assertEqual(parseaddr(mail["From"]), ("Sam Seller", "sam@seller.example"))
        self.assertEqual(parseaddr(mail["To"]), ("Ada", "ada@customer.example"))
        self.assertEqual(parseaddr(mail["Reply-To"]), ("Sam Seller", "catchall@seller.example"))
        self.assertEqual(mail["Return-Path"], "bounce@seller.example")
        self.assertRegex(mail["Message-Id"], r"^<[^@<>]+@seller\.example>$")
        self.assertFalse(mail["In-Reply-To"] or mail["References"])

    def test_without_an_alias_domain_answers_go_to_the_sender(self):
        self.env.company.alias_domain_id = False
        mail = self.sent()
        self.assertEqual(parseaddr(mail["Reply-To"]), ("Sam Seller", "sam@seller.example"))

    def test_chatter_keeps_the_mail(self):
        mail = self.sent()
        message = self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])
        self.assertEqual((message.model, message.res_id), ("res.partner", self.ada.id))
        self.assertEqual((message.subject, message.author_id), ("Step 1 for Ada", self.seller.partner_id))
        self.assertIn("Dear Ada", message.body)
        self.assertEqual(message.message_type, "email_outgoing")
        trace = self.env["email.sequence.trace"].search([("message_id", "=", mail["Message-Id"])])
        self.assertEqual(trace.mail_message_id, message)
        self.assertEqual((trace.subject, trace.sent_datetime), ("Step 1 for Ada", self.now))

    def test_template_renders_as_the_sender(self):
        mail = self.sent(self.template("{{ user.name }}", "<p t-out='user.name'/>"))
        self.assertEqual(mail["Subject"], "Sam Seller")
        self.assertIn("Sam Seller", mail.get_body(("html",)).get_content())

    def test_contact_that_the_sender_may_not_read_is_not_mailed(self):
        """The sender lost access after subscribing."""
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        company = self.env["res.company"].create({"name": "Another company"})
        self.ada.company_id = company
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "paused", "send_error")

    def test_template_change_takes_effect_on_the_next_mail(self):
        """Semantics 1.2: with no copy anywhere."""
        sequence = self.sequence(delays=(0, 1))
        subscription = self.subscribe(sequence, self.ada)
        sequence.step_ids[0].template_id.write({"subject": "New", "body_html": "<p>Newer</p>"})
        (mail,) = self.dispatch()
        self.assertEqual(mail["Subject"], "New")
        sequence.step_ids[1].template_id.body_html = "<p>Newest</p>"
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertIn("Newest", mail.get_body(("html",)).get_content())

    def test_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.template("Good day", lang="{{ object.lang }}")
        template.with_context(lang="fr_FR").subject = "Bonjour"
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id = template
        self.bob.lang = "fr_FR"
        self.subscribe(sequence, self.ada, self.bob)
        self.assertEqual({mail["Subject"] for mail in self.dispatch()}, {"Good day", "Bonjour"})

    def test_attachments_of_the_template(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "offer.txt", "datas": base64.b64encode(b"Half the price"), "res_model": "mail.template"}
        )
        mail = self.sent(self.template("With an offer", attachment_ids=[(4, attachment.id)]))
        (part,) = mail.iter_attachments()
        self.assertEqual((part.get_filename(), part.get_content().strip()), ("offer.txt", "Half the price"))
        message = self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])
        self.assertEqual(message.attachment_ids, attachment)

    def test_hostile_names_do_no_harm(self):
        """Neither in headers nor in the chatter."""
        names = (
            "<script>alert(1)</script>",
            "Ada\r\nBcc: all@victim.example",
            'Ada "the first", <eve@evil.example>',
            "Ада 阿达 \u202e",
            "The department for everything else of a company with a long name, Ltd., <eve@evil.example>, and others",
        )
        for number, name in enumerate(names):
            partner = self.contact(name, f"hostile{number}@customer.example")
            sequence = self.sequence(f"Hostile {number}", delays=(0,))
            self.subscribe(sequence, partner)
            with self.subTest(name=name):
                (mail,) = self.dispatch()
                parsed = message_from_bytes(mail.as_bytes())
                self.assertEqual([address for _name, address in getaddresses([parsed["To"]])], [partner.email])
                self.assertFalse(parsed["Bcc"])
                self.assertEqual(len(str(mail["Subject"]).splitlines()), 1)
                message = self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])
                self.assertNotIn("<script", message.body)

    def test_names_arrive_as_they_are(self):
        """Those of the contact and of the sender, as a mail program reads them."""
        names = (
            'O"Brien é',
            'Zoë "Zed" Müller',
            "a\\b",
            "Müller, Jörg",
            "😀 Ada",
            "том кто за неё отвечает в этом году",
            "Sales, Ltd. " * 9 + "Ada",
        )
        for number, name in enumerate(names):
            self.seller.name = self.ada.name = name
            read = message_from_bytes(self.sent(name=f"Names {number}").as_bytes())
            for header, address in (("To", self.ada.email), ("From", self.seller.email)):
                line = re.sub(r"\r?\n(?=[ \t])", "", read[header])
                with self.subTest(header=header, name=name):
                    pairs = [(str(make_header(decode_header(words))), found) for words, found in getaddresses([line])]
                    self.assertEqual(pairs, [(name, address)])

    def test_template_with_html_in_a_name_is_escaped(self):
        self.ada.name = "<b>Ada</b>"
        mail = self.sent()
        self.assertIn("Dear &lt;b&gt;Ada", mail.get_body(("html",)).get_content())

    def test_address_with_letters_of_other_scripts(self):
        """One that the server cannot take is that contact's problem alone."""
        sequence = self.sequence(delays=(0,))
        strange = self.contact("José", "josé@customer.example")
        domain = self.contact("Müller", "info@müller.example")
        subscriptions = self.subscribe(sequence, strange, self.ada, domain)
        self.assertIn('"Ada" <ada@customer.example>', [mail["To"] for mail in self.dispatch()])
        self.assertNotIn("sending", subscriptions.trace_ids.mapped("trace_status"))

    def test_empty_template_is_sent_empty(self):
        mail = self.sent(self.template("", False, name="Nothing"))
        self.assertFalse(mail["Subject"])

    def test_failing_chatter_does_not_make_a_sent_mail_unsent(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        original = self.registry["email.sequence.mailer"]._log_values
        self.patch(
            self.registry["email.sequence.mailer"],
            "_log_values",
            lambda *args: original(*args) | {"author_id": 2**31 - 1},  # nobody
        )
        with mute_logger("odoo.sql_db"), self.assertLogs("odoo.addons.email_sequence", "ERROR"):
            self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.trace_ids.trace_status, "sent")
        self.assertFalse(subscription.trace_ids.mail_message_id)


@tagged("post_install", "-at_install")
class TestThread(EmailSequenceCase):
    """A step is a reply in the thread of the step before, unless it starts a new one (semantics 9)."""

    def conversation(self, subject="Step 1 for {{ object.name }}", new_threads=(), steps=3, name="A thread"):
        sequence = self.sequence(name, delays=(0, *[1] * (steps - 1)))
        sequence.step_ids[0].template_id.subject = subject
        for number in new_threads:
            sequence.step_ids[number - 1].new_thread = True
        subscription = self.subscribe(sequence, self.ada)
        for _step in range(steps):
            self.travel_to_next_mail(subscription)
            self.dispatch()
        return self.smtp.mails

    def test_each_step_answers_its_predecessor_and_names_the_whole_thread(self):
        first, second, third = self.conversation()
        self.assertEqual(second["In-Reply-To"], first["Message-Id"])
        self.assertEqual(second["References"], first["Message-Id"])
        self.assertEqual(third["In-Reply-To"], second["Message-Id"])
        self.assertEqual(third["References"], f"{first['Message-Id']} {second['Message-Id']}")
        self.assertEqual([mail["Subject"] for mail in (second, third)], ["Re: Step 1 for Ada"] * 2)

    def test_first_step_starts_a_thread_whatever_is_set(self):
        first, *_others = self.conversation(new_threads=(1,))
        self.assertEqual(first["Subject"], "Step 1 for Ada")

    def test_new_thread_starts_anew_and_is_continued(self):
        _first, second, third = self.conversation(new_threads=(2,))
        self.assertEqual(second["Subject"], "Step 2 for Ada")
        self.assertFalse(second["In-Reply-To"] or second["References"])
        self.assertEqual((third["References"], third["Subject"]), (second["Message-Id"], "Re: Step 2 for Ada"))

    def test_never_re_re(self):
        for number, subject in enumerate(("Re: your visit", "RE: your visit", "re : your visit")):
            with self.subTest(subject=subject):
                *_others, second = self.conversation(subject, steps=2, name=f"Sequence {number}")
                self.assertEqual(second["Subject"], subject)

    def test_thread_leaves_out_what_did_not_leave(self):
        subscription = self.subscribe(self.sequence(delays=(0, 1)), self.ada)
        self.smtp.faults[self.ada.email] = ConnectionRefusedError()
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        self.smtp.login_fault = None
        self.smtp.faults.clear()
        subscription.action_resume()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        first, second = self.smtp.mails
        self.assertEqual(second["References"], first["Message-Id"])

    def test_each_contact_has_a_thread_of_its_own(self):
        subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        self.dispatch()
        self.travel(self.now + timedelta(days=2))
        self.dispatch()
        for subscription in subscriptions:
            second, first = subscription.trace_ids
            (mail,) = (mail for mail in self.smtp.mails if mail["Message-Id"] == second.message_id)
            self.assertEqual(mail["References"], first.message_id)
