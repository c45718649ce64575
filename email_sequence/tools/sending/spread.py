"""On which days emails are sent under the limits of accounts, if nobody replies (semantics 7).

Counted by days, as the time within a day is random: how many may be sent on a day is what its sending windows have room
for.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

Kind = TypeVar("Kind", bound=Hashable)


def spread(
    planned: Mapping[date, Mapping[Kind, int]],
    days: Iterable[date],
    *,
    turn: Callable[[Kind], int],
    account: Callable[[Kind], Hashable],
    capacity: Callable[[Kind, date], int | None],
    following: Callable[[Kind], tuple[Kind, int] | None],
) -> Iterator[tuple[date, Kind, int]]:
    """Yield ``(day, kind, how many are sent)``, day by day; what finds no room waits for the next day.

    :param planned: how many emails of each kind are planned for each day
    :param days: consecutive days; what is planned before the first one waits for it
    :param turn: whose emails go first, the smallest number before others; of the same, those that have waited longest
    :param account: which emails share a capacity
    :param capacity: how many emails may be sent on a day by the account of a kind, in the windows of that kind; None if
        there is no limit, 0 if no window is open
    :param following: the kind that follows an email that was sent, and after how many days; None for the last one
    """
    coming = {day: Counter(kinds) for day, kinds in planned.items()}
    waiting: Counter[Kind] = Counter()
    for day in days:
        for arrived in sorted(other for other in coming if other <= day):
            waiting += coming.pop(arrived)
        used: Counter[Hashable] = Counter()
        for kind in sorted(waiting, key=turn):
            limit = capacity(kind, day)
            sent = waiting[kind] if limit is None else min(waiting[kind], max(limit - used[account(kind)], 0))
            if not sent:
                continue
            used[account(kind)] += sent
            waiting[kind] -= sent
            if then := following(kind):
                coming.setdefault(day + timedelta(days=then[1]), Counter())[then[0]] += sent
            yield day, kind, sent
        waiting = +waiting
