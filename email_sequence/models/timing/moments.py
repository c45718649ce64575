"""Moments at which emails are sent: between Odoo, whose datetimes are naive UTC, and the pure engine's aware ones.

``schedule`` is a :class:`~email_sequence.tools.timing.schedule.Schedule` everywhere, in the time zone that counts.
"""

import random
from datetime import UTC, timedelta

from ...tools.timing import schedule as engine

_rng = random.SystemRandom()


def _aware(moment):
    return moment.replace(tzinfo=UTC)


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)


def first_send_at(schedule, now, delay_days):
    """When the first step is sent to a contact subscribed ``now`` (semantics 2.1 to 2.3)."""
    return _naive(engine.first_send_at(schedule, _aware(now), delay_days, _rng))


def next_send_at(schedule, sent_at, delay_days, now, not_before=None):
    """When a step is sent whose predecessor was really sent at ``sent_at`` (semantics 2.4).

    A schedule without a window, which only a deactivated sequence may have, gives a time without one.

    :param not_before: a local date
    """
    if not schedule.windows:
        return max(now, sent_at + timedelta(days=delay_days))
    return _naive(
        engine.next_send_at(schedule, _aware(sent_at), delay_days, _aware(now), _rng, not_before=not_before or None)
    )


def draw(schedule, now, not_before=None):
    """A random time in the next window time from ``now`` on, and not before a local date (semantics 2.5)."""
    return next_send_at(schedule, now, 0, now, not_before)


def is_open(schedule, moment):
    return schedule.is_open(_aware(moment))


def window_at(schedule, moment):
    """The :class:`Window` in which the moment lies, or None."""
    return schedule.window_at(_aware(moment))


def opens_at(schedule, moment):
    """The first moment from this one on that lies in a window."""
    return _naive(schedule.opens_at(_aware(moment)))


def local_date(schedule, moment):
    return schedule.local_date(_aware(moment))


def midnight(schedule, date):
    """When the date begins in the schedule's time zone."""
    return _naive(engine.local_midnight(schedule.tz, date))
