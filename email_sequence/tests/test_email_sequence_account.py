"""The sender's own account, and what happens when it fails (semantics 3.4 and 6)."""

import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EmailSequenceCase

LOGIN_REFUSED = smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials")


@tagged("post_install", "-at_install")
class TestChoice(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.own = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "own.example", "sequence": 99})

    def servers_used(self, **values):
        self.subscribe(self.sequence(**values), self.ada)
        self.assertEqual(len(self.dispatch()), 1)
        return self.smtp.servers

    def test_odoo_chooses_by_the_from_address(self):
        self.env["ir.mail_server"].search([("id", "!=", self.own.id)]).active = False
        self.assertEqual(self.servers_used(), [self.own.id])

    def test_server_of_the_sequence(self):
        self.assertEqual(self.servers_used(mail_server_id=self.own.id), [self.own.id])

    def test_senders_personal_server_comes_first(self):
        address = self.seller.email
        self.own.write({"owner_user_id": self.seller.id, "from_filter": address, "smtp_user": address})
        self.assertEqual(self.seller.outgoing_mail_server_id, self.own)
        self.assertEqual(self.servers_used(mail_server_id=self.server.id), [self.own.id])

    def test_server_in_use_cannot_be_archived(self):
        self.sequence(mail_server_id=self.own.id)
        with self.assertRaisesRegex(UserError, r"Test sequence \(Email sequence\)"):
            self.own.active = False

    def test_sent_mail_names_its_server(self):
        self.servers_used(mail_server_id=self.own.id)
        self.assertEqual(self.env["email.sequence.trace"].search([], limit=1).mail_server_id, self.own)


@tagged("post_install", "-at_install")
class TestFailure(EmailSequenceCase):
    """An error of the account pauses those that were due, not those due later; the step is not consumed."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence(mail_server_id=self.server.id)
        self.due = self.subscribe(self.course, *self.contacts(12))
        self.later = self.subscribe(self.sequence("Later", delays=(1,)), self.ada)

    def assertDuePaused(self, failure_type, sentence):
        self.assertFalse(self.dispatch())
        for subscription in self.due:
            self.assertState(subscription, "paused", "send_error")
            self.assertIn(sentence, subscription.pause_note)
            self.assertEqual(subscription.trace_ids.failure_type, failure_type)
            self.assertEqual(subscription.next_step_id, self.course.step_ids[0])
        self.assertState(self.later, "active")

    def notices(self):
        domain = [("message_type", "=", "user_notification"), ("partner_ids", "in", self.seller.partner_id.ids)]
        return self.env["mail.message"].search(domain)

    def test_login_refused(self):
        self.smtp.login_fault = LOGIN_REFUSED
        self.assertDuePaused("account_login", "535 5.7.8 Bad credentials")
        self.assertEqual(self.smtp.connections, 1, "not tried again for each mail")

    def test_server_unreachable(self):
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.assertDuePaused("account_unreachable", "Connection refused")

    def test_server_name_that_is_none(self):
        self.smtp.login_fault = UnicodeError("label empty or too long")
        self.assertDuePaused("account_unreachable", "label empty or too long")

    def test_server_that_hangs_up_on_connecting(self):
        self.smtp.login_fault = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        self.assertDuePaused("account_unreachable", "unexpectedly closed")

    def test_server_deleted(self):
        """It is not replaced by another one."""
        self.server.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.course.mail_server_id)
        self.assertDuePaused("account_missing", "Test server")

    def test_server_archived(self):
        self.env.cr.execute("UPDATE ir_mail_server SET active = false WHERE id = %s", (self.server.id,))
        self.env.invalidate_all()
        self.assertDuePaused("account_archived", "is archived")

    def test_sender_archived(self):
        self.seller.active = False
        self.assertDuePaused("sender_missing", "archived or has no email address")

    def test_sender_without_an_address(self):
        self.seller.email = False
        self.assertDuePaused("sender_missing", "archived or has no email address")

    def test_sender_with_an_address_that_no_server_takes(self):
        self.seller.email = "sam@-ü.example"
        self.assertDuePaused("sender_missing", "Malformed 'Return-Path' or 'From' address")

    def refuse_sender_once(self, code, words):
        first = self.due.sorted("id")[0]
        self.smtp.faults[first.email] = smtplib.SMTPSenderRefused(code, words, "sam@seller.example")
        return first

    def test_sender_refused_for_good_is_not_tried_again_in_the_run(self):
        self.refuse_sender_once(553, b"Not yours")
        self.assertDuePaused("account_refused", "553 Not yours")

    def test_server_that_is_not_for_the_sender(self):
        """Odoo would write its notification address into From; ours leave as the sender's, or not at all."""
        self.server.from_filter = "other.example"
        self.assertDuePaused("account_filter", "Test server (other.example)")
        self.assertFalse(self.smtp.connections)

    def test_server_for_the_senders_domain_is_used(self):
        self.server.from_filter = "other.example, seller.example"
        (*_others, mail) = self.dispatch()
        self.assertEqual(mail["From"], '"Sam Seller" <sam@seller.example>')

    def test_server_without_encryption(self):
        self.smtp.login_fault = smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server.")
        self.assertDuePaused("account_tls", "STARTTLS extension not supported")

    def test_quota_used_up(self):
        self.refuse_sender_once(550, b"5.4.5 Daily user sending limit exceeded")
        self.assertDuePaused("account_quota", "Set a limit on the outgoing mail server")
        self.assertEqual(self.smtp.connections, 1, "not tried again for each mail")

    def test_sender_is_told_once(self):
        self.smtp.login_fault = LOGIN_REFUSED
        self.dispatch()
        (notice,) = self.notices()
        self.assertIn("Subscriptions with a mail due were paused", notice.body)
        self.assertIn("refused the login", notice.body)
        self.subscribe(self.sequence("Another"), self.bob)
        self.dispatch()
        self.assertEqual(len(self.notices()), 1, "not again within the hour")

    def test_sender_is_told_again_of_a_problem_that_comes_back(self):
        self.smtp.login_fault = LOGIN_REFUSED
        self.dispatch()
        self.travel(self.now + timedelta(hours=2))
        self.due.action_resume()
        self.travel(self.now.replace(hour=23, minute=59))
        self.dispatch()
        self.assertEqual(len(self.notices()), 2)

    def test_resume_after_correcting_the_account_sends_each_once(self):
        """Semantics 6.1, and the help page's last but one chapter."""
        self.smtp.login_fault = LOGIN_REFUSED
        self.dispatch()
        self.smtp.login_fault = None
        self.due.with_user(self.seller).action_resume()
        self.travel(max(self.due.mapped("scheduled_datetime")))
        self.assertEqual(len(self.dispatch()), 12)
        self.assertFalse(self.dispatch())

    def test_problem_of_one_sender_does_not_stop_another(self):
        self.subscribe(self.course, self.bob, user=self.manager)
        self.seller.active = False
        (mail,) = self.dispatch()
        self.assertIn("Mia Manager", mail["From"])


@tagged("post_install", "-at_install")
class TestOwnServer(EmailSequenceCase):
    """A personal server that is gone is not replaced by another one, unless its user says so (semantics 3.4, 6.1)."""

    def setUp(self):
        super().setUp()
        values = {"from_filter": "sam@seller.example", "smtp_user": "sam@seller.example", "smtp_encryption": "none"}
        own = {"name": "Sam's account", "smtp_host": "localhost", "owner_user_id": self.seller.id, **values}
        self.own = self.env["ir.mail_server"].create(own)
        self.due = self.subscribe(self.sequence(mail_server_id=self.server.id), self.ada)

    def assertPaused(self, failure_type, sentence):
        self.assertFalse(self.dispatch())
        self.assertState(self.due, "paused", "send_error")
        self.assertEqual(self.due.trace_ids[:1].failure_type, failure_type)
        self.assertIn(sentence, self.due.pause_note)

    def delete(self):
        self.own.unlink()
        self.env.invalidate_all()

    def test_deleted(self):
        self.delete()
        self.assertPaused("account_own_missing", "Sam's account")

    def test_deleted_and_resumed_the_mails_leave_through_the_other_servers(self):
        self.delete()
        self.dispatch()
        self.due.with_user(self.seller).action_resume()
        self.travel_to_next_mail(self.due)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(self.smtp.servers, [self.server.id])

    def test_deleted_and_connected_again(self):
        values = self.own.copy_data()[0]
        self.delete()
        new = self.env["ir.mail_server"].create({**values, "owner_user_id": self.seller.id})
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(self.smtp.servers, [new.id])

    def test_default_chosen_in_the_preferences(self):
        with patch.object(type(self.env["res.users"]), "has_external_mail_server", True):
            self.env["res.users"].with_user(self.seller).action_setup_outgoing_mail_server("default")
        self.env.invalidate_all()
        self.assertFalse(self.own.exists())
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(self.smtp.servers, [self.server.id])

    def test_archived(self):
        self.env.cr.execute("UPDATE ir_mail_server SET active = false WHERE id = %s", (self.own.id,))
        self.env.invalidate_all()
        self.assertPaused("account_archived", "is archived")
        self.assertEqual(self.due.pause_server_id, self.own)

    def test_another_user_is_not_concerned(self):
        self.delete()
        self.subscribe(self.due.sequence_id, self.bob, user=self.manager)
        (mail,) = self.dispatch()
        self.assertIn("Mia Manager", mail["From"])

    def test_personal_servers_switched_off(self):
        self.env["ir.config_parameter"].set_param("mail.disable_personal_mail_servers", "True")
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(self.smtp.servers, [self.server.id])
