"""Forecasts and estimates obey the limits of accounts: they plan what is really sent (semantics 7)."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from odoo.tests import tagged

from ..models.presenters.estimate import duration_sentence
from ..models.timing import moments
from .common import MONDAY_MORNING
from .test_email_sequence_forecast import ForecastCase, march

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class LimitedForecastCase(ForecastCase):
    def setUp(self):
        super().setUp()
        self.server.email_sequence_daily_limit = 4
        self.values = {"schedule": self.office, "mail_server_id": self.server.id}

    def per_day(self, *sequences):
        counts = Counter()
        for row in self.forecast(*sequences):
            counts[row.date] += row.mail_count
        return counts

    def really_sent(self, *sequences, days=14):
        """How many mails leave on which date."""
        sent, end = Counter(), MONDAY_MORNING.replace(hour=0) + days * DAY
        active = [("sequence_id", "in", [s.id for s in sequences]), ("state", "=", "active")]
        while due := self.env["email.sequence.subscription"].search(active, order="scheduled_datetime", limit=1):
            self.travel(max(self.now, due.scheduled_datetime))
            if self.now >= end:
                break
            sent[self.now.date()] += len(self.dispatch())
        return +sent


@tagged("post_install", "-at_install")
class TestForecast(LimitedForecastCase):
    def test_7_no_day_has_more_than_the_limit(self):
        sequence = self.sequence(delays=(0, 1), **self.values)
        self.subscribe(sequence, *self.contacts(10))
        self.assertForecast(
            sequence,
            (1, 2, "planned", 4),
            (2, 3, "projected", 4),
            (1, 4, "planned", 4),
            (2, 5, "projected", 4),
            (1, 6, "planned", 2),
            (2, 9, "projected", 2),
        )

    def test_7_comes_true_if_nobody_answers(self):
        """Some were sent, some wait for a slot, and some are new."""
        sequence = self.sequence(delays=(0,), **self.values)
        self.subscribe(sequence, *self.contacts(6))
        self.dispatch()
        self.subscribe(sequence, *self.contacts(7, "more.example"))
        forecast = self.per_day(sequence)
        self.assertEqual(forecast, {march(3): 4, march(4): 4, march(5): 1})
        self.assertEqual(forecast, self.really_sent(sequence))

    def test_7_comes_nearly_true_with_follow_ups(self):
        """Their times are random, and a limit counts any 24 hours: so a few are sent a day later than forecast."""
        self.startPatcher(patch.object(moments, "_rng", Random(1)))
        self.server.email_sequence_daily_limit = 20
        sequence = self.sequence(delays=(0, 1, 1), **self.values)
        self.subscribe(sequence, *self.contacts(60))
        forecast = self.per_day(sequence)
        self.assertLessEqual(max(forecast.values()), 20)
        sent = self.really_sent(sequence)
        for day in sorted({*forecast, *sent}):
            counts = [sum(n for date, n in per_day.items() if date <= day) for per_day in (forecast, sent)]
            self.assertLessEqual(abs(counts[0] - counts[1]), 10, (day, forecast, sent))

    def test_7_sequences_of_one_account_share_its_limit(self):
        first = self.sequence("First", delays=(0, 1), **self.values)
        second = self.sequence("Second", delays=(0,), **self.values)
        self.subscribe(first, *self.contacts(4))
        self.dispatch()
        self.subscribe(second, *self.contacts(4, "second.example"))
        self.assertEqual(self.per_day(second), {march(4): 4}, "today and tomorrow are full")

    def test_7_emails_of_yesterday_do_not_fill_a_today_that_ends_later(self):
        sequence = self.sequence(delays=(0,), **self.values)
        self.travel(datetime(2026, 3, 2, 14, 0))
        self.subscribe(sequence, *self.contacts(4))
        self.dispatch()
        self.travel(datetime(2026, 3, 3, 9, 0))
        self.subscribe(sequence, *self.contacts(3, "more.example"))
        forecast = self.per_day(sequence)
        self.assertEqual(forecast, {march(3): 3})
        self.assertEqual(forecast, self.really_sent(sequence))

    def test_7_hour_limits_what_is_left_of_today(self):
        self.server.write({"email_sequence_daily_limit": 0, "email_sequence_hourly_limit": 2})
        sequence = self.sequence(delays=(0,), **self.values)
        self.travel(datetime(2026, 3, 2, 14, 30))
        self.subscribe(sequence, *self.contacts(6))
        self.assertEqual(self.per_day(sequence), {march(2): 4, march(3): 2})

    def test_7_without_a_limit_nothing_is_moved(self):
        self.server.email_sequence_daily_limit = 0
        sequence = self.sequence(delays=(0, 1), **self.values)
        self.subscribe(sequence, *self.contacts(10))
        self.assertForecast(sequence, (1, 2, "planned", 10), (2, 3, "projected", 10))


@tagged("post_install", "-at_install")
class TestEstimate(LimitedForecastCase):
    def words(self, sequence, count):
        step = sequence.step_ids.sorted()[0]
        return duration_sentence(sequence.with_user(self.seller), step, self.contacts(count, "new.example").ids)

    def test_7_follow_ups_of_others_take_their_slots(self):
        """Four second steps are planned for Tuesday, so that the fifth first step leaves on Wednesday."""
        others = self.sequence("Others", delays=(0, 1), **self.values)
        self.travel(MONDAY_MORNING - 3 * DAY)  # Friday
        self.subscribe(others, *self.contacts(4))
        self.dispatch()
        self.travel(MONDAY_MORNING)
        mine = self.sequence("Mine", delays=(0,), **self.values)
        self.assertIn("about 2 days, on Tuesday 3 March", self.words(mine, 4))

    def test_7_is_the_day_on_which_the_last_one_is_really_sent(self):
        sequence = self.sequence(delays=(0,), **self.values)
        self.subscribe(sequence, *self.contacts(7))
        self.dispatch()
        words = self.words(sequence, 9)
        self.subscribe(sequence, *self.env["res.partner"].search([("email", "=like", "%@new.example")]))
        self.really_sent(sequence)
        last = max(sequence.subscription_ids.trace_ids.mapped("sent_datetime"))
        self.assertEqual(words, f"4 a day: done in about {last.day - 1} days, on {last:%A} {last.day} March")
