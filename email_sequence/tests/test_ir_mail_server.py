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

    def usual(self, host):
        """``[(provider, words)]`` of the form for this host."""
        with Form(self.server) as form:
            form.smtp_host = host
            return [(limit["provider"], limit["words"]) for limit in form.email_sequence_usual_limits or ()]

    def test_7_form_names_the_usual_figures_of_the_provider(self):
        google = [("Gmail", "500 a day"), ("Google Workspace", "2,000 a day")]
        outlook, microsoft = ("Outlook.com", "300 a day"), ("Microsoft 365", "10,000 a day, 30 a minute")
        self.assertEqual(self.usual("smtp.gmail.com"), google)
        self.assertEqual(self.usual("SMTP-mail.Outlook.com "), [outlook])
        self.assertEqual(self.usual("smtp.office365.com"), [microsoft])
        self.assertEqual(self.usual("smtp.outlook.com"), [outlook, microsoft])
        self.assertEqual(self.usual("mail.customer.example"), [])

    def test_7_each_figure_says_where_it_is_documented_and_what_to_fill_in(self):
        for limit in self.env["email.sequence.server.limit"]._usual("smtp.outlook.com"):
            self.assertTrue(limit["source"].startswith("https://"))
            self.server.write(limit["values"])
        self.assertEqual(
            (self.server.email_sequence_daily_limit, self.server.email_sequence_minute_limit), (10_000, 30)
        )

    def test_7_form_of_a_new_server_opens(self):
        with Form(self.env["ir.mail_server"]) as form:
            form.name, form.smtp_host = "New", "smtp.gmail.com"
            self.assertEqual(len(form.email_sequence_usual_limits), 2)
            form.email_sequence_hourly_limit = 20
        self.assertEqual(form.record.email_sequence_hourly_limit, 20)

    def test_7_form_says_how_full_the_server_is(self):
        self.assertFalse(self.server.email_sequence_usage)
        self.server.write({"email_sequence_daily_limit": 2, "email_sequence_hourly_limit": 100})
        self.subscribe(self.sequence(delays=(0,), mail_server_id=self.server.id), *self.contacts(5))
        self.dispatch()
        self.server.invalidate_recordset(["email_sequence_usage"])
        self.assertEqual(self.server.email_sequence_usage, "Sent: 2 of 2 a day, 2 of 100 an hour. Waiting: 3.")

    def test_7_limit_is_set_in_the_form(self):
        self.assertEqual(self.server.email_sequence_daily_limit, 0)
        with Form(self.server) as form:
            form.email_sequence_daily_limit = 500
        self.assertEqual(self.server.email_sequence_daily_limit, 500)

    def test_7_limit_is_not_negative(self):
        for name in ("daily_limit", "hourly_limit", "minute_limit", "minimum_gap"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.server[f"email_sequence_{name}"] = -1
                self.env.flush_all()

    def test_13_limits_are_the_administrators_alone(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.server.with_user(user).email_sequence_daily_limit = 5
