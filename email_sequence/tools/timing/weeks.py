"""Calendar weeks, Monday to Sunday, in a time zone; and when a summary of one is due (semantics 12)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .schedule import local_midnight

FIRST_HOUR = 7  # on Monday
DAYS_DUE = 2  # Monday and Tuesday: later, last week is no news


def week_due(now: datetime, tz: ZoneInfo) -> date | None:
    """The Monday of the week whose summary is due now, or None: it is due from Monday at 7:00 to the end of Tuesday.

    :param now: aware
    """
    local = now.astimezone(tz)
    is_too_early = local.weekday() == 0 and local.hour < FIRST_HOUR
    if is_too_early or local.weekday() >= DAYS_DUE:
        return None
    return local.date() - timedelta(days=local.weekday() + 7)


def week_bounds(monday: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """When the week begins and when the next one does: aware, in UTC."""
    return local_midnight(tz, monday), local_midnight(tz, monday + timedelta(days=7))
