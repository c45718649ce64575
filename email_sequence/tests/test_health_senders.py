"""Who cannot send is said before anybody is subscribed: on the screens, in the dialog, to programs (semantics 6.0)."""

from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..models.sending import account
from ..models.subscriptions import progression
from .common import EmailSequenceCase

NO_ADDRESS = "no email address"


class SenderCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env["ir.mail_server"].search([("id", "!=", self.server.id)]).active = False
        self.env.ref("email_sequence.ir_cron_dispatch").lastcall = self.now
        self.course = self.sequence()

    def sending(self, sequences=None, user=None):
        """What Health says about sending, by code."""
        sequences = self.env["email.sequence"] if sequences is None else sequences
        found = self.call_as(user or self.seller, sequences, "get_health")
        return {finding["code"]: finding for finding in found if finding["topic"] == "sending"}

    def configuration(self, *, answers):
        """Odoo without an outgoing server of its own; whether one answers on this machine."""
        self.server.active = False
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", lambda _model: False))
        self.startPatcher(patch.object(account, "configured_server_answers", lambda: answers))

    def refused(self, *partners, sequence=None, user=None, **kwargs):
        """The reasons for which contacts are left out, as a program gets them."""
        sequence = sequence or self.course
        result = self.call_as(user or self.seller, sequence, "subscribe", [p.id for p in partners], **kwargs)
        return [skipped["reason"] for skipped in result["skipped"]]

    def dialog(self, *partners, sequence=None, user=None):
        context = {"active_model": "res.partner", "active_ids": [partner.id for partner in partners]}
        dialogs = self.env["email.sequence.subscribe"].with_user(user or self.seller).with_context(**context)
        return dialogs.create({"sequence_id": (sequence or self.course).id})


@tagged("post_install", "-at_install")
class TestHealthOfSenders(SenderCase):
    def test_6_0_no_outgoing_server_at_all(self):
        self.assertEqual(self.sending(), {})
        self.configuration(answers=False)
        for sequences in (self.env["email.sequence"], self.course):
            found = self.sending(sequences)["no_outgoing"]
            self.assertIn("no outgoing mail server", found["sentence"])
            self.assertTrue(found["concerns_all"])
            self.assertIn("ask an administrator", found["ask"])
        self.assertEqual(list(self.sending()), ["no_outgoing"], "said once")
        self.assertTrue(self.sending(user=self.env.ref("base.user_admin"))["no_outgoing"]["fix"])

    def test_6_0_no_outgoing_server_and_no_sequence_yet(self):
        self.configuration(answers=False)
        self.env["email.sequence"].search([]).action_archive()
        self.assertEqual(list(self.sending()), ["no_outgoing"])

    def test_6_0_server_on_this_machine_that_takes_emails_is_one(self):
        self.configuration(answers=True)
        self.assertEqual(self.sending(), {})
        self.assertEqual(self.refused(self.ada), [])

    def test_6_0_reader_without_an_address(self):
        self.seller.email = False
        found = self.sending(self.course)["sender"]
        self.assertIn("Sam Seller cannot send the emails of “Test sequence”", found["sentence"])
        self.assertIn(NO_ADDRESS, found["sentence"])
        self.assertEqual(found["fix"]["action"]["res_id"], self.seller.id, "users set their own address")
        self.assertEqual(self.sending(self.course, user=self.manager), {})

    def test_6_0_fixed_sender_without_an_address(self):
        self.seller.email = False
        fixed = self.sequence("Fixed", activated=False, sender_rule="fixed_user", sender_id=self.seller.id)
        found = self.sending(fixed, user=self.manager)["sender"]
        self.assertEqual(found["fix"]["action"]["res_model"], "email.sequence", "managers choose another sender")
        self.assertEqual(self.sending(self.course, user=self.manager), {}, "it does not concern this sequence")
        self.assertEqual(self.sending(user=self.manager), {}, "a deactivated sequence alarms nobody")
        fixed.action_activate()
        self.assertIn("“Fixed”", self.sending(user=self.manager)["sender"]["sentence"])

    def test_6_0_sender_whose_emails_wait(self):
        self.subscribe(self.course, self.ada)
        self.seller.email = False
        found = self.sending(user=new_test_user(self.env, "uma", "email_sequence.group_user"))["sender"]
        self.assertFalse(found["fix"])
        self.assertIn("ask an administrator", found["ask"])

    def test_6_0_no_server_is_for_the_sender(self):
        self.server.from_filter = "other.example"
        with self.assertNoLogs("odoo.addons.base.models.ir_mail_server", "WARNING"):
            self.assertIn("Test server (other.example)", self.sending(self.course)["sender"]["sentence"])

    def test_6_0_conversation_goes_on_from_its_own_account(self):
        self.subscribe(self.course, self.ada, self.bob)
        self.dispatch()
        self.env["ir.mail_server"].create({"name": "B", "smtp_host": "b.example", "from_filter": "seller.example"})
        self.assertEqual(self.sending(user=self.manager), {})
        self.server.active = False
        self.assertIn("Test server", self.sending(user=self.manager)["sender"]["sentence"])

    def test_6_0_queries_do_not_grow_with_sequences_and_senders(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.sending(user=self.manager)
            return self.env.cr.sql_log_count - before

        self.subscribe(self.course, self.ada)
        self.seller.email = False
        queries()
        few = queries()
        for n in range(15):
            sender = new_test_user(self.env, f"sender{n}", "email_sequence.group_user", email=f"s{n}@seller.example")
            course = self.sequence(f"Sequence {n}", sender_rule="fixed_user", sender_id=sender.id)
            self.subscribe(course, self.bob, user=sender)
            sender.email = False
        queries()
        self.assertLessEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestSubscribingWithoutASender(SenderCase):
    def test_6_0_sender_without_an_address_is_a_reason(self):
        self.seller.email = False
        self.assertEqual(self.refused(self.ada, self.bob), ["no_sender"] * 2)
        dialog = self.dialog(self.ada)
        self.assertEqual((dialog.ready_count, dialog.skipped_count), (0, 1))
        self.assertIn(NO_ADDRESS, dialog.skipped_summary)
        self.assertEqual(dialog.sender_name, "Sam Seller, who has no email address")

    def test_6_0_sender_without_an_account_is_a_reason(self):
        self.configuration(answers=False)
        self.assertEqual(self.refused(self.ada), ["no_account"])
        self.assertIn("no outgoing mail server", self.dialog(self.ada).skipped_summary)

    def test_6_0_salespersons_are_looked_at_one_by_one(self):
        by_salesperson = self.sequence("By salesperson", sender_rule="salesperson")
        self.ada.user_id, self.bob.user_id = self.seller, self.manager
        self.seller.email = False
        result = self.call_as(self.manager, by_salesperson, "subscribe", (self.ada | self.bob).ids)
        self.assertEqual(result["skipped"], [{"partner_id": self.ada.id, "reason": "no_sender"}])
        dialog = self.dialog(self.ada, sequence=by_salesperson, user=self.manager)
        self.assertIn("salesperson, has no email address<", dialog.skipped_summary)

    def test_6_0_sender_that_is_chosen_counts(self):
        self.manager.email = False
        kwargs = {"user": self.manager, "user_id": self.seller.id}
        self.assertEqual(self.refused(self.ada), [])
        self.assertEqual(self.refused(self.bob, **kwargs), [])

    def test_6_0_what_is_wrong_with_the_contact_is_said_first(self):
        self.seller.email = False
        self.assertEqual(self.refused(self.contact("Nobody", False)), ["no_address"])

    def test_6_0_moved_contacts_keep_their_sender(self):
        subscription = self.subscribe(self.course, self.ada)
        other = self.sequence("Other")
        self.manager.email = False
        moved = progression.move(subscription.with_user(self.manager).sudo(), other.with_user(self.manager))
        self.assertEqual(moved, subscription)

    def test_6_0_queries_do_not_grow_with_salespersons(self):
        course = self.sequence("By salesperson", sender_rule="salesperson")
        people = self.contacts(40)
        for n, partner in enumerate(people):
            user = new_test_user(self.env, f"seller{n}", "email_sequence.group_user", email=f"s{n}@seller.example")
            partner.user_id = user if n > 1 else self.manager

        def queries(partners):
            dialog = self.dialog(*partners, sequence=course)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog._sort_out()
            return self.env.cr.sql_log_count - before

        queries(people)
        few = queries(people[:2])
        self.assertLessEqual(queries(people), few)


@tagged("post_install", "-at_install")
class TestConfiguredServer(EmailSequenceCase):
    """The default of Odoo's configuration is this machine, whether or not a server is there."""

    def answers(self, error=None, **options):
        connect = patch.object(account.socket, "create_connection", side_effect=error)
        with patch.object(account, "config", {"smtp_server": "localhost", "smtp_port": 25, **options}), connect as made:
            return account.configured_server_answers(), made.called

    def test_this_machine_is_one_if_it_answers(self):
        self.assertEqual(self.answers(), (True, True))
        self.assertEqual(self.answers(error=ConnectionRefusedError()), (False, True))

    def test_another_machine_is_not_asked(self):
        self.assertEqual(self.answers(smtp_server="smtp.seller.example"), (True, False))
        self.assertEqual(self.answers(smtp_server=False), (False, False))
