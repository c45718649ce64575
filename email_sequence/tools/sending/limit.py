"""Limits of an account: no more than a number of emails in any period, such as 500 in 24 hours (semantics 7).

A minimum gap between two emails is a limit as well: one email in any period as long as the gap.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """No more than `count` emails, at least one, in any `period`; two that are one period apart do not share one."""

    count: int
    period: timedelta


class Slots:
    """When the emails of an account are sent, and when there is a slot for one more.

    :param moments: when emails were sent, or will be, in any order; if they break a limit, as after it was lowered,
        one more finds no slot that would break it again
    """

    def __init__(self, moments: Iterable[datetime], limits: Iterable[Limit]):
        self._moments = sorted(moments)
        self._limits = tuple(limits)

    def first(self, start: datetime) -> datetime:
        """The first moment from `start` on at which one more email breaks no limit: neither now nor later."""
        moment = None
        while moment != start:
            moment, start = start, max((self._first_under(limit, start) for limit in self._limits), default=start)
        return start

    def reserve(self, moment: datetime) -> None:
        """Let one more email be sent at the moment."""
        insort(self._moments, moment)

    def keep_free(self, moments: Iterable[datetime]) -> None:
        """Let one more email be sent at each of the moments, which may be a hundred thousand."""
        self._moments += moments
        self._moments.sort()

    def _first_under(self, limit: Limit, start: datetime) -> datetime:
        """The first moment from `start` on at which one more email breaks this limit nowhere.

        A run of as many emails as the limit allows, within less than its period, admits no other from less than a
        period before its last one until a period after its first one.
        """
        moments, period, others = self._moments, limit.period, limit.count - 1
        for first in range(bisect_right(moments, start - period), len(moments) - others):
            last = moments[first + others]
            if last - period >= start:
                break
            if last - moments[first] < period:
                start = moments[first] + period
        return start


def capacity(limits: Iterable[Limit], open_time: timedelta) -> int:
    """How many emails can be sent in an open time, at least one limit given: again as many after each period."""
    return min(limit.count * -(-open_time // limit.period) for limit in limits)


def last_day(count: int, delays: Sequence[int], rooms: Iterable[tuple[date, int]]) -> date | None:
    """The day on which the last of `count` first steps is sent; None if the days end before.

    Follow-ups go before first steps (semantics 7), so those that follow the first ones take slots as well.

    :param delays: days after which each further step follows the one before
    :param rooms: days in order, with the number of emails that each has room for; less than none is none
    """
    waiting = [count, *(0 for _delay in delays)]  # by step
    coming = []  # (day from which on they wait, step, how many)
    for day, slots in rooms:
        room = max(slots, 0)
        for _from, step, number in [later for later in coming if later[0] <= day]:
            waiting[step] += number
        coming = [later for later in coming if later[0] > day]
        for step in reversed(range(len(waiting))):
            sent = min(waiting[step], room)
            waiting[step] -= sent
            room -= sent
            if sent and step < len(delays):
                coming.append((day + timedelta(days=delays[step]), step + 1, sent))
        if not waiting[0]:
            return day
    return None
