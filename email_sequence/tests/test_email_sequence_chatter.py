from unittest.mock import patch

from lxml import html

from odoo.tests import tagged
from odoo.tools import html_sanitize, mute_logger

from ..models.sending import sent_mail_log
from ..tools.sending.plain_template import is_kept
from .common import EmailSequenceCase

HARM = "<img src=x onerror=alert(1)><script>alert(2)</script>\"' style='position:fixed'"
BODY = """
<div style="margin: 0px;"><p>Dear <t t-out="object.name or ''">you</t>,<br/>yours <b t-out="user.name"/></p></div>
"""


class ChatterCase(EmailSequenceCase):
    def logged(self, body, *partners):
        """Send a mail of a template with this body to each; return their messages, read anew."""
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id = self.template(body=body)
        self.subscribe(sequence, *(partners or (self.ada,)))
        self.dispatch()
        self.env.invalidate_all()
        return sequence.subscription_ids.trace_ids.mail_message_id

    def is_plain(self, body, **values):
        return sent_mail_log.is_plain(self.env, self.template(body=body, **values))


@tagged("post_install", "-at_install")
class TestPlainTemplates(ChatterCase):
    """Only those bodies are stored uncleaned of which cleaning would keep everything."""

    def test_text_of_the_contact_in_ordinary_html_is_plain(self):
        self.assertTrue(self.is_plain(BODY))
        self.assertTrue(self.is_plain('<p t-out="object.parent_id.name"/><p t-if="object.function">Hi</p>'))

    def test_what_cleaning_would_change_is_not(self):
        for body in (
            '<p style="position: fixed; top: 0">x</p>',
            '<p contenteditable="true">x</p>',
            '<p style="color: red; z-index: 1000">x</p>',
        ):
            with self.subTest(body=body):
                self.assertFalse(self.is_plain(body))

    def test_html_of_a_record_is_not(self):
        self.assertFalse(self.is_plain('<p t-out="object.comment"/>'))
        self.assertFalse(self.is_plain('<p t-out="user.signature"/>'))

    def test_what_is_no_field_is_not(self):
        for path in ("object.no_such_field", "object.env.user.name", "company.name", "object"):
            source = f'<p t-out="{path}"/>'
            self.assertFalse(sent_mail_log.is_plain_source(self.env, source, "res.partner"), path)

    def test_computed_attributes_are_not(self):
        self.assertFalse(self.is_plain('<a t-att-href="object.website">x</a>'))

    def test_one_language_that_is_not_is_enough(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.template(body="<p>Hello</p>")
        self.assertTrue(sent_mail_log.is_plain(self.env, template))
        template.with_context(lang="fr_FR").body_html = '<p style="position: fixed">Bonjour</p>'
        self.assertFalse(sent_mail_log.is_plain(self.env, template))


@tagged("post_install", "-at_install")
class TestLoggedMails(ChatterCase):
    def test_nothing_that_a_contact_is_called_becomes_html(self):
        """The name of a contact may come from a web form: whoever reads its chatter must not be harmed."""
        self.ada.name = HARM
        message = self.logged(BODY)
        self.assertTrue(
            is_kept(message.body, html_sanitize(message.body, sanitize_attributes=True, sanitize_style=True))
        )
        (paragraph,) = html.fragment_fromstring(message.body).iter("p")
        self.assertEqual(paragraph.text, f"Dear {HARM},")

    def test_stored_body_is_that_of_the_mail(self):
        message = self.logged(BODY)
        html = self.smtp.mails[0].get_body(("html",)).get_content()
        self.assertEqual(message.body.strip(), html.strip())
        self.assertEqual((message.subject, message.res_id), ("Hello Ada", self.ada.id))
        self.assertEqual(message.message_type, "email_outgoing")

    def test_other_bodies_are_cleaned_by_odoo(self):
        message = self.logged('<p style="position: fixed; color: red">Dear <t t-out="object.name"/></p>')
        self.assertEqual(message.body, '<p style="color:red">Dear Ada</p>')
        self.assertIn("position", self.smtp.mails[0].get_body(("html",)).get_content())

    def test_each_contact_has_its_own(self):
        partners = self.contacts(5)
        messages = self.logged(BODY, *partners)
        for message in messages:
            self.assertIn(self.env["res.partner"].browse(message.res_id).name, message.body)
        self.assertEqual(sorted(messages.mapped("res_id")), sorted(partners.ids))

    @mute_logger("odoo.addons.email_sequence.models.sending.sent_mail_log")
    def test_a_failure_leaves_the_mail_sent(self):
        def fail(*_args):
            raise ValueError("No chatter today")

        with patch.object(sent_mail_log, "create_messages", fail):
            self.assertFalse(self.logged(BODY))
        self.assertEqual(self.env["email.sequence.trace"].search([("email", "=", self.ada.email)]).trace_status, "sent")
        self.assertEqual(len(self.smtp.mails), 1)
