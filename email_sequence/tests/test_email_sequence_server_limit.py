"""Limits of an hour and a minute, a gap between mails, and who takes a place first (semantics 7)."""

from datetime import datetime, timedelta
from itertools import pairwise

from odoo.tests import Form, tagged

from .common import MONDAY_MORNING
from .test_email_sequence_limit import SECOND, LimitCase

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class ServerLimitCase(LimitCase):
    def setUp(self):
        super().setUp()
        self.limit(daily_limit=0)

    def limit(self, **limits):
        self.server.write({f"email_sequence_{name}": value for name, value in limits.items()})

    def left(self):
        return sorted(self.traces().mapped("sent_datetime"))

    def assertNoneOver(self, count, period):
        left = self.left()
        for last in left:
            self.assertLessEqual(sum(last - period < moment <= last for moment in left), count)


@tagged("post_install", "-at_install")
class TestPeriods(ServerLimitCase):
    def test_7_no_more_in_any_hour(self):
        self.limit(hourly_limit=2)
        subscriptions = self.subscribe(self.mine, *self.contacts(7))
        self.assertEqual(len(self.dispatch()), 2)
        self.live_until_all_is_sent(subscriptions)
        self.assertNoneOver(2, HOUR)
        self.assertEqual(self.left()[-1] - MONDAY_MORNING, 3 * (HOUR + SECOND), "no longer than it takes")

    def test_7_no_more_in_any_minute(self):
        self.limit(minute_limit=3)
        subscriptions = self.subscribe(self.mine, *self.contacts(7))
        self.live_until_all_is_sent(subscriptions)
        self.assertNoneOver(3, MINUTE)
        self.assertEqual(self.left()[-1] - MONDAY_MORNING, 2 * (MINUTE + SECOND))

    def test_7_gap_between_two_mails(self):
        self.limit(minimum_gap=20)
        subscriptions = self.subscribe(self.mine, *self.contacts(4))
        self.assertEqual(len(self.dispatch()), 1)
        self.live_until_all_is_sent(subscriptions)
        left = self.left()
        self.assertTrue(all(later - earlier >= 20 * SECOND for earlier, later in pairwise(left)))

    def test_7_all_hold_together(self):
        self.limit(daily_limit=6, hourly_limit=3, minute_limit=2, minimum_gap=10)
        subscriptions = self.subscribe(self.mine, *self.contacts(9))
        self.live_until_all_is_sent(subscriptions)
        self.assertEqual(len(self.left()), 9)
        for count, period in ((6, timedelta(days=1)), (3, HOUR), (2, MINUTE), (1, 10 * SECOND)):
            self.assertNoneOver(count, period)

    def test_7_reason_names_them(self):
        self.limit(hourly_limit=2, minimum_gap=5)
        self.subscribe(self.mine, *self.contacts(4))
        self.dispatch()
        self.assertIn("Test server (2 an hour, 1 in 5 seconds)", self.waiting()[0].next_sentence)

    def test_7_none_leaves_outside_a_window(self):
        self.mine.schedule_id = self.office
        self.limit(hourly_limit=2)
        subscriptions = self.subscribe(self.mine, *self.contacts(40))
        self.live_until_all_is_sent(subscriptions)
        self.assertEqual(len(self.left()), 40)
        self.assertLessEqual({moment.hour for moment in self.left()}, set(range(9, 16)))
        self.assertLessEqual({moment.weekday() for moment in self.left()}, set(range(5)))
        self.assertNoneOver(2, HOUR)


@tagged("post_install", "-at_install")
class TestPersonalServers(ServerLimitCase):
    def setUp(self):
        super().setUp()
        values = {"from_filter": "sam@seller.example", "smtp_user": "sam@seller.example"}
        self.own = self.server.copy({"name": "Sam's", "owner_user_id": self.seller.id, **values})

    def test_7_keep_to_the_pace_of_odoos_own_queue(self):
        self.env["ir.config_parameter"].set_param("mail.server.personal.limit.minutes", "2")
        self.subscribe(self.mine, *self.contacts(5))
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(len(self.waiting(self.own)), 3)

    def test_7_a_pace_set_on_the_server_replaces_it(self):
        self.env["ir.config_parameter"].set_param("mail.server.personal.limit.minutes", "2")
        self.own.email_sequence_minute_limit = 4
        self.subscribe(self.mine, *self.contacts(5))
        self.assertEqual(len(self.dispatch()), 4)


@tagged("post_install", "-at_install")
class TestFollowUpsFirst(ServerLimitCase):
    def setUp(self):
        super().setUp()
        self.long = self.sequence("Long", delays=(0, 1), mail_server_id=self.server.id)
        self.known = self.subscribe(self.long, *self.contacts(3, "known.example"))
        self.dispatch()
        self.travel(datetime(2026, 3, 4, 9, 0))
        self.known.scheduled_datetime = self.now
        self.limit(daily_limit=2)

    def test_7_follow_ups_take_the_places_before_first_steps(self):
        self.new = self.subscribe(self.mine, *self.contacts(3))
        mails = self.dispatch()
        self.assertEqual([mail["To"].endswith("@known.example>") for mail in mails], [True, True])
        self.assertEqual(len(self.waiting()), 4)

    def test_7_a_follow_up_that_waits_comes_before_first_steps_that_wait(self):
        self.subscribe(self.mine, *self.contacts(3))
        self.dispatch()
        (last_known,) = self.waiting() & self.known
        self.assertEqual(last_known.scheduled_datetime, min(self.waiting().mapped("scheduled_datetime")))

    def test_7_first_steps_leave_in_the_end(self):
        new = self.subscribe(self.mine, *self.contacts(3))
        self.live_until_all_is_sent(self.known | new)
        self.assertEqual(len(self.smtp.mails), 9)


@tagged("post_install", "-at_install")
class TestForecast(ServerLimitCase):
    def setUp(self):
        super().setUp()
        self.mine.schedule_id = self.office

    def forecast(self, count):
        return self.forecast_of(self.contacts(count))

    def forecast_of(self, partners):
        context = {"active_model": "res.partner", "active_ids": partners.ids}
        with Form(self.env["email.sequence.subscribe"].with_user(self.seller).with_context(**context)) as form:
            form.sequence_id = self.mine
            return form.limit_forecast

    def test_7_dialog_says_how_long_it_takes(self):
        self.limit(daily_limit=5)
        self.assertEqual(self.forecast(18), "The limit of Test server is 5 a day: done in about 4 days.")

    def test_7_and_nothing_where_a_day_is_enough(self):
        self.assertFalse(self.forecast(18))
        self.limit(daily_limit=18)
        self.assertFalse(self.forecast(18))

    def test_7_days_without_windows_count(self):
        """From Monday on five a day, and none at the weekend."""
        self.limit(daily_limit=5)
        self.assertIn("about 8 days", self.forecast(26))

    def test_7_the_hours_of_the_windows_count(self):
        self.limit(hourly_limit=1)  # seven a day
        self.assertIn("about 2 days", self.forecast(14 - 6))

    def test_7_who_waits_and_what_left_today_take_places(self):
        self.limit(daily_limit=5)
        self.subscribe(self.mine, *self.contacts(10, "before.example"))
        self.dispatch()
        self.assertIn("about 2 days", self.forecast(10))

    def test_7_each_salesperson_has_a_server_of_their_own(self):
        self.limit(daily_limit=1)
        self.mine.sender_rule = "salesperson"
        self.server.copy({"name": "Mia's", "owner_user_id": self.manager.id, "smtp_user": "mia@seller.example",
                          "from_filter": "mia@seller.example", "email_sequence_daily_limit": 5})  # fmt: skip
        partners = self.contacts(6)
        self.assertIn("about 8 days", self.forecast_of(partners), "one a day, and none at the weekend")
        partners.user_id = self.manager
        self.assertIn("Mia's is 5 a day", self.forecast_of(partners))

    def test_7_more_than_a_year(self):
        self.limit(daily_limit=1)
        sentence = self.env["email.sequence.limit.forecast"]._sentence(self.mine, {self.seller: 1000})
        self.assertEqual(sentence, "The limit of Test server is 1 a day: done in more than a year.")
