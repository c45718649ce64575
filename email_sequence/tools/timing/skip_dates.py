"""The dates on which a sending schedule sends nothing: public holidays and other breaks (semantics 1.4)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from .schedule import Window

ONE_DAY = timedelta(days=1)
LONGEST_BREAK = 366  # days: less than the two years within which a time to send must be found


def dates_between(first: date, last: date) -> list[date]:
    """All dates of a range, both ends included; none if it ends before it starts."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def noon_dates(start: datetime, end: datetime, tz: ZoneInfo) -> list[date]:
    """The local dates whose noon lies in an absence [start, end): half a day off in the afternoon counts.

    :param start: aware, as is `end`
    """
    first = start.astimezone(tz).date()
    noons = (datetime.combine(first + timedelta(days=number), time(12), tz).astimezone(UTC) for number in count())
    return [noon.astimezone(tz).date() for noon in takewhile(lambda noon: noon < end, noons) if noon >= start]


def named_ranges(names: Mapping[date, str]) -> list[tuple[date, date, str]]:
    """Dates with their names as ranges (first, last, name), sorted; consecutive dates with one name are one range."""
    ranges = []
    for day in sorted(names):
        first, last, name = ranges[-1] if ranges else (day, day, None)
        if name == names[day] and day - last == ONE_DAY and (day - first).days < LONGEST_BREAK:
            ranges[-1] = (first, day, name)
        else:
            ranges.append((day, day, names[day]))
    return ranges


def too_long_break(windows: Iterable[Window], skip_dates: Iterable[date]) -> tuple[date, date] | None:
    """The first stretch of more than a year in which every date with windows is skipped.

    :return: the first and the last such date of the stretch, or None
    """
    weekdays = {window.weekday for window in windows}
    first = last = None
    for day in sorted(day for day in skip_dates if day.weekday() in weekdays):
        if last is None or _next_day(last, weekdays) != day:
            first = day
        last = day
        if (last - first).days >= LONGEST_BREAK:
            return first, last
    return None


def _next_day(day: date, weekdays: set[int]) -> date:
    """The date after `day` that is one of the weekdays."""
    return next(day + timedelta(days=number) for number in range(1, 8) if (day.weekday() + number) % 7 in weekdays)
