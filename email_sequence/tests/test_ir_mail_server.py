from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestMailServer(EmailSequenceCase):
    def test_server_of_a_sequence_is_not_archived_unnoticed(self):
        self.sequence("Follow up", mail_server_id=self.server.id)
        with self.assertRaisesRegex(UserError, r"Follow up \(Email sequence\)"):
            self.server.active = False

    def test_server_that_no_sequence_uses_is_archived_as_ever(self):
        self.sequence("Follow up")
        self.server.active = False
        self.assertFalse(self.server.active)

    def test_sequence_notes_the_name_of_its_server(self):
        """So that a deleted server is told from one that was never chosen (semantics 6.1)."""
        sequence = self.sequence(mail_server_id=self.server.id)
        self.assertEqual(sequence.mail_server_name, "Test server")
        sequence.mail_server_id = False
        self.assertFalse(sequence.mail_server_name)


@tagged("post_install", "-at_install")
class TestLimits(EmailSequenceCase):
    """The fields and what the form offers; what a limit does is tested with the limits (semantics 7)."""

    def offered(self, host):
        self.server.smtp_host = host
        return {
            limit["provider"]: (limit["words"], limit["values"])
            for limit in self.server.email_sequence_usual_limits or ()
        }

    def test_7_form_offers_the_usual_figures_of_the_provider(self):
        day, minute = "email_sequence_daily_limit", "email_sequence_minute_limit"
        gmail = {"Gmail": ("500 a day", {day: 500}), "Google Workspace": ("2,000 a day", {day: 2000})}
        outlook = {"Outlook.com": ("300 a day", {day: 300})}
        microsoft = {"Microsoft 365": ("10,000 a day, 30 a minute", {day: 10_000, minute: 30})}
        self.assertEqual(self.offered("smtp.gmail.com"), gmail)
        self.assertEqual(self.offered("SMTP-mail.Outlook.com "), outlook)
        self.assertEqual(self.offered("smtp.office365.com"), microsoft)
        self.assertEqual(self.offered("smtp.outlook.com"), outlook | microsoft)
        self.assertEqual(self.offered("mail.customer.example"), {})

    def test_7_each_figure_comes_with_where_its_provider_documents_it(self):
        for host, site in (("smtp.gmail.com", "https://support.google.com/"), ("smtp.office365.com", "https://learn.")):
            self.server.smtp_host = host
            for limit in self.server.email_sequence_usual_limits:
                self.assertTrue(limit["source"].startswith(site))

    def test_7_form_of_a_new_server_offers_them_and_shows_no_usage(self):
        with Form(self.env["ir.mail_server"]) as form:
            form.name, form.smtp_host = "New", "smtp.gmail.com"
            self.assertEqual(len(form.email_sequence_usual_limits), 2)
            form.email_sequence_daily_limit = 500
            self.assertFalse(form.email_sequence_usage)
        self.assertEqual(form.record.email_sequence_usage, "Sent: 0 of 500 a day. Waiting: 0.")

    def test_7_limit_is_set_in_the_form(self):
        self.assertEqual(self.server.email_sequence_daily_limit, 0)
        with Form(self.server) as form:
            form.email_sequence_daily_limit = 500
        self.assertEqual(self.server.email_sequence_daily_limit, 500)

    def test_7_no_limit_is_negative(self):
        for name in ("daily_limit", "hourly_limit", "minute_limit", "minimum_gap"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.server[f"email_sequence_{name}"] = -1
                self.env.flush_all()

    def test_13_limits_are_the_administrators_alone(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.server.with_user(user).email_sequence_daily_limit = 5
