from odoo.tests import Form, new_test_user, tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestSettings(EmailSequenceCase):
    """The default schedule and time zone are settings of the company (semantics 1.3)."""

    def test_defaults_reach_new_sequences(self):
        settings = self.env["res.config.settings"].create(
            {"email_sequence_schedule_id": self.office.id, "email_sequence_tz": "Europe/Paris"}
        )
        settings.execute()
        with Form(self.env["email.sequence"].with_user(self.manager)) as form:
            form.name = "New"
        self.assertEqual((form.record.schedule_id, form.record.tz), (self.office, "Europe/Paris"))
        self.assertEqual(form.record.tz_offset, "+0100")

    def test_what_a_sender_gets_is_set_for_the_company(self):
        other = self.env["res.company"].create({"name": "New company"})
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.email_sequence_notice, "inbox")
        settings.email_sequence_notice = "activity"
        settings.execute()
        self.assertEqual((self.env.company | other).mapped("email_sequence_notice"), ["activity", "inbox"])

    def test_utc_and_office_hours_unless_set(self):
        company = self.env["res.company"].create({"name": "New company"})
        self.manager.company_ids |= company
        sequence = self.env["email.sequence"].with_user(self.manager).with_company(company).create({"name": "New"})
        self.assertEqual(sequence.tz, "UTC")
        self.assertEqual(sequence.schedule_id, self.env.ref("email_sequence.schedule_weekdays_office_hours"))

    def test_each_company_has_its_own(self):
        company = self.env["res.company"].create({"name": "New company", "email_sequence_tz": "Asia/Tokyo"})
        self.manager.company_ids |= company
        sequences = self.env["email.sequence"].with_user(self.manager)
        self.assertEqual(sequences.with_company(company).create({"name": "Theirs"}).tz, "Asia/Tokyo")
        self.assertEqual(sequences.create({"name": "Ours"}).tz, self.env.company.email_sequence_tz)

    def test_administrator_without_rights_on_sequences_opens_the_settings(self):
        system = new_test_user(self.env, "sys", "base.group_system")
        settings = self.env["res.config.settings"].with_user(system).create({})
        self.assertEqual(settings.email_sequence_schedule_id, self.env.company.email_sequence_schedule_id)
