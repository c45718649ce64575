"""Limits of an hour, a minute and a gap, alone and together, and whose turn it is (semantics 7)."""

from datetime import datetime, timedelta
from random import Random

from odoo.tests import tagged

from ..models.presenters.estimate import duration_sentence
from .common import EmailSequenceCase
from .test_email_sequence_limit import LimitCase

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


class LimitsCase(LimitCase):
    def setUp(self):
        super().setUp()
        self.limit(daily_limit=0)

    def limit(self, **values):
        self.server.write({f"email_sequence_{name}": value for name, value in values.items()})

    def assertNoPeriodHasMore(self, period, count):
        """Counted in the mails as they left; the periods that end with a mail are enough."""
        moments = sorted(self.traces().mapped("handed_datetime"))
        for moment in moments:
            self.assertLessEqual(sum(moment - period < other <= moment for other in moments), count)

    def send_all(self, subscriptions):
        runs = self.live_until_all_is_sent(subscriptions)
        self.assertEqual(len(self.smtp.mails), len(subscriptions))
        self.assertFalse(self.waiting())
        return runs


@tagged("post_install", "-at_install")
class TestPeriods(LimitsCase):
    def test_7_no_more_in_an_hour(self):
        self.limit(hourly_limit=4)
        subscriptions = self.subscribe(self.mine, *self.contacts(10))
        self.assertEqual(len(self.dispatch()), 4)
        self.assertEqual(self.waiting()[0].scheduled_datetime, self.now + HOUR + SECOND)
        self.send_all(subscriptions)
        self.assertNoPeriodHasMore(HOUR, 4)

    def test_7_no_more_in_a_minute(self):
        self.limit(minute_limit=3)
        subscriptions = self.subscribe(self.mine, *self.contacts(8))
        self.assertEqual(len(self.dispatch()), 3)
        self.send_all(subscriptions)
        self.assertNoPeriodHasMore(MINUTE, 3)

    def test_7_a_gap_after_each_mail(self):
        self.limit(minimum_gap=90)
        subscriptions = self.subscribe(self.mine, *self.contacts(5))
        start = self.now
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(
            self.waiting().mapped("scheduled_datetime"), [start + number * 91 * SECOND for number in (1, 2, 3, 4)]
        )
        self.send_all(subscriptions)
        self.assertNoPeriodHasMore(90 * SECOND, 1)

    def test_7_all_limits_hold_together(self):
        self.limit(daily_limit=9, hourly_limit=4, minute_limit=2, minimum_gap=10)
        self.mine.schedule_id = self.office
        subscriptions = self.subscribe(self.mine, *self.contacts(20))
        self.send_all(subscriptions)
        for period, count in ((DAY, 9), (HOUR, 4), (MINUTE, 2), (10 * SECOND, 1)):
            self.assertNoPeriodHasMore(period, count)
        for moment in self.traces().mapped("handed_datetime"):
            self.assertIn(moment.hour, range(9, 16), "no limit moves a mail out of its window")

    def test_7_who_finds_no_slot_in_the_window_of_today_waits_for_another_day(self):
        self.mine.schedule_id = self.office
        self.travel(datetime(2026, 3, 2, 15, 30))
        self.limit(hourly_limit=2)
        self.subscribe(self.mine, *self.contacts(3))
        self.dispatch()
        self.assertEqual(self.waiting().scheduled_datetime.date(), datetime(2026, 3, 3).date())

    def test_7_the_reason_names_every_limit(self):
        self.limit(daily_limit=500, hourly_limit=30, minute_limit=2, minimum_gap=20)
        self.subscribe(self.mine, *self.contacts(2))
        self.dispatch()
        self.assertIn("(500 a day, 30 an hour, 2 a minute, 1 in 20 seconds)", self.waiting().next_sentence)

    def test_7_usage_of_the_server(self):
        self.limit(daily_limit=500, hourly_limit=3)
        self.subscribe(self.mine, *self.contacts(5))
        self.dispatch()
        self.server.invalidate_recordset(["email_sequence_usage"])
        self.assertEqual(self.server.email_sequence_usage, "Sent: 3 of 500 a day, 3 of 3 an hour. Waiting: 2.")


@tagged("post_install", "-at_install")
class TestAnyLimits(LimitsCase):
    """Drawn limits, windows and moments at which contacts come in; the seed of a failure is in its message."""

    SEEDS = 6

    def test_7_no_mail_is_over_any_limit_or_outside_a_window_whatever_they_are(self):
        for seed in range(self.SEEDS):
            with self.subTest(seed=seed):
                self.course(Random(seed))

    def course(self, rng):
        self.traces().unlink()
        self.smtp.mails.clear()
        limits = {"daily_limit": (6, 12), "hourly_limit": (2, 5), "minute_limit": (1, 3), "minimum_gap": (5, 300)}
        drawn = {name: rng.choice([0, rng.randint(*span)]) for name, span in limits.items()}
        self.limit(**drawn)
        start = rng.randrange(8, 18)
        schedule = self.schedule(f"Drawn {rng.random()}", [(day, start, start + 2) for day in "01234"])
        mine = self.sequence(f"Drawn {rng.random()}", delays=(0, 1), mail_server_id=self.server.id, schedule=schedule)
        subscriptions = self.env["email.sequence.subscription"]
        for wave in range(3):
            subscriptions |= self.subscribe(mine, *self.contacts(4, f"wave{wave}-{rng.random()}.example"))
            self.dispatch()
            self.travel(self.now + timedelta(minutes=rng.randrange(2000)))
        self.live_until_all_is_sent(subscriptions)
        self.assertEqual(len(self.smtp.mails), 2 * len(subscriptions))
        self.assertKeepsToAll(drawn)
        for moment in self.traces().mapped("handed_datetime"):
            self.assertTrue(moment.weekday() < 5 and start <= moment.hour < start + 2, moment)

    def assertKeepsToAll(self, drawn):
        for name, period in (("daily_limit", DAY), ("hourly_limit", HOUR), ("minute_limit", MINUTE)):
            if drawn[name]:
                self.assertNoPeriodHasMore(period, drawn[name])
        if drawn["minimum_gap"]:
            self.assertNoPeriodHasMore(drawn["minimum_gap"] * SECOND, 1)


@tagged("post_install", "-at_install")
class TestPersonalServer(LimitsCase):
    """Odoo paces personal servers; so do sequences, unless the server has a pace of its own."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("mail.server.personal.limit.minutes", 2)
        self.own = self.server.copy(
            {"name": "Sam's", "from_filter": "sam@seller.example", "owner_user_id": self.seller.id,
             "smtp_user": "sam@seller.example"}
        )  # fmt: skip
        self.subscribe(self.mine, *self.contacts(6))

    def test_7_has_the_pace_of_odoo(self):
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(len(self.waiting(self.own)), 4)

    def test_7_pace_set_on_the_server_comes_first(self):
        self.own.email_sequence_minute_limit = 5
        self.assertEqual(len(self.dispatch()), 5)

    def test_7_gap_is_a_pace(self):
        self.own.email_sequence_minimum_gap = 1
        self.assertEqual(len(self.dispatch()), 1)

    def test_7_day_is_not_a_pace(self):
        self.own.email_sequence_daily_limit = 5
        self.assertEqual(len(self.dispatch()), 2)


@tagged("post_install", "-at_install")
class TestWhoseTurn(LimitsCase):
    """What a manager ordered, then follow-ups, then first steps; in each, those who have waited first."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence("Two steps", delays=(0, 1), mail_server_id=self.server.id)
        self.followed = self.subscribe(self.mine, *self.contacts(2, "followed.example"))
        self.dispatch()
        self.travel(self.now + 3 * DAY)
        self.followed.scheduled_datetime = self.now
        self.limit(daily_limit=2)

    def test_7_follow_ups_go_before_first_steps_that_were_due_earlier(self):
        firsts = self.subscribe(self.mine, *self.contacts(3))
        firsts.scheduled_datetime = self.now - HOUR
        self.dispatch()
        self.assertEqual(set(self.followed.mapped("state")), {"finished"})
        self.assertEqual(self.waiting(), firsts.sorted("scheduled_datetime"))

    def test_7_also_before_those_of_another_sequence(self):
        other = self.subscribe(self.sequence("Other", mail_server_id=self.server.id), *self.contacts(3))
        other.scheduled_datetime = self.now - HOUR
        self.dispatch()
        self.assertEqual(set(self.followed.mapped("state")), {"finished"})

    def test_7_first_steps_take_what_follow_ups_leave(self):
        self.limit(daily_limit=3)
        self.subscribe(self.mine, *self.contacts(3))
        self.assertEqual(len(self.dispatch()), 3)
        self.assertEqual(len(self.waiting()), 2)

    def test_7_order_of_a_manager_goes_before_follow_ups(self):
        self.limit(daily_limit=1)
        ordered = self.subscribe(self.mine, self.ada)
        ordered.with_user(self.manager).action_send_now()
        self.dispatch()
        self.assertEqual(len(ordered.trace_ids), 1)
        self.assertEqual(self.waiting(), self.followed.sorted("scheduled_datetime"))

    def test_7_those_who_wait_keep_their_order(self):
        self.limit(daily_limit=1)
        self.followed.action_pause()
        early = self.subscribe(self.mine, *self.contacts(3, "early.example"))
        self.dispatch()
        late = self.subscribe(self.mine, *self.contacts(3, "late.example"))
        self.dispatch()
        in_line = self.waiting()
        self.assertEqual(len(in_line), 5)
        self.assertEqual(in_line[:2] | in_line[2:], (early & in_line) + late)
        self.assertEqual(in_line[:2].ids, (early & in_line).sorted("scheduled_datetime").ids)

    def test_7_line_does_not_starve_while_others_are_subscribed(self):
        self.followed.action_pause()
        mine = self.sequence("One step", mail_server_id=self.server.id)
        line = self.subscribe(mine, *self.contacts(6, "line.example"))
        self.dispatch()
        for day in range(4):
            self.subscribe(mine, *self.contacts(2, f"day{day}.example"))
            self.travel(self.now + DAY + SECOND)
            self.dispatch()
            for _later in range(3):
                due = [s.scheduled_datetime for s in line if s.state == "active"]
                self.travel(max([self.now, *due[:1]]))
                self.dispatch()
        self.assertEqual(set(line.mapped("state")), {"finished"})


@tagged("post_install", "-at_install")
class TestDuration(EmailSequenceCase):
    """The dialog says how long the limits make it last (semantics 7)."""

    def duration(self, count, delays=(0,), **values):
        self.server.write({f"email_sequence_{name}": value for name, value in values.items()})
        sequence = self.sequence(delays=delays, mail_server_id=self.server.id)
        partners = self.contacts(count)
        wizard = self.env["email.sequence.subscribe"].with_user(self.seller).with_context(active_ids=partners.ids)
        return wizard.new({"sequence_id": sequence.id}).duration

    def test_7_five_a_day(self):
        self.assertEqual(self.duration(20, daily_limit=5), "5 a day: done in about 4 days, on Thursday 5 March")

    def test_7_silent_where_it_takes_no_longer(self):
        self.assertFalse(self.duration(5, daily_limit=5))

    def test_7_silent_without_a_limit(self):
        self.assertFalse(self.duration(20, daily_limit=0))

    def test_7_follow_ups_make_it_longer(self):
        self.assertIn("about 3 days", self.duration(10, delays=(0, 1), daily_limit=5))

    def test_7_mails_of_today_and_those_who_wait_count(self):
        self.server.email_sequence_daily_limit = 5
        mine = self.sequence("Before", mail_server_id=self.server.id)
        self.subscribe(mine, *self.contacts(9, "before.example"))
        self.dispatch()
        self.assertIn("about 3 days", self.duration(5, daily_limit=5))

    def test_7_each_salespersons_account_counts_for_its_own_contacts(self):
        self.server.email_sequence_daily_limit = 5
        sequence = self.sequence(delays=(0,), mail_server_id=self.server.id, sender_rule="salesperson")
        self.server.copy(
            {"name": "Mia's", "from_filter": self.manager.email, "owner_user_id": self.manager.id,
             "smtp_user": self.manager.email, "email_sequence_daily_limit": 2}
        )  # fmt: skip
        theirs = self.contacts(6, "mia.example")
        theirs.user_id = self.manager
        sentence = duration_sentence(
            sequence.with_user(self.seller), sequence.step_ids[0], (theirs | self.contacts(4)).ids
        )
        self.assertEqual(sentence, "2 a day, 30 a minute: done in about 3 days, on Wednesday 4 March")
