"""When the steps of a sequence will leave if nobody answers: for one contact to the second, for many by days.

A mail leaves at a random time, so all that is certain is between which moments it does. As every delay is counted in
dates, and a random time is drawn on one date, the date itself is certain. The rules are not written a second time here:
the moments are those that the drawing functions give to a generator that always draws the first, or the last, second.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from .schedule import Schedule, first_send_at, next_send_at, open_intervals, soonest_send_at


class _End(Random):
    """Draws the first, or else the last, of what can be drawn."""

    def __init__(self, *, last: bool):
        super().__init__(0)
        self._last = last

    def randrange(self, count: int) -> int:
        return count - 1 if self._last else 0


_FIRST, _LAST = _End(last=False), _End(last=True)


@dataclass(frozen=True)
class Span:
    """The first and the last second, both aware, at which a mail may leave; one and the same where it is certain."""

    first: datetime
    last: datetime


def span_of_first(schedule: Schedule, now: datetime, delay_days: int) -> Span:
    """When the first step leaves for a contact who is subscribed now; raises as :func:`first_send_at`."""
    return Span(*(first_send_at(schedule, now, delay_days, end) for end in (_FIRST, _LAST)))


def span_of_soonest(schedule: Schedule, now: datetime) -> Span:
    """When a mail leaves that waits for nothing but a window; raises as :func:`soonest_send_at`."""
    return Span(*(soonest_send_at(schedule, now, end) for end in (_FIRST, _LAST)))


def span_of_drawn(schedule: Schedule, now: datetime) -> Span:
    """When a mail leaves that gets a random time in the next window time, as after resuming (specification 4.7)."""
    return Span(*(next_send_at(schedule, now, 0, now, end) for end in (_FIRST, _LAST)))


def span_after(schedule: Schedule, previous: Span, delay_days: int) -> Span:
    """When a step leaves whose predecessor leaves in a span: it is planned at the moment at which that one is sent.

    A later predecessor never lets it leave earlier, so the ends come from the ends.

    :raises ValueError: as :func:`next_send_at`
    """
    first = next_send_at(schedule, previous.first, delay_days, previous.first, _FIRST)
    return Span(first, next_send_at(schedule, previous.last, delay_days, previous.last, _LAST))


def spans_after(schedule: Schedule, span: Span, delays: Iterable[int]) -> list[Span]:
    """The spans of the steps that follow one another after a mail, by their delays in days; raises as `span_after`."""
    spans = []
    for delay_days in delays:
        span = span_after(schedule, span, delay_days)
        spans.append(span)
    return spans


def first_open_date(schedule: Schedule, day: date, until: date) -> date | None:
    """The first date from `day` to `until`, both included, on which a window opens; None if there is none."""
    days = (day + timedelta(days=number) for number in range((until - day).days + 1))
    return next((candidate for candidate in days if open_intervals(schedule, candidate)), None)


def dates_after(schedule: Schedule, day: date, delays: Sequence[int], until: date) -> Iterator[date]:
    """The dates of the steps that follow a mail of `day`, by their delays in days, as far as they lie up to `until`.

    Each counts from the one before (specification 2.4), and leaves on the first date from then on that has window time.
    """
    for delay_days in delays:
        day = first_open_date(schedule, day + timedelta(days=delay_days), until)
        if not day:
            return
        yield day
