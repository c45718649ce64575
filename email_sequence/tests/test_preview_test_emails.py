"""All steps to oneself, as test mails that leave no trace: `presenters/preview.py`."""

import smtplib
from email.utils import parseaddr

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import refused
from .test_email_sequence_preview import BROKEN_FOR_ADA, WRITTEN, PreviewCase


class TestRunCase(PreviewCase):
    def send(self, sequence, partner=None, user=None):
        """Press "Send all to me now"; returns the mails and the button's answer."""
        preview = self.preview(sequence, partner, user)
        with self.mail_server(), self.enter_registry_test_mode():
            answer = preview.action_send()
        return self.smtp.mails, answer


@tagged("post_install", "-at_install")
class TestTestMails(TestRunCase):
    def test_all_steps_go_to_the_user_at_once(self):
        mails, answer = self.send(self.sequence(delays=(0, 5, 5)))
        self.assertEqual([parseaddr(mail["To"]) for mail in mails], [("Sam Seller", "sam@seller.example")] * 3)
        self.assertIn("Dear Ada", mails[0].get_body(("html",)).get_content())
        self.assertIn("sent to sam@seller.example: 3", answer["params"]["message"])
        self.assertEqual(self.smtp.connections, 1)

    def test_are_marked_as_tests(self):
        mails, _answer = self.send(self.sequence())
        self.assertEqual([mail["Subject"] for mail in mails], ["[Test] Step 1 for Ada", "Re: [Test] Step 1 for Ada"])
        self.assertTrue(all(mail["X-Email-Sequence-Test"] for mail in mails))

    def test_9_are_one_thread(self):
        (first, second, third), _answer = self.send(self.sequence(delays=(0, 1, 1)))
        self.assertFalse(first["In-Reply-To"] or first["References"])
        self.assertEqual((second["In-Reply-To"], second["References"]), (first["Message-Id"], first["Message-Id"]))
        self.assertEqual(third["In-Reply-To"], second["Message-Id"])
        self.assertEqual(third["References"], f"{first['Message-Id']} {second['Message-Id']}")

    def test_12_of_an_a_b_test_the_variant_of_the_contact_is_sent(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.variant_ids = [(0, 0, {"template_id": self.template("Another").id})]
        sequence.step_ids.weight = 0
        (mail,), _answer = self.send(sequence)
        self.assertEqual(mail["Subject"], "[Test] Another")

    def test_9_new_thread_starts_anew(self):
        sequence = self.sequence(delays=(0, 1, 1))
        sequence.step_ids[1].new_thread = True
        (_first, second, third), _answer = self.send(sequence)
        self.assertEqual((second["Subject"], second["References"]), ("[Test] Step 2 for Ada", None))
        self.assertEqual((third["Subject"], third["References"]), ("Re: [Test] Step 2 for Ada", second["Message-Id"]))

    def test_3_4_leave_from_the_account_that_would_be_used(self):
        own = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "own.example"})
        sequence = self.sequence(mail_server_id=own.id, sender_rule="fixed_user", sender_id=self.manager.id)
        mails, _answer = self.send(sequence)
        self.assertEqual(parseaddr(mails[0]["From"]), ("Mia Manager", "mia@seller.example"))
        self.assertEqual(self.smtp.servers, [own.id])

    def test_attachments_are_in_it(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.attachment_ids = [(0, 0, {"name": "offer.txt", "raw": b"Half the price"})]
        (mail,), _answer = self.send(sequence)
        (part,) = mail.iter_attachments()
        self.assertEqual((part.get_filename(), part.get_content().strip()), ("offer.txt", "Half the price"))


@tagged("post_install", "-at_install")
class TestWithoutTrace(TestRunCase):
    def test_nothing_is_kept_of_a_test(self):
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        planned = (subscription.next_step_id, subscription.scheduled_datetime)
        counts = {model: self.env[model].search_count([]) for model in WRITTEN}
        mails, _answer = self.send(sequence)
        self.assertEqual(len(mails), 2)
        self.env.invalidate_all()
        self.assertEqual({model: self.env[model].search_count([]) for model in WRITTEN}, counts)
        self.assertEqual((subscription.next_step_id, subscription.scheduled_datetime), planned)

    def test_ids_are_no_step_mails(self):
        mails, _answer = self.send(self.sequence())
        for mail in mails:
            self.assertRegex(mail["Message-Id"], r"^<[0-9a-f]{32}\.test@seller\.example>$")
            self.assertFalse(mail["X-Email-Sequence-Id"])

    def test_answers_and_notices_go_past_the_addresses_that_odoo_reads(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        mails, _answer = self.send(self.sequence(sender_rule="fixed_user", sender_id=self.manager.id))
        self.assertEqual(mails[0]["Reply-To"], "sam@seller.example")
        self.assertEqual(parseaddr(mails[0]["Return-Path"])[1], "mia@seller.example")

    def test_4_3_answer_to_a_test_pauses_nobody(self):
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        (mail, _second), _answer = self.send(sequence)
        self.receive(self.mail_from("stranger@elsewhere.example", answers=mail))
        self.receive(self.mail_from(self.seller.email, answers=mail))
        self.assertState(subscription, "active")

    def test_5_4_failure_notice_about_a_test_pauses_nobody(self):
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        (mail, _second), _answer = self.send(sequence)
        self.receive(self.notice_about(mail))
        self.assertState(subscription, "active")


@tagged("post_install", "-at_install")
class TestErrors(TestRunCase):
    def assertRefused(self, sentence, sequence, **options):
        with self.assertRaisesRegex(UserError, sentence):
            self.send(sequence, **options)

    def test_user_without_an_address(self):
        self.seller.email = False
        sequence = self.sequence(sender_rule="fixed_user", sender_id=self.manager.id)
        self.assertRefused("You have no valid email address", sequence)

    def test_account_that_is_gone(self):
        sequence = self.sequence(mail_server_id=self.server.id)
        self.server.unlink()
        self.assertRefused("was deleted", sequence)

    def test_login_refused(self):
        self.smtp.login_fault = smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials")
        self.assertRefused("^0 of 2 test mails were sent.*refused the login.*535", self.sequence())

    def test_server_unreachable(self):
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.assertRefused("cannot be reached.*Connection refused", self.sequence())

    def test_recipient_refused(self):
        self.smtp.faults[self.seller.email] = refused(self.seller.email)
        self.assertRefused("refused the recipient.*No such user", self.sequence())

    def test_template_that_does_not_render_stops_all_before_any_is_sent(self):
        sequence = self.sequence(delays=(0, 1))
        sequence.step_ids[1].template_id.body_html = BROKEN_FOR_ADA
        self.assertRefused("^Step 2 for .*: The email template does not render", sequence)
        self.assertFalse(self.smtp.mails)
