"""When a sending schedule is open, as people read it: the next days one by one, and the week in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .schedule import Schedule, Window, joined

# Minutes after midnight at which open time starts and ends: half-open, sorted, none touching another.
Stretches = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Opening:
    """A local date with its open time, none if it is closed or skipped."""

    day: date
    stretches: Stretches
    is_skipped: bool


def next_openings(schedule: Schedule, first_day: date, days: int = 7) -> list[Opening]:
    """The dates from `first_day` on with their open time, by the wall clock of the schedule's zone."""
    dates = (first_day + timedelta(days=number) for number in range(days))
    return [Opening(day, stretches(schedule.windows_on(day)), day in schedule.skip_dates) for day in dates]


def week_in_groups(windows: Iterable[Window]) -> list[tuple[tuple[int, ...], Stretches]]:
    """The weekdays that are open at the same hours, with these hours, by each group's first day, without closed days.

    :return: for example [((0, 1, 2, 3, 4), ((540, 960),)), ((5,), ((600, 720),))]
    """
    by_day, groups = {}, {}
    for window in sorted(windows):
        by_day.setdefault(window.weekday, []).append(window)
    for weekday, of_the_day in by_day.items():
        groups.setdefault(stretches(of_the_day), []).append(weekday)
    return [(tuple(weekdays), hours) for hours, weekdays in groups.items()]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each unbroken run of sorted whole numbers: (0, 2) and (5, 5) for 0, 1, 2, 5."""
    found = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def stretches(windows: Iterable[Window]) -> Stretches:
    """The open time of one day's windows, which come sorted; those that touch are joined."""
    minutes = joined(range(window.start, window.end) for window in windows)
    return tuple((stretch.start, stretch.stop) for stretch in minutes)


def clock(minute: int) -> str:
    """Minutes after midnight as a clock shows them: 540 is 09:00, and 1440 is 24:00."""
    hours, minutes = divmod(minute, 60)
    return f"{hours:02d}:{minutes:02d}"
