"""How the tables in `phrases/` are written, and how they are looked for in subjects and texts.

A table maps a language to regular expressions in natural spelling. They are folded like the email's text (`fold`), so
that case, accents, apostrophes, no-break spaces and full-width colons do not matter; " .. " stands for up to six words.
Entries must therefore not use upper-case escapes such as \\S.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

MAX_GROWTH = 3  # a Korean syllable becomes up to three letters; what grows more is cut (one character becomes 18)

_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u00b4`", "'''''")
_WORD_BEGINS = "(?<![a-z0-9\u0370-\u04ff])"  # Latin without accents, Greek, Cyrillic
_UP_TO_SIX_WORDS = " (?:[^ ]+ ){0,6}?"


def fold(text: str) -> str:
    """The text in the form in which phrases are compared: lower case, plain compatibility forms (no-break spaces,
    full-width signs), no accents and invisible marks (Exchange writes U+200F before Hebrew titles), single spaces."""
    text = text.lower().translate(_APOSTROPHES)
    if not text.isascii():
        plain = filter(_is_seen, unicodedata.normalize("NFKD", text))
        text = "".join(islice(plain, MAX_GROWTH * len(text)))
    return " ".join(text.split())


def _is_seen(character: str) -> bool:
    return not unicodedata.combining(character) and unicodedata.category(character) != "Cf"


def phrases(*tables: dict[str, Iterable[str]], after: str = "") -> re.Pattern:
    """One pattern that matches any phrase of the tables at the beginning of a word, followed by the pattern `after`.

    Scripts without spaces between words have no such beginning: there a phrase matches anywhere.
    """
    alternatives = "|".join(fold(phrase) for table in tables for entries in table.values() for phrase in entries)
    return re.compile(f"{_WORD_BEGINS}(?:{alternatives.replace(' .. ', _UP_TO_SIX_WORDS)}){after}")
