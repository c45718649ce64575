from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..models.subscriptions import planner
from ..tools.timing.schedule import Window
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
        for windows, summary in (
            ([("2", 13.5, 24), ("0", 9, 12.25)], "Mon 09:00–12:15; Wed 13:30–24:00"),  # noqa: RUF001
            ([(str(day), 9, 16) for day in range(5)], "Mon–Fri 09:00–16:00"),  # noqa: RUF001
            ([("0", 0, 24), ("1", 0, 12), ("1", 12, 24), ("4", 0, 24)], "Mon, Tue, Fri any time"),
            ([(str(day), 0, 24) for day in range(7)], "Every day any time"),
            ([("5", 9, 10), ("5", 11, 12)], "Sat 09:00–10:00, 11:00–12:00"),  # noqa: RUF001
            ([], ""),
        ):
            with self.subTest(summary=summary):
                self.assertEqual(self.schedule("Odd", windows).summary or "", summary)

    def test_summary_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        summary = self.office.with_context(lang="fr_FR").summary
        self.assertEqual(summary, "lun.–ven. 09:00–16:00")  # noqa: RUF001

    def test_copy_has_windows_of_its_own(self):
        copy = self.office.with_user(self.manager).copy()
        self.assertEqual(copy.name, "Office hours (copy)")
        self.assertEqual(copy._windows(), self.office._windows())
        self.assertFalse(copy.window_ids & self.office.window_ids)

    def test_1_4_copy_has_skip_dates_of_its_own(self):
        self.office._skip({date(2026, 12, 25): "Christmas"})
        copy = self.office.with_user(self.manager).copy()
        self.assertEqual(copy._skip_dates(), {date(2026, 12, 25)})
        copy.skip_ids.unlink()
        self.assertTrue(self.office.skip_ids)

    def test_sequences_that_use_it_are_counted_and_listed(self):
        used, archived = self.sequence(schedule=self.office), self.sequence("Archived", schedule=self.office)
        archived.active = False
        schedules = (self.office | self.always).with_user(self.seller)
        self.assertEqual(schedules.mapped("sequence_count"), [1, 0])
        action = self.office.with_user(self.seller).action_view_sequences()
        self.assertEqual(self.env["email.sequence"].search(action["domain"]), used)

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


@tagged("post_install", "-at_install")
class TestOpenings(EmailSequenceCase):
    """The picture of the next seven days: today is Monday, 2 March 2026."""

    def openings(self, schedule, tz="UTC"):
        return {opening["date"]: opening for opening in schedule.with_user(self.seller)._openings(tz)}

    def test_the_next_seven_days_from_today_are_drawn(self):
        openings = self.openings(self.office)
        self.assertEqual(list(openings), [f"2026-03-0{day}" for day in range(2, 9)])
        self.assertEqual(
            openings["2026-03-02"],
            {
                "date": "2026-03-02",
                "label": "Mon 2 Mar",
                "sentence": "Monday 2 March: 09:00–16:00",  # noqa: RUF001
                "stretches": [[540, 960]],
                "skipped": False,
            },
        )
        self.assertEqual(openings["2026-03-07"]["sentence"], "Saturday 7 March: closed")

    def test_today_is_that_of_the_zone(self):
        self.travel(self.now.replace(hour=23))
        self.assertEqual(next(iter(self.openings(self.office, "Asia/Tokyo"))), "2026-03-03")
        self.assertEqual(next(iter(self.openings(self.office, "America/New_York"))), "2026-03-02")

    def test_1_4_skipped_dates_are_closed_and_named(self):
        self.office._skip({date(2026, 3, 3): "Carnival"})
        self.office.skip_ids = [Command.create({"date_from": "2026-03-04"})]
        openings = self.openings(self.office)
        carnival, nameless = openings["2026-03-03"], openings["2026-03-04"]
        self.assertEqual((carnival["stretches"], carnival["skipped"]), ([], "Carnival"))
        self.assertEqual(carnival["sentence"], "Tuesday 3 March: nothing is sent (Carnival)")
        self.assertEqual(
            (nameless["skipped"], nameless["sentence"]), ("Nothing is sent", "Wednesday 4 March: nothing is sent")
        )

    def test_the_form_draws_by_the_users_clock_and_follows_edits(self):
        self.travel(self.now.replace(hour=23))
        self.manager.tz = "Asia/Tokyo"
        with Form(self.office.with_user(self.manager)) as form:
            self.assertEqual(form.openings[0]["date"], "2026-03-03")
            with form.skip_ids.new() as skip:
                skip.date_from = "2026-03-03"
            self.assertTrue(form.openings[0]["skipped"])

    def test_without_a_zone_of_the_user_the_companys_counts(self):
        self.travel(self.now.replace(hour=23))
        self.manager.tz = False
        self.manager.company_id.email_sequence_tz = "Asia/Tokyo"
        self.assertEqual(self.office.with_user(self.manager).openings[0]["date"], "2026-03-03")

    def test_hours_that_cannot_be_read_yet_draw_nothing(self):
        for windows in (
            [{"hour_from": 16, "hour_to": 9}],
            [{"hour_from": 9, "hour_to": 25}],
            [{"hour_from": 9, "hour_to": 12}, {"hour_from": 11, "hour_to": 13}],
        ):
            with self.subTest(windows=windows):
                schedule = self.env["email.sequence.schedule"].new(
                    {
                        "name": "Unsaved",
                        "window_ids": [Command.create({"dayofweek": "0", **hours}) for hours in windows],
                    }
                )
                self.assertFalse(schedule.openings)
                self.assertFalse(schedule.summary)
                self.assertFalse(schedule.impact)


@tagged("post_install", "-at_install")
class TestScheduleChanges(EmailSequenceCase):
    """Whatever changes the windows or the skip dates, what was planned by them is looked at again, once."""

    @contextmanager
    def assertPlannedAgain(self, *schedules):
        with patch.object(planner, "schedules_changed") as changed:
            yield
        self.assertEqual([call.args[0].ids for call in changed.call_args_list], [list(schedules)] if schedules else [])

    def setUp(self):
        super().setUp()
        self.mine = self.office.with_user(self.manager)

    def test_writing_several_windows_and_dates_at_once(self):
        first, second, *_rest = self.mine.window_ids
        with self.assertPlannedAgain(self.office.id):
            self.mine.write(
                {
                    "window_ids": [
                        Command.update(first.id, {"hour_to": 12}),
                        Command.delete(second.id),
                        Command.create({"dayofweek": "6", "hour_from": 9, "hour_to": 10}),
                    ],
                    "skip_ids": [Command.create({"date_from": "2026-12-25"})],
                }
            )

    def test_a_window_changed_added_or_removed_by_itself(self):
        window = self.mine.window_ids[0]
        with self.assertPlannedAgain(self.office.id):
            window.hour_to = 12
        with self.assertPlannedAgain(self.office.id):
            window.copy({"dayofweek": "6"})
        with self.assertPlannedAgain(self.office.id):
            window.unlink()

    def test_several_windows_changed_or_removed_together(self):
        with self.assertPlannedAgain(self.office.id):
            self.mine.window_ids.write({"hour_to": 12})
        with self.assertPlannedAgain(self.office.id):
            self.mine.window_ids[:3].unlink()

    def test_a_window_that_moves_to_another_schedule_changes_both(self):
        other = self.schedule("Other", [])
        with self.assertPlannedAgain(self.office.id, other.id):
            self.mine.window_ids[0].schedule_id = other

    def test_a_skip_date_changed_added_or_removed_by_itself(self):
        Skip = self.env["email.sequence.schedule.skip"].with_user(self.manager)
        with self.assertPlannedAgain(self.office.id):
            skip = Skip.create({"schedule_id": self.office.id, "date_from": "2026-12-25"})
        with self.assertPlannedAgain(self.office.id):
            skip.date_to = "2026-12-26"
        with self.assertPlannedAgain(self.office.id):
            skip.unlink()

    def test_another_name_changes_no_plan(self):
        with self.assertPlannedAgain():
            self.mine.write({"name": "Renamed", "active": True})

    def test_a_new_schedule_changes_no_plan(self):
        with self.assertPlannedAgain():
            self.mine.copy()
            self.schedule("New", [("0", 9, 16)])


@tagged("post_install", "-at_install")
class TestScheduleRights(EmailSequenceCase):
    def test_13_salespeople_read_and_managers_change(self):
        self.office._skip({date(2026, 12, 25): "Christmas"})
        for records in (self.office, self.office.window_ids[0], self.office.skip_ids):
            with self.subTest(model=records._name):
                self.assertTrue(records.with_user(self.seller).read())
                records.with_user(self.manager).write({})
                with self.assertRaises(AccessError):
                    records.with_user(self.seller).write({})
                with self.assertRaises(AccessError):
                    records.with_user(self.seller).unlink()

    def test_13_schedules_of_other_companies_are_out_of_sight(self):
        self.office._skip({date(2026, 12, 25): "Christmas"})
        self.office.company_id = self.env["res.company"].create({"name": "Another company"})
        for records in (self.office, self.office.window_ids, self.office.skip_ids):
            with self.subTest(model=records._name):
                found = self.env[records._name].with_user(self.manager).search([("id", "in", records.ids)])
                self.assertFalse(found)

    def test_13_others_have_no_access(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        for model in ("schedule", "schedule.window", "schedule.skip", "holidays"):
            with self.subTest(model=model):
                self.assertFalse(self.env[f"email.sequence.{model}"].with_user(nobody).has_access("read"))
