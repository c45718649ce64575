"""What keeps an email from being composed is told as what it is (semantics 6.1, 6.3)."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.sending.failures import FAILURES
from .common import EmailSequenceCase
from .test_email_sequence_mailer_attachments import OFFER, lose

TOO_LARGE = (
    "The email is larger than the mail server accepts. Make its attachments or images smaller, then resume. "
    "1.3 MB > 1.0 MB"
)


@tagged("post_install", "-at_install")
class TestFailures(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.contact("Aaa", "aaa@customer.example")  # templates are tried with the first contact
        self.course = self.sequence(delays=(0,), mail_server_id=self.server.id)
        self.of_step = self.course.step_ids.template_id

    def assertStopped(self, failure, sentence):
        """Only Ada's email is not sent, and the sentence says why."""
        subscriptions = self.subscribe(self.course, self.ada, self.bob)
        other = self.subscribe(self.sequence("Other", delays=(0,)), self.bob)
        self.dispatch()
        stopped = subscriptions.filtered(lambda subscription: subscription.partner_id == self.ada)
        self.assertState(other, "finished")
        self.assertEqual(stopped.state, "paused")
        self.assertEqual((stopped.trace_ids.failure_type, stopped.pause_note), (failure, sentence))
        return subscriptions - stopped

    def test_6_1_placeholder_in_the_body(self):
        self.of_step.body_html = "<p t-out=\"1 / (object.name != 'Ada')\"/>"
        fine = self.assertStopped(
            "template",
            "The email template does not render for this contact. Correct it, then resume. "
            "1 / (object.name != 'Ada'): division by zero",
        )
        self.assertState(fine, "finished")

    def test_6_1_placeholder_in_the_subject(self):
        self.of_step.subject = "{{ 1 / (object.name != 'Ada') }}"
        fine = self.assertStopped(
            "template",
            "The email template does not render for this contact. Correct it, then resume. "
            "Failed to render inline_template template: {{ 1 / (object.name != 'Ada') }}: division by zero",
        )
        self.assertState(fine, "finished")

    def test_6_1_report_that_cannot_be_made_is_named(self):
        cards, lists = self.env["ir.actions.report"].create(
            [
                {"name": name, "model": "res.partner", "report_name": "base.none", "report_type": "qweb-pdf"}
                for name in ("Card", "List")
            ]
        )
        self.of_step.report_template_ids = cards | lists

        no_printer = UserError("No printer.\nCall for help.")

        def make(_reports, report, ids, *_args, **_kwargs):
            if report == lists and self.ada.id in ids:
                raise no_printer
            return b"%PDF", "pdf"

        with patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", make):
            fine = self.assertStopped(
                "report",
                "A report that belongs to this email is missing, so it was not sent. Correct the report or take it "
                'off the email template, then resume. The report "List" could not be made for Ada: No printer. Call '
                "for help.",
            )
        self.assertState(fine, "finished")

    def test_6_1_file_that_is_lost(self):
        self.of_step.attachment_ids = [(0, 0, OFFER)]
        lose(self.of_step.attachment_ids)
        self.assertStopped(
            "attachment",
            "An attachment of the email template cannot be read: its file is lost. Attach it again, then resume. "
            "offer.txt",
        )

    def test_6_1_contact_that_the_sender_may_not_see(self):
        subscriptions = self.subscribe(self.course, self.ada, self.bob)
        self.ada.company_id = self.env["res.company"].create({"name": "Another company"})
        self.dispatch()
        self.assertEqual(
            dict(zip(subscriptions.mapped("state"), subscriptions.mapped("pause_note"), strict=True)),
            {"paused": FAILURES["no_access"].sentence(self.env), "finished": False},
        )

    def test_6_1_what_another_app_adds_to_an_email(self):
        composing = self.registry["email.sequence.mailer"]._headers

        def failing(mailer, trace):
            if trace.partner_id == self.ada:
                raise ValueError("No header today")
            return composing(mailer, trace)

        with patch.object(self.registry["email.sequence.mailer"], "_headers", failing):
            fine = self.assertStopped(
                "composing",
                "The email could not be composed for this contact. Check the email template and the contact, then "
                "resume. No header today",
            )
        self.assertState(fine, "finished")

    # ---- size

    def test_6_4_files_that_are_too_large_become_links(self):
        """As Odoo's own emails have it."""
        self.server.max_email_size = 1
        self.of_step.attachment_ids = [(0, 0, {"name": "offer.bin", "raw": b"x" * 1024 * 1024})]
        self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.assertFalse(list(mail.iter_attachments()))
        self.assertRegex(mail.get_body(("html",)).get_content(), r"/web/content/\d+\?download=1&amp;access_token=")
        message = self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])
        self.assertEqual(message.attachment_ids.mapped("name"), ["offer.bin"])

    def test_6_4_files_that_the_server_accepts_stay_files(self):
        self.server.max_email_size = 2
        self.of_step.attachment_ids = [(0, 0, {"name": "offer.bin", "raw": b"x" * 1024 * 1024})]
        self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.assertEqual([part.get_filename() for part in mail.iter_attachments()], ["offer.bin"])

    def test_6_4_email_that_is_too_large_without_them_stops_one_contact(self):
        self.server.max_email_size = 1
        report = {"name": "Card", "model": "res.partner", "report_name": "base.none", "report_type": "qweb-pdf"}
        self.of_step.report_template_ids = [(0, 0, report)]

        def make(_reports, _report, ids, *_args, **_kwargs):
            return b"x" * (1024 * 1024 if self.ada.id in ids else 10), "pdf"

        with patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", make):
            fine = self.assertStopped("too_large", TOO_LARGE)
        self.assertState(fine, "finished")
