"""Readers see the images of emails, and one that cannot be kept costs no other its record (semantics 6.4)."""

import base64
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.presenters.preview import Preview
from ..models.sending import sent_mail_log
from ..models.sending.images import Images
from .common import EmailSequenceCase

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
EMBEDDED = f'<p>Look: <img src="data:image/png;base64,{base64.b64encode(DOT).decode()}" alt="a dot"></p>'
OFFER = {"name": "offer.txt", "raw": b"Half the price"}


class ImagesCase(EmailSequenceCase):
    def course(self, body, attachments=(), name="With images", **values):
        course = self.sequence(name, delays=(0,), **values)
        course.step_ids.template_id.write({"body_html": body, "attachment_ids": [(0, 0, each) for each in attachments]})
        self.env.flush_all()
        self.env.invalidate_all()
        return course

    def sent(self, *args, **kwargs):
        self.subscribe(self.course(*args, **kwargs), self.ada, self.bob)
        return self.dispatch()

    def kept(self, mail):
        return self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])])

    def html(self, mail):
        return mail.get_body(("html",)).get_content()

    def assertShown(self, mail):
        """The image is a part of the email, which the HTML names."""
        (part,) = [part for part in mail.walk() if part["Content-ID"]]
        self.assertEqual((part.get_content(), part.get_content_type()), (DOT, "image/png"))
        self.assertIn(f'src="cid:{part["Content-ID"][1:-1]}"', self.html(mail))


@tagged("post_install", "-at_install")
class TestEmbedded(ImagesCase, HttpCase):
    def test_6_4_embedded_image_is_what_mail_programs_show(self):
        for mail in self.sent(EMBEDDED, [OFFER]):
            self.assertShown(mail)
            self.assertEqual([part.get_filename() for part in mail.iter_attachments()], ["offer.txt"])
            self.assertNotIn("base64,", self.html(mail))

    def test_6_4_text_has_neither_the_image_nor_its_name(self):
        (mail, _other) = self.sent(EMBEDDED)
        text = mail.get_body(("plain",)).get_content()
        self.assertEqual(text.split(), ["Look:", "Sam", "Seller"])

    def test_6_4_chatter_shows_the_image_and_the_template_has_it_once(self):
        mails = self.sent(EMBEDDED, [OFFER])
        bodies = [self.kept(mail).body for mail in mails]
        self.assertEqual(len(set(bodies)), 1)
        self.assertNotIn("base64,", bodies[0])
        self.assertEqual([self.kept(mail).attachment_ids.mapped("name") for mail in mails], [["offer.txt"]] * 2)
        address = bodies[0].partition('src="')[2].partition('"')[0].replace("&amp;", "&")
        self.assertEqual(self.url_open(address).content, DOT)
        template = self.env["email.sequence"].search([("name", "=", "With images")]).step_ids.template_id
        owned = [("res_model", "=", "mail.template"), ("res_id", "=", template.id), ("mimetype", "=", "image/png")]
        self.assertEqual(self.env["ir.attachment"].search_count(owned), 1)

    def test_6_4_the_same_image_of_many_mails_is_looked_up_once(self):
        template = self.course(EMBEDDED).step_ids.template_id.with_user(self.seller)
        image = self.env["ir.attachment"].create({"name": "dot.png", "raw": DOT})
        body, seen = f'{EMBEDDED}<img src="/web/image/{image.id}">', Images(template)
        first = seen.for_log(body), seen.for_recipient(body)
        self.env.flush_all()
        with self.assertQueryCount(0):
            for _mail in range(3):
                self.assertEqual((seen.for_log(body), seen.for_recipient(body)), first)
        self.assertEqual(Images(template).for_log(body), first[0], "nor is it stored again")

    def test_6_4_signature_may_have_one(self):
        self.seller.signature = EMBEDDED
        (mail, _other) = self.sent("<p>Hello</p>")
        self.assertShown(mail)
        self.assertIn("/web/image/", self.kept(mail).body)

    def test_6_4_image_whose_opening_is_tracked(self):
        (mail, _other) = self.sent(EMBEDDED, tracks_opens=True)
        self.assertShown(mail)
        self.assertEqual(mail.get_body(("plain",)).get_content().split(), ["Look:", "Sam", "Seller"])

    def test_6_4_image_that_cannot_be_read_is_left_out(self):
        (mail, _other) = self.sent('<p>Look: <img src="data:image/png;base64,A"></p>', [OFFER])
        self.assertNotIn("data:", self.html(mail))
        self.assertTrue(self.kept(mail))

    def test_6_4_test_mail_shows_it(self):
        course = self.course(EMBEDDED)
        with self.mail_server(), self.test_mode():
            Preview(self.env(user=self.seller)).send_tests(course, self.ada, self.seller)
        self.assertShown(self.smtp.mails[-1])


@tagged("post_install", "-at_install")
class TestOfOdoo(ImagesCase, HttpCase):
    """Images that only users see in Odoo."""

    def image(self, **values):
        return self.env["ir.attachment"].create({"name": "dot.png", "raw": DOT, **values})

    def address(self, mail):
        return self.html(mail).partition('src="')[2].partition('"')[0].replace("&amp;", "&")

    def test_6_4_image_that_needs_a_login_is_shown_without(self):
        image = self.image(create_uid=self.seller.id)
        image.res_model, image.res_id = "res.partner", self.ada.id
        (mail, _other) = self.sent(f'<p><img src="/web/image/{image.id}"></p>')
        self.assertTrue(self.address(mail).startswith("http"))
        self.assertIn("access_token=", self.address(mail))
        path = self.address(mail).partition("/web/")[2]
        self.assertEqual(self.url_open(f"/web/{path}").content, DOT)

    def test_6_4_image_that_the_sender_may_not_see_stays_hidden(self):
        secret = self.env["ir.mail_server"].create({"name": "Secret", "smtp_host": "localhost"})
        image = self.image(res_model="ir.mail_server", res_id=secret.id)
        (mail, _other) = self.sent(f'<p><img src="/web/image/{image.id}"></p>')
        self.assertNotIn("access_token=", self.html(mail))
        self.assertFalse(image.access_token)

    def test_6_4_image_of_a_record_is_part_of_the_mail(self):
        self.seller.image_1920 = base64.b64encode(DOT)
        source = '<p><img t-attf-src="/web/image/res.users/{{ user.id }}/image_1920"></p>'
        (mail, _other) = self.sent(source)
        self.assertShown(mail)

    def test_6_4_public_image_and_one_elsewhere_stay_as_they_are(self):
        image = self.image(public=True)
        (mail, _other) = self.sent(
            f'<p><img src="/web/image/{image.id}"><img src="https://seller.example/web/image/{image.id}"></p>'
        )
        self.assertNotIn("access_token=", self.html(mail))
        self.assertFalse([part for part in mail.walk() if part["Content-ID"]])


@tagged("post_install", "-at_install")
class TestKept(ImagesCase):
    def test_6_3_one_mail_that_cannot_be_kept_costs_no_other_its_record(self):
        create = sent_mail_log.create_messages

        def failing(env, emails):
            if any(email.recipient.startswith("bob@") for email in emails):
                env.cr.execute("SELECT no_such_column FROM res_partner")
            return create(env, emails)

        with (
            patch.object(sent_mail_log, "create_messages", failing),
            mute_logger("odoo.sql_db", "odoo.addons.email_sequence.models.sending.sent_mail_log"),
        ):
            mails = self.sent("<p>Hello</p>")
        self.assertEqual(len(mails), 2)
        self.assertEqual([len(self.kept(mail)) for mail in sorted(mails, key=lambda mail: mail["To"])], [1, 0])
        traces = self.env["email.sequence.trace"].search([("message_id", "in", [m["Message-Id"] for m in mails])])
        self.assertEqual(traces.mapped("trace_status"), ["sent", "sent"])
        self.assertEqual(len(traces.mail_message_id), 1)
