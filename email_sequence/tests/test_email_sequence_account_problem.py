import smtplib

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.sending import account_problem
from .common import EmailSequenceCase, refused

LOGIN_REFUSED = smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials")


@tagged("post_install", "-at_install")
class TestProblem(EmailSequenceCase):
    """The server says what its error has paused, and one action resumes all of it (semantics 6.2)."""

    def setUp(self):
        super().setUp()
        self.paused = self.subscribe(self.sequence(mail_server_id=self.server.id), *self.contacts(3))
        self.smtp.login_fault = LOGIN_REFUSED
        self.dispatch()
        self.smtp.login_fault = None

    def test_server_says_how_many_wait_and_why(self):
        self.assertEqual(self.paused.pause_server_id, self.server)
        self.assertEqual(
            self.server.email_sequence_problem,
            "Paused because of this server: 3 subscriptions. The outgoing mail server refused the login. Check its "
            "user name and password, then resume. 535 5.7.8 Bad credentials",
        )
        self.assertFalse(self.server.copy({"name": "Other"}).email_sequence_problem)

    def test_one_action_resumes_all(self):
        by_hand = self.subscribe(self.sequence("Other", mail_server_id=self.server.id), self.ada)
        by_hand.with_user(self.seller).action_pause()
        self.paused[0].with_user(self.seller).action_resume_account()
        self.assertEqual(set(self.paused.mapped("state")), {"active"})
        self.assertState(by_hand, "paused", "manual")
        self.assertFalse(self.paused.pause_server_id)
        self.server.invalidate_recordset(["email_sequence_problem"])
        self.assertFalse(self.server.email_sequence_problem)
        self.travel(max(self.paused.mapped("scheduled_datetime")))
        self.assertEqual(len(self.dispatch()), 3)

    def test_administrator_resumes_on_the_server(self):
        admin = new_test_user(self.env, "adm", "base.group_system,email_sequence.group_user,base.group_partner_manager")
        action = self.server.with_user(admin).action_email_sequence_resume()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(set(self.paused.mapped("state")), {"active"})

    def test_13_only_of_contacts_whom_the_user_may_read(self):
        company = self.env["res.company"].create({"name": "Another company"})
        hidden = self.paused[0]
        hidden.partner_id.company_id = company
        self.paused[1].with_user(self.seller).action_resume_account()
        self.assertEqual(self.paused.mapped("state"), ["paused", "active", "active"])

    def test_13_nobody_else_may(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.paused[0].with_user(public).action_resume_account()
        with self.assertRaises(AccessError):
            self.server.with_user(public).action_email_sequence_resume()

    def test_4_7_without_a_server_nothing_is_resumed(self):
        """Over the external API, the button of the form that hides itself is a method like any other."""
        replied = self.subscribe(self.sequence("Other", mail_server_id=self.server.id), self.ada)
        replied.pause("reply")
        with self.assertRaisesRegex(UserError, "not paused by an error of an outgoing mail server"):
            self.call_as(self.seller, replied, "action_resume_account")
        with self.assertRaisesRegex(UserError, "that server was deleted"):
            self.call_as(self.seller, self.server.browse(), "action_email_sequence_resume")
        self.assertState(replied, "paused", "reply")
        self.assertEqual(set(self.paused.mapped("state")), {"paused"})

    def test_4_7_after_the_server_was_deleted_nothing_else_is_resumed(self):
        by_hand = self.subscribe(self.sequence("Other"), self.ada)
        by_hand.with_user(self.seller).action_pause()
        self.paused.sequence_id.mail_server_id = False
        self.server.unlink()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "or that server was deleted"):
            self.call_as(self.seller, self.paused[0], "action_resume_account")
        self.assertState(by_hand, "paused", "manual")
        self.assertEqual(set(self.paused.mapped("state")), {"paused"})

    def test_4_7_only_what_an_error_paused_is_resumed_with_the_account(self):
        """Whatever else a row may say: the reason decides."""
        self.paused[1].pause_reason = "reply"
        self.call_as(self.seller, self.paused[0], "action_resume_account")
        self.assertEqual(self.paused.mapped("state"), ["active", "paused", "active"])

    def test_a_server_that_is_not_saved_yet_has_paused_nobody(self):
        by_hand = self.subscribe(self.sequence("Other"), self.ada)
        by_hand.with_user(self.seller).action_pause()
        self.assertFalse(self.env["ir.mail_server"].new({"name": "New"}).email_sequence_problem)
        self.assertFalse(account_problem.sentence(self.server.browse()))

    def test_an_error_of_one_contact_is_not_the_accounts(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        bad = self.subscribe(self.sequence("Other", mail_server_id=self.server.id), self.ada)
        self.dispatch()
        self.assertState(bad, "paused", "send_error")
        self.assertFalse(bad.pause_server_id)
