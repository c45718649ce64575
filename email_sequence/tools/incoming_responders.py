"""Detectors of automatic answers: absences, receipts of ticket systems. The order is in `incoming.DETECTORS`.

Each takes an `IncomingMail` and gives the kind of the mail, or None if it does not know.
"""

import re

from .incoming_mail import AUTOREPLY, FIRST_LINES, FIRST_WORDS, IncomingMail
from .incoming_phrases import phrases
from .incoming_subjects import ABSENCE_TITLES, AFTER_ABSENCE_TITLE, AUTOMATIC_TITLES, RECEIPT_TITLES
from .incoming_texts import ABSENCE_STATEMENTS, AUTOMATIC_MANNERS, AUTOMATIC_STATEMENTS, THIRD_PERSON_STATEMENTS

LONE_STATEMENT = 80  # characters: an absence and nothing else

_RESPONDER_HEADER = re.compile(
    r"x-(?:mail-|mailer-|mdaemon-)?auto-?(?:reply|respond|responder|response|generated)(?:-(?:from|to|id))?"
    r"|x-vacation|x-fc-machinegenerated|x-away-message|x-ooo"
)
_RESPONDER_VALUES = {
    "x-post-messageclass": "autoresponder",
    "delivered-to": "autoresponder",
    "x-mailer": "vacation",
    "user-agent": "vacation",
    "x-mailtype": "autoreply",
    "precedence": "auto_reply",
    "x-precedence": "auto_reply",
    "preference": "auto_reply",
}
_DENIALS = ("no", "false", "0", "none", "")
_GREETING = (
    r"(?:hi|hello|hey|dear|hallo|lieber?|liebes|moin|bonjour|chere?|salut|hola|querid[oa]|estimad[oa]|ciao|car[oa]|gentile"
    r"|beste|hej|hei|ola|prezad[oa])"
)
_ANYBODY = (
    r"(?:all|any|there|every|sender|sir|madam|colleague|customer|client|friend|you|valued|correspond|and|thank|i\b|the"
    r"|und|zusammen|kolleg|absender|kund|vielen|danke|ich\b|a tous|monsieur|madame|je\b|merci|mittente|senor|remitente"
    r"|gracias|grazie|afzender|collega|relatie|bedankt)"
)
_personal_greeting = re.compile(rf"{_GREETING} (?!{_ANYBODY})[^ ,!]+[^,!.]{{0,40}}[,!]").match

_automatic_title = phrases(AUTOMATIC_TITLES).match
_absence_title = phrases(ABSENCE_TITLES, after=AFTER_ABSENCE_TITLE).match
_receipt_title = phrases(RECEIPT_TITLES).match
_absence = phrases(ABSENCE_STATEMENTS).search
_third_person = phrases(THIRD_PERSON_STATEMENTS).search
_anybodys_absence = phrases(ABSENCE_STATEMENTS, THIRD_PERSON_STATEMENTS).search
_automatic_manner = phrases(AUTOMATIC_MANNERS).search
_automatic_statement = phrases(AUTOMATIC_STATEMENTS).search


def auto_submitted(mail: IncomingMail) -> str | None:
    """RFC 3834 section 5: any value but "no" (auto-replied, auto-generated, auto-notified): no person sent it."""
    values = [re.split(r"[;(\s]", value, maxsplit=1)[0] for value in mail.headers("auto-submitted")]
    return AUTOREPLY if any(value not in ("no", "") for value in values) else None


def responder_header(mail: IncomingMail) -> str | None:
    """Headers of responders older than RFC 3834: cPanel, Plesk, qmail-autoresponder, CommuniGate, FirstClass, Kerio."""
    names = filter(_RESPONDER_HEADER.fullmatch, mail.raw)
    named = any(value not in _DENIALS for name in names for value in mail.headers(name))
    told = any(word in value for name, word in _RESPONDER_VALUES.items() for value in mail.headers(name))
    return AUTOREPLY if named or told else None


def junk_answer(mail: IncomingMail) -> str | None:
    """`Precedence: junk` on an answer that came through no list: vacation(1), procmailex(5), mailbot(1)."""
    is_junk = "junk" in mail.headers("precedence") + mail.headers("x-precedence")
    return AUTOREPLY if is_junk and mail.answers_a_mail and not mail.is_from_list else None


def own_loop_mark(mail: IncomingMail) -> str | None:
    """`X-Loop:` with the sender's own address on an answer: procmailex(5) has responders write it."""
    marks = " ".join(mail.headers("x-loop"))
    is_own = any(address in marks for address in mail.senders)
    return AUTOREPLY if is_own and mail.answers_a_mail and not mail.is_from_list else None


def null_return_path_answer(mail: IncomingMail) -> str | None:
    """RFC 3834 section 3.3, RFC 5321 section 4.5.5: the envelope sender of an automatic answer is empty."""
    return AUTOREPLY if mail.has_null_return_path and mail.answers_a_mail and not mail.is_from_list else None


def automatic_title(mail: IncomingMail) -> str | None:
    """The title that Exchange, Domino, Zimbra and others put before the subject; "Re:" before it is a person's."""
    return (
        AUTOREPLY
        if not mail.is_answer_by_subject
        and (_automatic_title(mail.subject) or _automatic_title(mail.header("subject")))
        else None
    )


def absence_title(mail: IncomingMail) -> str | None:
    """A subject that is nothing but an absence ("Out of office: ..."), as people let their responders write."""
    return AUTOREPLY if not mail.is_answer_by_subject and _absence_title(mail.subject) else None


def absence_in_subject(mail: IncomingMail) -> str | None:
    """ "Jo Doe is out of the office (back on Monday)": Domino's subjects, and those that people choose."""
    return AUTOREPLY if not mail.is_answer_by_subject and _anybodys_absence(mail.subject[:FIRST_WORDS]) else None


def receipt_title(mail: IncomingMail) -> str | None:
    """A ticket system or form that received something: RT, OTRS, Zammad, Freshdesk, Zendesk."""
    if mail.is_answer_by_subject or mail.is_from_list:
        return None
    return AUTOREPLY if _receipt_title(mail.subject) or _receipt_title(mail.header("subject")) else None


def automatic_statement(mail: IncomingMail) -> str | None:
    """ "This is an automated response ..." in the first unquoted lines."""
    return AUTOREPLY if not mail.is_from_list and _automatic_statement(mail.own_text[:FIRST_LINES]) else None


def absence_in_text(mail: IncomingMail) -> str | None:
    """ "I am out of the office ..." in the first unquoted lines, and a second sign: a responder's manners, its weak
    headers, or not a word more. A text that asks something or greets somebody by name is a person's."""
    text = mail.own_text[:FIRST_LINES]
    if mail.is_from_list or "?" in text or _personal_greeting(text) or not _absence(text[:FIRST_WORDS]):
        return None
    is_alone = len(mail.own_text) <= LONE_STATEMENT and "," not in text
    return AUTOREPLY if is_alone or _has_weak_sign(mail) or _automatic_manner(text) else None


def departure_in_text(mail: IncomingMail) -> str | None:
    """ "Jo Doe is no longer with the company": a person's news, unless Jo Doe's own mailbox says so."""
    first_words = mail.own_text[:FIRST_WORDS]
    if mail.is_from_list or "?" in first_words or not _third_person(first_words):
        return None
    return AUTOREPLY if _has_weak_sign(mail) or _names_sender(mail, first_words) else None


def _has_weak_sign(mail: IncomingMail) -> bool:
    """Headers that responders write, and some people's mail has too."""
    is_bulk = any(value in ("bulk", "junk") for value in mail.headers("precedence"))
    return is_bulk or mail.has_null_return_path or mail.has("x-auto-response-suppress", "x-loop")


def _names_sender(mail: IncomingMail, text: str) -> bool:
    """The text speaks of the one whose name or address is in From."""
    called = " ".join((mail.sender_name.partition("<")[0], *mail.senders[:1])).partition("@")[0]
    names = re.findall(r"[^\W\d_]{3,}", called)
    return any(re.search(rf"\b{name}\b", text) for name in names)
