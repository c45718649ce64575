"""The return date that an out-of-office email names (semantics 5.2).

Only days next to a word of return are used ("back on", "wieder erreichbar ab"), and days that end an absence ("until",
"vom 1. bis"). Uncertain days are not used: a wrong day would silence a sequence without anybody noticing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import Message

from .matching import phrases
from .named_days import DAY, ORDINAL, NamedDay, named_days, one_of
from .parsed_email import ParsedEmail
from .phrases.absence import (
    AFTER,
    ARTICLES,
    AWAY,
    BACK,
    BETWEEN,
    DENIALS,
    EITHER,
    FRONTS,
    INCLUDED,
    LINKS,
    PAIRS,
    PRESENT,
    SPANS,
    THROUGH,
    UNTIL,
)

MAX_DAYS_AHEAD = 400
MAX_SUBJECT = 500  # characters read in the subject
MAX_GAP = 80  # characters between a word of return and its day
MAX_JOINT = 20  # characters of the first day of a span, if it is only a number, and of what joins it to the last
MAX_SENTENCE = 250  # characters of a sentence read before the day that it names, and after it

_ENGLISH = "en"
_LINK = one_of((*ARTICLES, *LINKS))


def _by_language(**tables: dict[str, tuple[str, ...]]) -> re.Pattern:
    """A pattern for any word of the tables; the last group that matched is "kind_language"."""
    return re.compile(
        "|".join(
            f"(?P<{kind}_{language}>{phrases({language: entries}, after='(?![a-z])').pattern})"
            for kind, table in tables.items()
            for language, entries in table.items()
        )
    )


_CUES = _by_language(back=BACK, through=THROUGH, until=UNTIL)
_JOINTS = _by_language(span=SPANS, pair=PAIRS)
_TO_END = re.compile(rf"(?:[ :,(]{{1,2}}{one_of(ARTICLES)}){{0,4}}[ :,(]{{0,2}}")
_TO_RETURN = re.compile(rf"(?:[ :,(-]{{1,3}}{_LINK}){{0,9}}[ :,(-]{{0,3}}")
_FROM_DAY = re.compile(rf"\)?(?: {_LINK}){{0,6}} ?")
_FROM_FRONT = re.compile(rf"\)?,?(?: {_LINK}){{0,6}} ?")
_FRONT = re.compile(rf"(?:^|[.!?:] )(?:{one_of(FRONTS)} )?$")
_AFTER = re.compile(rf"(?<!\w){one_of(AFTER)}")
_EITHER = re.compile(f" {one_of(EITHER)}")
_NUMBER_FOLLOWS = re.compile(r"[^.!?\d]{0,25}\d")
_INCLUDED = re.compile(rf"[ ,(]{{0,3}}{one_of(INCLUDED)}")
_FIRST_DAY = re.compile(rf"(?<![\w./:+-]){DAY}{ORDINAL}(?P<joint> ?[-\u2013\u2014] ?| [a-z]{{1,4}} (?:the )?)$")
_DASH = re.compile("[-\u2013\u2014]")
_BETWEEN = re.compile(rf"(?<!\w){one_of(BETWEEN)}(?: {one_of(ARTICLES)})?(?: [^ ]{{1,14}}){{0,1}} ?$")
_SENTENCE_END = re.compile(r"[!?](?= )|(?<=[^\W\d])\.(?= \D)")
_AWAY = phrases(AWAY, after=r"(?!\w)")
_PRESENT = phrases(PRESENT, after=r"(?!\w)")
_DENIED = re.compile(rf"(?<!\w){one_of(DENIALS)}")


def return_date(message: Message, received: date) -> date | None:
    """The first day on which the sender of this automatic reply is back; the reply arrived on the day `received`.

    "Back on 3 December" and "until 3 December" both give 3 December: nothing is sent before the named day. If the text
    includes that day in the absence, it is the next day: "until and including", "through", "bis einschließlich", "t/m",
    "inclus", "back after". A day of return outweighs the end of an absence.

    None if the email names no such day or several, or if the day is past or more than 400 days ahead, contradicts its
    weekday, or is ambiguous: 03/04/2026 in English. In other languages the day comes first; with points as separators,
    in all. A date without a year is the next such day, if that is within half a year.

    Reads the subject and the sender's own first lines, a bounded part of the email. Never raises.
    """
    email = ParsedEmail(message)
    texts = email.subject[:MAX_SUBJECT], email.own_text
    ends = [end for text in texts for end in _Absence(text, received).ends()]
    for is_return in (True, False):
        days = {end.first_day_back(received) for end in ends if end.is_return == is_return} - {None}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


@dataclass(frozen=True)
class _End:
    """A day that a text names as the end of an absence."""

    day: NamedDay
    language: str
    is_return: bool = False  # it is the day of the return
    is_included: bool = False  # it is the last day of the absence

    def first_day_back(self, received: date) -> date | None:
        """The first day on which the person is back, None if it is uncertain, past, or very far ahead."""
        named = self.day.after(received, day_first=self.language != _ENGLISH)
        if not named or not 0 <= (named - received).days <= MAX_DAYS_AHEAD - self.is_included:
            return None
        return named + timedelta(self.is_included)


class _Absence:
    """What a folded text says about somebody's absence."""

    def __init__(self, text: str, received: date):
        self.text = text
        self.days = named_days(text, received)

    def ends(self) -> Iterator[_End]:
        """The ends of absences that the text names, certain or not."""
        if self.days:
            yield from filter(None, map(self._end_by_cue, _CUES.finditer(self.text)))
            yield from filter(None, map(self._end_of_span, range(len(self.days))))

    def _end_by_cue(self, cue: re.Match) -> _End | None:
        kind, _, language = cue.lastgroup.partition("_")
        index = bisect_left(self.days, cue.end(), key=lambda day: day.start)
        following = self.days[index] if index < len(self.days) and not self.days[index].span else None
        if kind != "back":
            return following and self._until(cue, following, language, is_included=kind == "through")
        preceding = self.days[index - 1] if index and self.days[index - 1].end <= cue.start() else None
        return (following and self._back_on(cue, following, language)) or (
            preceding and self._on_day_back(cue, preceding, language)
        )

    def _until(self, cue: re.Match, day: NamedDay, language: str, *, is_included: bool) -> _End | None:
        """ "Away until Monday"; not "open until Monday"."""
        if not self._is_gap(_TO_END, cue.end(), day.start) or not self._ends_absence(cue.start(), day):
            return None
        return _End(day, language, is_included=is_included or self._is_included(day))

    def _back_on(self, cue: re.Match, day: NamedDay, language: str) -> _End | None:
        """ "Back in the office on Monday"."""
        if not self._is_gap(_TO_RETURN, cue.end(), day.start) or _EITHER.match(self.text, day.end):
            return None
        is_later = bool(_AFTER.search(self.text, cue.end(), day.start))
        return _End(day, language, is_return=True, is_included=is_later)

    def _on_day_back(self, cue: re.Match, day: NamedDay, language: str) -> _End | None:
        """ "Ab Montag wieder erreichbar"; in English only "On Monday I'll be back" and "from Monday available again".

        Not if another number follows: "Away on 3 December, back on the 5th".
        """
        is_front = bool(_FRONT.search(self.text, max(0, day.start - MAX_GAP), day.start))
        has_comma = "," in self.text[day.start : day.end]  # "ab Montag, den 4.12., wieder im Büro"
        has_order = language != _ENGLISH or is_front or "again" in cue.group()
        gap = _FROM_FRONT if is_front or has_comma else _FROM_DAY
        if not has_order or day.span or _NUMBER_FOLLOWS.match(self.text, cue.end()):
            return None
        return _End(day, language, is_return=True) if self._is_gap(gap, day.end, cue.start()) else None

    def _end_of_span(self, index: int) -> _End | None:
        """The last day of "from 1 to 3 December", "1.-3.12.", "between 1 and 3 December" and "December 1 to 3"."""
        day = self.days[index]
        start, language = (day.start, _ENGLISH) if day.span else self._span_before(index)
        if not language or not self._ends_absence(start, day):
            return None
        return _End(day, language, is_included=day.span in ("through", "thru") or self._is_included(day))

    def _span_before(self, index: int) -> tuple[int, str]:
        """The start of the span that this day ends, and its language; "" if it ends none."""
        day, previous = self.days[index], self.days[index - 1] if index else None
        if first := _FIRST_DAY.search(self.text, max(0, day.start - MAX_JOINT), day.start):
            start, joint = first.start(), first["joint"]
        elif previous and day.start - previous.end <= MAX_JOINT:
            start, joint = previous.start, self.text[previous.end : day.start]
        else:
            return 0, ""
        if _DASH.fullmatch(joint.strip()):
            return start, _ENGLISH
        found = _JOINTS.fullmatch(joint.strip().removesuffix(" the"))
        kind, _, language = found.lastgroup.partition("_") if found else ("", "", "")
        is_span = kind == "span" or _BETWEEN.search(self.text, max(0, start - MAX_GAP), start)
        return start, language if is_span else ""

    def _is_gap(self, pattern: re.Pattern, start: int, end: int) -> bool:
        return 0 <= end - start <= MAX_GAP and bool(pattern.fullmatch(self.text, start, end))

    def _is_included(self, day: NamedDay) -> bool:
        return bool(_INCLUDED.match(self.text, day.end))

    def _ends_absence(self, start: int, day: NamedDay) -> bool:
        """The sentence says that somebody is away until the day, not present; `start` is the position of "until"."""
        before = _SENTENCE_END.split(self.text[max(0, start - MAX_SENTENCE) : start])[-1]
        after = _SENTENCE_END.split(self.text[day.end : day.end + MAX_SENTENCE])[0]
        is_away = _AWAY.search(f"{before}{self.text[start : day.start]} {after}")
        is_present = _PRESENT.search(before) or _PRESENT.match(after.lstrip())
        return bool(is_away) and not (is_present and not _DENIED.search(before)) and not _EITHER.match(after)
