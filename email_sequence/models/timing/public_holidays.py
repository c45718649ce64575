"""Public holidays as ``{date: name}``, from a working calendar of Odoo or from a country (semantics 1.4)."""

import zoneinfo
from datetime import UTC, datetime, time

from odoo import fields
from odoo.exceptions import UserError

from ...tools.timing.skip_dates import ONE_DAY, noon_dates

try:
    import holidays
except ImportError:
    holidays = None  # optional: only a country's holidays need it


def of_calendar(calendar, first, last):
    """The public holidays from date to date that Odoo knows: time off of no resource, read with the user's rights.

    Time off counts on each date whose noon, in the calendar's time zone, lies in it.
    """
    tz = zoneinfo.ZoneInfo(calendar.tz or "UTC")
    start, end = datetime.combine(first, time(), tz), datetime.combine(last + ONE_DAY, time(), tz)
    names = {}
    for leave in _public_leaves(calendar, start, end):
        off = max(leave.date_from.replace(tzinfo=UTC), start), min(leave.date_to.replace(tzinfo=UTC), end)
        for day in noon_dates(*off, tz):
            names.setdefault(day, leave.name or "")
    return names


def of_country(country, state, first, last):
    """The public holidays of a country, or of one of its states, from date to date, in the user's language.

    They come from the Python package "holidays".

    :raise UserError: the package is not installed, or does not know the country or the state
    """
    env = country.env
    if not holidays:
        raise UserError(
            env._(
                "The public holidays of countries are not installed. Ask an administrator to install the Python "
                'package "holidays" on the server, or take them from a working calendar.'
            )
        )
    try:
        calendar = holidays.country_holidays(country.code, subdiv=state.code or None)
    except NotImplementedError as error:
        raise UserError(_unknown_sentence(country, state)) from error
    found = holidays.country_holidays(
        country.code,
        subdiv=state.code or None,
        years=range(first.year, last.year + 1),
        language=_language_of(calendar, env.lang or "en_US"),
    )
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def _public_leaves(calendar, start, end):
    env = calendar.env
    companies = calendar.company_id or env.companies
    return env["resource.calendar.leaves"].search(
        [
            ("resource_id", "=", False),
            ("time_type", "=", "leave"),
            ("calendar_id", "in", [calendar.id, False]),
            ("company_id", "in", [*companies.ids, False]),
            ("date_from", "<", fields.Datetime.to_string(end.astimezone(UTC))),
            ("date_to", ">", fields.Datetime.to_string(start.astimezone(UTC))),
        ]
    )


def _language_of(calendar, lang):
    """The language nearest to the user's in which the package names these holidays."""
    return next((known for known in calendar.supported_languages if known[:2] == lang[:2]), calendar.default_language)


def _unknown_sentence(country, state):
    if country.code in holidays.list_supported_countries():
        return country.env._(
            "The public holidays of %(state)s (%(country)s) are not known. Leave the state empty for those of the "
            "whole country, or take them from a working calendar.",
            state=state.name,
            country=country.name,
        )
    return country.env._(
        "The public holidays of %s are not known. Take them from a working calendar, or add the dates by hand.",
        country.name,
    )
