"""Which time zone the people of a country live in, if they share one."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS_COMPARED = 366


@lru_cache(maxsize=1024)
def shared_zone(names: tuple[str, ...], year: int) -> str | None:
    """The zone of a country whose zones all show the same time throughout a year (semantics 1.5).

    :param names: the country's zones in the IANA database, the most populous first, as its zone.tab lists them
    :param year: the year whose clocks are compared: zones that only differed in the past count as one
    :return: the first name, or None if there is none, or if the clocks of two zones differ on any day
    """
    return names[0] if len({_offsets(name, year) for name in names}) == 1 else None


@lru_cache(maxsize=1024)
def _offsets(name: str, year: int) -> tuple[timedelta | None, ...]:
    """The zone's UTC offset at noon UTC of each day from the first of the year."""
    noon, tz = datetime(year, 1, 1, 12, tzinfo=UTC), ZoneInfo(name)
    return tuple((noon + timedelta(days=day)).astimezone(tz).utcoffset() for day in range(DAYS_COMPARED))
