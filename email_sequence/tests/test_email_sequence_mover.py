from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..models.subscriptions import progression
from .common import EmailSequenceCase

MONDAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestGoOn(EmailSequenceCase):
    """A new last step is not for the finished ones unless somebody asks for it (semantics 10)."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(0,))
        self.subscription = self.subscribe(self.mine, self.ada)
        self.dispatch()

    def add_step(self, **values):
        self.mine.with_user(self.manager).step_ids = [
            Command.create({"template_id": self.template("New").id, "delay_days": 3, "sequence": 9, **values})
        ]

    def go_on(self, subscriptions=None):
        return progression.send_new_steps((subscriptions or self.subscription).sudo())

    def test_finished_one_stays_finished(self):
        self.add_step()
        self.assertState(self.subscription, "finished")

    def test_going_on_counts_from_the_mail_that_really_left_last(self):
        self.add_step()
        self.assertEqual(self.go_on(), self.subscription)
        self.assertState(self.subscription, "active")
        self.assertEqual(self.subscription.scheduled_datetime.date(), MONDAY + timedelta(days=3))
        self.assertFalse(self.subscription.finished_datetime)
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(len(self.dispatch()), 1)

    def test_without_a_new_step_nothing_changes(self):
        self.assertFalse(self.go_on())
        self.assertState(self.subscription, "finished")

    def test_a_step_before_the_last_one_is_not_for_it(self):
        self.mine.step_ids.delay_days = 1
        self.add_step(sequence=0)
        self.assertFalse(self.go_on())

    def test_a_contact_who_is_subscribed_again_is_left_alone(self):
        self.add_step()
        self.subscribe(self.mine, self.ada, again=True)
        self.assertFalse(self.go_on())

    def test_of_two_finished_ones_of_a_contact_one_goes_on(self):
        second = self.subscribe(self.mine, self.ada, again=True)
        self.dispatch()
        self.add_step()
        self.assertEqual(len(self.go_on(self.subscription | second)), 1)


@tagged("post_install", "-at_install")
class TestMove(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.mine, self.other = self.sequence("First"), self.sequence("Second", delays=(2, 1))
        self.subscriptions = self.subscribe(self.mine, self.ada, self.bob)

    def move(self):
        return progression.move(self.subscriptions.sudo(), self.other)

    def test_contacts_leave_the_one_and_begin_the_other(self):
        self.assertEqual(self.move(), self.subscriptions)
        self.assertEqual(set(self.subscriptions.mapped("state")), {"removed"})
        begun = self.other.subscription_ids
        self.assertEqual(begun.partner_id, self.ada | self.bob)
        self.assertEqual(begun.user_id, self.seller)
        self.assertEqual({s.scheduled_datetime.date() for s in begun}, {MONDAY + timedelta(days=2)})

    def test_address_is_kept(self):
        self.ada.email = "ada@customer.example, second@customer.example"
        self.subscriptions[0].sudo().email = "second@customer.example"
        self.move()
        theirs = self.other.subscription_ids.filtered(lambda subscription: subscription.partner_id == self.ada)
        self.assertEqual(theirs.email, "second@customer.example")

    def test_those_who_are_in_the_other_one_already_stay(self):
        self.subscribe(self.other, self.ada)
        self.assertEqual(self.move().partner_id, self.bob)
        self.assertState(self.subscriptions.filtered(lambda s: s.partner_id == self.ada), "active")

    def test_blacklisted_ones_stay(self):
        self.env["mail.blacklist"]._add(self.ada.email)
        self.assertEqual(self.move().partner_id, self.bob)


@tagged("post_install", "-at_install")
class TestReassign(EmailSequenceCase):
    def test_mails_leave_from_the_new_senders_account(self):
        subscriptions = self.subscribe(self.sequence(delays=(0, 1)), self.ada, self.bob)
        subscriptions[0].action_remove()
        self.assertEqual(subscriptions.sudo()._reassign(self.manager), subscriptions[1])
        (mail,) = self.dispatch()
        self.assertIn("mia@seller.example", mail["From"])
