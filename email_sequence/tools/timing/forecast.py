"""When the steps of a sequence will be sent if nobody replies: for one contact to the second, for many by days.

An email is sent at a random time, so only its earliest and its latest moment are certain. As every delay counts dates,
and a random time is drawn on one date, the date itself is certain. The rules are not repeated here: the drawing
functions get a generator that always draws the first, or the last, second.
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
    """The first and the last second, both aware, at which an email may be sent; equal if the time is certain."""

    first: datetime
    last: datetime


def span_of_first(schedule: Schedule, now: datetime, delay_days: int) -> Span:
    """When the first step is sent to a contact who is subscribed now; raises as :func:`first_send_at`."""
    return Span(*(first_send_at(schedule, now, delay_days, end) for end in (_FIRST, _LAST)))


def span_of_soonest(schedule: Schedule, now: datetime) -> Span:
    """When an email is sent that waits only for a window; raises as :func:`soonest_send_at`."""
    return Span(*(soonest_send_at(schedule, now, end) for end in (_FIRST, _LAST)))


def span_of_drawn(schedule: Schedule, now: datetime) -> Span:
    """When an email is sent that gets a random time in the next window time, as after resuming (semantics 4.7)."""
    return Span(*(next_send_at(schedule, now, 0, now, end) for end in (_FIRST, _LAST)))


def span_after(schedule: Schedule, previous: Span, delay_days: int) -> Span:
    """When a step is sent whose predecessor is sent in a span: it is planned when the predecessor is sent.

    A later predecessor never makes it earlier, so each end follows from the same end of the predecessor's span.

    :raises ValueError: as :func:`next_send_at`
    """
    first = next_send_at(schedule, previous.first, delay_days, previous.first, _FIRST)
    return Span(first, next_send_at(schedule, previous.last, delay_days, previous.last, _LAST))


def spans_after(schedule: Schedule, span: Span, delays: Iterable[int]) -> list[Span]:
    """The spans of the steps that follow an email one by one, by their delays in days; raises as `span_after`."""
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
    """The dates up to `until` of the steps that follow an email sent on `day`, by their delays in days.

    Each delay counts from the step before (semantics 2.4); a step is sent on the first date from then on with window
    time.
    """
    for delay_days in delays:
        day = first_open_date(schedule, day + timedelta(days=delay_days), until)
        if not day:
            return
        yield day
