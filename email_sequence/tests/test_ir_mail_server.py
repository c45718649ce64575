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
class TestDailyLimit(EmailSequenceCase):
    """The field and its hint; what the limit does is tested with the limit (semantics 7)."""

    def test_7_form_names_the_usual_figure_of_the_provider(self):
        hosts = {
            "smtp.gmail.com": "Gmail allows 500 a day, Google Workspace 2,000.",
            "SMTP-mail.Outlook.com ": "Outlook.com allows 300 a day.",
            "smtp.office365.com": "Microsoft 365 allows 10,000 a day.",
            "smtp.outlook.com": "Outlook.com allows 300 a day. Microsoft 365 allows 10,000 a day.",
            "mail.customer.example": False,
        }
        with Form(self.server) as form:
            for host, hint in hosts.items():
                form.smtp_host = host
                self.assertEqual(form.email_sequence_usual_limit, hint)

    def test_7_limit_is_set_in_the_form(self):
        self.assertEqual(self.server.email_sequence_daily_limit, 0)
        with Form(self.server) as form:
            form.email_sequence_daily_limit = 500
        self.assertEqual(self.server.email_sequence_daily_limit, 500)

    def test_7_limit_is_not_negative(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.server.email_sequence_daily_limit = -1
            self.env.flush_all()

    def test_13_limits_are_the_administrators_alone(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.server.with_user(user).email_sequence_daily_limit = 5
