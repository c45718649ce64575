import zoneinfo
from datetime import UTC, datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.timing.skip_dates import ONE_DAY, noon_dates

try:
    import holidays
except ImportError:
    holidays = None  # optional: only a country's holidays need it


class EmailSequenceHoliday(models.AbstractModel):
    """Public holidays as ``{date: name}``, from a working calendar of Odoo or from a country (semantics 1.4)."""

    _name = "email.sequence.holiday"
    _description = "Public Holidays"

    @api.model
    def _of_calendar(self, calendar, first, last):
        """The public holidays from date to date that Odoo knows: time off of no resource, read with the user's rights.

        Time off counts on each date whose noon, by the calendar's clock, lies in it.
        """
        tz = zoneinfo.ZoneInfo(calendar.tz or "UTC")
        start, end = datetime.combine(first, time(), tz), datetime.combine(last + ONE_DAY, time(), tz)
        names = {}
        for leave in self._public_leaves(calendar, start, end):
            off = max(leave.date_from.replace(tzinfo=UTC), start), min(leave.date_to.replace(tzinfo=UTC), end)
            for day in noon_dates(*off, tz):
                names.setdefault(day, leave.name or "")
        return names

    @api.model
    def _of_country(self, country, state, first, last):
        """The public holidays of a country, or of one of its states, from date to date, in the user's language.

        They come from the Python package "holidays".

        :raise UserError: the package is not installed, or does not know the country or the state
        """
        if not holidays:
            raise UserError(
                self.env._(
                    "The public holidays of countries are not installed. Ask an administrator to install the Python "
                    'package "holidays" on the server, or take them from a working calendar.'
                )
            )
        try:
            place = holidays.country_holidays(country.code, subdiv=state.code or None)
        except NotImplementedError as error:
            raise UserError(self._unknown_sentence(country, state)) from error
        found = holidays.country_holidays(
            country.code,
            subdiv=state.code or None,
            years=range(first.year, last.year + 1),
            language=self._language_of(place),
        )
        return {day: name for day, name in sorted(found.items()) if first <= day <= last}

    def _public_leaves(self, calendar, start, end):
        companies = calendar.company_id or self.env.companies
        return self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [calendar.id, False]),
                ("company_id", "in", [*companies.ids, False]),
                ("date_from", "<", fields.Datetime.to_string(end.astimezone(UTC))),
                ("date_to", ">", fields.Datetime.to_string(start.astimezone(UTC))),
            ]
        )

    def _language_of(self, place):
        """The language nearest to the user's in which the package names the holidays of a place."""
        wanted = (self.env.lang or "en_US")[:2]
        return next((known for known in place.supported_languages if known[:2] == wanted), place.default_language)

    def _unknown_sentence(self, country, state):
        if country.code in holidays.list_supported_countries():
            return self.env._(
                "The public holidays of %(state)s (%(country)s) are not known. Leave the state empty for those of the "
                "whole country, or take them from a working calendar.",
                state=state.name,
                country=country.name,
            )
        return self.env._(
            "The public holidays of %s are not known. Take them from a working calendar, or add the dates by hand.",
            country.name,
        )
