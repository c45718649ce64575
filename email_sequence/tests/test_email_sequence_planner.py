from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..models.subscriptions import planner
from .common import EVERY_DAY, EmailSequenceCase

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)


@tagged("post_install", "-at_install")
class TestScheduleChanges(EmailSequenceCase):
    """A planned time is kept as long as it lies in a window; what no longer fits is planned again (semantics 2.5)."""

    def setUp(self):
        super().setUp()
        self.week = self.schedule("Mine", [(str(day), 9, 16) for day in range(7)])
        self.mine = self.sequence(delays=(1,), schedule=self.week)
        self.subscriptions = self.subscribe(self.mine, self.ada, self.bob)
        self.at(self.subscriptions[0], datetime(2026, 3, 3, 10, 0))
        self.at(self.subscriptions[1], datetime(2026, 3, 3, 15, 0))

    def at(self, subscription, moment):
        subscription.sudo().scheduled_datetime = moment

    def told(self):
        """What the planner tells the user."""
        told = []
        self.patch(planner, "tell", lambda _env, message: told.append(message))
        return told

    def test_only_what_no_longer_fits_is_planned_again_and_the_user_is_told_how_many(self):
        told = self.told()
        self.week.with_user(self.manager).window_ids = [
            Command.update(window.id, {"hour_to": 12}) for window in self.week.window_ids
        ]
        first, second = self.subscriptions
        self.assertEqual(first.scheduled_datetime, datetime(2026, 3, 3, 10, 0))
        self.assertEqual(second.scheduled_datetime.date(), TUESDAY)
        self.assertLess(second.scheduled_datetime.hour, 12)
        self.assertEqual(told, ["Subscriptions planned again: 1"])

    def test_wider_windows_move_nobody(self):
        told = self.told()
        self.week.window_ids = [Command.update(self.week.window_ids[0].id, {"hour_from": 0})]
        self.assertEqual(self.subscriptions[1].scheduled_datetime, datetime(2026, 3, 3, 15, 0))
        self.assertFalse(told)

    def test_a_date_to_skip_moves_what_was_planned_on_it(self):
        self.week.skip_ids = [Command.create({"date_from": TUESDAY, "date_to": date(2026, 3, 4), "name": "Closed"})]
        for subscription in self.subscriptions:
            self.assertEqual(subscription.scheduled_datetime.date(), THURSDAY)

    def test_another_schedule_of_the_sequence(self):
        self.mine.schedule_id = self.schedule("Evenings", [(str(day), 14, 18) for day in range(7)])
        first, second = self.subscriptions
        self.assertEqual(second.scheduled_datetime, datetime(2026, 3, 3, 15, 0))
        self.assertGreaterEqual(first.scheduled_datetime.hour, 14)
        self.assertEqual(first.scheduled_datetime.date(), TUESDAY)

    def test_another_time_zone_of_the_sequence(self):
        """10:00 UTC is 05:00 in New York, where the windows open at 9."""
        self.mine.tz = "America/New_York"
        first, second = self.subscriptions
        self.assertTrue(datetime(2026, 3, 3, 14) <= first.scheduled_datetime < datetime(2026, 3, 3, 21))
        self.assertEqual(second.scheduled_datetime, datetime(2026, 3, 3, 15, 0))

    def test_paused_ones_are_planned_again_when_resumed(self):
        second = self.subscriptions[1]
        second.with_user(self.seller).action_pause()
        self.week.window_ids = [Command.update(window.id, {"hour_to": 12}) for window in self.week.window_ids]
        self.assertEqual(second.scheduled_datetime, datetime(2026, 3, 3, 15, 0))
        second.with_user(self.seller).action_resume()
        self.assertEqual(second.scheduled_datetime.date(), TUESDAY)
        self.assertLess(second.scheduled_datetime.hour, 12)

    def test_a_resumed_one_whose_time_is_ahead_and_fits_keeps_it(self):
        """Semantics 4.7."""
        second = self.subscriptions[1]
        second.with_user(self.seller).action_pause()
        second.with_user(self.seller).action_resume()
        self.assertEqual(second.scheduled_datetime, datetime(2026, 3, 3, 15, 0))

    def test_absence_is_kept_when_planned_again(self):
        second = self.subscriptions[1]
        second.sudo().absent_until = THURSDAY
        self.at(second, datetime(2026, 3, 5, 15, 0))
        self.week.window_ids = [Command.update(window.id, {"hour_to": 12}) for window in self.week.window_ids]
        self.assertEqual(second.scheduled_datetime.date(), THURSDAY)

    def test_queries_do_not_grow_with_the_subscriptions(self):
        partners = self.contacts(60)
        self.subscribe(self.mine, *partners)
        subscriptions = self.subscriptions.sudo().search([("sequence_id", "=", self.mine.id)])
        subscriptions.scheduled_datetime = datetime(2026, 3, 3, 20, 0)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            moved = planner.fit_again(subscriptions)
        self.assertEqual(len(moved), 62)

    def test_many_are_left_to_a_bulk_action(self):
        self.patch(planner, "tell", lambda _env, _message: self.fail("told too soon"))
        self.patch(planner, "PLANNED_AT_ONCE", 1)
        self.week.with_user(self.manager).window_ids = [
            Command.update(window.id, {"hour_to": 12}) for window in self.week.window_ids
        ]
        bulk = self.env["email.sequence.bulk"].search([("action", "=", "fit")])
        self.assertEqual(bulk.total_count, 2)


@tagged("post_install", "-at_install")
class TestDelayChanges(EmailSequenceCase):
    """Those who wait for a step whose delay is changed are planned again (semantics 10)."""

    def test_counted_from_the_mail_that_really_left(self):
        sequence = self.sequence(delays=(0, 2))
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        self.travel(self.now + timedelta(days=1))
        sequence.step_ids.sorted()[1].with_user(self.manager).delay_days = 5
        self.assertEqual(subscription.scheduled_datetime.date(), MONDAY + timedelta(days=5))

    def test_counted_from_subscribing_for_the_first_step(self):
        sequence = self.sequence(delays=(4,))
        subscription = self.subscribe(sequence, self.ada)
        sequence.step_ids.delay_days = 2
        self.assertEqual(subscription.scheduled_datetime.date(), MONDAY + timedelta(days=2))

    def test_a_shorter_delay_that_is_over_does_not_catch_up_in_the_past(self):
        sequence = self.sequence(delays=(0, 9))
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        self.travel(self.now + timedelta(days=5))
        sequence.step_ids.sorted()[1].delay_days = 1
        self.assertEqual(subscription.scheduled_datetime.date(), self.now.date())
        self.assertGreaterEqual(subscription.scheduled_datetime, self.now)

    def test_paused_ones_are_planned_again_too(self):
        sequence = self.sequence(delays=(4,))
        subscription = self.subscribe(sequence, self.ada)
        subscription.action_pause()
        sequence.step_ids.delay_days = 9
        subscription.action_resume()
        self.assertEqual(subscription.scheduled_datetime.date(), MONDAY + timedelta(days=9))

    def test_those_who_wait_for_another_step_keep_their_time(self):
        sequence = self.sequence(delays=(3, 2))
        subscription = self.subscribe(sequence, self.ada)
        planned = subscription.scheduled_datetime
        sequence.step_ids.sorted()[1].delay_days = 7
        self.assertEqual(subscription.scheduled_datetime, planned)


@tagged("post_install", "-at_install")
class TestOverdue(EmailSequenceCase):
    def test_activating_spreads_what_is_overdue_over_the_next_window_time(self):
        """Semantics 2.7: one fresh random time each, no burst."""
        sequence = self.sequence(delays=(1,), schedule=self.schedule("All", EVERY_DAY))
        subscriptions = self.subscribe(sequence, *self.contacts(40))
        sequence.action_deactivate()
        self.travel(self.now + timedelta(days=10))
        sequence.action_activate()
        times = set(subscriptions.mapped("scheduled_datetime"))
        self.assertGreater(len(times), 30)
        self.assertTrue(all(moment > self.now and moment.date() == self.now.date() for moment in times))
