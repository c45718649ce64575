"""What becomes of a template's attachments and reports (semantics 6.1, 6.4): `email.sequence.mailer`."""

import re
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import EmailSequenceCase
from .test_preview_test_emails import TestRunCase

PRICES = {"name": "Prices", "type": "url", "url": "https://www.seller.example/prices"}
EMPTY = {"name": "empty.txt", "raw": b""}
OFFER = {"name": "offer.txt", "raw": b"Half the price"}
LINK = re.compile(r"http[^\s\"]*/web/content/\d+\?download=1&(?:amp;)?access_token=[0-9a-f-]+")


def file_names(mail):
    return [part.get_filename() for part in mail.iter_attachments()]


def link_in(mail, kind):
    found = LINK.search(mail.get_body((kind,)).get_content())
    return found and found[0].replace("&amp;", "&")


def lose(attachment):
    """The attachment's file is not in the filestore any more."""
    attachment.flush_recordset()
    attachment.env.cr.execute("UPDATE ir_attachment SET store_fname = '00/lost' WHERE id IN %s", (attachment._ids,))
    attachment.invalidate_recordset()


class AttachmentCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0,))
        self.subscription = self.subscribe(self.course, self.ada)

    def attach(self, *values):
        self.course.step_ids.template_id.attachment_ids = [(0, 0, each) for each in values]
        self.env.flush_all()
        self.env.invalidate_all()
        return self.course.step_ids.template_id.attachment_ids

    def kept(self, mail):
        return self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])


@tagged("post_install", "-at_install")
class TestAttachments(AttachmentCase, HttpCase):
    """Attachments without content and links are treated as Odoo's own composer treats them."""

    def test_6_4_attachment_without_content_is_left_out(self):
        self.attach(EMPTY, OFFER)
        (mail,) = self.dispatch()
        self.assertEqual(file_names(mail), ["offer.txt"])
        self.assertEqual(self.kept(mail).attachment_ids.mapped("name"), ["offer.txt"])

    def test_6_4_link_is_a_link_in_the_mail(self):
        self.attach(PRICES, OFFER)
        (mail,) = self.dispatch()
        self.assertEqual(file_names(mail), ["offer.txt"])
        self.assertIn("Prices", mail.get_body(("plain",)).get_content())
        self.assertEqual(link_in(mail, "html"), link_in(mail, "plain"))
        answer = self.url_open(link_in(mail, "html"), allow_redirects=False)
        self.assertEqual(answer.headers["Location"], PRICES["url"])

    def test_6_4_link_is_an_attachment_in_the_chatter(self):
        self.attach(PRICES)
        (mail,) = self.dispatch()
        message = self.kept(mail)
        self.assertEqual(message.attachment_ids.mapped("name"), ["Prices"])
        self.assertNotIn("access_token", message.body)

    def test_6_4_link_is_in_the_text_of_a_mail_whose_opening_is_tracked(self):
        self.course.tracks_opens = True
        self.subscribe(self.course, self.bob)
        self.attach(PRICES)
        mail = next(mail for mail in self.dispatch() if "bob@" in mail["To"])
        self.assertIn("/email_sequence/open/", mail.get_body(("html",)).get_content())
        self.assertTrue(link_in(mail, "plain"))

    def test_6_4_link_to_a_page_of_this_odoo_is_left_out(self):
        self.attach({**PRICES, "url": "/shop/prices"})
        (mail,) = self.dispatch()
        self.assertEqual((file_names(mail), link_in(mail, "html")), ([], None))

    def test_6_4_files_come_in_the_order_of_their_upload(self):
        self.attach({**OFFER, "name": "1.txt"}, {**OFFER, "name": "2.txt"}, {**OFFER, "name": "3.txt"})
        (mail,) = self.dispatch()
        self.assertEqual(file_names(mail), ["1.txt", "2.txt", "3.txt"])

    def test_6_3_name_with_a_linefeed_stops_no_mail(self):
        self.attach({**OFFER, "name": "the\noffer.txt"})
        (mail,) = self.dispatch()
        self.assertEqual(file_names(mail), ["the offer.txt"])


@tagged("post_install", "-at_install")
class TestFailures(AttachmentCase):
    """Nothing is sent without what belongs to it, and the sentence says what is wrong."""

    def assertStopped(self, sentence):
        other = self.subscribe(self.sequence("Other", delays=(0,)), self.bob)
        (mail,) = self.dispatch()
        self.assertIn("bob@customer.example", mail["To"])
        self.assertState(other, "finished")
        self.assertState(self.subscription, "paused", "send_error")
        self.assertFalse(self.subscription.pause_server_id)
        self.assertEqual(self.subscription.trace_ids.failure_type, "attachment")
        self.assertEqual(self.subscription.pause_note, sentence)

    def test_6_1_file_that_is_lost_is_named(self):
        """Odoo reads it as empty, as if somebody had uploaded an empty file."""
        lose(self.attach(OFFER))
        self.assertStopped(
            "An attachment or report of the email template cannot be read or created. Fix or replace it, then resume. "
            "offer.txt"
        )

    def add_report(self):
        self.course.step_ids.template_id.report_template_ids = self.env["ir.actions.report"].create(
            {"name": "Card", "model": "res.partner", "report_name": "base.none", "report_type": "qweb-pdf"}
        )

    def test_6_4_report_without_content_is_left_out(self):
        self.add_report()
        with patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", return_value=(b"", "pdf")):
            (mail,) = self.dispatch()
        self.assertFalse(file_names(mail))

    def test_6_1_report_that_cannot_be_created(self):
        self.add_report()
        no_program = UserError("Unable to find Wkhtmltopdf on this system.\nThe PDF can not be created.")
        with patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", side_effect=no_program):
            self.assertStopped(
                "An attachment or report of the email template cannot be read or created. Fix or replace it, then "
                "resume. Unable to find Wkhtmltopdf on this system. The PDF can not be created."
            )


@tagged("post_install", "-at_install")
class TestTestMails(TestRunCase):
    """Test mails and previews show what a contact would get."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0,))
        template = self.course.step_ids.template_id
        template.attachment_ids = [(0, 0, each) for each in (PRICES, EMPTY, OFFER)]
        self.env.flush_all()
        self.env.invalidate_all()

    def test_6_4_test_mail_has_the_files_and_the_link(self):
        (mail,), _answer = self.send(self.course)
        self.assertEqual(file_names(mail), ["offer.txt"])
        self.assertTrue(link_in(mail, "html"))
        self.assertTrue(link_in(mail, "plain"))

    def test_6_4_preview_names_what_is_sent(self):
        (step,) = self.preview(self.course).step_ids
        self.assertIn("Prices", step.attachment_names)
        self.assertIn("offer.txt", step.attachment_names)
        self.assertNotIn("empty.txt", step.attachment_names)

    def test_6_1_lost_file_is_said_before_anything_is_sent(self):
        lose(self.course.step_ids.template_id.attachment_ids.filtered("store_fname"))
        self.assertIn("cannot be read or created", self.preview(self.course).step_ids.failure)
        with self.assertRaisesRegex(UserError, "cannot be read or created.*offer.txt"):
            self.send(self.course)
        self.assertFalse(self.smtp.mails)
