"""Emails end with their sender's signature (semantics 3.10)."""

from odoo.tests import tagged

from ..models.presenters.preview import Preview
from ..models.recipients.unsubscribing import PATH
from .common import EmailSequenceCase

SIGNATURE = "<p>Sam Seller<br>Sales</p>"


class SignatureCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.seller.signature = SIGNATURE

    def course(self, body="<p>Dear <t t-out='object.name'/></p>", name="Signed", delays=(0,), **values):
        course = self.sequence(name, delays=delays, **values)
        course.step_ids.template_id.write({"body_html": body})
        return course

    def sent(self, *args, **kwargs):
        self.subscribe(self.course(*args, **kwargs), self.ada)
        (mail,) = self.dispatch()
        return mail

    def parts(self, mail):
        return [mail.get_body((kind,)).get_content() for kind in ("html", "plain")]

    def kept(self, mail):
        return self.env["mail.message"].search([("message_id", "=", mail["Message-Id"])]).body


@tagged("post_install", "-at_install")
class TestSignature(SignatureCase):
    def test_3_10_new_sequences_have_it_and_it_is_an_option(self):
        self.assertTrue(self.env["email.sequence"].new({}).adds_signature)
        self.assertNotIn("Sales", str(self.sent(adds_signature=False)))

    def test_3_10_mail_ends_with_it_as_html_and_as_text(self):
        html, text = self.parts(self.sent())
        self.assertRegex(html, r"(?s)Dear .*Ada.*<p>Sam Seller<br/?>Sales</p></div>\s*$")
        self.assertRegex(text, r"Dear Ada\s+Sam Seller\s+Sales\s*$")

    def test_3_10_it_comes_before_the_unsubscribe_line(self):
        for part in self.parts(self.sent(unsubscribe_footer=True)):
            self.assertLess(part.index("Sales"), part.index(PATH))

    def test_3_10_follow_ups_have_it(self):
        subscription = self.subscribe(self.course(delays=(0, 1)), self.ada)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertTrue(mail["In-Reply-To"])
        self.assertIn("Sales", self.parts(mail)[1])

    def test_3_10_it_is_the_sender_s(self):
        self.manager.signature = "<p>Mia Manager</p>"
        html, _text = self.parts(self.sent(sender_rule="fixed_user", sender_id=self.manager.id))
        self.assertIn("Mia Manager", html)
        self.assertNotIn("Sales", html)

    def test_3_10_chatter_has_it(self):
        self.assertIn("Sam Seller<br>Sales", self.kept(self.sent()))

    def test_3_10_preview_and_test_mail_have_it(self):
        course, preview = self.course(), Preview(self.env(user=self.seller))
        with self.mail_server(), self.test_mode():
            (draft,) = preview.drafts(course.step_ids, self.ada, self.seller)
            preview.send_tests(course, self.ada, self.seller)
        self.assertIn("Sales", draft.body)
        self.assertIn("Sales", self.parts(self.smtp.mails[-1])[0])

    def test_3_10_template_that_puts_one_out_gets_no_second_one(self):
        for number, field in enumerate(("user.signature", "object.user_id.signature")):
            with self.subTest(field):
                mail = self.sent(f"<p>Dear Ada</p><t t-out='{field}'/>", f"Course {number}")
                self.assertEqual(mail.get_body(("html",)).get_content().count("Sales"), 1 - number)

    def test_3_10_template_that_says_the_same_gets_no_second_one(self):
        self.seller.signature = "<div>Sam Seller</div>"  # Odoo's own for a new user
        _html, text = self.parts(self.sent("<p>Best regards<br/><t t-out='user.name'/></p>"))
        self.assertEqual(text.count("Sam Seller"), 1)

    def test_3_10_empty_signature_adds_nothing(self):
        bare = self.parts(self.sent(adds_signature=False))
        for number, empty in enumerate((False, "<p><br></p>", "<div> &nbsp; </div>")):
            with self.subTest(empty):
                self.store(empty or None)
                self.assertEqual(self.parts(self.sent(name=f"Course {number}")), bare)

    def test_3_10_links_and_images_in_it_work_outside_odoo(self):
        self.seller.signature = '<p><a href="/shop">Sales</a></p>'
        html, _text = self.parts(self.sent())
        self.assertIn(f'href="{self.course(name="Other").get_base_url()}/shop"', html)

    def test_3_10_it_does_no_harm_in_the_chatter(self):
        """Odoo cleans it when it is saved; what is there in other ways is cleaned when the mail is kept."""
        self.seller.signature = '<p>Sales<script>alert(1)</script><img src="x" onerror="alert(1)"></p>'
        self.assertNotIn("alert", self.kept(self.sent()))
        self.store("<p>Sales<script>alert(1)</script></p>")
        self.assertNotIn("alert", self.kept(self.sent(name="Again")))

    def test_3_10_a_run_asks_the_database_no_more_than_without_it(self):
        self.cost("Warm", adds_signature=True)
        self.assertEqual(self.cost("With", adds_signature=True), self.cost("Without", adds_signature=False))

    def store(self, signature):
        """Put it there without Odoo's cleaning."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_users SET signature = %s WHERE id = %s", (signature, self.seller.id))
        self.env.invalidate_all()

    def cost(self, name, **values):
        """How many queries a run of the dispatcher takes for 20 mails."""
        self.subscribe(self.sequence(name, delays=(0,), **values), *self.contacts(20, f"{name.lower()}.example"))
        with self.mail_server(), self.committing_env() as env:
            start = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            return env.cr.sql_log_count - start
