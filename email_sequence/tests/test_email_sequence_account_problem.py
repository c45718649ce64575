import smtplib

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

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
        with self.assertRaisesRegex(UserError, "no such outgoing mail server"):
            self.call_as(self.seller, self.server.browse(), "action_email_sequence_resume")
        self.assertState(replied, "paused", "reply")
        self.assertEqual(set(self.paused.mapped("state")), {"paused"})

    def delete_server(self):
        self.paused.sequence_id.mail_server_id = False
        self.server.unlink()
        self.env.invalidate_all()

    def test_4_7_after_the_server_was_deleted_all_that_it_paused_is_resumed(self):
        """The help page's own case: the account is deleted, another one is connected, and the sequences continue."""
        others = self.subscribe(self.sequence("Other"), *self.contacts(4, "other.example"))
        others[0].with_user(self.seller).action_pause()
        others[1].pause("reply")
        others[2].pause("send_error", "The template does not render.")
        another = self.env["ir.mail_server"].create({"name": "Another", "smtp_host": "localhost"})
        others[3].pause("send_error", "Login refused.", server=another)
        self.delete_server()
        for subscription in others[:3]:
            with self.assertRaisesRegex(UserError, "not paused by an error of an outgoing mail server"):
                self.call_as(self.seller, subscription, "action_resume_account")
        self.call_as(self.seller, self.paused[0], "action_resume_account")
        self.assertEqual(set(self.paused.mapped("state")), {"active"})
        self.assertEqual(set(others.mapped("state")), {"paused"})
        self.assertFalse(any(self.paused.mapped("pause_account")))

    def test_4_7_what_was_due_after_the_server_was_deleted_is_resumed_with_it(self):
        """One of them was paused by a login that was refused, the other by the server's absence."""
        sequence = self.sequence("Other", mail_server_id=self.server.id)
        late = self.subscribe(sequence, self.ada)
        self.server.unlink()
        self.env.invalidate_all()
        self.dispatch()
        self.assertState(late, "paused", "send_error")
        self.call_as(self.seller, late, "action_resume_account")
        self.assertEqual(set((late | self.paused).mapped("state")), {"active"})

    def test_4_7_after_the_deletion_only_of_contacts_whom_the_user_may_read(self):
        self.paused[0].partner_id.company_id = self.env["res.company"].create({"name": "Another company"})
        self.delete_server()
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.paused[0], "action_resume_account")
        self.call_as(self.seller, self.paused[1], "action_resume_account")
        self.assertEqual(self.paused.mapped("state"), ["paused", "active", "active"])

    def test_4_7_the_dialog_asks_first(self):
        self.delete_server()
        action = self.call_as(self.seller, self.paused[0], "action_ask_resume_account")
        dialog = Form(self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"]))
        self.assertEqual(dialog.summary, "Will be resumed: 3 (A sending error: 3). Stay as they are: 0.")
        self.assertEqual(set(self.paused.mapped("state")), {"paused"})
        dialog.save().action_start()
        self.assertEqual(set(self.paused.mapped("state")), {"active"})

    def test_4_7_the_dialog_of_one_that_no_account_paused_changes_nothing(self):
        """Whatever a client puts into it."""
        by_hand = self.subscribe(self.sequence("Other"), self.ada)
        by_hand.with_user(self.seller).action_pause()
        with self.assertRaisesRegex(UserError, "not paused by an error of an outgoing mail server"):
            self.call_as(self.seller, by_hand, "action_ask_resume_account")
        values = {"action": "resume", "account_of_id": by_hand.id, "res_ids": self.paused.ids}
        dialog = self.env["email.sequence.bulk.start"].with_user(self.seller).create(values)
        self.assertEqual(dialog.ready_count, 0)
        dialog.action_start()
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
