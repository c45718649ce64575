"""After an outage nothing leaves in a burst: what is overdue is spread over the next window time (semantics 2.6)."""

from contextlib import closing
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.sending import outage, session
from .common import MONDAY_MORNING, EmailSequenceCase
from .test_email_sequence_dispatcher_recovery import Killed

DISPATCHER = "email.sequence.dispatcher"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class OutageCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(outage, "OUTAGE", HOUR))
        self.mine = self.sequence(delays=(0, 1), schedule=self.office)

    def looked(self, moment):
        """When a dispatcher last looked."""
        self.env.cr.execute("UPDATE email_sequence_look SET looked_datetime = %s", (moment,))

    def last_look(self):
        self.env.cr.execute("SELECT looked_datetime FROM email_sequence_look")
        return self.env.cr.fetchone()[0]

    def down_for(self, time):
        """Forty mails were due one after the other while no dispatcher looked."""
        subscriptions = self.subscribe(self.mine, *self.contacts(40))
        self.looked(self.now)
        self.travel(self.now + time)
        for number, subscription in enumerate(subscriptions):
            subscription.scheduled_datetime = self.now - time + number * time / 41
        return subscriptions


@tagged("post_install", "-at_install")
class TestOutage(OutageCase):
    def test_2_6_what_is_overdue_gets_a_random_time_in_what_is_left_of_the_date(self):
        subscriptions = self.down_for(4 * DAY)  # a Friday, 9:00
        self.assertFalse(self.dispatch())
        planned = subscriptions.mapped("scheduled_datetime")
        self.assertTrue(all(self.now < moment < self.now + 7 * HOUR for moment in planned))
        self.assertEqual({moment.date() for moment in planned}, {date(2026, 3, 6)})
        self.assertGreater(max(planned) - min(planned), 4 * HOUR)

    def test_2_6_else_of_the_next_one(self):
        subscriptions = self.down_for(4 * DAY + 8 * HOUR)  # a Friday, 17:00
        self.assertFalse(self.dispatch())
        self.assertEqual({moment.date() for moment in subscriptions.mapped("scheduled_datetime")}, {date(2026, 3, 9)})

    def test_2_6_then_they_are_sent_as_planned(self):
        subscriptions = self.down_for(4 * DAY)
        self.dispatch()
        for moment in sorted(subscriptions.mapped("scheduled_datetime")):
            self.travel(moment)
            self.dispatch()
        self.assertEqual(len(self.smtp.mails), 40)
        self.assertEqual(subscriptions.next_step_id, self.mine.step_ids[1])

    def test_2_6_an_hour_is_no_outage(self):
        self.down_for(HOUR)
        self.assertEqual(len(self.dispatch()), 40)

    def test_2_6_what_a_manager_ordered_is_sent_at_once(self):
        subscriptions = self.down_for(4 * DAY)
        subscriptions[:3].with_user(self.manager).action_send_now()
        self.assertEqual(len(self.dispatch()), 3)

    def test_2_6_what_was_to_resume_meanwhile_is_spread_as_well(self):
        subscriptions = self.down_for(4 * DAY)
        subscriptions.sudo().write({"state": "paused", "pause_reason": "manual", "paused_until": self.now - DAY})
        self.assertFalse(self.dispatch())
        self.assertTrue(all(moment > self.now for moment in subscriptions.mapped("scheduled_datetime")))

    def test_2_6_by_the_contacts_own_windows(self):
        self.mine.use_contact_tz = True
        self.ada.tz = "Asia/Tokyo"
        theirs, ours = self.subscribe(self.mine, self.ada), self.subscribe(self.mine, self.bob)
        self.looked(self.now)
        (theirs | ours).scheduled_datetime = self.now + HOUR
        self.travel(self.now + 3 * HOUR)  # 12:00, and 21:00 in Tokyo
        self.assertFalse(self.dispatch())
        self.assertEqual(ours.scheduled_datetime.date(), date(2026, 3, 2))
        self.assertTrue(datetime(2026, 3, 3, 0) <= theirs.scheduled_datetime < datetime(2026, 3, 3, 7))

    def test_2_7_deactivated_ones_stay_as_they_are(self):
        subscriptions = self.down_for(4 * DAY)
        planned = subscriptions.mapped("scheduled_datetime")
        self.mine.action_deactivate()
        self.dispatch()
        self.assertEqual(subscriptions.mapped("scheduled_datetime"), planned)

    def test_7_under_the_limits(self):
        self.server.email_sequence_daily_limit = 10
        self.mine.mail_server_id = self.server
        subscriptions = self.down_for(4 * DAY)
        self.dispatch()
        for moment in sorted(subscriptions.mapped("scheduled_datetime")):
            self.travel(moment)
            self.dispatch()
        self.assertEqual(len(self.smtp.mails), 10)


@tagged("post_install", "-at_install")
class TestSign(OutageCase):
    """By what a dispatcher knows that there was an outage."""

    def test_2_6_first_look_after_installing_finds_none(self):
        self.down_for(4 * DAY)
        self.looked(None)
        self.assertEqual(len(self.dispatch()), 40)
        self.assertEqual(self.last_look(), self.now)

    def test_2_6_looks_count_though_nothing_is_due_or_activated(self):
        self.mine.action_deactivate()
        self.looked(self.now - 3 * MINUTE)
        self.dispatch()
        self.assertEqual(self.last_look(), self.now)

    def test_2_6_one_worker_that_hangs_is_no_outage(self):
        """The look of any other counts."""
        self.down_for(4 * DAY)
        self.looked(self.now - MINUTE)
        self.assertEqual(len(self.dispatch()), 40)

    def test_2_6_backup_of_last_week_is_an_outage(self):
        """What was due in that week, in this database, is not sent in a burst."""
        self.down_for(7 * DAY)
        self.looked(MONDAY_MORNING)
        self.assertFalse(self.dispatch())

    def test_2_6_clock_that_was_set_back_hides_no_outage_after_that(self):
        self.looked(self.now + 30 * DAY)
        self.subscribe(self.mine, self.ada)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(self.last_look(), self.now)
        self.down_for(2 * DAY)
        self.assertFalse(self.dispatch())

    def test_2_6_run_that_lasts_for_hours_is_no_outage(self):
        self.subscribe(self.mine, *self.contacts(3, "slow.example"))
        self.looked(self.now)
        self.smtp.on_mail = lambda _mail: self.travel(self.now + 40 * MINUTE)
        self.assertEqual(len(self.dispatch()), 3)
        self.smtp.on_mail = None
        self.travel(self.now + 30 * MINUTE)
        self.subscribe(self.mine, self.ada)
        self.assertEqual(len(self.dispatch()), 1)

    def test_2_6_run_that_refuses_to_send_does_not_look(self):
        self.looked(self.now - DAY)
        with patch.object(session, "is_shared", lambda _cr: True), self.assertLogs(session._logger, "ERROR"):
            self.dispatch()
        self.assertEqual(self.last_look(), self.now - DAY)

    def test_2_6_dispatchers_wait_for_the_one_that_plans_again(self):
        """Else another one would send what this one has not planned yet."""
        self.down_for(4 * DAY)
        free = []

        def look(records, *args):
            with closing(db_connect(self.env.cr.dbname).cursor()) as other:
                other.execute("SELECT pg_try_advisory_lock(%s, %s), pg_advisory_unlock(%s, %s)", outage.LOCK * 2)
                free.append(other.fetchone()[0])
            return spread(records, *args)

        spread = self.registry[DISPATCHER]._spread_overdue
        with patch.object(self.registry[DISPATCHER], "_spread_overdue", look):
            self.dispatch()
        self.assertEqual(free, [False])

    def test_2_6_who_waited_finds_that_another_one_has_looked(self):
        subscriptions = self.down_for(4 * DAY)
        planned = subscriptions.mapped("scheduled_datetime")
        with self.committing_env() as env:
            self.looked(self.now)
            env[DISPATCHER]._spread_overdue(env[DISPATCHER]._last_look())
        self.assertEqual(subscriptions.mapped("scheduled_datetime"), planned)

    def test_2_6_death_while_planning_again_leaves_the_outage_to_the_next_one(self):
        subscriptions = self.down_for(4 * DAY)
        with patch.object(outage.planner, "SUBSCRIPTIONS_PER_BATCH", 15):
            self.die_after_the_first_batch()
        self.assertFalse(self.dispatch())
        self.assertTrue(all(moment > self.now for moment in subscriptions.mapped("scheduled_datetime")))

    def die_after_the_first_batch(self):
        batch, batches = self.registry[DISPATCHER]._in_own_transaction, []

        def dying(records, *args, **kwargs):
            if batches:
                raise Killed
            planned = batch(records, *args, **kwargs)
            batches.extend(planned)  # none of other sequences
            return planned

        with (
            patch.object(self.registry[DISPATCHER], "_in_own_transaction", dying),
            self.assertRaises(Killed),
        ):
            self.dispatch()

    def test_2_6_it_costs_a_run_three_queries_at_most(self):
        with self.committing_env() as env:
            self.looked(self.now - 5 * MINUTE)
            before = env.cr.sql_log_count
            env[DISPATCHER]._look()
            self.assertLessEqual(env.cr.sql_log_count - before, 3)
