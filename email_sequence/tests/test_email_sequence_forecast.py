"""How many mails leave on which day, counted by hand: `email.sequence.forecast`, `presenters/forecast.py`.

MONDAY_MORNING is Monday 2 March 2026, 9:00 UTC; the 14 days end with Sunday 15 March.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import EVERY_DAY, EmailSequenceCase


def march(day):
    return date(2026, 3, day)


class ForecastCase(EmailSequenceCase):
    def forecast(self, *sequences, user=None):
        """The rows of a new forecast, of these sequences or of all."""
        Forecast = self.env["email.sequence.forecast"].with_user(user or self.seller)
        Forecast.action_open([sequence.id for sequence in sequences])
        return Forecast.search([])

    def counted(self, rows):
        """``(number of the step, day of March, kind, mails)`` of each row, in order."""
        return sorted(
            (row.sequence_id.step_ids.sorted().ids.index(row.step_id.id) + 1, row.date.day, row.kind, row.mail_count)
            for row in rows
        )

    def assertForecast(self, sequence, *expected):
        self.assertEqual(self.counted(self.forecast(sequence)), sorted(expected))


@tagged("post_install", "-at_install")
class TestDays(ForecastCase):
    def test_planned_mails_and_those_after_them(self):
        sequence = self.sequence(delays=(0, 2, 1))
        self.subscribe(sequence, self.ada, self.bob)
        self.assertForecast(sequence, (1, 2, "planned", 2), (2, 4, "projected", 2), (3, 5, "projected", 2))

    def test_who_got_a_step_counts_for_the_ones_after_it(self):
        sequence = self.sequence(delays=(0, 2, 1))
        self.subscribe(sequence, self.ada)
        self.dispatch()
        self.subscribe(sequence, self.bob)
        self.assertForecast(
            sequence,
            (1, 2, "planned", 1),  # Bob
            (2, 4, "planned", 1),  # Ada
            (2, 4, "projected", 1),
            (3, 5, "projected", 2),
        )

    def test_closed_days_are_passed_over(self):
        """Thursday and two days is Saturday, so Monday 9."""
        sequence = self.sequence(delays=(3, 2, 1), schedule=self.office)
        self.subscribe(sequence, self.ada)
        self.assertForecast(sequence, (1, 5, "planned", 1), (2, 9, "projected", 1), (3, 10, "projected", 1))

    def test_1_4_dates_to_skip_are_passed_over(self):
        schedule = self.schedule("With a holiday", EVERY_DAY)
        schedule.skip_ids = [(0, 0, {"date_from": march(4), "date_to": march(5)})]
        sequence = self.sequence(delays=(0, 2, 1), schedule=schedule)
        self.subscribe(sequence, self.ada)
        self.assertForecast(sequence, (1, 2, "planned", 1), (2, 6, "projected", 1), (3, 7, "projected", 1))

    def test_overdue_counts_today_while_a_window_is_open(self):
        sequence = self.sequence(delays=(0, 1), schedule=self.office)
        self.subscribe(sequence, self.ada)
        self.travel(datetime(2026, 3, 3, 15, 0))
        self.assertForecast(sequence, (1, 3, "planned", 1), (2, 4, "projected", 1))

    def test_2_5_overdue_counts_on_the_next_day_with_window_time_else(self):
        sequence = self.sequence(delays=(0, 1), schedule=self.office)
        self.subscribe(sequence, self.ada)
        self.travel(datetime(2026, 3, 6, 16, 0))  # Friday, just closed
        self.assertForecast(sequence, (1, 9, "planned", 1), (2, 10, "projected", 1))

    def test_14_days_with_today_are_forecast(self):
        inside, outside = self.sequence("Inside", delays=(0, 13)), self.sequence("Outside", delays=(0, 14))
        self.subscribe(inside, self.ada)
        self.subscribe(outside, self.ada)
        self.assertForecast(inside, (1, 2, "planned", 1), (2, 15, "projected", 1))
        self.assertForecast(outside, (1, 2, "planned", 1))

    def test_planned_behind_the_14_days_is_left_out(self):
        sequence = self.sequence(delays=(14, 1))
        self.subscribe(sequence, self.ada)
        self.assertForecast(sequence)
        self.travel(self.now + timedelta(days=1))
        self.assertForecast(sequence, (1, 16, "planned", 1))

    def test_dates_are_those_of_the_sequences_clock(self):
        """23:30 in UTC on Monday is Tuesday in Auckland."""
        sequence = self.sequence(delays=(0, 1), tz="Pacific/Auckland")
        self.travel(datetime(2026, 3, 2, 23, 30))
        self.subscribe(sequence, self.ada).scheduled_datetime = datetime(2026, 3, 3, 10, 59)
        self.assertForecast(sequence, (1, 3, "planned", 1), (2, 4, "projected", 1))

    def test_1_5_dates_are_those_of_the_contacts_clock_where_it_counts(self):
        sequence = self.sequence(delays=(1, 1), use_contact_tz=True)
        self.ada.country_id = self.env.ref("base.jp")
        subscription = self.subscribe(sequence, self.ada)
        self.assertEqual(subscription.tz, "Asia/Tokyo")
        subscription.scheduled_datetime = datetime(2026, 3, 3, 15, 0)  # Wednesday, midnight in Tokyo
        self.assertForecast(sequence, (1, 4, "planned", 1), (2, 5, "projected", 1))


@tagged("post_install", "-at_install")
class TestWho(ForecastCase):
    def test_2_7_deactivated_sequence_has_no_mails_and_the_screen_says_so(self):
        sequence = self.sequence()
        self.subscribe(sequence, self.ada)
        sequence.action_deactivate()
        action = self.env["email.sequence.forecast"].with_user(self.seller).action_open(sequence.ids)
        self.assertIn("Nothing leaves until the sequence is activated", action["help"])
        self.assertFalse(self.env["email.sequence.forecast"].with_user(self.seller).search([]))

    def test_paused_and_finished_ones_are_left_out(self):
        sequence = self.sequence(delays=(0,))
        self.subscribe(sequence, self.ada).action_pause()
        self.subscribe(sequence, self.bob)
        self.dispatch()
        self.assertForecast(sequence)

    def test_of_one_sequence_or_of_all(self):
        first, second = self.sequence("First", delays=(0,)), self.sequence("Second", delays=(0,))
        self.subscribe(first, self.ada)
        self.subscribe(second, self.ada, self.bob)
        self.assertEqual(self.forecast(first).mapped("mail_count"), [1])
        rows = self.forecast().filtered(lambda row: row.sequence_id in first | second)
        self.assertEqual({row.sequence_id: row.mail_count for row in rows}, {first: 1, second: 2})

    def test_3_4_each_account_has_its_own_rows(self):
        own = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "own.example"})
        own.write(
            {"owner_user_id": self.manager.id, "from_filter": self.manager.email, "smtp_user": self.manager.email}
        )
        sequence = self.sequence(delays=(0,), mail_server_id=self.server.id)
        self.subscribe(sequence, self.ada)
        self.subscribe(sequence, *self.contacts(2), user=self.manager)
        rows = self.forecast(sequence)
        self.assertEqual(
            {(row.user_id, row.mail_server_id, row.account, row.mail_count) for row in rows},
            {(self.seller, self.server, "Test server", 1), (self.manager, own, own.name, 2)},
        )

    def test_6_1_account_that_is_gone_is_named_so(self):
        sequence = self.sequence(delays=(0,))
        self.subscribe(sequence, self.ada)
        self.seller.email = False
        row = self.forecast(sequence, user=self.manager)
        self.assertEqual((row.account, row.mail_count), ("The sender cannot send", 1))

    def test_13_sequences_of_another_company_are_left_out(self):
        sequence = self.sequence(delays=(0,))
        self.subscribe(sequence, self.ada)
        sequence.company_id = self.env["res.company"].create({"name": "Another company"})
        self.assertFalse(self.forecast(sequence))

    def test_13_each_user_has_a_forecast_of_their_own(self):
        sequence = self.sequence(delays=(0,))
        self.subscribe(sequence, self.ada)
        mine = self.forecast(sequence)
        theirs = self.forecast(sequence, user=self.manager)
        self.assertEqual((len(mine), len(theirs)), (1, 1))
        self.assertTrue(mine.exists(), "a colleague's forecast does not replace it")
        with self.assertRaises(AccessError):
            mine.with_user(self.manager).mapped("mail_count")
        self.assertFalse(self.forecast(sequence) & mine, "but one's own does")
        self.assertFalse(mine.exists())

    def test_13_without_the_group_there_is_no_forecast(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.forecast(user=nobody)

    def test_menu_opens_it_for_a_salesperson(self):
        self.subscribe(self.sequence(delays=(0,)), self.ada)
        action = self.env.ref("email_sequence.email_sequence_forecast_open").with_user(self.seller).run()
        self.assertEqual((action["res_model"], action["view_mode"]), ("email.sequence.forecast", "graph,pivot,list"))
        self.assertTrue(self.env["email.sequence.forecast"].with_user(self.seller).search([]))


@tagged("post_install", "-at_install")
class TestAgainstSending(ForecastCase):
    def test_comes_true_if_nobody_answers(self):
        """The course of nine contacts, mail by mail, against what was forecast on the first days."""
        sequence = self.sequence(delays=(1, 2, 3, 1), schedule=self.office)
        subscriptions = self.env["email.sequence.subscription"]
        for contact in self.contacts(9):
            subscriptions |= self.subscribe(sequence, contact)
            self.travel(self.now + timedelta(minutes=50))
        forecast, sent = Counter(), Counter()
        for row in self.forecast(sequence):
            forecast[row.date] += row.mail_count
        for _run in range(9 * 4):
            if waiting := subscriptions.filtered("scheduled_datetime"):
                self.travel(min(waiting.mapped("scheduled_datetime")))
                sent[self.now.date()] += len(self.dispatch())
        self.assertEqual(sent, forecast)
        self.assertEqual(sent.total(), 9 * 4)


@tagged("post_install", "-at_install")
class TestEffort(ForecastCase):
    def queries(self, sequence):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.forecast(sequence)
        return self.env.cr.sql_log_count - before

    def test_does_not_grow_with_the_number_of_subscriptions(self):
        sequence = self.sequence(delays=(0, 1, 1))
        self.subscribe(sequence, *self.contacts(3))
        for _warming_up in range(2):  # the caches of the registry: of a first forecast, and of one that replaces it
            self.queries(sequence)
        few = self.queries(sequence)
        self.subscribe(sequence, *self.contacts(60, domain="other.example"))
        self.assertEqual(self.queries(sequence), few)
        self.assertEqual(sum(self.forecast(sequence).mapped("mail_count")), 63 * 3)
