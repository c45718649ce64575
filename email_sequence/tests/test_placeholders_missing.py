"""The dialog says before subscribing what how many contacts lack, and the preview what one lacks (semantics 6.5)."""

from types import SimpleNamespace

from odoo.tests import Form, new_test_user, tagged

from ..models.sending import salutation
from .common import EmailSequenceCase
from .test_email_sequence_preview import PreviewCase

HI = '<p>Hi <t t-out="object.function"/>,</p>'


@tagged("post_install", "-at_install")
class TestDialog(EmailSequenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plumber = cls.contact("Pat", "pat@customer.example", function="Plumber")
        cls.course = cls.sequence(delays=(0, 1, 1))

    def text(self, number, body="<p>Hello</p>", subject="Hello"):
        """Let the template of a step have this text."""
        self.course.step_ids[number - 1].template_id.write({"body_html": body, "subject": subject})

    def dialog(self, *partners, **context):
        context = {"active_model": "res.partner", "active_ids": [partner.id for partner in partners], **context}
        form = Form(self.env["email.sequence.subscribe"].with_user(self.seller).with_context(**context))
        form.sequence_id = self.course
        return form

    def sentences(self, *partners):
        return [line["sentence"] for line in self.dialog(*partners).missing or []]

    def listed(self, form, number=0):
        wizard = form.save()
        action = self.call_as(self.seller, wizard, "action_view_missing", wizard.missing[number]["key"])
        return self.env[action["res_model"]].with_user(self.seller).search(action["domain"])

    def test_how_many_lack_what_and_where_it_is_used(self):
        self.text(2, HI)
        form = self.dialog(self.ada, self.bob, self.plumber)
        self.assertEqual(
            [line["sentence"] for line in form.missing], ["2 contacts have no Job Position, used in step 2"]
        )
        self.assertTrue(form.waits_if_empty)
        self.assertEqual(self.listed(form), self.ada | self.bob)

    def test_one_contact_and_several_steps(self):
        self.text(1, HI)
        self.text(3, HI)
        self.assertEqual(
            self.sentences(self.ada, self.plumber), ["1 contact has no Job Position, used in steps 1 and 3"]
        )

    def test_nothing_is_said_if_nothing_is_missing(self):
        self.text(2, HI)
        self.assertFalse(self.sentences(self.plumber))

    def test_only_those_who_will_be_subscribed_count(self):
        self.text(1, HI)
        nobody = self.contact("Nobody", False)
        self.assertEqual(self.sentences(self.ada, nobody), ["Ada has no Job Position, used in step 1"])

    def test_steps_before_the_first_one_do_not_count(self):
        self.text(1, HI)
        form = self.dialog(self.ada)
        form.step_id = self.course.step_ids[1]
        self.assertFalse(form.missing)

    def test_fields_of_other_records_and_alternatives(self):
        company = self.contact("Acme", "acme@customer.example", is_company=True, function="Boss")
        self.ada.parent_id = company
        self.text(1, '<p><t t-out="object.parent_id.function"/></p>')
        self.text(2, "<p><t t-out=\"object.parent_id.function or object.function or ''\"/></p>")
        form = self.dialog(self.ada, self.bob, self.plumber)
        self.assertEqual(
            [line["sentence"] for line in form.missing],
            [
                "2 contacts have no Related Company > Job Position, used in step 1",
                "1 contact has no Related Company > Job Position / Job Position, used in step 2",
            ],
        )
        self.assertEqual(self.listed(form), self.bob | self.plumber)
        self.assertEqual(self.listed(form, 1), self.bob)

    def test_empty_html_counts_as_empty(self):
        self.ada.comment, self.bob.comment = "<p><br></p>", "<p>A note</p>"
        self.text(1, '<p><t t-out="object.comment"/></p>')
        self.assertEqual(self.listed(self.dialog(self.ada, self.bob, self.plumber)), self.ada | self.plumber)

    def test_subjects_count_where_they_are_used(self):
        for number in (1, 2, 3):
            self.text(number, subject="For {{ object.function }}")
        self.course.step_ids[2].new_thread = True
        self.assertEqual(self.sentences(self.ada), ["Ada has no Job Position, used in steps 1 and 3"])

    def test_what_shows_only_when_it_is_rendered_is_not_counted(self):
        for body in (
            '<p t-if="object.function"><t t-out="object.function"/></p>',
            '<t t-out="object.function">there</t>',
            "<t t-out=\"(object.function or '').title()\"/>",
            '<t t-out="object.no_such_field"/>',
            '<t t-out="object.email_formatted"/>',
            '<t t-out="object.color"/>',
            '<t t-out="user.phone"/>',
        ):
            with self.subTest(body=body):
                template = self.template("Hello", "<p>Hello</p>")
                self.env.cr.execute(
                    "UPDATE mail_template SET body_html = jsonb_build_object('en_US', %s) WHERE id = %s",
                    (body, template.id),
                )
                template.invalidate_recordset()
                self.course.step_ids[0].template_id = template
                self.assertFalse(self.sentences(self.ada))

    def test_fields_that_the_user_may_not_read_are_not_counted(self):
        field = self.env["res.partner"]._fields["function"]
        self.patch(field, "groups", "base.group_system")
        self.text(1, HI)
        self.assertFalse(self.sentences(self.ada))

    def test_each_variant_counts(self):
        self.course.step_ids[0].variant_ids = [(0, 0, {"template_id": self.template("Other", HI).id})]
        self.assertEqual(self.sentences(self.ada), ["Ada has no Job Position, used in step 1"])

    def test_texts_count_for_those_who_get_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.text(1, "<p>Hello</p>")
        self.course.step_ids[0].template_id.with_context(lang="fr_FR").body_html = HI
        self.bob.lang = "fr_FR"
        self.assertEqual(self.listed(self.dialog(self.ada, self.bob)), self.bob)
        self.text(1, HI)
        self.course.step_ids[0].template_id.with_context(lang="fr_FR").body_html = "<p>Bonjour</p>"
        self.assertEqual(self.listed(self.dialog(self.ada, self.bob)), self.ada)

    def test_a_key_that_no_line_has_lists_nobody(self):
        self.text(1, HI)
        wizard = self.dialog(self.ada).save()
        action = self.call_as(self.seller, wizard, "action_view_missing", "object.city")
        self.assertFalse(self.env["res.partner"].search(action["domain"]))

    def test_a_whole_search_is_counted(self):
        self.text(1, HI)
        people = self.contacts(5)
        people[0].function = "Plumber"
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        form = self.dialog(*people[:2], active_domain=[("id", "in", people.ids)])
        form.whole_search = True
        self.assertEqual(form.missing[0]["sentence"], "4 contacts have no Job Position, used in step 1")

    def test_one_query_for_each_field(self):
        people = self.contacts(300)

        def queries(count):
            self.env.flush_all()
            form = self.dialog(self.ada)
            wizard = form.save()
            wizard.res_ids = people[:count].ids
            wizard.flush_recordset()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.mapped("missing")
            return self.env.cr.sql_log_count - before

        self.text(1, HI)
        queries(10)
        one = queries(10)
        self.text(2, '<p><t t-out="object.city"/> <t t-out="object.country_id.name"/></p>')
        three = queries(10)
        self.assertEqual(three - one, 2)
        self.assertEqual(queries(300), three)


@tagged("post_install", "-at_install")
class TestPreview(PreviewCase):
    def test_what_is_empty_for_the_chosen_contact(self):
        sequence = self.sequence(delays=(0, 1))
        sequence.step_ids[1].template_id.write({"body_html": HI, "subject": "{{ object.city }}"})
        first, second = self.preview(sequence).step_ids
        self.assertFalse(first.empty_words)
        self.assertEqual(second.empty_words, "Empty for this contact: Job Position. The email would not be sent.")
        sequence.waits_if_empty = False
        self.assertIn("sent all the same", self.preview(sequence).step_ids[1].empty_words)

    def test_an_empty_body_shows_as_a_failure(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.body_html = "<p><br></p>"
        line = self.preview(sequence).step_ids
        self.assertEqual(line.state, "failed")
        self.assertIn("no text for this contact", line.failure)


@tagged("post_install", "-at_install")
class TestFirstName(EmailSequenceCase):
    """A greeting by the first name is right for persons, and empty for all others."""

    def first_names(self, **values):
        return self.contact(values.pop("name", "Ada Lovelace"), False, **values).email_sequence_first_name

    def test_persons_have_one(self):
        self.assertEqual(self.first_names(), "Ada")
        self.assertEqual(self.first_names(name="Lovelace, Ada"), "Ada")
        company = self.contact("Acme", False, is_company=True)
        self.assertEqual(self.first_names(parent_id=company.id), "Ada")

    def test_companies_addresses_and_uncertain_names_have_none(self):
        self.assertIs(self.first_names(is_company=True), False)
        self.assertIs(self.first_names(type="invoice"), False)
        self.assertIs(self.first_names(type="other"), False)
        self.assertIs(self.first_names(name="Sales Team"), False)

    def test_follows_the_name(self):
        self.ada.name = "Augusta Byron"
        self.assertEqual(self.ada.email_sequence_first_name, "Augusta")

    def test_the_field_of_partner_firstname_counts_where_it_is_installed(self):
        class Partner(SimpleNamespace):
            _fields = dict.fromkeys(["name", "firstname"])
            __getitem__ = SimpleNamespace.__getattribute__

        person = {"name": "张伟", "firstname": "伟", "is_company": False, "type": "contact", "lang": "zh_CN"}
        self.assertEqual(salutation.first_name_of(Partner(**person)), "伟")
        self.assertIs(salutation.first_name_of(Partner(**{**person, "is_company": True})), False)
        self.assertIn("firstname", salutation.depends(Partner(**person)))
        self.assertEqual("firstname" in salutation.depends(self.ada), "firstname" in self.ada._fields)

    def test_greets_or_uses_the_default_text(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id = self.template(
            "Hello", '<p>Hello <t t-out="object.email_sequence_first_name">there</t>,</p>'
        )
        self.bob.name = "Bob Builder"
        self.ada.is_company = True
        self.subscribe(sequence, self.ada, self.bob)
        texts = {mail["To"].partition(" ")[0]: mail.get_body(("plain",)).get_content() for mail in self.dispatch()}
        self.assertIn("Hello there,", texts['"Ada"'])
        self.assertIn("Hello Bob,", texts['"Bob'])

    def test_can_be_chosen_in_templates_by_everybody(self):
        """The picker of Odoo's template editor shows fields that can be searched, and to whom may not edit all
        templates only some."""
        user = new_test_user(self.env, "plain", "base.group_user")
        Partner = self.env["res.partner"].with_user(user)
        self.assertTrue(Partner.fields_get(["email_sequence_first_name"])["email_sequence_first_name"]["searchable"])
        self.assertIn("object.email_sequence_first_name", Partner.mail_allowed_qweb_expressions())

    def test_missing_ones_are_counted_before_subscribing(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.body_html = '<p>Hello <t t-out="object.email_sequence_first_name"/>,</p>'
        self.bob.name = "Bob Builder"
        context = {"active_model": "res.partner", "active_ids": (self.ada | self.bob).ids}
        form = Form(self.env["email.sequence.subscribe"].with_user(self.seller).with_context(**context))
        form.sequence_id = sequence
        self.assertEqual(form.missing[0]["sentence"], "1 contact has no First name for emails, used in step 1")
