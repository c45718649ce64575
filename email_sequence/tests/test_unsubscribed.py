"""What happens when somebody unsubscribes, and whose links are believed (semantics 11, 13)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.recipients.signed_link import signature
from ..models.recipients.unsubscribing import find
from .test_unsubscribing import UnsubscribeCase


@tagged("post_install", "-at_install")
class TestToken(UnsubscribeCase):
    """Semantics 13: public routes accept only signed tokens and reveal nothing."""

    def setUp(self):
        super().setUp()
        self.trace, _mail = self.sent()
        self.token = self.token_of(self.trace)

    def token_of(self, trace):
        return signature(self.env, "unsubscribe", trace.id, trace.message_id)

    def find(self, trace_id, token):
        public = self.env(user=self.env.ref("base.public_user"))
        return find(public, trace_id, token)

    def test_13_token_of_a_mail_finds_its_trace(self):
        self.assertEqual(self.find(self.trace.id, self.token), self.trace)

    def test_13_any_other_token_finds_nothing(self):
        other, _mail = self.sent(self.bob)
        flipped = self.token[:-1] + ("1" if self.token[-1] == "0" else "0")
        for token in ("", "x", "é", self.token[:-1], flipped, self.token.upper(), self.token_of(other)):
            with self.subTest(token):
                self.assertFalse(self.find(self.trace.id, token))

    def test_13_trace_that_does_not_exist_is_not_found(self):
        self.assertFalse(self.find(self.trace.id + 1000, self.token))
        nothing = self.token_of(self.trace.browse())
        self.assertFalse(self.find(self.trace.id + 1000, nothing))

    def test_13_id_given_again_after_a_backup_was_restored_is_another_trace(self):
        self.trace.message_id = "<another@seller.example>"
        self.assertFalse(self.find(self.trace.id, self.token))

    def test_13_another_database_signs_otherwise(self):
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertFalse(self.find(self.trace.id, self.token))


@tagged("post_install", "-at_install")
class TestLeaving(UnsubscribeCase):
    def setUp(self):
        super().setUp()
        self.trace, _mail = self.sent()
        self.subscription = self.trace.subscription_id
        self.other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)

    def lines(self):
        return self.feed(self.ada).count("unsubscribed")

    def test_11_the_sequence_pauses_for_good_and_the_mail_says_so(self):
        self.trace._unsubscribe_from_sequence()
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertState(self.other, "active")
        self.assertEqual(self.trace.unsubscribe_datetime, self.now)
        self.assertIn("ada@customer.example unsubscribed.", self.feed(self.ada))
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", self.trace.email)]))

    def test_11_sender_is_told(self):
        self.trace._unsubscribe_from_sequence()
        told = self.subscription.pause_message_id.notified_partner_ids
        self.assertEqual(told, self.seller.partner_id)

    def test_11_no_further_mail_leaves(self):
        self.trace._unsubscribe_from_sequence()
        self.travel(self.now.replace(day=20))
        self.assertEqual({mail["Subject"] for mail in self.dispatch()}, {"Step 1 for Ada"}, "of the other sequence")

    def test_11_everything_blacklists_and_pauses_every_sequence_at_the_address(self):
        theirs = self.env["email.sequence.subscription"].search([("email", "=", self.trace.email)])
        self.trace._unsubscribe_from_everything()
        for subscription in theirs:
            self.assertState(subscription, "paused", "unsubscribed")
        entry = self.env["mail.blacklist"].search([("email", "=", self.trace.email)])
        self.assertIn("ada@customer.example unsubscribed from all emails.", "".join(entry.message_ids.mapped("body")))
        self.assertFalse(self.other.trace_ids.filtered("unsubscribe_datetime"))

    def test_11_everything_leaves_other_addresses_alone(self):
        namesake = self.subscribe(self.sequence("Third", delays=(5,)), self.bob)
        self.trace._unsubscribe_from_everything()
        self.assertState(namesake, "active")

    def test_11_everything_reaches_other_companies(self):
        """Odoo's blacklist is one for all of them."""
        company = self.env["res.company"].create({"name": "Sister"})
        abroad = self.sequence("Abroad", delays=(5,), company_id=company.id, schedule=self.always, activated=False)
        subscription = self.other.copy({"sequence_id": abroad.id})
        self.trace._unsubscribe_from_everything()
        self.assertState(subscription, "paused", "unsubscribed")

    def test_11_done_again_it_changes_nothing(self):
        for leave in (type(self.trace)._unsubscribe_from_sequence, type(self.trace)._unsubscribe_from_everything):
            leave(self.trace)
            said, when, paused = self.lines(), self.trace.unsubscribe_datetime, self.subscription.paused_datetime
            self.travel(self.now.replace(hour=15))
            leave(self.trace)
            self.assertEqual(self.lines(), said)
            self.assertEqual((self.trace.unsubscribe_datetime, self.subscription.paused_datetime), (when, paused))

    def test_11_address_that_was_taken_off_the_blacklist_returns_to_it(self):
        self.env["mail.blacklist"]._add(self.trace.email)
        self.env["mail.blacklist"]._remove(self.trace.email)
        self.trace._unsubscribe_from_everything()
        self.assertEqual(self.trace._unsubscribed_from(), "everything")

    def test_11_two_requests_at_the_same_moment(self):
        """The other one's entry is seen only by the unique index: it is committed after this transaction began."""

        def add(blacklist, email, message=None):
            blacklist.env.cr.execute("INSERT INTO mail_blacklist (email, active) VALUES (%s, true)", (email,))
            blacklist.env.cr.execute("INSERT INTO mail_blacklist (email, active) VALUES (%s, true)", (email,))

        with patch.object(self.registry["mail.blacklist"], "_add", add), mute_logger("odoo.sql_db"):
            self.trace._unsubscribe_from_everything()
        self.assertState(self.other, "paused", "unsubscribed")

    def test_11_stronger_than_another_reason(self):
        self.subscription.pause("reply")
        self.trace._unsubscribe_from_sequence()
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_finished_and_removed_ones_are_noted(self):
        self.subscription.remove()
        finished, _mail = self.sent(self.bob, delays=(0,))
        for trace in (self.trace, finished):
            state = trace.subscription_id.state
            trace._unsubscribe_from_sequence()
            self.assertEqual(trace.unsubscribe_datetime, self.now)
            self.assertState(trace.subscription_id, state)
            self.assertEqual(trace._unsubscribed_from(), "sequence")

    def test_11_who_left_what_was_finished_or_removed_is_not_subscribed_to_it_again(self):
        self.subscription.remove()
        finished, _mail = self.sent(self.bob, delays=(0,))
        for trace, contact in ((self.trace, self.ada), (finished, self.bob)):
            trace._unsubscribe_from_sequence()
            sequence = trace.sequence_id.with_user(self.seller)
            (skipped,) = sequence.subscribe(contact.ids, again=True)["skipped"]
            self.assertEqual(skipped["reason"], "unsubscribed")

    def test_11_works_after_the_contact_was_deleted(self):
        self.ada.unlink()
        self.trace._unsubscribe_from_everything()
        self.assertEqual(self.trace._unsubscribed_from(), "everything")

    def test_11_request_that_names_no_mail_is_noted_on_the_last_one_of_each_sequence(self):
        long = self.sequence("Third", delays=(0, 1, 9))
        subscription = self.subscribe(long, self.bob)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        (subscription | self.other)._unsubscribe(self.trace.browse())
        first, last = subscription.trace_ids.sorted("id")
        self.assertFalse(first.unsubscribe_datetime)
        self.assertEqual(last.unsubscribe_datetime, self.now)
        self.assertState(self.other, "paused", "unsubscribed")

    def test_11_request_that_names_no_mail_says_nothing_of_what_was_over(self):
        self.subscription.remove()
        (self.subscription | self.other)._unsubscribe(self.trace.browse())
        self.assertFalse(self.trace.unsubscribe_datetime)
        self.assertState(self.other, "paused", "unsubscribed")

    def test_11_what_was_left(self):
        self.assertFalse(self.trace._unsubscribed_from())
        self.trace._unsubscribe_from_sequence()
        self.assertEqual(self.trace._unsubscribed_from(), "sequence")
        self.trace._unsubscribe_from_everything()
        self.assertEqual(self.trace._unsubscribed_from(), "everything")

    def test_11_a_subscription_that_goes_on_is_not_left(self):
        """Whatever was noted before: the page must offer the way out."""
        self.trace._unsubscribe_from_sequence()
        self.subscription.write({"state": "active", "pause_reason": False})
        self.assertFalse(self.trace._unsubscribed_from())
