"""Signs that a person wrote an email: the words of its subject or text never decide against them (semantics 5.1).

Each sign takes a `ParsedEmail`. The table `classifier.DETECTORS` says which signs outweigh which detector.
"""

import functools
import re
from collections.abc import Callable

from ..matching import phrases
from ..parsed_email import FIRST_LINES, FIRST_WORDS, ParsedEmail
from ..phrases.manners import FIRST_PERSON, PERSONAL_MANNERS, PERSONAL_REQUESTS

Sign = Callable[[ParsedEmail], bool]

_GREETING = (
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|lieber?|liebes|moin|sehr geehrte[rs]?"
    r"|guten (?:tag|morgen|abend)|bonjour|bonsoir|chere?|salut|hola|buen[oa]s (?:dias|tardes)|querid[oa]|estimad[oa]"
    r"|ciao|car[oa]|gentile|egregio|buon ?giorno|beste|geachte|goede(?:morgen|middag|ndag)|hej|hei|ola|bom dia"
    r"|boa tarde|prezad[oa]|szanown[ay]|dzien dobry|dobry den|vazen[ay])"
)
_ANYBODY = (
    r"(?:all|any|there|every|sender|sir|madam|colleague|customer|client|friend|you|valued|correspond|and|thank|from|i\b"
    r"|the|this|we\b|it\b|our\b|und|zusammen|kolleg|absender|kund|damen|vielen|danke|ich\b|wir\b|a tous|madame,"
    r"|messieurs|monsieur, madame|je\b|nous|merci|cliente?|utente|utilisateur|usuari|mittente|senor(?:es)?\b|remitente"
    r"|estoy|estou|gracias|grazie|sono|afzender|collega|relatie|klant|bedankt|ik\b|jag|jeg|tack|tak)"
)
_TITLE = r"(?:mr|mrs|ms|frau|herrn?|monsieur|madame|signora?|senora?)"
_personal_greeting = re.compile(
    rf"{_GREETING} (?!{_ANYBODY})[^ ,!]+[^,!.]{{0,40}}[,!]|{_TITLE}\.? [^ ,!]+(?: [^ ,!]+)?[,!]"
).match
_salutation = re.compile(rf"{_GREETING}(?: [^,]{{0,30}})?,?").fullmatch
_NAME = re.compile(r"[^\W\d_]{3,}")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_QUESTION = re.compile("[?؟]|か。")
_manners = phrases(PERSONAL_MANNERS, PERSONAL_REQUESTS).finditer
_request = phrases(PERSONAL_REQUESTS).search
_first_person = phrases(FIRST_PERSON).search


def has_reply_subject(email: ParsedEmail) -> bool:
    """The subject is that of a reply or a forwarded email: "Re: Offer"."""
    return email.has_reply_subject


def came_through_list(email: ParsedEmail) -> bool:
    return email.is_from_list


def quotes_an_email(email: ParsedEmail) -> bool:
    """It contains the email that it replies to."""
    return email.quotes_an_email


def is_from_mail_client(email: ParsedEmail) -> bool:
    """It was written in a mail client."""
    return email.is_from_mail_client


def asks(email: ParsedEmail) -> bool:
    """The text asks a question; a "?" in a link does not count."""
    return bool(_QUESTION.search(_LINK.sub(" ", _first_lines(email))))


def greets_by_name(email: ParsedEmail) -> bool:
    """The text begins by greeting somebody by name, or with the name in To."""
    text = _first_lines(email)
    names = _NAME.findall(email.header("to").partition("@")[0])
    is_named = bool(names) and re.match(rf"(?:{'|'.join(names)})(?: [^ ,!]+)?[,!]", text)
    return is_personal_greeting(text) or bool(is_named)


def asks_to_stop(email: ParsedEmail) -> bool:
    """The text asks for no more emails, as no machine does."""
    return bool(_request(_first_lines(email)))


def speaks_personally(email: ParsedEmail) -> bool:
    """The text has words of a personal reply: a proposal, an interest, a "but"."""
    return bool(personal_manners(_first_lines(email)))


def speaks_of_oneself(email: ParsedEmail) -> bool:
    """The first words include "I" or "my"; notices of servers and services do not say that."""
    return bool(_first_person(email.own_text[:FIRST_WORDS]))


def asks_by_name(email: ParsedEmail) -> bool:
    """The text greets somebody by name and asks a question."""
    return asks(email) and greets_by_name(email)


def replies_personally(email: ParsedEmail) -> bool:
    """It is a reply that asks a question or quotes an email."""
    return email.has_reply_subject and (email.quotes_an_email or asks(email))


WORK = (came_through_list, quotes_an_email, is_from_mail_client)  # how it was made
LETTER = (asks, greets_by_name, asks_to_stop)  # it addresses somebody


def unless(mark: Callable[[ParsedEmail], object], *signs: Sign) -> tuple[Sign, ...]:
    """The signs, which count only in emails without this mark of a machine."""

    def unmarked(sign: Sign) -> Sign:
        @functools.wraps(sign)
        def counts(email: ParsedEmail) -> bool:
            return sign(email) and not mark(email)

        return counts

    return tuple(map(unmarked, signs))


def is_personal_greeting(text: str) -> bool:
    """The text begins by greeting somebody by name: "Hi Tom,"; not "Dear customer,"."""
    return bool(_personal_greeting(text))


def is_salutation(sentence: str) -> bool:
    """The sentence is a greeting and nothing else."""
    return bool(_salutation(sentence))


def personal_manners(text: str) -> set[str]:
    """The distinct phrases in the text that people use in a personal reply."""
    return {found.group() for found in _manners(text)}


def _first_lines(email: ParsedEmail) -> str:
    return email.own_text[:FIRST_LINES]
