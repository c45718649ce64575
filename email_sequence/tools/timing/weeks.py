"""Calendar weeks, Monday to Sunday, by a wall clock; and when a summary of one is due (specification 12)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .schedule import local_midnight

HOUR = 7
DAYS_LEFT = 2  # Monday and Tuesday: later, the week before is no news


def week_to_tell(now: datetime, tz: ZoneInfo) -> date | None:
    """The Monday that begins the week of which a summary is due now; None where none is.

    It is due from Monday, 7 o'clock, to the end of Tuesday.

    :param now: aware
    """
    local = now.astimezone(tz)
    is_too_early = local.weekday() == 0 and local.hour < HOUR
    if is_too_early or local.weekday() >= DAYS_LEFT:
        return None
    return local.date() - timedelta(days=local.weekday() + 7)


def week_bounds(monday: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """When the week begins, and when the one after it does: aware, in UTC."""
    return local_midnight(tz, monday), local_midnight(tz, monday + timedelta(days=7))
