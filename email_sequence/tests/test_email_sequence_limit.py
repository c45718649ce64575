"""At most so many mails from an outgoing server in any 24 hours (semantics 7)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..models.subscriptions import planner
from .common import MONDAY_MORNING, EmailSequenceCase, refused

SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24) + SECOND  # when a slot is free again: the ledger keeps whole seconds, cut off


class LimitCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.server.email_sequence_daily_limit = 3
        self.mine = self.sequence(delays=(0,), mail_server_id=self.server.id)

    def waiting(self, server=None):
        return self.env["email.sequence.subscription"].search(
            [("limit_server_id", "=", (server or self.server).id), ("state", "=", "active")], order="scheduled_datetime"
        )

    def traces(self):
        return self.env["email.sequence.trace"].search([("mail_server_id", "=", self.server.id)])

    def assertKeepsTo(self, limit):
        """No 24 hours had more mails; those that end with a mail are enough."""
        moments = sorted(self.traces().mapped("handed_datetime"))
        for moment in moments:
            self.assertLessEqual(sum(moment - DAY < other <= moment for other in moments), limit)

    def live_until_all_is_sent(self, subscriptions):
        """Run the dispatcher whenever something is due; return how many runs it took."""
        for run in range(200):
            active = subscriptions.filtered(lambda subscription: subscription.state == "active")
            if not active:
                return run
            self.travel(max(self.now, min(active.mapped("scheduled_datetime"))))
            self.dispatch()
        return self.fail("Some wait for ever")


@tagged("post_install", "-at_install")
class TestDailyLimit(LimitCase):
    def test_7_no_more_leave_than_the_limit(self):
        self.subscribe(self.mine, *self.contacts(5))
        self.assertEqual(len(self.dispatch()), 3)
        self.assertFalse(self.dispatch())

    def test_7_unlimited_unless_set(self):
        self.server.email_sequence_daily_limit = 0
        self.subscribe(self.mine, *self.contacts(5))
        self.assertEqual(len(self.dispatch()), 5)

    def test_7_what_is_over_the_limit_waits_for_the_next_slot_with_a_visible_reason(self):
        subscriptions = self.subscribe(self.mine, *self.contacts(5))
        self.dispatch()
        waiting = self.waiting()
        self.assertEqual(waiting, subscriptions.filtered(lambda s: not s.trace_ids).sorted("scheduled_datetime"))
        for subscription in waiting:
            self.assertState(subscription, "active")
            self.assertTrue(MONDAY_MORNING + DAY <= subscription.scheduled_datetime < datetime(2026, 3, 4))
        self.assertFalse(waiting.trace_ids, "what did not leave has no trace")

    def test_7_what_is_over_the_limit_is_not_rendered(self):
        self.subscribe(self.mine, *self.contacts(5))
        rendered, compose = [], self.registry["email.sequence.mailer"]._compose
        with patch.object(
            self.registry["email.sequence.mailer"],
            "_compose",
            lambda mailer, traces: rendered.extend(traces.ids) or compose(mailer, traces),
        ):
            self.dispatch()
        self.assertEqual(len(rendered), 3)

    def test_7_those_who_wait_are_spread_over_as_many_days_as_it_takes(self):
        self.subscribe(self.mine, *self.contacts(11))
        self.dispatch()
        days = self.waiting().mapped(lambda subscription: subscription.scheduled_datetime.date())
        self.assertEqual(days, [date(2026, 3, 3)] * 3 + [date(2026, 3, 4)] * 3 + [date(2026, 3, 5)] * 2)

    def test_7_each_waits_once_however_many_batches_are_due(self):
        self.subscribe(self.mine, *self.contacts(250))
        moves, store = [], planner.store
        with patch.object(planner, "store", lambda env, times, *args: moves.extend(times) or store(env, times, *args)):
            self.dispatch()
        moves = [moved for moved in moves if moved in self.waiting().ids]
        self.assertEqual(len(moves), 247)
        self.assertEqual(len(set(moves)), 247)
        last = self.waiting()[-1:].scheduled_datetime
        self.assertEqual(last.date(), date(2026, 3, 2) + timedelta(days=83), "247 in threes")

    def test_7_a_window_waits_for_the_slot_not_the_slot_for_a_window(self):
        self.mine.schedule_id = self.office
        self.travel(datetime(2026, 3, 6, 15, 0))  # Friday: the slots are free on Saturday
        self.subscribe(self.mine, *self.contacts(4))
        self.dispatch()
        self.assertEqual(self.waiting().scheduled_datetime.date(), date(2026, 3, 9))
        self.assertIn(self.waiting().scheduled_datetime.hour, range(9, 16))

    def test_7_absent_contacts_wait_longer(self):
        subscriptions = self.subscribe(self.mine, *self.contacts(4))
        subscriptions[-1:].absent_until = date(2026, 3, 20)
        self.dispatch()
        self.assertEqual(self.waiting().scheduled_datetime.date(), date(2026, 3, 20))

    def test_7_24_hours_roll_across_midnight(self):
        """Emails of the evening take their slots until the next evening, whatever the date is."""
        self.travel(datetime(2026, 3, 2, 22, 0))
        self.subscribe(self.mine, *self.contacts(3))
        self.assertEqual(len(self.dispatch()), 3)
        self.travel(datetime(2026, 3, 3, 21, 59, 59))
        self.subscribe(self.mine, self.ada)
        self.assertFalse(self.dispatch())
        self.travel(datetime(2026, 3, 3, 22, 0, 1))
        self.subscribe(self.mine, self.bob)
        self.waiting().scheduled_datetime = self.now
        self.assertEqual(len(self.dispatch()), 2)

    def test_7_servers_have_limits_of_their_own(self):
        other = self.server.copy({"name": "Other server", "email_sequence_daily_limit": 1})
        self.subscribe(self.mine, *self.contacts(5))
        self.subscribe(self.sequence("Other", mail_server_id=other.id), *self.contacts(5))
        self.assertEqual(len(self.dispatch()), 4)
        self.assertEqual((len(self.waiting()), len(self.waiting(other))), (2, 4))

    def test_7_sequences_and_senders_share_the_limit_of_their_server(self):
        self.subscribe(self.mine, *self.contacts(2))
        self.subscribe(self.sequence("Other", mail_server_id=self.server.id), self.ada, user=self.manager)
        self.subscribe(self.sequence("Third", mail_server_id=self.server.id), self.bob, user=self.manager)
        self.assertEqual(len(self.dispatch()), 3)
        self.assertEqual(self.waiting().partner_id, self.bob)

    def test_7_the_limit_of_a_personal_server(self):
        own = self.server.copy(
            {"name": "Sam's", "from_filter": "sam@seller.example", "owner_user_id": self.seller.id,
             "smtp_user": "sam@seller.example", "email_sequence_daily_limit": 1}
        )  # fmt: skip
        self.subscribe(self.mine, *self.contacts(3))
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(len(self.waiting(own)), 2)

    def test_7_email_that_certainly_was_not_sent_takes_no_slot(self):
        """A server that could not be reached must not look as if its limit was reached."""
        bad, good = self.contacts(3, "refused.example"), self.contacts(3)
        self.smtp.faults = {partner.email: refused(partner.email) for partner in bad}
        self.subscribe(self.mine, *bad)
        self.dispatch()
        self.subscribe(self.mine, *good)
        self.assertEqual(len(self.dispatch()), 3)

    def test_7_email_that_may_have_been_sent_takes_a_slot(self):
        self.subscribe(self.mine, self.ada)
        self.smtp.on_mail = lambda _mail: self.fail("the connection broke")
        self.dispatch()
        self.smtp.on_mail = None
        self.assertEqual(self.traces().trace_status, "unknown")
        self.subscribe(self.mine, *self.contacts(3))
        self.assertEqual(len(self.dispatch()), 2)

    def test_7_paused_while_waiting_takes_no_slot_of_others(self):
        self.subscribe(self.mine, *self.contacts(5))
        self.dispatch()
        self.waiting().action_pause()
        self.travel(MONDAY_MORNING + DAY)
        self.subscribe(self.mine, *self.contacts(3))
        self.assertEqual(len(self.dispatch()), 3)

    def test_2_7_activating_sends_what_is_overdue_under_the_limit(self):
        subscriptions = self.subscribe(self.mine, *self.contacts(8))
        self.mine.action_deactivate()
        self.travel(MONDAY_MORNING + timedelta(days=1))
        self.mine.action_activate()
        self.assertGreaterEqual(self.live_until_all_is_sent(subscriptions), 3)
        self.assertEqual(len(self.smtp.mails), 8)
        self.assertKeepsTo(3)


@tagged("post_install", "-at_install")
class TestTurns(LimitCase):
    """Who came first is not overtaken."""

    def setUp(self):
        super().setUp()
        self.first = self.subscribe(self.mine, *self.contacts(6))
        self.dispatch()
        self.three = self.waiting()

    def test_7_slots_are_left_to_those_who_wait_for_them(self):
        self.travel(MONDAY_MORNING + DAY)
        self.three.scheduled_datetime = self.now + timedelta(hours=3)
        self.subscribe(self.mine, self.ada)
        self.assertFalse(self.dispatch(), "three slots are free, for three who wait for today")
        self.travel(self.now + timedelta(hours=3))
        self.assertEqual(len(self.dispatch()), 3)
        self.assertEqual(self.waiting().partner_id, self.ada)

    def test_7_slots_that_nobody_waits_for_today_are_taken(self):
        self.travel(MONDAY_MORNING + DAY)
        self.three.scheduled_datetime = self.now + timedelta(days=6)
        self.subscribe(self.mine, self.ada)
        self.assertEqual(len(self.dispatch()), 1)

    def test_7_slots_are_not_kept_for_a_deactivated_sequence(self):
        self.travel(MONDAY_MORNING + DAY)
        self.three.scheduled_datetime = self.now + timedelta(hours=3)
        self.mine.action_deactivate()
        self.subscribe(self.sequence("Other", mail_server_id=self.server.id), self.ada)
        self.assertEqual(len(self.dispatch()), 1)

    def test_7_who_has_waited_and_finds_no_slot_waits_for_the_next_one_only(self):
        """Not behind the others who wait: a day, and not as many as it takes for all of them."""
        self.subscribe(self.mine, *self.contacts(9))
        self.dispatch()
        early = self.three[0]
        early.scheduled_datetime = self.now
        self.dispatch()
        self.assertEqual(early.scheduled_datetime.date(), date(2026, 3, 3))

    def test_7_a_managers_order_comes_first_and_is_under_the_limit_all_the_same(self):
        """It is sent in the next slot, even outside of a window: a provider's limit cannot be overruled."""
        self.mine.schedule_id = self.schedule("Sundays", [("6", 10, 11)])
        last = self.three[-1:]
        last.with_user(self.manager).action_send_now()
        self.assertFalse(self.dispatch())
        self.assertTrue(last.send_at_once)
        self.assertEqual(last.scheduled_datetime, MONDAY_MORNING + DAY)
        self.assertIn("leaves as soon as there is room: on Tuesday 3 March 09:00", last.next_sentence)
        self.travel_to_next_mail(last)
        self.assertEqual(len(self.dispatch()), 1)


@tagged("post_install", "-at_install")
class TestAnotherLimit(LimitCase):
    def setUp(self):
        super().setUp()
        self.subscriptions = self.subscribe(self.mine, *self.contacts(9))
        self.dispatch()

    def days(self):
        return [moment.date().day for moment in self.waiting().mapped("scheduled_datetime")]

    def test_7_raised_limit_lets_those_who_wait_leave_earlier(self):
        self.assertEqual(self.days(), [3, 3, 3, 4, 4, 4])
        self.server.email_sequence_daily_limit = 5
        self.assertEqual(self.days(), [3, 3, 3, 3], "two have a slot today, for which there is no reason to show")
        self.assertEqual(len(self.subscriptions.filtered(lambda s: s.state == "active")), 6)

    def test_7_lowered_limit_lets_them_wait_longer(self):
        self.server.email_sequence_daily_limit = 1
        self.assertEqual(self.days(), [3, 4, 5, 6, 7, 8])

    def test_7_lowered_limit_holds_after_it_was_lowered(self):
        self.server.email_sequence_daily_limit = 1
        since = self.now
        self.live_until_all_is_sent(self.subscriptions)
        moments = sorted(self.traces().mapped("handed_datetime"))
        later = [moment for moment in moments if moment > since]
        self.assertEqual(len(later), 6)
        for moment in later:
            self.assertEqual(sum(moment - DAY < other <= moment for other in moments), 1)

    def test_7_no_limit_any_more(self):
        self.server.email_sequence_daily_limit = 0
        self.assertFalse(self.waiting())
        left = self.subscriptions.filtered(lambda subscription: subscription.state == "active")
        self.assertEqual({moment.date() for moment in left.mapped("scheduled_datetime")}, {date(2026, 3, 2)})

    def test_7_other_changes_of_the_server_plan_nothing_again(self):
        planned = self.waiting().mapped("scheduled_datetime")
        self.server.write({"name": "Renamed", "email_sequence_daily_limit": 3})
        self.assertEqual(self.waiting().mapped("scheduled_datetime"), planned)

    def test_deleted_server_leaves_no_reason(self):
        waiting = self.waiting()
        self.mine.mail_server_id = False
        self.server.unlink()
        self.assertFalse(waiting.limit_server_id)
        self.assertNotIn("limit", waiting[0].next_sentence)
