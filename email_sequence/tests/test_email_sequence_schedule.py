from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.sending_window import Window
from .common import EmailSequenceCase

PRESETS = {
    "schedule_weekdays_office_hours": [Window(day, 9 * 60, 16 * 60) for day in range(5)],
    "schedule_weekdays_any_time": [Window(day, 0, 24 * 60) for day in range(5)],
    "schedule_every_day_any_time": [Window(day, 0, 24 * 60) for day in range(7)],
}


@tagged("post_install", "-at_install")
class TestSchedule(EmailSequenceCase):
    def test_presets_have_their_windows(self):
        """Semantics 1.3."""
        for name, windows in PRESETS.items():
            with self.subTest(preset=name):
                preset = self.env.ref(f"email_sequence.{name}").with_user(self.seller)
                self.assertEqual(sorted(preset._windows()), windows)
                self.assertFalse(preset.company_id)

    def test_summary_says_when_it_is_open(self):
        schedule = self.schedule("Odd", [("2", 13.5, 24), ("0", 9, 12.25)])
        self.assertEqual(schedule.summary, "Monday 09:00–12:15, Wednesday 13:30–24:00")  # noqa: RUF001

    def test_copy_has_windows_of_its_own(self):
        copy = self.office.with_user(self.manager).copy()
        self.assertEqual(copy.name, "Office hours (copy)")
        self.assertEqual(copy._windows(), self.office._windows())
        self.assertFalse(copy.window_ids & self.office.window_ids)

    def test_schedule_of_another_company_cannot_be_chosen(self):
        company = self.env["res.company"].create({"name": "Another company"})
        schedule = self.schedule("Theirs", [("0", 9, 16)])
        schedule.company_id = company
        with self.assertRaises(Exception):  # noqa: B017
            self.sequence(schedule=schedule)

    def test_minutes_survive_the_rounding_of_hours(self):
        """20 minutes are no binary fraction of an hour."""
        schedule = self.schedule("Thirds", [("0", 9 + 20 / 60, 9 + 40 / 60), ("0", 9 + 40 / 60, 10 + 1 / 60)])
        self.env.invalidate_all()
        self.assertEqual(schedule._windows(), (Window(0, 560, 580), Window(0, 580, 601)))


@tagged("post_install", "-at_install")
class TestScheduleWindow(EmailSequenceCase):
    """Windows have from before to, up to 24:00, and do not overlap on a day (semantics 1.3)."""

    def test_window_that_ends_before_it_starts_is_refused(self):
        for start, end in ((16, 9), (9, 9), (9, 9.001)):
            with self.subTest(start=start, end=end), self.assertRaisesRegex(ValidationError, "on Monday must end"):
                self.schedule("Reversed", [("0", start, end)])

    def test_window_outside_of_the_day_is_refused(self):
        for start, end in ((-1, 9), (9, 24.5), (24, 25), (23.999, 24)):
            with self.subTest(start=start, end=end), self.assertRaises(ValidationError):
                self.schedule("Too long", [("0", start, end)])

    def test_window_until_midnight_is_fine(self):
        self.assertEqual(self.schedule("Late", [("6", 22, 24)])._windows(), (Window(6, 1320, 1440),))

    def test_overlapping_windows_of_a_day_are_refused(self):
        for windows in (
            [("0", 9, 12), ("0", 11, 14)],
            [("0", 9, 16), ("0", 10, 11)],
            [("0", 9, 10), ("0", 9, 10)],
        ):
            with self.subTest(windows=windows), self.assertRaisesRegex(ValidationError, "overlap on Monday"):
                self.schedule("Overlapping", windows)

    def test_touching_windows_and_those_of_other_days_are_fine(self):
        self.assertTrue(self.schedule("Touching", [("0", 9, 12), ("0", 12, 14), ("1", 9, 14)]))

    def test_window_moved_onto_another_is_refused(self):
        schedule = self.schedule("Moving", [("0", 9, 12), ("1", 9, 12)])
        with self.assertRaisesRegex(ValidationError, "overlap on Monday"):
            schedule.window_ids[1].with_user(self.manager).dayofweek = "0"

    def test_changed_windows_are_judged_by_the_result(self):
        schedule = self.schedule("Swapped", [("0", 9, 12), ("0", 12, 14)])
        first, second = schedule.window_ids
        schedule.window_ids = [
            Command.update(first.id, {"hour_to": 13}),
            Command.update(second.id, {"hour_from": 13}),
        ]
        self.assertEqual(schedule._windows(), (Window(0, 540, 780), Window(0, 780, 840)))
