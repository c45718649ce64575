from markupsafe import Markup, escape

from odoo.tests import tagged

from ..models.clicks import without_tracked_links
from .test_clicks import SHOP, ClicksCase


@tagged("post_install", "-at_install")
class TestQuoted(ClicksCase):
    """Whoever follows a link of ours in a reply that quotes it does not click for the contact (semantics 12)."""

    def setUp(self):
        super().setUp()
        self.trace, self.mail = self.sent()
        ((code, name),) = self.tracked(self.mail)
        self.link = f"{self.env['base'].get_base_url()}/r/{code}/q/{name}"

    def test_12_links_of_a_reply_lead_to_their_targets(self):
        page = f"<p>Yes.</p><blockquote>{self.part(self.mail)}</blockquote>"
        head, _end, _text = self.mail_from(self.ada.email, answers=self.mail).partition(b"\n\n")
        self.receive(head.replace(b"text/plain", b"text/html").replace(b"7bit", b"8bit") + b"\n\n" + page.encode())
        kept = self.env["mail.message"].search([("res_id", "=", self.ada.id), ("message_type", "=", "email")])
        self.assertIn("Yes.", kept.body)
        self.assertIn(f'href="{escape(SHOP)}"', kept.body)
        self.assertNotIn("/q/", kept.body)

    def test_12_whatever_a_gateway_or_a_mail_program_made_of_them(self):
        encoded = self.link.replace(":", "%3A").replace("/", "%2F")
        wrapped = f"https://eur01.safelinks.protection.outlook.com/?url={encoded}&amp;data=05"
        page = f'<a href="{wrapped}" title="{self.link}">offer</a> ({self.link})'
        target = escape(SHOP)
        self.assertEqual(
            without_tracked_links(self.env, page), f'<a href="{target}" title="{target}">offer</a> ({target})'
        )

    def test_12_links_that_we_did_not_sign_stay(self):
        for body in ("", False, Markup("<p>Yes.</p>"), self.link.replace(f"/q/{self.trace.id}/", "/q/987654/")):
            self.assertEqual(without_tracked_links(self.env, body), body)
