"""What a dispatcher that died left behind (semantics 8); the real kill -9 is in the system tests."""

from contextlib import closing, suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.sending import transport
from ..models.sending.dispatcher import LOCK_CLASS
from .common import EmailSequenceCase

FOREIGN_TOKEN = 471_147


class Killed(BaseException):
    """Stands for the end of a process: no `except Exception` stops it."""


@tagged("post_install", "-at_install")
class TestRecovery(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.subscription, self.other = self.subscribe(self.sequence(), self.ada, self.bob)

    def claim(self):
        """What a dispatcher has claimed that is not of this process."""
        with self.committing_env() as env:
            env["email.sequence.dispatcher"]._claim(
                env["email.sequence"].browse(self.subscription.sequence_id.id), FOREIGN_TOKEN
            )
        return self.subscription.trace_ids | self.other.trace_ids

    def test_claims_of_a_living_dispatcher_are_left_alone(self):
        traces = self.claim()
        with closing(db_connect(self.env.cr.dbname).cursor()) as living:
            living.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_CLASS, FOREIGN_TOKEN))
            self.assertFalse(self.dispatch())
            self.assertEqual(traces.mapped("claim_token"), [FOREIGN_TOKEN] * 2)
            self.assertEqual(traces.mapped("trace_status"), ["sending"] * 2)
            living.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, FOREIGN_TOKEN))  # the pool keeps it open

    def test_claimed_but_not_handed_over_is_sent_once(self):
        self.claim()
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(self.subscription.trace_ids.trace_status, "sent")
        self.assertFalse(self.dispatch())

    def test_handed_over_without_an_outcome_is_unknown_and_paused(self):
        traces = self.claim()
        traces.handed_datetime = self.now
        self.assertFalse(self.dispatch())
        for subscription in (self.subscription, self.other):
            self.assertState(subscription, "paused", "send_error")
            self.assertIn("may or may not have left", subscription.pause_note)
            self.assertEqual(subscription.unknown_trace_id, subscription.trace_ids)
        self.assertEqual(set(traces.mapped("trace_status")), {"unknown"})

    def test_unknown_mail_is_never_sent_again_by_itself(self):
        self.claim().handed_datetime = self.now
        for _day in range(4):
            self.dispatch()
            self.travel(self.now + timedelta(days=1))
        self.assertFalse(self.smtp.mails)

    def test_one_handed_over_and_one_not(self):
        self.claim().filtered(lambda trace: trace.partner_id == self.ada).handed_datetime = self.now
        (mail,) = self.dispatch()
        self.assertIn("Bob", mail["To"])
        self.assertState(self.subscription, "paused", "send_error")
        self.assertState(self.other, "active")

    def test_paused_by_hand_while_its_dispatcher_was_dead(self):
        """The pause stands; the mail that was not handed over waits for the resume."""
        self.claim()
        self.subscription.with_user(self.seller).action_pause()
        self.assertEqual(len(self.dispatch()), 1)
        self.assertState(self.subscription, "paused", "manual")
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual([mail["Subject"] for mail in self.dispatch()], ["Step 1 for Ada"])

    def test_recovery_does_not_need_an_open_window_or_an_activated_sequence(self):
        self.claim().handed_datetime = self.now
        self.subscription.sequence_id.action_deactivate()
        self.dispatch()
        self.assertState(self.subscription, "paused", "send_error")

    def test_death_at_each_point_loses_and_repeats_nothing(self):
        """Dying just before any of these calls, of the dispatcher or of the recording."""
        points = {
            (self.registry["email.sequence.mailer"], "_compose"): (0, "sent"),
            (self.registry["email.sequence.dispatcher"], "_mark_handed_over"): (0, "sent"),
            (transport.Transports, "send"): (0, "unknown"),
            (self.registry["email.sequence.trace"], "_record_outcomes"): (2, "unknown"),
        }
        (self.subscription | self.other).action_pause()
        for (target, method), (sent_before, status) in points.items():
            sequence = self.sequence(f"Killed before {method}")
            subscriptions = self.subscribe(sequence, self.ada, self.bob)
            with self.subTest(method=method):
                with suppress(Killed), patch.object(target, method, side_effect=Killed):
                    self.dispatch()
                ids = subscriptions.trace_ids.mapped("message_id")
                self.assertEqual(len([mail for mail in self.smtp.mails if mail["Message-Id"] in ids]), sent_before)
                self.dispatch()
                self.assertEqual(set(subscriptions.trace_ids.mapped("trace_status")), {status})
                self.assertEqual(len(subscriptions.trace_ids), 2)
