"""What the chatter keeps of our emails acts in nobody's name (semantics 11, 12)."""

from markupsafe import Markup

from odoo.tests import tagged

from ..models.recipients.quoted import made_harmless
from ..models.recipients.unsubscribing import PATH, link
from .test_gateway import GatewayCase


@tagged("post_install", "-at_install")
class TestQuoted(GatewayCase):
    """Replies that quote our email, in whatever form."""

    def setUp(self):
        super().setUp()
        self.cem = self.contact("Cem", "cem@customer.example")
        sequence = self.sequence("With links", offers_unsubscribe=True, unsubscribe_footer=True, tracks_opens=True)
        self.subscription = self.subscribe(sequence, self.cem)
        (self.mail,) = self.dispatch()
        self.link = link(self.subscription.trace_ids)

    def html_reply(self, page, **headers):
        raw = self.mail_from(self.cem.email, answers=self.mail, **headers)
        head, _end, _text = raw.partition(b"\n\n")
        head = head.replace(b"text/plain", b"text/html").replace(b"7bit", b"8bit")
        return head + b"\n\n" + page.encode()

    def ours(self):
        return self.mail.get_body(("html",)).get_content()

    def assertKeptHarmless(self, raw, text):
        self.receive(raw)
        self.assertState(self.subscription, "paused", "reply")
        (message,) = self.kept(self.cem, text)
        self.assertNotIn(f"{PATH}/", message.body)
        self.assertNotIn(self.link.rpartition("/")[2], message.body)
        return message.body

    def test_what_we_send_has_the_links_and_what_we_log_has_none(self):
        self.assertIn(self.link, self.ours())
        self.assertIn(self.link, self.mail.get_body(("plain",)).get_content())
        logged = self.subscription.trace_ids.mail_message_id.body
        self.assertIn("Unsubscribe", logged)
        self.assertNotIn(f"{PATH}/", logged)
        self.assertNotIn("/email_sequence/open", logged)

    def test_in_html_the_words_stay_and_the_link_goes(self):
        kept = self.assertKeptHarmless(self.html_reply(f"<p>Yes.</p><blockquote>{self.ours()}</blockquote>"), "Yes.")
        self.assertIn("Unsubscribe", kept)
        self.assertNotIn("/email_sequence/open", kept)

    def test_in_html_as_gateways_and_mail_programs_rewrite_it(self):
        encoded = self.link.replace(":", "%3A").replace("/", "%2F")
        for form in (
            f"https://eur01.safelinks.protection.outlook.com/?url={encoded}&amp;data=05",
            f"https://urldefense.com/v3/__{self.link}__;!!ABC!xyz$",
            f"https://www.google.com/url?q={self.link}&amp;source=gmail",
        ):
            with self.subTest(form):
                page = f'<p>Yes.</p><blockquote><a href="{form}" data-saferedirecturl="{form}">Leave</a></blockquote>'
                self.assertEqual(made_harmless(page), "<p>Yes.</p><blockquote><a>Leave</a></blockquote>")

    def test_in_a_text(self):
        text = "Yes.\n\n> " + self.mail.get_body(("plain",)).get_content().replace("\n", "\n> ")
        raw = self.mail_from(self.cem.email, text, answers=self.mail)
        self.assertKeptHarmless(raw, "Yes.")

    def test_where_odoo_cannot_route_the_reply(self):
        page = f"<p>Yes.</p><blockquote>{self.ours()}</blockquote>"
        self.assertKeptHarmless(self.html_reply(page, to="nobody@seller.example"), "Yes.")

    def test_where_we_keep_the_reply(self):
        def broken(*_args, **_kwargs):
            raise LookupError("unknown encoding")

        self.patch(self.registry["mail.thread"], "message_parse", broken)
        self.receive(self.mail_from(self.cem.email, f"Yes.\n\n> Leave: {self.link}\n", answers=self.mail))
        self.sweep_later()
        (message,) = self.kept(self.cem, "Yes.")
        self.assertNotIn(f"{PATH}/", message.body)

    def test_what_a_colleague_forwards_to_odoo(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        alias = {"alias_name": "sales", "alias_model_id": self.env["ir.model"]._get_id("res.partner")}
        self.env["mail.alias"].create(alias)
        self.receive(self.mail_from("sam@seller.example", f"See below.\n\n{self.link}", to="sales@seller.example"))
        message = self.env["mail.message"].search([("message_type", "=", "email"), ("body", "like", "See below")])
        self.assertEqual(len(message), 1)
        self.assertNotIn(f"{PATH}/", message.body)

    def test_other_emails_stay_as_they_are(self):
        for body in ("", False, Markup('<a href="https://x.example/a">a</a>'), f"Leave at {PATH}."):
            self.assertIs(made_harmless(body), body)
