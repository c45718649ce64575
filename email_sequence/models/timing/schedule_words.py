"""When a sending schedule is open, in the words and the language of its reader."""

from babel.dates import get_day_names

from odoo.tools import babel_locale_parse, format_date

from ...tools.timing.openings import clock, next_openings, runs, week_in_groups

ALL_WEEK = tuple(range(7))
ALL_DAY = ((0, 24 * 60),)


def week(env, windows):
    """The week in a line, days with the same hours together, as in "Sat, Sun any time"."""
    return "; ".join(f"{_days(env, weekdays)} {_hours(env, hours)}" for weekdays, hours in week_in_groups(windows))


def openings(env, schedule, first_day, skip_names):
    """The next seven days of a pure schedule, ready for a field of type Json.

    :param skip_names: ``{date: name}`` of the schedule's skip dates
    :return: a list of ``{"date", "label", "sentence", "stretches": [[minute, minute]], "skipped": name or False}``
    """
    return [
        {
            "date": opening.day.isoformat(),
            "label": format_date(env, opening.day, date_format="EEE d MMM"),
            "sentence": _sentence(env, opening, skip_names.get(opening.day)),
            "stretches": [list(stretch) for stretch in opening.stretches],
            "skipped": opening.is_skipped and (skip_names.get(opening.day) or env._("Nothing is sent")),
        }
        for opening in next_openings(schedule, first_day)
    ]


def _sentence(env, opening, skip_name):
    day = format_date(env, opening.day, date_format="EEEE d MMMM")
    if skip_name:
        return env._("%(day)s: nothing is sent (%(reason)s)", day=day, reason=skip_name)
    if opening.is_skipped:
        return env._("%(day)s: nothing is sent", day=day)
    return f"{day}: {_hours(env, opening.stretches)}"


def _hours(env, hours):
    if not hours:
        return env._("closed")
    if hours == ALL_DAY:
        return env._("any time")
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in hours)  # noqa: RUF001


def _days(env, weekdays):
    if weekdays == ALL_WEEK:
        return env._("Every day")
    names = get_day_names("abbreviated", locale=babel_locale_parse(env.lang or env.user.lang))
    return ", ".join(
        names[first] if first == last else f"{names[first]}{'–' if last - first > 1 else ', '}{names[last]}"  # noqa: RUF001
        for first, last in runs(weekdays)
    )
