"""The first name with which a letter greets a person, read from a contact's name.

In doubt there is none: "Hello," is a greeting, "Hello Acme," and "Hello Dr.," are mistakes. So a name counts only if it
has a first name and a family name in Latin letters, in an order that is certain.
"""

import re
import unicodedata

FAMILY_NAME_FIRST = ("hu", "ja", "ko", "vi", "zh")  # languages in which names are written like that
MAX_WORDS = 4  # without particles; longer names are those of departments


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _listed(
    """
    dame dhr dipl dott dr dra drs fr frau fräulein herr herrn hr ing ir jr lady lic lord madame mademoiselle
    maestro mag mevr miss mlle mme monsieur mr mrs ms mw mx pater prof professor rev señor señora sig
    signor signora sir sister sr sra srta
    """
)
DEGREES = _listed(
    """
    ba bsc cfa cpa dds dvm esq ii iii iv jd jnr jr llb llm ma mba mbe md mph msc obe pe pharmd phd rn snr sr
    """
)
PARTICLES = _listed(
    """
    af bin da dal de del della den der des di do dos du e el ibn la las le les lo los ten
    ter van vom von y zu zum zur
    """
)
NO_FIRST_NAMES = PARTICLES | _listed("a an das dear die my our the your")
ORGANISATIONS = _listed(
    """
    ab academy accounting accounts admin administration ag agency and anfrage associates association bank bar
    billing board booking bookings buchhaltung bureau business bv cafe café care center centre client clients
    club co committee community company consult consulting contact contacts corp corporation council customer
    customers delivery department dept desk digital division eheleute einkauf enquiries et ev factory familie
    family finance firm firma foundation garage gbr general gmbh group gruppe help helpdesk holding hotel hr inc
    industries info information institute international invoice invoices it kg kontakt legal limited llc llp
    logistics ltd management manager market marketing mbh media ministry nv office ohg online operations order
    orders organisation organization oy partner partners payable plc praxis press procurement purchase
    purchasing receivable reception rechnung restaurant sa sales salon sarl sas school secretariat secretary
    sekretariat service services shop sl society software solutions sons spa sprl srl staff store studio studios
    subscriber subscription support system systems team tech technologies technology test trading trust u ug und
    unit university unknown user verein vertrieb verwaltung warehouse web zentrale
    """
)
WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*\.?")


def first_name(name: str, *, known: str = "", lang: str = "") -> str:
    """The first name of a person, "" if it is not certain.

    :param name: the contact's whole name, as somebody wrote it
    :param known: the first name, if the database has it as a field of its own; it is taken as it is
    :param lang: the language of the contact, such as ``hu_HU``
    """
    if known.strip():
        return " ".join(known.split())
    name = unicodedata.normalize("NFC", name)
    words, comma, behind = name.partition(",")
    if comma and _is_degrees(behind):
        comma, behind = "", ""
    if comma:
        return _first_of_reversed(_words(words), _words(behind))
    if lang.split("_", maxsplit=1)[0] in FAMILY_NAME_FIRST:
        return ""
    return _first_of(_words(words))


def _first_of(words: list[str]) -> str:
    """The first name of "first name, family name"."""
    words = _without_titles(words)
    while words and _plain(words[-1]) in DEGREES:
        words = words[:-1]
    count = len([word for word in words if _plain(word) not in PARTICLES])
    return _written(words, words[0]) if 2 <= count <= MAX_WORDS else ""


def _first_of_reversed(family: list[str], given: list[str]) -> str:
    """The first name of "family name, first name"; the family name has one word, besides particles."""
    given = _without_titles(given)
    count = len([word for word in _without_titles(family) if _plain(word) not in PARTICLES])
    if count != 1 or not 1 <= len(given) <= 2:
        return ""
    return _written([*family, *given], given[0])


def _written(words: list[str], first: str) -> str:
    """The word as it is written in a greeting, if all of the words can be those of a person's name."""
    if any(_plain(word) in ORGANISATIONS for word in words):
        return ""
    if _plain(first) in NO_FIRST_NAMES or len(first) < 2 or first.endswith("."):
        return ""
    if all(word == word.lower() for word in words):
        return "-".join(part[:1].upper() + part[1:] for part in first.split("-"))
    return first if first[0].isupper() and any(letter.islower() for letter in first) else ""


def _words(text: str) -> list[str]:
    """The words of the text; none if any of them is more than Latin letters, or is Vietnamese."""
    words = text.split()
    letters = [letter for word in words for letter in word if letter.isalpha()]
    if not all(map(WORD.fullmatch, words)) or not all(map(_is_latin, letters)):
        return []
    # A point belongs to a title, an initial or an abbreviation.
    known = TITLES | DEGREES
    return words if all(len(word) <= 4 or _plain(word) in known for word in words if word.endswith(".")) else []


def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "") and not 0x1EA0 <= ord(letter) <= 0x1EF9 and letter not in "ƠơƯư"


def _is_degrees(text: str) -> bool:
    words = [_plain(word) for word in text.replace(",", " ").split()]
    return bool(words) and all(word in DEGREES for word in words)


def _without_titles(words: list[str]) -> list[str]:
    while words and _plain(words[0]) in TITLES:
        words = words[1:]
    return words


def _plain(word: str) -> str:
    return word.lower().replace(".", "")
