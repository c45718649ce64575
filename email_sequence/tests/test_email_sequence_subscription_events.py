"""What a bridge addon hears of, and what it may call."""

from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import EmailSequenceCase
from .test_gateway import GatewayCase

EVENTS = (
    "_on_subscribed", "_on_sent", "_on_replied", "_on_paused", "_on_resumed", "_on_finished", "_on_removed",
    "_on_moved", "_on_continued", "_on_reassigned", "_on_skipped", "_on_send_now", "_on_address_changed",
)  # fmt: skip


class HeardEvents:
    """Notes ``(event, subscriptions, arguments)`` of all that happens, as a bridge's overrides would."""

    def setUp(self):
        super().setUp()
        self.heard = []
        for event in EVENTS:
            self.listen(event)

    def listen(self, event):
        original = getattr(self.registry["email.sequence.subscription"], event)

        def heard(subscriptions, *args, **kwargs):
            self.heard.append((event, subscriptions, args or kwargs))
            return original(subscriptions, *args, **kwargs)

        self.startPatcher(patch.object(self.registry["email.sequence.subscription"], event, heard))

    def events(self):
        """The names of the events since the last call."""
        names = [event.removeprefix("_on_") for event, _subscriptions, _arguments in self.heard]
        self.heard.clear()
        return names


@tagged("post_install", "-at_install")
class TestEvents(HeardEvents, EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.mine, self.other = self.sequence(delays=(0, 1)), self.sequence("Other")
        self.subscriptions = self.subscribe(self.mine, self.ada, self.bob)

    def test_subscribed_once_for_all_of_a_call(self):
        ((event, subscriptions, _arguments),) = self.heard
        self.assertEqual((event, subscriptions), ("_on_subscribed", self.subscriptions))
        self.assertTrue(all(subscriptions.mapped("scheduled_datetime")), "planned by then")
        self.heard.clear()
        self.subscribe(self.mine, self.ada)
        self.assertEqual(self.events(), [], "nobody was subscribed")

    def test_sent_and_finished(self):
        self.events()
        self.dispatch()
        ((event, subscriptions, (step,)),) = self.heard
        self.assertEqual((event, subscriptions, step), ("_on_sent", self.subscriptions, self.mine.step_ids[0]))
        self.events()
        self.travel(self.now + timedelta(days=2))
        self.dispatch()
        self.assertEqual(self.events(), ["finished", "sent"])

    def test_paused_resumed_and_removed_by_a_user(self):
        self.events()
        mine = self.subscriptions.with_user(self.seller)
        mine.action_pause()
        ((event, subscriptions, arguments),) = self.heard
        self.assertEqual((event, subscriptions, arguments), ("_on_paused", self.subscriptions, {"tell": True}))
        self.assertEqual(subscriptions.env.user, self.seller)
        self.heard.clear()
        mine.action_pause()
        self.assertEqual(self.events(), [], "they were paused already")
        mine.action_resume()
        mine.action_remove()
        self.assertEqual([arguments for _event, _subscriptions, arguments in self.heard], [("user",), ("user",)])
        self.assertEqual(self.events(), ["resumed", "removed"])

    def test_resumed_by_the_date(self):
        self.subscriptions.with_user(self.seller).action_pause(until=self.now.date() + timedelta(days=1))
        self.events()
        self.travel(self.now + timedelta(days=1))
        with self.committing_env() as env:
            env["email.sequence.subscription"]._resume_returning(limit=10)
        ((event, _subscriptions, arguments),) = self.heard
        self.assertEqual((event, arguments), ("_on_resumed", ("date",)))

    def test_skipped_ordered_and_reassigned(self):
        self.events()
        first, mine = self.mine.step_ids[0], self.subscriptions.with_user(self.manager)
        mine.action_skip_step()
        self.assertEqual([arguments for _event, _subscriptions, arguments in self.heard], [(first,), (first,)])
        mine.action_send_now()
        mine.sudo()._reassign(self.manager)
        self.assertEqual(self.events(), ["skipped", "skipped", "send_now", "reassigned"])

    def test_moved(self):
        self.events()
        self.env["email.sequence.bulk"].with_user(self.seller)._start(
            "move", [("id", "in", self.subscriptions.ids)], target_id=self.other.id
        )
        self.assertEqual([event for event, *_rest in self.heard], ["_on_subscribed", "_on_removed", "_on_moved"])
        self.assertEqual([arguments for *_rest, arguments in self.heard], [{}, ("move",), (self.other,)])

    def test_continued_with_a_new_step(self):
        self.subscriptions.sudo()._finish()
        self.mine.step_ids = [Command.create({"template_id": self.template("New").id, "delay_days": 3, "sequence": 9})]
        self.events()
        self.env["email.sequence.bulk"].with_user(self.seller)._start("go_on", [("id", "in", self.subscriptions.ids)])
        self.assertEqual(self.events(), ["continued"])

    def test_contact_has_another_address(self):
        self.events()
        self.ada.with_user(self.seller).email = "ada@new.example"
        ((event, subscriptions, (old, shared)),) = self.heard
        self.assertEqual((event, subscriptions), ("_on_address_changed", self.subscriptions[0]))
        self.assertEqual((old, list(shared)), ({subscriptions: "ada@customer.example"}, []))

    def test_contact_is_deleted(self):
        self.events()
        self.ada.unlink()
        ((event, _subscriptions, arguments),) = self.heard
        self.assertEqual((event, arguments), ("_on_removed", ("contact",)))


@tagged("post_install", "-at_install")
class TestReplied(HeardEvents, GatewayCase):
    def test_replied_comes_before_the_pause(self):
        self.events()
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        (_replied, subscriptions, (incoming,)), _paused = self.heard
        self.assertEqual(subscriptions, self.ada_subscription)
        self.assertEqual(incoming.with_env(self.env).kind, "human")
        self.assertEqual(self.events(), ["replied", "paused"])

    def test_a_user_says_that_a_person_wrote_and_then_that_none_did(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail, Auto_Submitted="auto-replied"))
        self.events()
        incoming = self.env["email.sequence.incoming"].search([], limit=1).with_user(self.seller)
        incoming.action_mark_person()
        self.assertEqual(self.events(), ["replied", "paused"])
        incoming.action_mark_automatic()
        self.assertEqual([arguments for *_rest, arguments in self.heard], [("correction",)])


@tagged("post_install", "-at_install")
class TestVerbs(EmailSequenceCase):
    """A bridge that has checked the rights pauses, resumes and removes in a user's name."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(), self.ada)
        self.mine = self.subscription.with_user(self.seller).sudo()

    def test_pause_with_a_note(self):
        self.assertEqual(self.mine.pause("reply", "She booked a meeting."), self.subscription)
        self.assertState(self.subscription, "paused", "reply")
        self.assertIn("She booked a meeting.", self.feed(self.ada))

    def test_resume_and_remove(self):
        self.mine.pause("reply")
        self.assertEqual(self.mine.resume(), self.subscription)
        self.assertIn("was resumed by Sam Seller", self.feed(self.ada))
        self.assertEqual(self.mine.remove(), self.subscription)
        self.assertIn("Sam Seller took the contact out of", self.feed(self.ada))

    def test_emails_are_rendered_on_and_logged_on_the_contact(self):
        self.assertEqual(self.subscription._rendered_record(), self.ada)
