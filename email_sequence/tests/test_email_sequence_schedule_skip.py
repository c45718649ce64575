from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import EmailSequenceCase

CHRISTMAS = date(2026, 12, 25)


@tagged("post_install", "-at_install")
class TestSkipDates(EmailSequenceCase):
    """Dates on which nothing is sent belong to a schedule (semantics 1.4)."""

    def skip(self, first, last=None, schedule=None, **values):
        values |= {"schedule_id": (schedule or self.office).id, "date_from": first}
        if last:
            values["date_to"] = last
        return self.env["email.sequence.schedule.skip"].with_user(self.manager).create(values)

    def test_1_4_all_days_of_all_ranges_are_skipped(self):
        self.skip(CHRISTMAS, date(2026, 12, 27))
        self.skip(date(2026, 12, 26), date(2026, 12, 26))
        self.skip(date(2027, 1, 1))
        self.assertEqual(
            self.office.with_user(self.seller)._skip_dates(),
            frozenset({CHRISTMAS, date(2026, 12, 26), date(2026, 12, 27), date(2027, 1, 1)}),
        )

    def test_a_schedule_without_skip_dates_skips_none(self):
        self.assertEqual(self.office._skip_dates(), frozenset())

    def test_one_day_is_enough_to_say(self):
        self.assertEqual(self.skip(CHRISTMAS).date_to, CHRISTMAS)

    def test_the_last_day_follows_the_first_only_where_it_must(self):
        with Form(self.office.with_user(self.manager)) as form, form.skip_ids.new() as line:
            line.date_from = "2026-12-24"
            line.date_to = "2026-12-26"
            line.date_from = "2026-12-25"
            self.assertEqual(line.date_to, "2026-12-26")
            line.date_from = "2026-12-28"
        self.assertEqual(self.office.skip_ids.date_to, date(2026, 12, 28))

    def test_dates_that_end_before_they_start_are_refused(self):
        with self.assertRaisesRegex(ValidationError, r"must end after they start.*New Year \(01/01/2027"):
            self.skip(date(2027, 1, 1), CHRISTMAS, name="New Year")

    def test_366_days_may_be_skipped_and_not_one_more(self):
        skip = self.skip(CHRISTMAS, CHRISTMAS + timedelta(days=365))
        self.assertEqual(len(self.office._skip_dates()), 366)
        with self.assertRaisesRegex(ValidationError, "Nothing is sent for more than a year"):
            skip.date_to += timedelta(days=1)

    def test_no_more_than_a_year_in_a_row_may_be_skipped(self):
        """A time to send is looked for within two years; without any, the dispatcher would have none to plan."""
        self.skip(CHRISTMAS, CHRISTMAS + timedelta(days=300))
        with self.assertRaisesRegex(ValidationError, '"Office hours" would send nothing from 12/25/2026 to'):
            self.skip(CHRISTMAS + timedelta(days=301), CHRISTMAS + timedelta(days=400))

    def test_removing_the_windows_between_skipped_days_is_refused_as_well(self):
        mondays = [date(2026, 12, 28) + timedelta(weeks=week) for week in range(60)]
        schedule = self.schedule("Two days", [("0", 9, 16), ("3", 9, 16)])
        schedule.skip_ids = [Command.create({"date_from": monday}) for monday in mondays]
        with self.assertRaisesRegex(ValidationError, "more than a year"):
            schedule.window_ids[1].with_user(self.manager).unlink()

    def test_its_name_says_why_and_when(self):
        self.assertEqual(self.skip(CHRISTMAS, name="Christmas").display_name, "Christmas (12/25/2026)")
        self.assertEqual(self.skip(CHRISTMAS, date(2026, 12, 26)).display_name, "12/25/2026 – 12/26/2026")  # noqa: RUF001

    def test_skip_dates_go_with_their_schedule(self):
        skip = self.skip(CHRISTMAS, schedule=self.schedule("Short-lived", []))
        skip.schedule_id.unlink()
        self.assertFalse(skip.exists())
