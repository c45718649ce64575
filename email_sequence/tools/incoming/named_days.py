"""The days that a folded text names, in all usual forms: "Mon, Dec 3rd", "3. Dezember 2026", "2026-12-03", "3.12.",
"12/03/26", "Monday", "tomorrow"."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from .matching import fold
from .phrases.absence import DAYS_AHEAD, MONTHS, PARTS_OF_DAY, SHORT_WEEKDAYS, WEEKDAYS, WEEKS

MAX_NAMED_DAYS = 40  # days read in one text
MAX_DAYS_WITHOUT_YEAR = 183  # a date without a year that would be further ahead is last year's


def one_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, folded, the longest first."""
    return f"(?:{'|'.join(sorted(map(fold, words), key=len, reverse=True))})(?!\\w)"


ORDINAL = r"(?:st|nd|rd|th|er|re|[oae]|:e|\.|°)?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"

_YEAR = r"(?:\d{4}|'?\d{2})(?![\d:%]|[.,]\d)"
_LONG = [name for name in SHORT_WEEKDAYS if len(name) > 2]
_SHORT = [name for name in SHORT_WEEKDAYS if len(name) == 2]
_WEEKDAY = (
    rf"(?:(?P<weekday>{one_of([*WEEKDAYS, *_LONG])}|{one_of(_SHORT)}(?=[.,]))"
    r"[.,]{0,2}(?: (?:the|den|dem|le|el|il|dia|de|d\.))? ?\(?)?"
)
_DAY_MONTH = (
    rf"(?P<day>{DAY}){ORDINAL}[ /-]?(?:of |de |d')?(?P<month>{one_of(MONTHS)})\.?"
    rf"(?:(?:,? (?:of |del? )?|[/-])(?P<year>{_YEAR}))?"
)
_MONTH_DAY = (
    rf"(?P<us_month>{one_of(MONTHS)})\.? (?:the )?"
    rf"(?:{DAY}{ORDINAL} ?(?P<span>-|\u2013|to|through|thru|until|till) ?(?:the )?)?"
    rf"(?P<us_day>{DAY})(?:st|nd|rd|th)?(?![\w:%]|\.\d)(?:,? (?P<us_year>{_YEAR}))?"
)
_ISO = r"(?P<iso_year>\d{4})(?P<iso_mark>[-/.])(?P<iso_month>\d{1,2})(?P=iso_mark)(?P<iso_day>\d{1,2})(?!\d)"
_NO_DAY = (
    r"(?!\d|[.:/-]\d| ?(?:uhr|h|am|pm|a\.m|p\.m|o'clock|eur|euro|usd|days|hours|percent)(?!\w)| ?[%€$£]"
    rf"| {one_of(MONTHS)})"
)
_NUMBERS = (
    r"(?!24/7)(?P<first>\d{1,2})(?:(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<short_year>\d{4}|\d{2})"
    rf"|(?P<yearless_mark>[./])(?P<yearless_second>\d{{1,2}})){_NO_DAY}\.?"
)
_LONE_WEEKDAY = (
    rf"(?P<lone>{one_of(WEEKDAYS)})(?: {one_of(PARTS_OF_DAY)})?"
    rf"(?!(?: [^ ]{{1,15}}){{0,3}}? {one_of(WEEKS)})"
)
_RELATIVE = rf"(?<!\bguten )(?<!\bam )(?<!\bla )(?<!\bde )(?P<relative>{one_of(DAYS_AHEAD)})"
_DATE = re.compile(
    rf"(?<![\w./:+'@])(?:{_WEEKDAY}(?:{_DAY_MONTH}|{_ISO}|{_NUMBERS}|{_MONTH_DAY})|{_LONE_WEEKDAY}|{_RELATIVE})(?!\w)"
)


@dataclass(frozen=True)
class NamedDay:
    """A day as a text names it, from character `start` to `end`.

    It is `ahead` days from now; or the next such `weekday` (Monday is 0); or a month and a day in it: `readings` are
    the (month, day) pairs that its numbers can mean, day first before month first. `is_dotted` marks "3.12", which is
    not a date in English. `span` is the word before the last day in "December 1 to 3".
    """

    start: int
    end: int
    ahead: int | None = None
    weekday: int | None = None
    year: int | None = None
    readings: tuple[tuple[int, int], ...] = ()
    is_dotted: bool = False
    span: str = ""

    @property
    def is_lone_weekday(self) -> bool:
        return self.weekday is not None and not self.readings

    def after(self, received: date, *, day_first: bool) -> date | None:
        """The day that is meant, None if that is uncertain, or if it contradicts its weekday.

        `day_first`: the language writes 3 December only as 3/12 and 3.12.
        """
        if self.ahead is not None:
            return received + timedelta(self.ahead)
        if self.is_lone_weekday:
            return received + timedelta((self.weekday - received.weekday() - 1) % 7 + 1)
        if not day_first and (self.is_dotted or len(self.readings) > 1):
            return None
        return self._of_calendar(received)

    def _of_calendar(self, received: date) -> date | None:
        month, day = self.readings[0]
        years = [received.year, received.year + 1] if self.year is None else [self.year]
        days = [date(year, month, day) for year in years if _exists(year, month, day)]
        if self.year is None:
            days = [found for found in days if 0 <= (found - received).days <= MAX_DAYS_WITHOUT_YEAR]
        return days[0] if days and self.weekday in (None, days[0].weekday()) else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]


def named_days(text: str, received: date) -> list[NamedDay]:
    """The first days named in a folded text, in order. Weekdays in a list or a span do not count."""
    found = islice(_DATE.finditer(text), MAX_NAMED_DAYS)
    days = [day for match in found if (day := _named(match, received))]
    return [day for day in days if not (day.is_lone_weekday and any(_close(day, other) for other in days))]


def _close(day: NamedDay, other: NamedDay) -> bool:
    return other.is_lone_weekday and 0 < abs(day.start - other.start) < 24


def _named(found: re.Match, received: date) -> NamedDay | None:
    position = {"start": found.start(), "end": found.end()}
    if found["relative"]:
        return NamedDay(**position, ahead=DAYS_AHEAD[found["relative"]])
    if found["lone"]:
        return NamedDay(**position, weekday=WEEKDAYS[found["lone"]])
    readings = tuple(_readings(found))
    if not readings:
        return None
    return NamedDay(
        **position,
        weekday=(SHORT_WEEKDAYS | WEEKDAYS).get(found["weekday"]),
        year=_year(found, received),
        readings=readings,
        is_dotted=found["yearless_mark"] == ".",
        span=found["span"] or "",
    )


def _readings(found: re.Match) -> Iterator[tuple[int, int]]:
    """The (month, day) pairs that the match can mean: two only for numbers that do not show which one is the day."""
    if name := found["month"] or found["us_month"]:
        yield MONTHS[name], int(found["day"] or found["us_day"])
        return
    if found["iso_month"]:
        first, second = int(found["iso_day"]), int(found["iso_month"])
        is_certain = True
    else:
        first, second = int(found["first"]), int(found["second"] or found["yearless_second"])
        is_certain = first == second or "." in (found["mark"], found["yearless_mark"])
    if 1 <= second <= 12:
        yield second, first
    if 1 <= first <= 12 and not (is_certain and second <= 12):
        yield first, second


def _year(found: re.Match, received: date) -> int | None:
    """The year, None if there is none. Two digits after a month's name may be an hour: only a near year is accepted."""
    digits = found["iso_year"] or found["short_year"] or found["year"] or found["us_year"] or ""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits.strip("'") or 0)
    is_year = found["short_year"] or 0 <= year - received.year <= 1
    return year if digits and is_year else None
