"""When an email may be sent: sending windows, sending schedules and the random times drawn from them (semantics 2).

A sending window is wall clock time of a weekday in the schedule's time zone; days are calendar days there, never
24 hours times N. Arguments are aware datetimes; results are aware, in UTC, and whole seconds. Neither the clock nor a
global random generator is read: the current time and the generator are arguments.

A date's open time is the set of instants at which the zone's clocks show that date and a time inside one of the
weekday's windows. So a local time that daylight saving skips is never drawn, and one that it repeats counts twice.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import ceil
from random import Random
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 24 * 60
SECONDS_PER_DAY = 24 * 60 * 60

# How far ahead a date with window time is searched: two years.
HORIZON_DAYS = 2 * 365


@dataclass(frozen=True, order=True)
class Window:
    """A sending window: half-open wall clock time [start, end) of one weekday.

    :param weekday: 0 (Monday) to 6 (Sunday)
    :param start: minutes after midnight, from 0
    :param end: minutes after midnight, up to 1440, which is 24:00
    :raises ValueError: for anything but whole numbers in these ranges, or if start is not before end
    """

    weekday: int
    start: int
    end: int

    def __post_init__(self):
        if not all(isinstance(value, int) for value in (self.weekday, self.start, self.end)):
            raise ValueError(f"A sending window takes whole numbers: {self}")
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"A weekday is 0 (Monday) to 6 (Sunday): {self}")
        if not 0 <= self.start < self.end <= MINUTES_PER_DAY:
            raise ValueError(f"A sending window starts before it ends, between 0:00 and 24:00: {self}")


@dataclass(frozen=True)
class Schedule:
    """A sending schedule: the weekly windows, their time zone, and the local dates on which nothing is sent.

    Immutable and hashable; two schedules with the same windows in any order are equal.

    :param windows: any iterable of :class:`Window`, kept as a sorted tuple; windows of a day may touch
    :param skip_dates: any iterable of local dates, kept as a frozenset
    :raises ValueError: if windows of a day overlap
    """

    tz: ZoneInfo
    windows: Iterable[Window]
    skip_dates: Iterable[date] = frozenset()

    def __post_init__(self):
        object.__setattr__(self, "windows", tuple(sorted(self.windows)))
        object.__setattr__(self, "skip_dates", frozenset(self.skip_dates))
        for earlier, later in pairwise(self.windows):
            if earlier.weekday == later.weekday and later.start < earlier.end:
                raise ValueError(f"Sending windows of a day must not overlap: {earlier} and {later}")

    def local_date(self, at: datetime) -> date:
        """The calendar date in the schedule's zone at an instant; ValueError if `at` is naive."""
        return self._local_time(at).date()

    def windows_on(self, day: date) -> list[Window]:
        """The windows of a local date, in order; none on a skip date."""
        if day in self.skip_dates:
            return []
        weekday = day.weekday()
        return [window for window in self.windows if window.weekday == weekday]

    def is_open(self, at: datetime) -> bool:
        """Whether an instant lies in a sending window; ValueError if `at` is naive."""
        return self.window_at(at) is not None

    def window_at(self, at: datetime) -> Window | None:
        """The sending window that contains an instant, or None; ValueError if `at` is naive."""
        local = self._local_time(at)
        minute = local.hour * 60 + local.minute
        return next((window for window in self.windows_on(local.date()) if window.start <= minute < window.end), None)

    def opens_at(self, not_before: datetime) -> datetime:
        """The first instant from `not_before` on that lies in a sending window, aware, in UTC; raises as `draw`."""
        earliest_date = self.local_date(not_before) - timedelta(days=1)
        first = _first_time_left(self, ceil(not_before.timestamp()), earliest_date)[0]
        return datetime.fromtimestamp(first.start, UTC)

    def draw(self, not_before: datetime, *, first_date: date | None = None, rng: Random) -> datetime:
        """A random time to send: uniform over all the window seconds that one date still has (semantics 2.5).

        :param not_before: aware; the time drawn is at or after it
        :param first_date: local date; the time drawn is not on an earlier one
        :return: aware, in UTC, a whole second, on the first local date that has window time left
        :raises ValueError: if `not_before` is naive, or no window opens within two years
        """
        # Clocks set back across midnight show the date before once more.
        earliest_date = self.local_date(not_before) - timedelta(days=1)
        first_date = max(earliest_date, first_date or earliest_date)
        return _pick(_first_time_left(self, ceil(not_before.timestamp()), first_date), rng)

    def _local_time(self, at: datetime) -> datetime:
        if at.utcoffset() is None:
            raise ValueError(f"A datetime without a time zone is no instant: {at}")
        # Through UTC: astimezone would return a time that the zone's clocks skip unchanged.
        return at.astimezone(UTC).astimezone(self.tz)


def soonest_send_at(schedule: Schedule, now: datetime, rng: Random) -> datetime:
    """When an email that waits only for a window is sent: a first step without delay, or an email found late.

    :return: `now` itself in an open window (semantics 2.1), else a random time on the next date with window time left,
        today's later windows included (2.2)
    :raises ValueError: as :meth:`Schedule.draw`
    """
    return now if schedule.is_open(now) else schedule.draw(now, rng=rng)


def first_send_at(schedule: Schedule, now: datetime, delay_days: int, rng: Random) -> datetime:
    """When the first step is sent to a contact who is subscribed now (semantics 2.1 to 2.3).

    :param delay_days: calendar days in the schedule's zone; 0 sends as soon as a window is open
    :return: aware; `now` itself if the step is due at once, else a drawn time in UTC
    :raises ValueError: for a negative delay, and as :meth:`Schedule.draw`
    """
    if delay_days == 0:
        return soonest_send_at(schedule, now, rng)
    return next_send_at(schedule, now, delay_days, now, rng)


def next_send_at(
    schedule: Schedule,
    sent_at: datetime,
    delay_days: int,
    now: datetime,
    rng: Random,
    *,
    not_before: date | None = None,
) -> datetime:
    """When the step after one that was really sent is sent: never in the past, never catching up (semantics 2.4).

    :param sent_at: when the step before was sent, aware; the delay counts from its local date
    :param delay_days: calendar days in the schedule's zone
    :param not_before: a local date to wait for as well, such as the return of a contact who is away
    :return: aware, in UTC: a random time at or after `now` on the first date from sent_at + delay with window time left
    :raises ValueError: for a negative delay, and as :meth:`Schedule.draw`
    """
    if delay_days < 0:
        raise ValueError(f"A delay is not negative: {delay_days} days")
    first_date = schedule.local_date(sent_at) + timedelta(days=delay_days)
    return schedule.draw(now, first_date=max(first_date, not_before or first_date), rng=rng)


def local_midnight(tz: ZoneInfo, day: date) -> datetime:
    """When a local date begins: its first instant, aware, in UTC, even if daylight saving skips midnight."""
    return datetime.fromtimestamp(next(_seconds_shown(tz, day, [Window(day.weekday(), 0, MINUTES_PER_DAY)])).start, UTC)


def open_intervals(schedule: Schedule, day: date) -> list[tuple[datetime, datetime]]:
    """The open time of a local date: sorted half-open intervals (start, end), aware, in UTC, none touching another."""
    return [
        (datetime.fromtimestamp(seconds.start, UTC), datetime.fromtimestamp(seconds.stop, UTC))
        for seconds in _open_seconds(schedule, day)
    ]


def joined(intervals: Iterable[range]) -> list[range]:
    """Sorted disjoint intervals, those that touch joined into one."""
    found = []
    for interval in intervals:
        if found and found[-1].stop == interval.start:
            found[-1] = range(found[-1].start, interval.stop)
        else:
            found.append(interval)
    return found


def _pick(intervals: list[range], rng: Random) -> datetime:
    """One of the seconds since the epoch in the intervals, each as likely as any other."""
    position = rng.randrange(sum(map(len, intervals)))
    for seconds in intervals:
        if position < len(seconds):
            break
        position -= len(seconds)
    return datetime.fromtimestamp(seconds[position], UTC)


def _first_time_left(schedule: Schedule, not_before: int, first_date: date) -> list[range]:
    """The open seconds at or after `not_before` of the first date that has some, from `first_date` on."""
    for days in range(HORIZON_DAYS + 1):
        intervals = _open_seconds(schedule, first_date + timedelta(days=days))
        if intervals and intervals[-1].stop > not_before:
            return [range(max(seconds.start, not_before), seconds.stop) for seconds in intervals]
    raise ValueError(f"The sending schedule has no open window in the two years from {first_date}")


@lru_cache(maxsize=8192)
def _open_seconds(schedule: Schedule, day: date) -> tuple[range, ...]:
    """The open time of a local date as sorted ranges of seconds since the epoch, none touching another."""
    windows = schedule.windows_on(day)
    return tuple(joined(_seconds_shown(schedule.tz, day, windows))) if windows else ()


def _seconds_shown(tz: ZoneInfo, day: date, windows: list[Window]) -> Iterator[range]:
    """The seconds at which the zone's clocks show the day and a time in the windows, in order."""
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    # Offsets are shorter than a day: all of the local day lies between these instants.
    for period, offset in _offset_periods(tz, midnight - SECONDS_PER_DAY, midnight + 2 * SECONDS_PER_DAY):
        for window in windows:
            start = max(period.start, midnight + window.start * 60 - offset)
            stop = min(period.stop, midnight + window.end * 60 - offset)
            if start < stop:
                yield range(start, stop)


def _offset_periods(tz: ZoneInfo, start: int, stop: int) -> list[tuple[range, int]]:
    """The seconds from start to stop, a few days apart, cut where the zone's UTC offset changes, with the offsets.

    There is at most one change: no zone of the IANA database ever kept an offset for less than six days.
    """
    old_offset, new_offset = _utc_offset(tz, start), _utc_offset(tz, stop)
    if old_offset == new_offset:
        return [(range(start, stop), old_offset)]
    change = _offset_change(tz, start, stop)
    return [(range(start, change), old_offset), (range(change, stop), new_offset)]


def _offset_change(tz: ZoneInfo, before: int, after: int) -> int:
    """The first second with a new UTC offset, which changes once after `before` and up to `after`."""
    old_offset = _utc_offset(tz, before)
    seconds = range(before, after + 1)
    return seconds[bisect_left(seconds, True, key=lambda instant: _utc_offset(tz, instant) != old_offset)]


def _utc_offset(tz: ZoneInfo, instant: int) -> int:
    """The zone's offset in seconds, east of UTC positive, at a number of seconds since the epoch."""
    return int(datetime.fromtimestamp(instant, tz).utcoffset().total_seconds())
