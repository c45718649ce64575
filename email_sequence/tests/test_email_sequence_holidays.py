from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.timing import public_holidays
from .common import EmailSequenceCase


class HolidaysCase(EmailSequenceCase):
    """Public holidays become skip dates (semantics 1.4); today is Monday, 2 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france, cls.germany, cls.antarctica = (cls.env.ref(f"base.{code}") for code in ("fr", "de", "aq"))
        cls.calendar = cls.env["resource.calendar"].create({"name": "Paris office", "tz": "Europe/Paris"})
        cls.env["resource.calendar.leaves"].search([]).unlink()

    def wizard(self, **values):
        values = {"source": "country", "country_id": self.france.id, "year_from": 2026, "year_to": 2026} | values
        return (
            self.env["email.sequence.holidays"].with_user(self.manager).create({"schedule_id": self.office.id} | values)
        )

    def of_calendar(self, **values):
        return self.wizard(source="calendar", calendar_id=self.calendar.id, **values)

    def leave(self, start, end, name="Closed", **values):
        return self.env["resource.calendar.leaves"].create(
            {"name": name, "calendar_id": self.calendar.id, "date_from": start, "date_to": end} | values
        )

    def names(self):
        return {day.isoformat(): name for day, name in self.office._skip_names().items()}


@tagged("post_install", "-at_install")
class TestHolidaysOfCountries(HolidaysCase):
    def test_holidays_of_a_country_are_listed_and_then_added(self):
        wizard = self.wizard()
        self.assertIn("Sat 15 Aug 2026</td><td>Assumption Day", wizard.preview)
        self.assertFalse(self.office.skip_ids)
        count = wizard.date_count
        wizard.action_add()
        self.assertEqual(len(self.office._skip_dates()), count)
        self.assertEqual(self.names()["2026-07-14"], "National Day")

    def test_past_dates_are_left_out(self):
        """New Year's Day was two months ago."""
        self.assertNotIn("1 Jan 2026", self.wizard().preview)
        self.assertIn("1 Jan 2027", self.wizard(year_to=2027).preview)

    def test_dates_skipped_already_are_left_out(self):
        self.office.skip_ids = [Command.create({"name": "Summer", "date_from": "2026-07-01", "date_to": "2026-08-31"})]
        wizard = self.wizard()
        self.assertNotIn("14 Jul 2026", wizard.preview)
        wizard.action_add()
        self.assertEqual(self.names()["2026-07-14"], "Summer")
        again = self.wizard()
        self.assertEqual((again.date_count, again.preview), (0, False))
        with self.assertRaisesRegex(UserError, "No date is left to add"):
            again.action_add()

    def test_a_state_has_holidays_of_its_own(self):
        california = self.env.ref("base.state_us_5")
        whole, state = (
            self.wizard(country_id=california.country_id.id, state_id=state_id).preview
            for state_id in (False, california.id)
        )
        self.assertNotIn("Chavez", whole)
        self.assertIn("Tue 31 Mar 2026</td><td>Cesar Chavez Day", state)

    def test_names_are_in_the_users_language_where_the_package_knows_it_else_in_the_countrys(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("it_IT")
        french = self.wizard().with_context(lang="fr_FR")
        italian = self.wizard().with_context(lang="it_IT")
        self.assertIn("Fête nationale", french.preview)
        self.assertIn("Fête nationale", italian.preview)

    def test_without_the_package_the_dialog_says_what_to_install(self):
        with patch.object(public_holidays, "holidays", None):
            wizard = self.wizard()
            self.assertIn('the Python package "holidays"', wizard.problem)
            self.assertFalse(wizard.date_count)
            with self.assertRaisesRegex(UserError, "Ask an administrator to install"):
                wizard.action_add()

    def test_a_country_that_the_package_does_not_know_is_told(self):
        nowhere = self.env["res.country"].create({"name": "Nowhere", "code": "QQ"})
        with self.assertRaisesRegex(UserError, "public holidays of Nowhere are not known. Take them from a working"):
            self.wizard(country_id=nowhere.id).action_add()

    def test_a_state_that_the_package_does_not_know_is_told(self):
        nowhere = self.env["res.country.state"].create({"name": "Nowhere", "code": "QQ", "country_id": self.germany.id})
        wizard = self.wizard(country_id=self.germany.id, state_id=nowhere.id)
        self.assertIn("Nowhere (Germany) are not known. Leave the state empty", wizard.problem)
        with self.assertRaises(UserError):
            wizard.action_add()

    def test_years_are_near_and_in_order(self):
        for years in ((2025, 2026), (2027, 2026), (2026, 2037), (0, 0)):
            with self.subTest(years=years), self.assertRaisesRegex(UserError, "Choose years from 2026 to 2036"):
                self.wizard(year_from=years[0], year_to=years[1]).action_add()

    def test_another_country_forgets_the_state(self):
        wizard = self.env["email.sequence.holidays"].with_user(self.manager)
        with Form(wizard.with_context(default_schedule_id=self.office.id)) as form:
            form.country_id = self.germany
            form.state_id = self.germany.state_ids[0]
            form.country_id = self.france
            self.assertFalse(form.state_id)


@tagged("post_install", "-at_install")
class TestHolidaysOfCalendars(HolidaysCase):
    def test_public_holidays_of_the_calendar_and_of_no_calendar_are_added(self):
        self.leave(datetime(2026, 7, 13, 22), datetime(2026, 7, 14, 21, 59, 59), "National Day")
        self.leave(datetime(2026, 12, 24, 23), datetime(2026, 12, 26, 22, 59, 59), "Christmas", calendar_id=False)
        self.of_calendar().action_add()
        self.assertEqual(
            self.names(), {"2026-07-14": "National Day", "2026-12-25": "Christmas", "2026-12-26": "Christmas"}
        )
        self.assertEqual(len(self.office.skip_ids), 2)

    def test_a_leave_counts_on_the_dates_whose_noon_by_the_calendars_clock_it_has(self):
        self.leave(datetime(2026, 7, 14, 6), datetime(2026, 7, 14, 10), "Until noon in Paris")
        self.leave(datetime(2026, 7, 15, 10), datetime(2026, 7, 15, 16), "From noon in Paris")
        self.assertIn("15 Jul 2026</td><td>From noon", self.of_calendar().preview)
        self.assertEqual(self.of_calendar().date_count, 1)

    def test_time_off_of_a_person_and_working_time_are_no_public_holidays(self):
        day = datetime(2026, 7, 14, 0), datetime(2026, 7, 14, 20)
        resource = self.env["resource.resource"].create({"name": "Ann", "calendar_id": self.calendar.id})
        self.leave(*day, resource_id=resource.id)
        self.leave(*day, time_type="other")
        self.leave(*day, calendar_id=self.calendar.copy().id)
        self.assertEqual(self.of_calendar().date_count, 0)

    def test_holidays_of_another_company_are_left_out(self):
        company = self.env["res.company"].create({"name": "Another company"})
        day = datetime(2026, 7, 14, 0), datetime(2026, 7, 14, 20)
        self.leave(*day, calendar_id=False).company_id = company
        self.assertEqual(self.of_calendar().date_count, 0)

    def test_past_days_of_a_leave_and_those_after_the_last_year_are_left_out(self):
        self.leave(datetime(2026, 2, 20), datetime(2026, 3, 3, 20), "Winter")
        self.leave(datetime(2026, 12, 31, 0), datetime(2030, 1, 1), "For years")
        self.of_calendar().action_add()
        self.assertEqual(list(self.names()), ["2026-03-02", "2026-03-03", "2026-12-31"])

    def test_nothing_is_found_without_a_calendar(self):
        wizard = self.of_calendar()
        wizard.calendar_id = False
        self.assertEqual((wizard.date_count, wizard.problem), (0, False))

    def test_today_may_still_be_skipped(self):
        self.leave(datetime(2026, 3, 2, 0), datetime(2026, 3, 2, 20))
        self.of_calendar().action_add()
        self.assertEqual(self.office._skip_dates(), {date(2026, 3, 2)})
