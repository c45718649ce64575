"""Under a limit first steps take only what follow-ups leave, those included that are due later (semantics 7)."""

import os
import sys
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch

from odoo.tests import tagged

from ..models.sending.quotas import Quota
from ..models.timing import moments
from .test_email_sequence_limits import DAY, HOUR, MINUTE, SECOND, LimitsCase

CONTACTS = int(os.environ.get("LIMITED_CONTACTS", "60"))


class FollowUpsCase(LimitsCase):
    """Contacts whose second step is planned, all of them for later."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence("Two steps", delays=(0, 1), mail_server_id=self.server.id)
        self.followed = self.subscribe(self.mine, *self.contacts(2, "followed.example"))
        self.dispatch()
        self.travel(self.now + 3 * DAY)

    def due_in(self, *times):
        for subscription, time in zip(self.followed, times, strict=True):
            subscription.scheduled_datetime = self.now + time

    def assertFirstStepsLeave(self, count):
        one_step = self.sequence("One step", delays=(0,), mail_server_id=self.server.id)
        firsts = self.subscribe(one_step, *self.contacts(6))
        self.assertEqual(len(self.dispatch()), count)
        self.assertEqual(len(self.waiting()), 6 - count, "with the reason visible")
        return firsts


@tagged("post_install", "-at_install")
class TestFollowUpsOfTheSamePeriod(FollowUpsCase):
    def test_7_of_a_day(self):
        self.limit(daily_limit=5)
        self.due_in(3 * HOUR, 23 * HOUR)
        self.assertFirstStepsLeave(3)
        self.travel(self.now + 23 * HOUR)
        self.dispatch()
        self.assertEqual(set(self.followed.mapped("state")), {"finished"})

    def test_7_of_an_hour(self):
        self.limit(hourly_limit=3)
        self.due_in(20 * MINUTE, 3 * HOUR)
        self.assertFirstStepsLeave(2)

    def test_7_of_a_minute(self):
        self.limit(minute_limit=2)
        self.due_in(30 * SECOND, 40 * SECOND)
        self.assertFirstStepsLeave(0)

    def test_7_of_a_gap(self):
        self.limit(minimum_gap=60)
        self.due_in(30 * SECOND, 3 * HOUR)
        firsts = self.assertFirstStepsLeave(0)
        self.assertEqual(min(firsts.mapped("scheduled_datetime")), self.now + 91 * SECOND)

    def test_7_those_behind_the_period_keep_nobody_waiting(self):
        self.limit(daily_limit=5)
        self.due_in(25 * HOUR, 2 * DAY)
        self.assertFirstStepsLeave(5)

    def test_7_those_of_another_account_keep_nobody_waiting(self):
        self.limit(daily_limit=5)
        self.due_in(HOUR, HOUR)
        self.followed.trace_ids.mail_server_id = self.server.copy({"name": "Other"})
        self.assertFirstStepsLeave(5)

    def test_7_those_who_are_paused_or_deactivated_keep_nobody_waiting(self):
        self.limit(daily_limit=5)
        self.due_in(HOUR, HOUR)
        self.followed.action_pause()
        self.assertFirstStepsLeave(5)

    def test_7_if_they_fill_the_limit_first_steps_wait_from_day_to_day(self):
        self.limit(daily_limit=2)
        self.due_in(3 * HOUR, 5 * HOUR)
        firsts = self.assertFirstStepsLeave(0)
        self.assertTrue(all(moment > self.now + DAY for moment in firsts.mapped("scheduled_datetime")))

    def test_7_first_steps_that_waited_leave_them_their_slots_too(self):
        self.limit(daily_limit=5)
        self.due_in(2 * DAY, 2 * DAY)
        self.assertFirstStepsLeave(5)
        self.travel(self.waiting().scheduled_datetime)
        self.due_in(*[HOUR] * 2)
        more = self.subscribe(self.mine, *self.contacts(9, "more.example"))
        self.dispatch()
        self.travel(self.now + HOUR)
        self.dispatch()
        self.assertEqual(set(self.followed.mapped("state")), {"finished"})
        self.assertLessEqual(len(more.trace_ids), 3)

    def test_7_it_is_one_query_however_many_they_are(self):
        def queries(count):
            firsts = self.subscribe(self.mine, *self.contacts(count, f"queries{count}.example"))
            firsts.scheduled_datetime = self.now - DAY
            with self.mail_server(), self.committing_env() as env:
                before = env.cr.sql_log_count
                env["email.sequence.dispatcher"]._cron_dispatch()
                return env.cr.sql_log_count - before

        self.limit(daily_limit=1000)
        queries(5)
        few = queries(20)
        self.travel(self.now + 2 * HOUR)
        self.assertLessEqual(queries(60) - few, 25)


@tagged("post_install", "-at_install")
class TestCourse(LimitsCase):
    """Weeks of a limited account: how many follow-ups are sent on a later day than the one they were planned for."""

    def setUp(self):
        super().setUp()
        self.limit(daily_limit=CONTACTS // 3)
        self.startPatcher(patch.object(moments, "_rng", Random(7)))

    def late(self, name):
        """``{number of a follow-up: (how many were late, of how many)}`` after all was sent."""
        sequence = self.sequence(name, (0, 2, 2), mail_server_id=self.server.id)
        subscriptions = self.subscribe(sequence, *self.contacts(CONTACTS, f"{name}.example"))
        while active := subscriptions.filtered(lambda s: s.state == "active"):
            self.travel(max(self.now, min(active.mapped("scheduled_datetime"))) + 10 * MINUTE)
            self.dispatch()
        late, number = Counter(), {step: number for number, step in enumerate(sequence.step_ids.sorted())}
        for subscription in subscriptions:
            for before, trace in pairwise(subscription.trace_ids.sorted("id")):
                day = before.sent_datetime.date() + timedelta(days=trace.step_id.delay_days)
                late[number[trace.step_id]] += trace.sent_datetime.date() > day
        return dict(late)

    def test_7_follow_ups_are_sent_on_their_day(self):
        after = self.late("after")
        self.assertKeepsTo(CONTACTS // 3)
        self.travel(self.now + 7 * DAY)
        with patch.object(Quota, "_coming_follow_ups", lambda *_args: []):
            before = self.late("before")
        sys.stdout.write(
            f"\n{CONTACTS} contacts, {CONTACTS // 3} a day; late second and third steps: {after}; if first steps took "
            f"every slot: {before}\n"
        )
        self.assertLessEqual(after[1] + after[2], 2 * CONTACTS // 20, "one in twenty, as the times are random")
        self.assertLess(after[1], before[1])
