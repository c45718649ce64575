"""Links in emails that were sent long ago stay valid (semantics 11 to 13)."""

from odoo.tests import tagged

from ..models.recipients.opens import with_image
from ..models.recipients.signed_link import is_signed, signature
from ..models.recipients.unsubscribing import find, link
from .common import EmailSequenceCase

MESSAGE_ID = "<0123456789abcdef.sequence@seller.example>"
# As version 19.0.1.1.0 made them for trace 42, in a database with the secret that setUp gives this one.
SIGNATURES = {
    "unsubscribe": "0ff45093c19ed22d99192b7cfd8f32a9f796e50b4e1e3f583286c0cdeafa0841",
    "open": "f39fa089f6ecd5ba3fc798d07dee37ef336f83fb75f4001e07ab93fd7ab8188c",
    "click": "bd0eba7cae65f0973d2971671720cf78564648eeabb01ed7cc1b5d2df64fd35b",
}


@tagged("post_install", "-at_install")
class TestSignedLink(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("database.secret", "a fixed secret")
        parameters.set_param("web.base.url", "https://odoo.seller.example")

    def test_13_signatures_stay_those_of_emails_that_were_sent(self):
        for purpose, made in SIGNATURES.items():
            with self.subTest(purpose):
                self.assertEqual(signature(self.env, purpose, 42, MESSAGE_ID), made)
                self.assertTrue(is_signed(self.env, purpose, 42, MESSAGE_ID, made))
                self.assertFalse(is_signed(self.env, purpose, 43, MESSAGE_ID, made))

    def test_13_a_signature_for_another_purpose_is_none(self):
        for purpose in SIGNATURES:
            valid = [is_signed(self.env, purpose, 42, MESSAGE_ID, made) for made in SIGNATURES.values()]
            self.assertEqual(valid.count(True), 1)

    def test_13_links_keep_their_form(self):
        subscription = self.subscribe(self.sequence(delays=(0, 1), tracks_opens=True), self.ada)
        self.dispatch()
        trace = subscription.trace_ids
        token = signature(self.env, "unsubscribe", trace.id, trace.message_id)
        self.assertEqual(link(trace), f"https://odoo.seller.example/email_sequence/unsubscribe/{trace.id}/{token}")
        self.assertEqual(find(self.env, trace.id, token), trace)
        token = signature(self.env, "open", trace.id, trace.message_id)
        self.assertIn(
            f'"https://odoo.seller.example/email_sequence/open/{trace.id}/{token}.gif"',
            with_image("<p>Hello</p>", trace),
        )
