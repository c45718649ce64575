"""What of opens is shown, and what comes in that is none (semantics 12)."""

from markupsafe import Markup

from odoo.tests import Form, tagged

from ..models.recipients.opens import without_images
from .test_opens import APPLE, GMAIL, PATH, OpensCase


@tagged("post_install", "-at_install")
class TestAnswers(OpensCase):
    """What comes in is in no figure of opens (semantics 12)."""

    def quote(self, mail, sender="ada@customer.example", **headers):
        """An answer in HTML that quotes our mail, with its image, as mail programs do."""
        raw = self.mail_from(sender, answers=mail, **headers)
        html = f"<p>Yes, please.</p><blockquote>{self.part(mail)}<img src='cid:logo'/></blockquote>"
        head, _end, _text = raw.partition(b"\n\n")
        head = head.replace(b"text/plain", b"text/html").replace(b"7bit", b"8bit")
        return head + b"\n\n" + html.encode()

    def test_12_who_reads_an_answer_in_odoo_does_not_open_what_was_answered(self):
        trace, mail = self.sent()
        self.receive(self.quote(mail))
        answer = self.env["mail.message"].search([("res_id", "=", self.ada.id), ("message_type", "=", "email")])
        self.assertIn("Yes, please.", answer.body)
        self.assertIn("Dear Ada", answer.body)
        self.assertIn("cid:logo", answer.body)
        self.assertNotIn(PATH, answer.body)
        self.assertEqual(self.noted(trace), (False, False, False))

    def test_12_however_a_mail_program_quotes_the_image(self):
        trace, _mail = self.sent()
        link = f"https://odoo.seller.example{PATH}/{self.name_of(trace)}"
        for image in (
            Markup('<img src="%s" alt="" width="1" height="1" style="border:0"/>'),
            Markup("<IMG\nwidth=1 src='%s'>"),
            Markup('<img src="https://ci3.googleusercontent.com/meips/ADKq_Nb=s0-d-e1-ft#%s" class="CToWUd">'),
        ):
            with self.subTest(image):
                body = Markup("<p>a <img src='x.gif'/>%s b</p>") % (image % link)
                self.assertEqual(without_images(body), "<p>a <img src='x.gif'/> b</p>")
                self.assertIsInstance(without_images(body), Markup)

    def test_12_other_mails_stay_as_they_are(self):
        trace, _mail = self.sent()
        for body in ("", False, f"Our address is {PATH}/{self.name_of(trace)}", f"<a href='{PATH}/1/x.gif'>a</a>"):
            self.assertEqual(without_images(body), body)

    def test_12_an_autoresponder_is_no_open(self):
        trace, mail = self.sent()
        self.receive(self.quote(mail, Auto_Submitted="auto-replied", subject="Out of office"))
        self.assertEqual(self.env["email.sequence.incoming"].search([]).kind, "autoreply")
        self.assertEqual(self.noted(trace), (False, False, False))

    def test_12_a_read_receipt_is_no_open(self):
        trace, mail = self.sent()
        receipt = self.notice_about(mail, action="displayed").replace(b"delivery-status", b"disposition-notification")
        self.receive(receipt)
        self.assertEqual(trace.trace_status, "sent")
        self.assertEqual(self.noted(trace), (False, False, False))


@tagged("post_install", "-at_install")
class TestScreens(OpensCase):
    def notes(self, trace):
        self.env.invalidate_all()
        entries = trace.subscription_id.with_user(self.seller).timeline
        return next(entry["notes"] for entry in entries if entry["kind"] == "sent")

    def test_12_course_of_a_subscription_says_what_is_known(self):
        trace, _mail = self.sent()
        self.assertEqual(self.notes(trace), [])
        self.fetch(trace, APPLE)
        self.assertIn("Image fetched by a machine on Mon 2 Mar 2026", self.notes(trace)[0])
        self.assertTrue(self.notes(trace)[0].endswith(": opened, unreliable."))
        self.fetch(trace)
        self.assertEqual(len(self.notes(trace)), 1)
        self.assertTrue(self.notes(trace)[0].startswith("Opened on Mon 2 Mar 2026"))

    def test_12_form_of_a_mail_says_it(self):
        trace, _mail = self.sent()
        self.fetch(trace, GMAIL)
        form = Form(trace.with_user(self.seller))
        self.assertEqual((form.fetch_datetime, form.fetch_kind), ("2026-03-02 09:00:00", "proxy"))

    def test_12_manager_switches_it_on_the_sequence(self):
        with Form(self.sequence().with_user(self.manager)) as form:
            form.tracks_opens = True
        self.assertTrue(form.record.tracks_opens)
