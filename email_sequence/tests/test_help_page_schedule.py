"""What the help page says about sending schedules and time zones, line by line; then semantics 2.1 to 2.8.

Each test subscribes and lets the dispatcher run, as salespeople and the scheduled action do.
"""

from datetime import date, datetime, timedelta
from random import Random
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.subscriptions import planner
from ..models.timing import moments
from .common import MONDAY_MORNING, EmailSequenceCase

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SUNDAY_NOON = datetime(2026, 3, 1, 12, 0)
MONDAY_EVENING = datetime(2026, 3, 2, 20, 0)
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)


class HelpPageCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.workdays_any_time = self.env.ref("email_sequence.schedule_weekdays_any_time")
        self.workdays_nine_to_four = self.env.ref("email_sequence.schedule_weekdays_office_hours")
        self.startPatcher(patch.object(moments, "_rng", Random(1789)))

    def subscribe_at(self, moment, delays=(0,), count=1, **values):
        """Subscriptions to a new sequence, begun at the moment."""
        self.travel(moment)
        return self.subscribe(self.sequence(delays=delays, **values), *self.contacts(count))

    def leave(self, subscriptions):
        """``{subscription: when its next mail left}``; the dispatcher runs once a minute, when something is due."""
        left = {}
        for planned in sorted(set(subscriptions.mapped("scheduled_datetime"))):
            self.travel(max(self.now, planned))
            self.dispatch()
            for subscription in subscriptions.filtered("trace_ids") - self.env[subscriptions._name].concat(*left):
                left[subscription] = subscription.trace_ids[:1].sent_datetime
        return left

    def seconds_of_day(self, moments):
        return {moment.hour * 3600 + moment.minute * 60 + moment.second for moment in moments}


@tagged("post_install", "-at_install")
class TestWhatIsTheSendingSchedule(HelpPageCase):
    def test_a_schedule_is_a_series_of_windows_and_mails_leave_during_them(self):
        """Found due a minute before the windows open and a minute after they close, nothing leaves; inside it does."""
        subscription = self.subscribe_at(SUNDAY_NOON, schedule=self.workdays_nine_to_four)
        for closed in (datetime(2026, 3, 2, 8, 59), datetime(2026, 3, 2, 16, 0)):
            subscription.sudo().scheduled_datetime = closed - MINUTE
            self.travel(closed)
            self.assertFalse(self.dispatch())
        self.travel_to_next_mail(subscription)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertTrue(9 <= self.now.hour < 16)

    def test_each_sequence_has_a_schedule(self):
        with self.assertRaisesRegex(ValidationError, "sending schedule"):
            self.sequence().schedule_id = False

    def test_mails_leave_at_random_times_within_the_window(self):
        subscriptions = self.subscribe_at(SUNDAY_NOON, count=30, schedule=self.workdays_nine_to_four)
        moments = self.leave(subscriptions).values()
        self.assertEqual(len(moments), 30)
        self.assertGreater(len(self.seconds_of_day(moments)), 25)
        self.assertGreater(len({moment.hour for moment in moments}), 4, "all over the window, not at its beginning")

    def test_added_during_an_open_window_without_a_delay_it_leaves_within_minutes(self):
        subscription = self.subscribe_at(MONDAY_MORNING, schedule=self.workdays_nine_to_four)
        self.travel(self.now + MINUTE)
        self.dispatch()
        self.assertEqual(subscription.trace_ids.sent_datetime, MONDAY_MORNING + MINUTE)

    def test_added_outside_of_the_windows_it_leaves_at_a_random_time_of_the_first_day_with_a_window(self):
        subscriptions = self.subscribe_at(MONDAY_EVENING, count=20, schedule=self.workdays_nine_to_four)
        self.assertFalse(self.dispatch())
        moments = self.leave(subscriptions).values()
        self.assertEqual({moment.date() for moment in moments}, {TUESDAY})
        self.assertGreater(len(self.seconds_of_day(moments)), 15)

    def test_added_on_a_sunday_to_monday_to_friday_any_time_it_leaves_on_monday(self):
        subscription = self.subscribe_at(SUNDAY_NOON, schedule=self.workdays_any_time)
        self.assertFalse(self.dispatch())
        self.assertEqual(self.leave(subscription)[subscription].date(), MONDAY)

    def test_a_delay_may_last_longer_or_shorter_than_24_hours_times_its_days(self):
        subscriptions = self.subscribe_at(SUNDAY_NOON, delays=(0, 1), count=60, schedule=self.workdays_any_time)
        first = self.leave(subscriptions)
        gaps = [subscription.scheduled_datetime - moment for subscription, moment in first.items()]
        self.assertTrue(min(gaps) < ONE_DAY < max(gaps))
        self.assertLess(max(gaps), 2 * ONE_DAY)

    def test_at_23_and_at_1_the_next_day_is_a_delay_of_one_day(self):
        subscription = self.subscribe_at(datetime(2026, 3, 2, 23, 0), delays=(0, 1), schedule=self.workdays_any_time)
        self.dispatch()
        with patch.object(moments._rng, "randrange", lambda _seconds: 3600):
            planner.plan(subscription.sudo())
        self.assertEqual(subscription.scheduled_datetime, datetime(2026, 3, 3, 1, 0))
        self.travel_to_next_mail(subscription)
        self.assertEqual(len(self.dispatch()), 1)

    def test_from_nine_to_four_two_steps_never_leave_within_hours(self):
        """From 16:00 to 9:00 are 17 hours."""
        subscriptions = self.subscribe_at(SUNDAY_NOON, delays=(0, 1), count=60, schedule=self.workdays_nine_to_four)
        for subscription, moment in self.leave(subscriptions).items():
            self.assertGreater(subscription.scheduled_datetime - moment, timedelta(hours=17))


@tagged("post_install", "-at_install")
class TestTheTableOfFirstSteps(HelpPageCase):
    """The help page's table: during or outside a window, with or without a delay; here of three days."""

    def first_mails(self, moment, delay):
        """When the first mails of 20 contacts leave who are subscribed at the moment, open from 9 to 16."""
        subscriptions = self.subscribe_at(moment, delays=(delay,), count=20, schedule=self.workdays_nine_to_four)
        return set(self.leave(subscriptions).values())

    def assertRandomOn(self, day, moments):
        self.assertEqual({moment.date() for moment in moments}, {day})
        self.assertGreater(len(moments), 15)

    def test_during_a_window_without_a_delay_at_once(self):
        self.assertEqual(self.first_mails(MONDAY_MORNING, 0), {MONDAY_MORNING})

    def test_during_a_window_with_a_delay_at_random_in_the_next_window_after_it(self):
        self.assertRandomOn(date(2026, 3, 5), self.first_mails(MONDAY_MORNING, 3))

    def test_outside_a_window_without_a_delay_at_random_in_the_next_window(self):
        self.assertRandomOn(TUESDAY, self.first_mails(MONDAY_EVENING, 0))

    def test_outside_a_window_with_a_delay_at_random_after_it_counted_from_the_day_of_adding(self):
        self.assertRandomOn(date(2026, 3, 5), self.first_mails(MONDAY_EVENING, 3))

    def test_a_delay_that_ends_on_a_day_without_windows_waits_for_the_next_one(self):
        self.assertRandomOn(date(2026, 3, 9), self.first_mails(datetime(2026, 3, 5, 20, 0), 2))


@tagged("post_install", "-at_install")
class TestWhatTimezoneTheScheduleUses(HelpPageCase):
    def test_the_zone_is_chosen_on_the_sequence_beside_the_schedule(self):
        """9 to 16 in New York is 14 to 21 in UTC; two sequences share the schedule."""
        here = self.subscribe_at(MONDAY_MORNING, schedule=self.workdays_nine_to_four, name="Here")
        there = self.subscribe(
            self.sequence("There", delays=(0,), schedule=self.workdays_nine_to_four, tz="America/New_York"), self.ada
        )
        self.assertEqual(here.scheduled_datetime, MONDAY_MORNING)
        self.assertTrue(datetime(2026, 3, 2, 14) <= there.scheduled_datetime < datetime(2026, 3, 2, 21))

    def test_without_a_choice_it_is_utc(self):
        subscription = self.subscribe_at(datetime(2026, 3, 2, 8, 59), schedule=self.workdays_nine_to_four)
        self.assertEqual(subscription.sequence_id.tz, "UTC")
        self.assertFalse(self.dispatch())
        self.travel(MONDAY_MORNING)
        self.assertTrue(MONDAY_MORNING <= subscription.scheduled_datetime < datetime(2026, 3, 2, 16))

    def test_the_contacts_own_zone_does_not_count_unless_asked_for(self):
        """In Tokyo it is night."""
        self.ada.tz = "Asia/Tokyo"
        self.travel(datetime(2026, 3, 2, 15, 0))
        subscription = self.subscribe(self.sequence(delays=(0,), schedule=self.workdays_nine_to_four), self.ada)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertFalse(subscription.tz)


@tagged("post_install", "-at_install")
class TestWhenAMailLeaves(HelpPageCase):
    """Semantics 2, rule by rule."""

    def test_2_1_first_step_in_an_open_window_leaves_with_the_next_run(self):
        subscription = self.subscribe_at(MONDAY_MORNING, schedule=self.workdays_nine_to_four)
        self.assertEqual(subscription.scheduled_datetime, MONDAY_MORNING)
        self.assertEqual(len(self.dispatch()), 1)

    def test_2_2_a_later_window_of_today_counts(self):
        twice = self.schedule("Twice", [("0", 8, 9), ("0", 14, 15)])
        subscription = self.subscribe_at(MONDAY_MORNING + timedelta(hours=1), schedule=twice)
        self.assertEqual(self.leave(subscription)[subscription].replace(minute=0, second=0), datetime(2026, 3, 2, 14))

    def test_2_3_a_delayed_first_step_counts_from_the_date_of_subscribing_by_the_sequences_clock(self):
        """At 23:30 UTC it is Tuesday in Paris."""
        late = datetime(2026, 3, 2, 23, 30)
        subscription = self.subscribe_at(late, delays=(1,), schedule=self.workdays_nine_to_four, tz="Europe/Paris")
        self.assertEqual(self.leave(subscription)[subscription].date(), date(2026, 3, 4))

    def test_2_4_each_step_counts_from_the_real_sending_of_the_one_before(self):
        subscription = self.subscribe_at(MONDAY_MORNING, delays=(0, 2), schedule=self.always)
        self.travel(MONDAY_MORNING + 5 * ONE_DAY)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.scheduled_datetime.date(), MONDAY + 7 * ONE_DAY)

    def test_2_5_a_time_is_drawn_once_and_stored(self):
        subscriptions = self.subscribe_at(SUNDAY_NOON, count=20, schedule=self.workdays_nine_to_four)
        drawn = {subscription: subscription.scheduled_datetime for subscription in subscriptions}
        self.dispatch()
        self.assertEqual(self.leave(subscriptions), drawn)

    def test_2_5_found_late_while_closed_it_gets_a_new_time_in_the_next_date_with_window_time(self):
        subscription = self.subscribe_at(MONDAY_MORNING, schedule=self.workdays_nine_to_four)
        self.travel(MONDAY_EVENING)
        self.assertFalse(self.dispatch())
        self.assertEqual(subscription.scheduled_datetime.date(), TUESDAY)

    def test_2_6_a_local_time_that_does_not_exist_is_never_drawn(self):
        """On 29 March, clocks in Paris go from 2:00 to 3:00: of a window from 1:30 to 3:30 an hour is left."""
        night = self.schedule("Night", [("6", 1.5, 3.5)])
        subscriptions = self.subscribe_at(datetime(2026, 3, 28, 12), count=40, schedule=night, tz="Europe/Paris")
        opens, closes = datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 1, 30)
        moments = self.leave(subscriptions).values()
        self.assertTrue(all(opens <= moment < closes for moment in moments))
        self.assertGreater(max(moments) - min(moments), timedelta(minutes=45))

    def test_2_6_a_local_time_that_exists_twice_counts_twice(self):
        """On 25 October, clocks in Paris go from 3:00 back to 2:00: a window from 2 to 3 is open for two hours."""
        night = self.schedule("Night", [("6", 2, 3)])
        subscriptions = self.subscribe_at(datetime(2026, 10, 24, 12), count=40, schedule=night, tz="Europe/Paris")
        moments = self.leave(subscriptions).values()
        self.assertEqual({moment.hour for moment in moments}, {0, 1})

    def test_2_7_deactivated_nothing_leaves_and_activating_spreads_what_is_overdue(self):
        subscriptions = self.subscribe_at(MONDAY_MORNING, count=20, schedule=self.workdays_nine_to_four)
        subscriptions.sequence_id.action_deactivate()
        self.travel(datetime(2026, 3, 3, 10))
        self.assertFalse(self.dispatch())
        subscriptions.sequence_id.action_activate()
        self.assertFalse(self.dispatch(), "no burst")
        moments = self.leave(subscriptions).values()
        self.assertEqual({moment.date() for moment in moments}, {TUESDAY})
        self.assertGreater(len(self.seconds_of_day(moments)), 15)

    def test_2_8_after_the_last_step_it_is_finished(self):
        subscription = self.subscribe_at(MONDAY_MORNING, delays=(0, 1), schedule=self.always)
        self.dispatch()
        self.assertState(subscription, "active")
        self.travel_to_next_mail(subscription)
        self.dispatch()
        self.assertState(subscription, "finished")
