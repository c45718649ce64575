from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestScheduleTours(HttpCase):
    """A manager changes when mails leave, in a browser; a salesperson reads it."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("manager", "user"):
            new_test_user(
                cls.env, f"schedule_{login}", f"base.group_user,email_sequence.group_{login}", tz="UTC", lang="en_US"
            )
        cls.schedule = cls.env.ref("email_sequence.schedule_weekdays_office_hours").copy()
        cls.url = f"/odoo/email-sequence-schedules/{cls.schedule.id}"

    def test_editing_the_week_and_reading_the_picture(self):
        self.start_tour(self.url, "email_sequence_schedule_week", login="schedule_manager")
        split, whole = [(9.5, 12), (13.5, 24)], [(0, 24)]
        self.assertEqual(
            [
                [(w.hour_from, w.hour_to) for w in self.schedule.window_ids.sorted() if w.dayofweek == day]
                for day in "0123456"
            ],
            [split] * 5 + [whole, []],
        )
        self.assertEqual(self.schedule.skip_ids.name, "Tour holiday")
        self.assertEqual(self.schedule.skip_ids.date_from, self.schedule.skip_ids.date_to)

    def test_importing_public_holidays(self):
        tomorrow = datetime.combine(fields.Date.today() + timedelta(days=1), datetime.min.time())
        calendar = self.env["resource.calendar"].create({"name": "Tour calendar", "tz": "UTC"})
        self.env["resource.calendar.leaves"].search([]).unlink()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Tour holiday",
                "calendar_id": calendar.id,
                "date_from": tomorrow,
                "date_to": tomorrow + timedelta(days=2),
            }
        )
        self.start_tour(self.url, "email_sequence_schedule_holidays", login="schedule_manager")
        self.assertEqual(self.schedule._skip_dates(), {tomorrow.date(), tomorrow.date() + timedelta(days=1)})

    def test_a_salesperson_reads_the_week(self):
        self.start_tour(self.url, "email_sequence_schedule_readonly", login="schedule_user")
