"""What a user may do with one contact's course through a sequence, besides pausing and resuming."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EmailSequenceCase

MONDAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestPauseUntil(EmailSequenceCase):
    """A pause until a date ends by itself on that date (semantics 4.7)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(0, 1), tz="Europe/Paris"), self.ada)
        self.dispatch()

    def pause_until(self, day):
        self.subscription.with_user(self.seller).action_pause(until=day)

    def test_resumes_by_itself_when_the_day_begins_by_the_sequences_clock(self):
        self.pause_until("2026-03-06")
        self.assertState(self.subscription, "paused", "manual")
        self.travel(datetime(2026, 3, 5, 22, 59))
        self.dispatch()
        self.assertState(self.subscription, "paused", "manual")
        self.travel(datetime(2026, 3, 5, 23, 1))  # midnight in Paris
        self.dispatch()
        self.assertState(self.subscription, "active")
        self.assertIn("goes on: the day has come", self.feed(self.ada))
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(len(self.dispatch()), 1)

    def test_nothing_leaves_before(self):
        self.pause_until("2026-03-20")
        self.travel(datetime(2026, 3, 19, 12, 0))
        self.assertFalse(self.dispatch())

    def test_an_answer_meanwhile_keeps_it_from_resuming(self):
        self.pause_until("2026-03-06")
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(self.subscription, "paused", "reply")
        self.travel(datetime(2026, 3, 8, 12, 0))
        self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "reply")

    def test_an_autoresponder_meanwhile_changes_nothing(self):
        self.pause_until("2026-03-06")
        self.receive(self.mail_from("ada@customer.example", Auto_Submitted="auto-replied"))
        self.travel(datetime(2026, 3, 6, 12, 0))
        self.dispatch()
        self.assertState(self.subscription, "active")

    def test_another_date_takes_the_place_of_the_first(self):
        self.pause_until("2026-03-06")
        self.pause_until("2026-03-09")
        self.travel(datetime(2026, 3, 7, 12, 0))
        self.dispatch()
        self.assertState(self.subscription, "paused", "manual")

    def test_resuming_by_hand_ends_it(self):
        self.pause_until("2026-03-06")
        self.subscription.with_user(self.seller).action_resume()
        self.assertState(self.subscription, "active")
        self.assertFalse(self.subscription.paused_until)

    def test_the_sentence_names_the_day(self):
        self.pause_until("2026-03-06")
        sentence = self.subscription.with_user(self.seller).next_sentence
        self.assertEqual(sentence, "Test sequence was paused by Sam Seller. It resumes by itself on Friday 6 March.")

    def test_what_is_no_date_to_come_is_refused_with_a_sentence(self):
        for until in ("soon", "2026-03-02", "2025-12-24"):
            with self.subTest(until=until), self.assertRaisesRegex(UserError, "such as 2026-03-03"):
                self.pause_until(until)
        self.assertState(self.subscription, "active")


@tagged("post_install", "-at_install")
class TestSkipStep(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(0, 2, 5))
        self.subscription = self.subscribe(self.mine, self.ada)
        self.dispatch()

    def skip(self):
        self.subscription.with_user(self.seller).action_skip_step()

    def test_the_step_after_it_is_planned_from_the_mail_that_really_left_last(self):
        self.skip()
        self.assertEqual(self.subscription.next_step_id, self.mine.step_ids.sorted()[2])
        self.assertEqual(self.subscription.scheduled_datetime.date(), MONDAY + timedelta(days=5))
        self.assertIn("skipped", self.feed(self.ada))

    def test_without_a_step_left_it_is_finished(self):
        self.skip()
        self.skip()
        self.assertState(self.subscription, "finished")

    def test_a_skipped_step_never_comes_though_the_order_changes(self):
        skipped = self.mine.step_ids.sorted()[1]
        self.skip()
        skipped.sequence = 99
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertState(self.subscription, "finished")
        self.assertNotIn(skipped, self.subscription.trace_ids.step_id)

    def test_a_paused_one_stays_paused(self):
        self.subscription.action_pause()
        self.skip()
        self.assertState(self.subscription, "paused", "manual")
        self.assertEqual(self.subscription.next_step_id, self.mine.step_ids.sorted()[2])

    def test_only_for_this_contact(self):
        other = self.subscribe(self.mine, self.bob)
        self.dispatch()
        self.skip()
        self.assertEqual(other.next_step_id, self.mine.step_ids.sorted()[1])


@tagged("post_install", "-at_install")
class TestSendNow(EmailSequenceCase):
    """A manager lets the next step leave now, inside or outside a window, and the feed says so."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(3, 1), schedule=self.office)
        self.subscription = self.subscribe(self.mine, self.ada)
        self.travel(datetime(2026, 3, 2, 20, 0))  # the windows are closed

    def send_now(self, user=None):
        self.subscription.with_user(user or self.manager).action_send_now()

    def test_leaves_outside_of_the_windows(self):
        self.send_now()
        self.assertEqual([mail["Subject"] for mail in self.dispatch()], ["Step 1 for Ada"])
        self.assertTrue(self.subscription.trace_ids.at_once)
        self.assertIn("Mia Manager", self.feed(self.ada))

    def test_the_step_after_it_keeps_to_the_windows(self):
        self.send_now()
        self.dispatch()
        self.assertFalse(self.subscription.send_at_once)
        self.assertEqual(self.subscription.scheduled_datetime.date(), MONDAY + timedelta(days=1))
        self.assertTrue(9 <= self.subscription.scheduled_datetime.hour < 16)
        self.assertFalse(self.dispatch())

    def test_others_who_are_due_still_wait_for_the_window(self):
        other = self.subscribe(self.mine, self.bob)
        other.sudo().scheduled_datetime = self.now
        self.send_now()
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Ada" <ada@customer.example>'])
        self.assertEqual(other.scheduled_datetime.date(), MONDAY + timedelta(days=1))

    def test_pausing_takes_the_order_back(self):
        self.send_now()
        self.subscription.action_pause()
        self.subscription.action_resume()
        self.assertFalse(self.dispatch())

    def test_another_delay_does_not_take_the_order_back(self):
        self.send_now()
        self.mine.step_ids.sorted()[0].delay_days = 9
        self.assertEqual(len(self.dispatch()), 1)

    def test_removing_takes_the_order_back(self):
        self.send_now()
        self.subscription.action_remove()
        self.assertFalse(self.subscription.send_at_once)
        self.assertFalse(self.dispatch())

    def test_a_salesperson_may_not(self):
        with self.assertRaises(AccessError):
            self.send_now(self.seller)

    def test_neither_for_a_paused_contact_nor_in_a_deactivated_sequence(self):
        self.subscription.action_pause()
        with self.assertRaisesRegex(UserError, "resume the contact"):
            self.send_now()
        self.subscription.action_resume()
        self.mine.action_deactivate()
        with self.assertRaisesRegex(UserError, "activate the sequence"):
            self.send_now()


@tagged("post_install", "-at_install")
class TestStartAtStep(EmailSequenceCase):
    """Semantics 3.5: subscribing to begin with step k."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(0, 2, 3))
        self.second = self.mine.step_ids.sorted()[1]

    def test_its_delay_counts_from_the_day_of_subscribing(self):
        subscription = self.subscribe(self.mine, self.ada, step_id=self.second.id)
        self.assertEqual(subscription.next_step_id, self.second)
        self.assertEqual(subscription.scheduled_datetime.date(), MONDAY + timedelta(days=2))

    def test_the_steps_before_it_never_leave(self):
        subscription = self.subscribe(self.mine, self.ada, step_id=self.second.id)
        for _step in range(2):
            self.travel_to_next_mail(subscription)
            self.dispatch()
        self.assertState(subscription, "finished")
        self.assertEqual([m["Subject"] for m in self.smtp.mails], ["Step 2 for Ada", "Re: Step 2 for Ada"])

    def test_a_step_of_another_sequence_is_refused(self):
        other = self.sequence("Other")
        with self.assertRaisesRegex(UserError, "Choose a step"):
            self.subscribe(self.mine, self.ada, step_id=other.step_ids[0].id)

    def test_over_the_external_api(self):
        result = self.call_as(self.seller, self.mine, "subscribe", [self.ada.id], step_id=self.second.id)
        subscription = self.env["email.sequence.subscription"].browse(result["subscribed"])
        self.assertEqual(subscription.next_step_id, self.second)


@tagged("post_install", "-at_install")
class TestSubscribeAgain(EmailSequenceCase):
    def test_a_finished_contact_starts_anew_with_a_new_subscription(self):
        mine = self.sequence(delays=(0,))
        first = self.subscribe(mine, self.ada)
        self.dispatch()
        self.assertState(first, "finished")
        action = first.with_user(self.seller).action_subscribe_again()
        dialog = (
            self.env["email.sequence.subscribe"].with_user(self.seller).with_context(**action["context"]).create({})
        )
        self.assertTrue(dialog.again)
        dialog.action_subscribe()
        second = mine.subscription_ids - first
        self.assertState(second, "active")
        self.assertEqual(len(self.dispatch()), 1)
        self.assertState(first, "finished")


@tagged("post_install", "-at_install")
class TestRightsOfCourse(EmailSequenceCase):
    def test_contact_out_of_reach(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        self.env["ir.rule"].create(
            {
                "name": "Own contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('user_id', '=', user.id)]",
                "groups": [(4, self.env.ref("email_sequence.group_user").id)],
            }
        )
        for user, action in ((self.seller, "action_skip_step"), (self.manager, "action_send_now")):
            with self.subTest(action=action), self.assertRaises(AccessError):
                self.call_as(user, subscription, action)
