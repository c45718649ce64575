"""Signs that a person wrote an email: what its words or its title say never decides against them (semantics 5.1).

Each sign takes an `IncomingMail`. Which signs outweigh which detector is said in the table `incoming.DETECTORS`.
"""

import functools
import re
from collections.abc import Callable

from .incoming_mail import FIRST_LINES, FIRST_WORDS, IncomingMail
from .phrases.manners import FIRST_PERSON, PERSONAL_MANNERS, PERSONAL_REQUESTS
from .phrases.matching import phrases

Sign = Callable[[IncomingMail], bool]

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


def answers_by_subject(mail: IncomingMail) -> bool:
    """The subject is that of an answer or a forwarded email: "Re: Offer"."""
    return mail.is_answer_by_subject


def came_through_list(mail: IncomingMail) -> bool:
    return mail.is_from_list


def quotes_a_mail(mail: IncomingMail) -> bool:
    """It holds the email that it answers."""
    return mail.quotes_a_mail


def is_from_mail_program(mail: IncomingMail) -> bool:
    """It was written in a program in which people write emails."""
    return mail.is_from_mail_program


def asks(mail: IncomingMail) -> bool:
    """The text asks something; a "?" in a link does not."""
    return bool(_QUESTION.search(_LINK.sub(" ", _first_lines(mail))))


def greets_by_name(mail: IncomingMail) -> bool:
    """The text begins with a greeting of somebody by name, or with the name in To."""
    text = _first_lines(mail)
    names = _NAME.findall(mail.header("to").partition("@")[0])
    is_named = bool(names) and re.match(rf"(?:{'|'.join(names)})(?: [^ ,!]+)?[,!]", text)
    return is_personal_greeting(text) or bool(is_named)


def asks_to_stop(mail: IncomingMail) -> bool:
    """The text asks not to be written to again, as no machine does."""
    return bool(_request(_first_lines(mail)))


def speaks_personally(mail: IncomingMail) -> bool:
    """The text holds words of somebody who answers somebody: a proposal, an interest, a "but"."""
    return bool(personal_manners(_first_lines(mail)))


def speaks_of_oneself(mail: IncomingMail) -> bool:
    """The first words say "I" or "my", as notices of servers and services do not."""
    return bool(_first_person(mail.own_text[:FIRST_WORDS]))


def asks_by_name(mail: IncomingMail) -> bool:
    """The text asks something of somebody whom it greets by name."""
    return asks(mail) and greets_by_name(mail)


def answers_personally(mail: IncomingMail) -> bool:
    """It is an answer that asks something or stands above a quotation."""
    return mail.is_answer_by_subject and (mail.quotes_a_mail or asks(mail))


WORK = (came_through_list, quotes_a_mail, is_from_mail_program)  # how it was made
LETTER = (asks, greets_by_name, asks_to_stop)  # whom it speaks to


def unless(mark: Callable[[IncomingMail], object], *signs: Sign) -> tuple[Sign, ...]:
    """The signs, which count only in emails without the mark of a machine."""

    def unmarked(sign: Sign) -> Sign:
        @functools.wraps(sign)
        def counts(mail: IncomingMail) -> bool:
            return sign(mail) and not mark(mail)

        return counts

    return tuple(map(unmarked, signs))


def is_personal_greeting(text: str) -> bool:
    """The text begins with a greeting of somebody by name: "Hi Tom,"; not "Dear customer,"."""
    return bool(_personal_greeting(text))


def is_salutation(sentence: str) -> bool:
    """The sentence is a greeting, of whomever, and nothing else."""
    return bool(_salutation(sentence))


def personal_manners(text: str) -> set[str]:
    """The different phrases of the text by which people word an answer to somebody."""
    return {found.group() for found in _manners(text)}


def _first_lines(mail: IncomingMail) -> str:
    return mail.own_text[:FIRST_LINES]
