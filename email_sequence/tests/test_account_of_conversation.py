"""A conversation keeps the account that it was begun with; no other one takes its place silently (semantics 3.4)."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import EmailSequenceCase
from .scripts import migration

FITS = "seller.example"  # a From filter for the sender's domain, which Odoo prefers to servers without one


class ConversationCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env["ir.mail_server"].search([("id", "!=", self.server.id)]).active = False
        self.course = self.sequence(delays=(0, 1, 1))

    def another_server(self, name="Other server", **values):
        return self.env["ir.mail_server"].create({"name": name, "smtp_host": "other.example", **values})

    def begun(self, *partners, **kwargs):
        """Subscriptions whose first step was sent."""
        subscriptions = self.subscribe(self.course, *(partners or [self.ada]), **kwargs)
        self.assertEqual(len(self.dispatch()), len(subscriptions))
        return subscriptions

    def next_mails(self, *subscriptions):
        """What the dispatcher sends when the next steps are due, and through which servers."""
        self.travel(max(s.scheduled_datetime for s in subscriptions))
        before = len(self.smtp.servers)
        return self.dispatch(), self.smtp.servers[before:]

    def assertPausedBy(self, subscription, failure_type, *words):
        self.assertState(subscription, "paused", "send_error")
        self.assertEqual(subscription.trace_ids.sorted("id")[-1:].failure_type, failure_type)
        for word in words:
            self.assertIn(word, subscription.pause_note)


@tagged("post_install", "-at_install")
class TestAccountOfConversation(ConversationCase):
    def test_3_4_server_that_fits_better_now_does_not_take_over(self):
        subscription = self.begun()
        self.another_server(from_filter=FITS)
        (mail,), servers = self.next_mails(subscription)
        self.assertEqual(servers, [self.server.id])
        self.assertTrue(mail["In-Reply-To"])

    def test_3_4_server_chosen_for_the_sequence_is_for_conversations_that_begin(self):
        subscription = self.begun()
        other = self.another_server()
        self.course.mail_server_id = other
        self.assertEqual(self.next_mails(subscription)[1], [self.server.id])
        self.begun(self.bob)
        self.assertEqual(self.smtp.servers[-1], other.id)

    def test_3_4_archived_server_pauses_and_no_other_one_takes_its_place(self):
        subscription, other = self.begun(), self.another_server(from_filter=FITS)
        self.server.active = False
        self.assertEqual(self.next_mails(subscription), ([], []))
        self.assertPausedBy(subscription, "account_gone", "no other server takes its place", "Test server")
        self.assertEqual(subscription.pause_server_id, self.server)
        self.assertEqual(subscription.next_step_id, self.course.step_ids.sorted()[1])
        return subscription, other

    def test_3_4_resumed_it_goes_on_from_the_present_account_and_keeps_that(self):
        subscription, other = self.test_3_4_archived_server_pauses_and_no_other_one_takes_its_place()
        subscription.with_user(self.seller).action_resume()
        (mail,), servers = self.next_mails(subscription)
        self.assertEqual(servers, [other.id])
        self.assertEqual(mail["In-Reply-To"], subscription.trace_ids.sorted("id")[0].message_id)
        self.server.active = True
        other.from_filter = "other.example, " + FITS
        self.assertEqual(self.next_mails(subscription)[1], [other.id], "the new one from then on")

    def test_3_4_restored_server_goes_on(self):
        subscription, _other = self.test_3_4_archived_server_pauses_and_no_other_one_takes_its_place()
        self.server.active = True
        subscription.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(subscription)[1], [self.server.id])

    def test_3_4_deleted_server_pauses(self):
        subscription, other = self.begun(), self.another_server(from_filter=FITS)
        self.server.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.next_mails(subscription), ([], []))
        self.assertPausedBy(subscription, "account_gone", "Test server")
        subscription.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(subscription)[1], [other.id])

    def test_3_4_server_of_the_configuration_is_an_account_too(self):
        self.server.active = False
        subscription = self.begun()
        self.assertEqual(subscription.account_address, self.seller.email)
        self.another_server()
        hosts = []
        with patch.object(self.smtp, "connect", self.noting_host(hosts)):
            self.next_mails(subscription)
        self.assertEqual(hosts, [("localhost", None)])

    def noting_host(self, hosts):
        connect = self.smtp.connect

        def noting(model, *, host=None, mail_server_id=None, **kwargs):
            hosts.append((host, mail_server_id))
            return connect(model, mail_server_id=mail_server_id, **kwargs)

        return noting

    def test_3_4_senders_address_is_part_of_the_account(self):
        subscription = self.begun()
        self.seller.email = "sam@new.example"
        self.assertEqual(self.next_mails(subscription), ([], []))
        self.assertPausedBy(subscription, "account_address", "sam@seller.example")
        subscription.with_user(self.seller).action_resume()
        (mail,), _servers = self.next_mails(subscription)
        self.assertIn("sam@new.example", mail["From"])

    def test_3_4_senders_name_is_not(self):
        subscription = self.begun()
        self.seller.name = "Samuel Seller"
        (mail,), _servers = self.next_mails(subscription)
        self.assertIn("Samuel Seller", mail["From"])

    def test_3_4_step_that_starts_a_thread_keeps_it_too(self):
        subscription = self.begun()
        subscription.next_step_id.new_thread = True
        self.another_server(from_filter=FITS)
        (mail,), servers = self.next_mails(subscription)
        self.assertEqual((servers, mail["In-Reply-To"]), ([self.server.id], None))

    def test_3_4_nothing_sent_yet_is_no_conversation(self):
        subscription = self.subscribe(self.course, self.ada)
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        self.assertFalse(subscription.account_address)
        self.smtp.login_fault = None
        other = self.another_server(from_filter=FITS)
        subscription.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(subscription)[1], [other.id])

    def test_3_4_perhaps_sent_is_begun(self):
        subscription = self.subscribe(self.course, self.ada)
        self.smtp.faults[self.ada.email] = ValueError("Nobody knows")
        self.dispatch()
        self.assertEqual(subscription.trace_ids.trace_status, "unknown")
        self.assertEqual(subscription._account_begun().server_id, self.server.id)

    def test_3_4_another_sender_begins_with_another_account(self):
        subscription, other = self.begun(), self.another_server(from_filter="mia@seller.example")
        subscription._reassign(self.manager)
        (mail,), servers = self.next_mails(subscription)
        self.assertEqual(servers, [other.id])
        self.assertIn("Mia Manager", mail["From"])

    def test_3_4_filter_that_no_longer_has_the_sender_pauses(self):
        subscription = self.begun()
        self.another_server()
        self.server.from_filter = "other.example"
        self.assertEqual(self.next_mails(subscription), ([], []))
        self.assertPausedBy(subscription, "account_filter", "Test server")

    def test_7_slots_are_those_of_the_server_that_sends(self):
        ada, bob = self.begun(self.ada, self.bob)
        self.another_server(from_filter=FITS)
        self.server.email_sequence_daily_limit = 1
        (ada | bob).scheduled_datetime = self.now + timedelta(days=2)
        mails, servers = self.next_mails(ada, bob)
        self.assertEqual((len(mails), servers), (1, [self.server.id]))
        self.assertEqual((ada | bob).limit_server_id, self.server)


@tagged("post_install", "-at_install")
class TestPersonalServer(ConversationCase):
    """Switching a personal server deletes it: what was begun with it waits, whatever else was resumed."""

    def setUp(self):
        super().setUp()
        values = {"from_filter": "sam@seller.example", "smtp_user": "sam@seller.example", "smtp_encryption": "none"}
        self.values = {"name": "Sam's account", "smtp_host": "localhost", "owner_user_id": self.seller.id, **values}
        self.own = self.env["ir.mail_server"].create(self.values)
        self.ada_s, self.bob_s = self.begun(self.ada, self.bob)
        self.assertEqual((self.ada_s | self.bob_s).account_server_id, self.own)

    def test_connected_later_it_does_not_take_over(self):
        self.own.unlink()
        self.ada_s._set_account(None)
        self.env.invalidate_all()
        self.seller.email_sequence_lost_server = False
        self.next_mails(self.ada_s)
        self.assertEqual(self.ada_s.account_server_id, self.server)
        self.env["ir.mail_server"].create(self.values)
        self.env.invalidate_all()
        self.assertEqual(self.next_mails(self.ada_s)[1], [self.server.id])

    def test_resuming_one_leaves_the_others_waiting(self):
        self.own.unlink()
        self.env.invalidate_all()
        self.bob_s.scheduled_datetime += timedelta(days=3)
        self.next_mails(self.ada_s)
        self.assertPausedBy(self.ada_s, "account_gone", "Sam's account")
        self.ada_s.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(self.ada_s)[1], [self.server.id])
        self.next_mails(self.bob_s)
        self.assertEqual(len(self.smtp.to("bob@customer.example")), 1, "the first step")
        self.assertPausedBy(self.bob_s, "account_gone", "Sam's account")

    def test_replaced_by_another_provider(self):
        self.own.unlink()
        new = self.env["ir.mail_server"].create({**self.values, "name": "Sam's new account"})
        self.env.invalidate_all()
        self.assertEqual(self.next_mails(self.ada_s)[0], [])
        self.assertPausedBy(self.ada_s, "account_gone", "Sam's account")
        self.ada_s.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(self.ada_s)[1], [new.id])

    def test_given_to_another_user_it_is_gone(self):
        self.own.owner_user_id = self.manager
        self.env.invalidate_all()
        self.assertEqual(self.next_mails(self.ada_s)[0], [])
        self.assertPausedBy(self.ada_s, "account_gone")


@tagged("post_install", "-at_install")
class TestMigration(ConversationCase):
    """Conversations of a database of before are known as far as their last email tells."""

    def test_account_of_the_last_email(self):
        begun = self.begun(self.ada, self.bob)
        known, changed = begun
        unsent = self.subscribe(self.sequence("Other", delays=(3,)), self.ada)
        noted = known._account_begun()
        begun._set_account(None)
        changed.user_id = self.manager
        self.env.flush_all()
        migration("19.0.1.3.0/post-conversation-accounts").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(known._account_begun(), noted)
        self.assertFalse((changed | unsent).filtered("account_address"))

    def test_server_that_is_not_known_is_not_guessed(self):
        subscription = self.begun()
        subscription._set_account(None)
        subscription.trace_ids.mail_server_id = False
        self.env.flush_all()
        migration("19.0.1.3.0/post-conversation-accounts").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertFalse(subscription.account_address)
