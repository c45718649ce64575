"""The limit of an outgoing server while several dispatchers are at work or die, over a week, and as a reason shown."""

from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.sending import quotas
from ..models.sending.dispatcher import LOCK_CLASS
from ..models.sending.email_step import ACCOUNT_LOCK_CLASS
from ..models.subscriptions import planner
from .test_email_sequence_dispatcher_recovery import FOREIGN_TOKEN, Killed
from .test_email_sequence_limit import LimitCase

DISPATCHER = "email.sequence.dispatcher"


@tagged("post_install", "-at_install")
class TestReason(LimitCase):
    """The reason is shown as long as it is one."""

    def setUp(self):
        super().setUp()
        self.subscribe(self.mine, *self.contacts(3))  # without follow-ups, which would come first on the next day
        self.dispatch()
        self.mine = self.sequence("Two steps", delays=(0, 1), mail_server_id=self.server.id)
        self.subscription = self.subscribe(self.mine, self.ada)
        self.dispatch()

    def sentence(self):
        return self.subscription.with_user(self.seller).next_sentence

    def test_7_sentence(self):
        self.subscription.scheduled_datetime = datetime(2026, 3, 4, 10, 30)
        self.assertEqual(
            self.sentence(),
            "The limit of Test server (3 a day) is reached, so “Step 1 for {{ object.name }}” leaves on "
            "Wednesday 4 March 10:30 (UTC).",
        )

    def test_gone_when_the_mail_has_left(self):
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertEqual(self.subscription.next_step_id, self.mine.step_ids[1])
        self.assertFalse(self.subscription.limit_server_id)
        self.assertNotIn("limit", self.sentence())

    def test_gone_when_the_step_is_skipped(self):
        self.subscription.with_user(self.seller).action_skip_step()
        self.assertFalse(self.subscription.limit_server_id)

    def test_gone_when_the_schedule_has_changed(self):
        self.mine.schedule_id = self.schedule("Sundays", [("6", 10, 11)])
        self.assertFalse(self.subscription.limit_server_id)
        self.assertIn("in the sending window", self.sentence())

    def test_gone_when_resumed_late(self):
        self.subscription.with_user(self.seller).action_pause()
        self.travel(self.now + timedelta(days=9))
        self.subscription.with_user(self.seller).action_resume()
        self.assertFalse(self.subscription.limit_server_id)

    def test_stays_when_resumed_in_time(self):
        self.subscription.with_user(self.seller).action_pause()
        self.assertNotIn("limit", self.sentence())
        self.subscription.with_user(self.seller).action_resume()
        self.assertIn("limit", self.sentence())

    def test_absence_is_the_reason_where_it_is_later(self):
        self.subscription.write(
            {"absent_until": date(2026, 3, 20), "scheduled_datetime": datetime(2026, 3, 20, 10, 30)}
        )
        self.assertIn("Out of office", self.sentence())
        self.assertNotIn("limit", self.sentence())


@tagged("post_install", "-at_install")
class TestSeveralDispatchers(LimitCase):
    """Two dispatchers never overrun the limit together, and one that died keeps no slot."""

    def setUp(self):
        super().setUp()
        self.subscriptions = self.subscribe(self.mine, *self.contacts(5))

    def admitted_elsewhere(self):
        """What another dispatcher has claimed and may send: three of five."""
        with self.committing_env() as env:
            traces = env[DISPATCHER]._claim(env["email.sequence"].browse(self.mine.id), FOREIGN_TOKEN)
            quotas.Quota(env["ir.mail_server"].browse(self.server.id)).reserve(traces)
        return self.traces()

    def test_7_8_emails_that_another_dispatcher_may_send_take_their_slots(self):
        traces = self.admitted_elsewhere()
        self.assertEqual(len(traces), 3)
        with closing(db_connect(self.env.cr.dbname).cursor()) as living:
            living.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_CLASS, FOREIGN_TOKEN))
            self.subscribe(self.mine, self.ada)
            self.assertFalse(self.dispatch())
            living.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, FOREIGN_TOKEN))
        self.assertEqual(traces.exists().mapped("trace_status"), ["sending"] * 3)
        self.assertEqual(len(self.waiting()), 3)

    def test_8_slots_of_a_dead_dispatcher_are_free_again(self):
        self.admitted_elsewhere()
        self.assertEqual(len(self.dispatch()), 3)

    def test_7_8_one_dispatcher_at_a_time_reserves_the_slots_of_a_server(self):
        """It locks before the transaction that counts begins, and until that is committed."""
        free, reserve = [], quotas.Quota.reserve

        def is_free():
            with closing(db_connect(self.env.cr.dbname).cursor()) as other:
                key = (ACCOUNT_LOCK_CLASS, self.server.id)
                other.execute("SELECT pg_try_advisory_lock(%s, %s), pg_advisory_unlock(%s, %s)", key * 2)
                return other.fetchone()[0]

        def watched(quota, traces):
            free.append(is_free())
            return reserve(quota, traces)

        with patch.object(quotas.Quota, "reserve", watched):
            self.dispatch()
        self.assertEqual(free, [False])
        self.assertTrue(is_free())

    def test_7_a_writer_in_between_makes_it_count_again(self):
        tries, reserve = [], quotas.Quota.reserve

        def disturbed(quota, traces):
            tries.append(traces)
            excess = reserve(quota, traces)
            if len(tries) == 1:
                raise SerializationFailure
            return excess

        with patch.object(quotas.Quota, "reserve", disturbed):
            self.assertEqual(len(self.dispatch()), 3)
        self.assertEqual((len(tries), len(self.waiting())), (2, 2))

    def test_7_limit_taken_away_since_the_claim(self):
        def unlimit():
            with self.meanwhile(self.env.ref("base.user_root")) as env:
                env["ir.mail_server"].browse(self.server.id).email_sequence_daily_limit = 0

        with self.just_before(quotas.Quota, "reserve", unlimit):
            self.assertEqual(len(self.dispatch()), 5)

    def test_7_server_deleted_since_the_claim(self):
        """Its mails fail with the sentence that names the reason; the dispatcher goes on."""

        def delete():
            with self.meanwhile(self.env.ref("base.user_root")) as env:
                env["ir.mail_server"].browse(self.server.id).unlink()

        with self.just_before(quotas.Quota, "reserve", delete):
            self.assertFalse(self.dispatch())
        self.assertEqual(set(self.subscriptions.mapped("state")), {"paused"})
        self.assertIn("was deleted", self.subscriptions[0].pause_note)

    def test_7_paused_since_the_claim_is_not_planned(self):
        def pause():
            with self.meanwhile() as env:
                env["email.sequence.subscription"].browse(self.subscriptions[-1:].id).action_pause()

        with self.just_before(quotas.Quota, "reserve", pause):
            self.assertEqual(len(self.dispatch()), 3)
        self.assertState(self.subscriptions[-1:], "paused", "manual")
        self.assertEqual((len(self.waiting()), self.traces().mapped("trace_status")), (1, ["sent"] * 3))

    def test_8_death_at_each_point_loses_nothing_and_keeps_to_the_limit(self):
        points = [
            (quotas, "limited"),
            (quotas.Quota, "reserve"),
            (planner, "store"),
            (self.registry["email.sequence.mailer"], "_compose"),
            (self.registry[DISPATCHER], "_mark_handed_over"),
        ]
        for target, method in points:
            with suppress(Killed), patch.object(target, method, side_effect=Killed):
                self.dispatch()
            self.assertFalse(self.smtp.mails)
        self.live_until_all_is_sent(self.subscriptions)
        self.assertEqual(len({mail["To"] for mail in self.smtp.mails}), 5)
        self.assertEqual(len(self.smtp.mails), 5)
        self.assertKeepsTo(3)


@tagged("post_install", "-at_install")
class TestWeek(LimitCase):
    def test_7_every_24_hours_of_a_week_keep_to_the_limit_and_all_is_sent(self):
        """With subscribing in between, follow-ups, and two senders."""
        self.mine = self.sequence("Week", delays=(0, 1), mail_server_id=self.server.id, schedule=self.office)
        subscriptions = self.subscribe(self.mine, *self.contacts(7))
        self.dispatch()
        self.travel(self.now + timedelta(hours=25))
        subscriptions |= self.subscribe(self.mine, *self.contacts(4, "other.example"), user=self.manager)
        self.live_until_all_is_sent(subscriptions)
        self.assertKeepsTo(3)
        self.assertEqual(set(subscriptions.mapped("state")), {"finished"})
        self.assertEqual(len(self.smtp.mails), 22)
        for trace in self.traces():
            self.assertIn(trace.handed_datetime.weekday(), range(5))
            self.assertIn(trace.handed_datetime.hour, range(9, 16))

    def test_queries_do_not_grow_with_those_over_the_limit(self):
        """Claiming and moving a batch of 100 takes as many queries as one of 20."""
        self.subscribe(self.mine, *self.contacts(3))
        self.dispatch()
        taken = []
        for count in (20, 100):
            self.subscribe(self.mine, *self.contacts(count, f"of{count}.example"))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(self.dispatch())
            taken.append(self.env.cr.sql_log_count - before)
        self.assertLess(taken[1] - taken[0], 5)
