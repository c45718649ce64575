"""An email with an empty subject, an empty body or an empty placeholder is not sent (semantics 6.5)."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.sql import column_exists

from ..models.sending import placeholders
from .common import EmailSequenceCase

PIXEL = '<p><img src="https://seller.example/a.png"/></p>'
WAITS = "The email was not sent. Fill it in, or give the placeholder a default text, then resume."
ZERO = "object.email_sequence_count"  # an integer, 0 until somebody subscribes the contact


class PlaceholderCase(EmailSequenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada.write({"name": "Ada Lovelace", "function": False})
        cls.bob.function = "Plumber"
        cls.contact("AAA", "aaa@customer.example", function="Painter")  # saving a template renders it for the first one

    def course(self, subject="Hello", body="<p>Hello</p>", delays=(0,), **values):
        """A sequence of steps with one template."""
        sequence = self.sequence(delays=delays, **values)
        sequence.step_ids.template_id = self.template(subject, body, name="Template")
        return sequence

    def sent_to_ada(self, subject="Hello", body="<p>Hello</p>", **values):
        """Ada's subscription, and the mail that she got, or None."""
        subscription = self.subscribe(self.course(subject, body, **values), self.ada)
        return subscription, next(iter(self.dispatch()), None)

    def assertWaits(self, subject="Hello", body="<p>Hello</p>", name="Waits", **values):
        subscription, mail = self.sent_to_ada(subject, body, name=name, **values)
        self.assertIsNone(mail)
        self.assertState(subscription, "paused", "send_error")
        return subscription

    def assertSent(self, subject="Hello", body="<p>Hello</p>", name="Sent", **values):
        subscription, mail = self.sent_to_ada(subject, body, name=name, **values)
        self.assertState(subscription, "finished")
        return mail


@tagged("post_install", "-at_install")
class TestEmptyContent(PlaceholderCase):
    def test_an_empty_subject_pauses_that_contact_only(self):
        sequence = self.course("{{ object.function or '' }}", waits_if_empty=False)
        ada, bob = self.subscribe(sequence, self.ada, self.bob)
        (mail,) = self.dispatch()
        self.assertEqual(mail["Subject"], "Plumber")
        self.assertState(ada, "paused", "send_error")
        self.assertEqual(ada.trace_ids.failure_type, "empty_subject")
        self.assertIn("no subject for this contact", ada.pause_note)
        self.assertState(bob, "finished")

    def test_an_empty_body_is_not_sent(self):
        for number, body in enumerate(("<p><br></p>", "<p>&nbsp;</p>", '<p t-if="object.function">Hello</p>')):
            with self.subTest(body=body):
                subscription = self.assertWaits("Hello", body, name=f"Body {number}", waits_if_empty=False)
                self.assertEqual(subscription.trace_ids.failure_type, "empty_body")
                self.assertIn("no text for this contact", subscription.pause_note)

    def test_an_empty_template_is_not_sent(self):
        self.assertEqual(self.assertWaits("", False).trace_ids.failure_type, "empty_subject")

    def test_our_own_line_to_unsubscribe_is_no_content(self):
        subscription = self.assertWaits("Hello", "<p><br></p>", unsubscribe_footer=True)
        self.assertEqual(subscription.trace_ids.failure_type, "empty_body")

    def test_an_image_is_content(self):
        self.assertIn("a.png", self.assertSent("Hello", PIXEL).get_body(("html",)).get_content())

    def test_a_reply_needs_no_subject_of_its_own(self):
        sequence = self.sequence(delays=(0, 1))
        sequence.step_ids[1].template_id.subject = False
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertEqual(mail["Subject"], "Re: Step 1 for Ada Lovelace")


@tagged("post_install", "-at_install")
class TestEmptyPlaceholders(PlaceholderCase):
    def test_the_email_waits_with_a_sentence_and_is_sent_when_it_is_filled_in(self):
        sequence = self.course("Hello", '<p>Hi <t t-out="object.function"/>,</p>')
        ada, _bob = self.subscribe(sequence, self.ada, self.bob)
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Bob" <bob@customer.example>'])
        self.assertState(ada, "paused", "send_error")
        self.assertEqual(ada.trace_ids.failure_type, "empty_placeholder")
        self.assertEqual(ada.pause_note, f"Job Position is empty for Ada Lovelace, used in step 1. {WAITS}")
        self.assertEqual(ada.next_step_id, sequence.step_ids, "the step is not consumed")
        self.ada.function = "Countess"
        ada.with_user(self.seller).action_resume()
        self.travel_to_next_mail(ada)
        (mail,) = self.dispatch()
        self.assertIn("Hi Countess,", mail.get_body(("plain",)).get_content())

    def test_in_a_subject(self):
        subscription = self.assertWaits("Sales for {{ object.function }} in 2026")
        self.assertIn("Job Position is empty for Ada Lovelace", subscription.pause_note)

    def test_several_are_named_once_each(self):
        body = '<p>As <t t-out="object.function"/> <t t-out="object.function"/> <t t-out="object.country_id.name"/></p>'
        subscription = self.assertWaits("In {{ object.city or object.zip }}", body)
        self.assertEqual(
            subscription.pause_note.partition(" is empty")[0], "City / Zip, Job Position, Country > Country Name"
        )

    def test_the_number_of_the_step_is_said(self):
        sequence = self.sequence(delays=(0, 1))
        sequence.step_ids[1].template_id.body_html = '<p>Hi <t t-out="object.function"/>,</p>'
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        self.assertFalse(self.dispatch())
        self.assertIn("used in step 2", subscription.pause_note)

    def test_a_sequence_may_send_them_all_the_same(self):
        mail = self.assertSent("Hello", '<p>Hi <t t-out="object.function"/>,</p>', waits_if_empty=False)
        self.assertIn("Hi ,", mail.get_body(("plain",)).get_content())

    def test_what_is_empty(self):
        self.ada.comment = "<p><br></p>"
        for number, body in enumerate((
            "<t t-out=\"object.function or ''\"/>",
            "<t t-out=\"object.function or ''\">there</t>",  # QWeb has its default text for no value, not for this
            '<t t-esc="object.function"/>',
            '<b class="c" t-out="object.function"/>',
            '<t t-out="object.parent_id.name"/>',
            '<t t-out="object.parent_id or None"/>',
            '<t t-out="object.user_id.name"/>',  # so simple a template Odoo renders without QWeb
            '<t t-out="object.comment"/>',
            "<t t-out=\"(object.function or '').title()\"/>",
            "<t t-out=\"' '\"/><t t-out=\"object.function or ' '\"/>",
            '<t t-set="job" t-value="object.function"/><t t-out="job"/>',
            '<div t-if="not object.is_company"><t t-out="object.function"/></div>',
            '<t t-out="user.phone"/>',
        )):  # fmt: skip
            with self.subTest(body=body):
                self.assertWaits("Hello", f"<p>Hi {body},</p>", name=f"Empty {number}")

    def test_what_is_not_empty(self):
        for number, body in enumerate((
            '<t t-out="object.function">there</t>',
            "<t t-out=\"object.function or 'there'\"/>",
            '<t t-out="object.function"><t t-out="object.name"/></t>',
            '<t t-if="object.function"><t t-out="object.function"/></t>',
            '<t t-out="object.function" t-if="object.function"/>',
            "<t t-out=\"object.function and ', ' + object.function\"/>",
            "<t t-out=\"object.function if object.function else ''\"/>",
            '<t t-foreach="user" t-as="other"><t t-out="other.phone"/></t>',
            f'<t t-out="{ZERO}"/>',
            '<t t-out="object.partner_latitude"/>',
            "<t t-out=\"user.signature or ''\"/>",
            '<span t-att-title="object.function">there</span>',
        )):  # fmt: skip
            with self.subTest(body=body):
                self.assertSent("Hello", f"<p>Hi {body},</p>", name=f"Full {number}")

    def test_default_texts_of_subjects(self):
        for number, (subject, sent) in enumerate((
            ("Hi {{ object.function ||| there }}", "Hi there"),
            ("Hi {{ object.function or 'there' }}", "Hi there"),
            ("Hi {{ object.name }}", "Hi Ada Lovelace"),
            ("{{ object.partner_latitude }} degrees", "0.0 degrees"),
            ("{{ object.partner_latitude |||No}} degrees", "No degrees"),
            ("{{ object.function and 'A question' }} Hello", "Hello"),
        )):  # fmt: skip
            with self.subTest(subject=subject):
                self.assertEqual(self.assertSent(subject, name=f"Subject {number}")["Subject"].strip(), sent)

    def test_the_subject_of_a_reply_is_not_used(self):
        sequence = self.course("{{ object.city }}", delays=(0, 1))
        sequence.step_ids[0].template_id = self.template("Hello")
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        self.assertState(subscription, "finished")

    def test_the_text_in_the_contacts_language_counts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        sequence = self.course("Hello", "<p>Hello</p>")
        french = sequence.step_ids.template_id.with_context(lang="fr_FR")
        french.body_html = '<p>Bonjour <t t-out="object.function"/></p>'
        self.assertSent("Hello", "<p>Hello</p>")
        self.ada.lang = "fr_FR"
        subscription = self.subscribe(sequence, self.ada)
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "paused", "send_error")

    def test_a_placeholder_that_fails_is_told_in_the_templates_own_words(self):
        subscription = self.assertWaits("{{ object.function.upper() }}")
        self.assertIn("object.function.upper(): 'bool' object has no attribute 'upper'", subscription.pause_note)
        subscription = self.assertWaits("Hello", '<p t-out="object.function.upper()"/>', name="Body")
        self.assertIn("object.function.upper(): 'bool' object has no attribute 'upper'", subscription.pause_note)

    def test_noting_changes_nothing_in_what_is_rendered(self):
        body = """<p>Hi <t t-out="object.name"/>&nbsp;<br/><!-- a --><b t-out="object.function">you &amp; I</b>
            <t t-foreach="[1, 2]" t-as="n"><i t-out="n"/></t><t t-out="object.comment"/><t t-out="1 &lt; 2"/></p>"""
        self.ada.comment = "<p>A <b>note</b></p>"
        template = self.template("{{ object.name }} {{ object.function ||| x }} {{ 1 }}", body)
        noting, noted = placeholders.noting(template)
        for name in ("subject", "body_html"):
            plain = template._render_field(name, self.ada.ids)
            self.assertEqual(noting._render_field(name, self.ada.ids), plain)
        self.assertFalse(noted.empty)


@tagged("post_install", "-at_install")
class TestOption(PlaceholderCase):
    """New sequences wait; those from before the option go on as they did."""

    def test_new_sequences_wait(self):
        self.assertTrue(self.sequence().waits_if_empty)

    def test_migration(self):
        path = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0" / "pre-placeholders.py"
        spec = spec_from_file_location("pre_placeholders", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        sequence = self.sequence()
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertTrue(sequence.waits_if_empty, "the column exists already")
        self.env.cr.execute("ALTER TABLE email_sequence DROP COLUMN waits_if_empty")
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.2.0")
        self.assertTrue(column_exists(self.env.cr, "email_sequence", "waits_if_empty"))
        self.env.invalidate_all()
        self.assertFalse(sequence.waits_if_empty)
