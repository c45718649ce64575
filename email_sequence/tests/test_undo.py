"""Undo can still undo: nothing is sent while it is offered, and it says what was sent all the same (semantics 3.9)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EVERY_DAY, MONDAY_MORNING, EmailSequenceCase

WIZARD = "email.sequence.subscribe"
SECOND = timedelta(seconds=1)
BATCH_SIZES = (
    "odoo.addons.email_sequence.models.bulk.email_sequence_bulk.BATCH_SIZE",
    "odoo.addons.email_sequence.wizards.email_sequence_subscribe.BATCH_SIZE",
)


class UndoCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence()

    def dialog(self, *partners, sequence=None):
        wizard = self.env[WIZARD].with_user(self.seller).with_context(active_ids=[partner.id for partner in partners])
        return wizard.create({"sequence_id": (sequence or self.course).id})

    def subscribed_by(self, wizard):
        """What the browser is told, and the subscriptions."""
        before = self.course.subscription_ids
        params = self.call_as(self.seller, wizard, "action_subscribe")["params"]
        return params, self.env["email.sequence.subscription"].search([]) - before

    def undo(self, wizard):
        return self.call_as(self.seller, wizard, "action_undo")["params"]["message"]


@tagged("post_install", "-at_install")
class TestTime(UndoCase):
    def test_3_9_nothing_is_sent_while_undo_is_offered(self):
        params, subscriptions = self.subscribed_by(self.dialog(self.ada, self.bob))
        offered_until = MONDAY_MORNING + params["undo_seconds"] * SECOND
        self.assertTrue(all(moment > offered_until for moment in subscriptions.mapped("scheduled_datetime")))
        self.travel(offered_until)
        self.assertFalse(self.dispatch())
        self.travel(MONDAY_MORNING + timedelta(minutes=1))
        self.assertEqual(len(self.dispatch()), 2)

    def test_3_9_programs_which_are_offered_no_undo_need_not_wait(self):
        self.subscribe(self.course, self.ada)
        self.assertEqual(len(self.dispatch()), 1)

    def test_3_9_window_that_closes_before_leaves_another_day(self):
        until_nine = self.schedule("Until nine", [(str(day), 8, 9) for day in range(7)])
        self.travel(datetime(2026, 3, 2, 8, 59, 50))
        sequence = self.sequence("Early", schedule=until_nine)
        _params, subscription = self.subscribed_by(self.dialog(self.ada, sequence=sequence))
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 3))
        self.assertEqual(subscription.scheduled_datetime.hour, 8)

    def test_3_9_random_time_within_it_is_moved_behind_it(self):
        late = self.schedule("Late", [(day, 9, 24) for day, *_hours in EVERY_DAY])
        self.travel(datetime(2026, 3, 2, 8, 59, 55))
        sequence = self.sequence("Late", schedule=late)
        draw = "odoo.addons.email_sequence.models.timing.moments._rng.randrange"
        with patch(draw, lambda _count: 0):  # the first second of the window
            params, subscription = self.subscribed_by(self.dialog(self.ada, sequence=sequence))
        self.assertGreater(subscription.scheduled_datetime, self.now + params["undo_seconds"] * SECOND)
        self.assertEqual(subscription.scheduled_datetime.date(), self.now.date())

    def test_3_9_later_times_stay(self):
        sequence = self.sequence("Tomorrow", delays=(1,))
        _params, subscription = self.subscribed_by(self.dialog(self.ada, sequence=sequence))
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 3))


@tagged("post_install", "-at_install")
class TestUndoing(UndoCase):
    def setUp(self):
        super().setUp()
        self.people = self.contacts(5)
        self.wizard = self.dialog(*self.people)
        _params, self.subscriptions = self.subscribed_by(self.wizard)

    def test_3_9_in_time_it_undoes_all(self):
        self.assertEqual(self.undo(self.wizard), "Removed: 5. Left as they were: 0.")
        self.travel(MONDAY_MORNING + timedelta(minutes=1))
        self.assertFalse(self.dispatch())

    def test_3_9_says_to_how_many_it_was_sent_already(self):
        """A slow click, or another tab."""
        self.subscriptions[2:].scheduled_datetime = MONDAY_MORNING + timedelta(hours=1)
        self.travel(MONDAY_MORNING + timedelta(minutes=1))
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(self.undo(self.wizard), "Removed: 5. Left as they were: 0. Already sent to 2 of them.")

    def test_3_9_what_is_being_handed_over_counts_as_sent(self):
        """And what certainly was not sent does not (semantics 4.8)."""
        values = {"company_id": self.env.company.id, "trace_status": "sending"}
        for number, more in enumerate(({"handed_datetime": self.now}, {}, {"trace_status": "error"})):
            subscription = self.subscriptions[number]
            self.env["email.sequence.trace"].create(
                {
                    **values,
                    "subscription_id": subscription.id,
                    "sequence_id": subscription.sequence_id.id,
                    "email": subscription.email,
                    "message_id": f"<{number}.sequence@seller.example>",
                    **more,
                }
            )
        self.assertIn("Already sent to 1 of them.", self.undo(self.wizard))

    def test_3_9_while_many_are_removed_in_the_background_nothing_is_sent_to_them(self):
        with patch(BATCH_SIZES[0], 2), patch(BATCH_SIZES[1], 2):
            self.assertEqual(self.undo(self.wizard), "Removing…")
        self.travel(MONDAY_MORNING + timedelta(minutes=10))
        self.assertFalse(self.dispatch())
        self.assertEqual(set(self.subscriptions.mapped("state")), {"active"})

    def test_3_9_whom_it_removes_is_not_for_users_to_say(self):
        others = self.subscribe(self.course, self.ada, self.bob, user=self.manager)
        dialogs = self.env[WIZARD].with_user(self.seller)
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.wizard, "write", {"subscribed_ids": others.ids})
        with self.assertRaises(AccessError):
            dialogs.create({"subscribed_ids": others.ids})
        with self.assertRaises(AccessError):
            dialogs.with_context(default_subscribed_ids=others.ids).create({})
        self.undo(self.wizard)
        self.assertEqual(set(others.mapped("state")), {"active"})

    def test_3_9_who_may_no_longer_be_changed_stays(self):
        self.people[0].company_id = self.env["res.company"].create({"name": "Another company"})
        with patch(BATCH_SIZES[1], 2):
            self.undo(self.wizard)
        self.assertState(self.subscriptions.filtered(lambda s: s.partner_id == self.people[0]), "active")
        self.assertEqual(self.subscriptions.mapped("state").count("removed"), 4)
