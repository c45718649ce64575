"""Somebody, or a time service, sets the server's clock: no step leaves twice or outside its window (semantics 2, 8)."""

import random
from datetime import UTC, timedelta

from odoo.tests import tagged

from .common import MONDAY_MORNING, EmailSequenceCase

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOVES, CONTACTS = 60, 12


@tagged("post_install", "-at_install")
class TestClockMoved(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence(schedule=self.office, delays=(0, 1, 2))
        self.travel(MONDAY_MORNING + HOUR)

    def test_8_set_back_after_a_mail_left(self):
        subscription = self.subscribe(self.course, self.ada)
        self.assertEqual(len(self.dispatch()), 1)
        planned = subscription.scheduled_datetime
        for moment in (self.now - HOUR, self.now - 3 * DAY, self.now - 400 * DAY):
            self.travel(moment)
            self.assertFalse(self.dispatch())
        self.assertEqual(subscription.scheduled_datetime, planned)
        self.travel(planned)
        self.assertEqual(len(self.dispatch()), 1)

    def test_8_set_back_while_a_mail_is_handed_over(self):
        """The mail is recorded as sent when the clock says so; the next step counts from there."""
        subscription, before = self.subscribe(self.course, self.ada), self.now
        self.smtp.on_mail = lambda _mail: self.travel(before - DAY)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.trace_ids.sent_datetime, before - DAY)
        self.assertGreater(subscription.scheduled_datetime, self.now)
        self.assertFalse(self.dispatch())

    def test_2_set_forward_over_the_end_of_the_window_while_mails_are_handed_over(self):
        late = self.subscribe(self.course, *self.contacts(5))
        self.smtp.on_mail = lambda _mail: self.travel(MONDAY_MORNING + 12 * HOUR)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(sorted(late.mapped("trace_ids.trace_status")), ["sent"])
        self.assertEqual(set(late.mapped("state")), {"active"})
        self.assertTrue(all(subscription.scheduled_datetime > self.now for subscription in late))

    def test_2_set_forward_by_days(self):
        """What was planned meanwhile is found late, in an open window or not."""
        subscriptions = self.subscribe(self.course, *self.contacts(5))
        self.dispatch()
        self.travel(MONDAY_MORNING + 5 * DAY)  # a Saturday
        self.assertFalse(self.dispatch())
        self.assertTrue(all(self.is_open(moment) for moment in subscriptions.mapped("scheduled_datetime")))
        self.assertTrue(all(subscription.scheduled_datetime > self.now for subscription in subscriptions))

    def is_open(self, moment):
        return self.course._sending_schedule(False).is_open(moment.replace(tzinfo=UTC))

    def test_2_and_8_moved_to_and_fro_at_random(self):
        """Whatever the clock does, each step leaves at most once, in the order of steps, and in an open window."""
        rng, subscriptions, sent = random.Random(8), self.subscribe(self.course, *self.contacts(CONTACTS)), []

        def note(mail):
            sent.append((mail["To"], mail["Message-Id"], self.is_open(self.now)))
            if rng.random() < 0.1:
                self.travel(self.now + rng.uniform(-3, 3) * HOUR)

        self.smtp.on_mail = note
        for _move in range(MOVES):
            self.travel(self.now + rng.choice((-30, -2, -0.5, 1, 5, 26, 80)) * rng.random() * HOUR)
            self.dispatch()
        self.assertTrue(all(is_open for _to, _message_id, is_open in sent))
        self.assertGreater(len(sent), CONTACTS)
        traces = subscriptions.trace_ids
        self.assertEqual(sorted(message_id for _to, message_id, _open in sent), sorted(traces.mapped("message_id")))
        for subscription in subscriptions:
            steps = subscription.trace_ids.sorted("id").step_id
            self.assertEqual(steps, self.course.step_ids.sorted()[: len(subscription.trace_ids)])
            self.assertTrue(subscription.state == "finished" or subscription.scheduled_datetime)
