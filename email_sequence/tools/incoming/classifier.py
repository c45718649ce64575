"""What is this mail: a person's, an automatic answer, a failure notice, or another notice?

Small detectors are asked in order, the most authoritative first; the first that knows decides, and if none does, the
mail is a person's: pausing a sequence wrongly is cheap, mailing on after an answer is not (spec section 5). The order
is one table, `DETECTORS`. Mails that machines wrote *about a mail* (reports) come first, because many of them carry the
headers of automatic answers too; then what headers say, then titles in the subject, then the first unquoted lines.

What words say never decides against the signs of a person: each detector that goes by words, be it a title or a text,
names the signs that outweigh it, and the table asks them. Detectors that go by form (headers, parts, the sender's
address) name none.

`Precedence: bulk` proves nothing by itself: posts of people to mailing lists carry it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from ..mail_headers import raw_headers
from .incoming_mail import AUTOREPLY, BOUNCE, HUMAN, NOTICE, IncomingMail, from_addresses
from .notices import (
    delivery_status,
    disposition_notification,
    failed_recipients,
    failure_title,
    feedback_report,
    feedback_title,
    has_machines_envelope,
    is_from_nobody,
    mail_system_failure,
    mail_system_notice,
    mailer_daemon,
    receipt_of_reading,
    responder_as_report,
    sieve_reject,
    undelivered_text,
)
from .reports import bounced_addresses, diagnostic, quoted_message_ids
from .responders import (
    absence_in_subject,
    absence_in_text,
    absence_title,
    absence_topic,
    auto_submitted,
    automatic_statement,
    automatic_title,
    challenge,
    confirms_in_text,
    departure_in_text,
    has_auto_title,
    has_weak_mark,
    junk_answer,
    null_return_path_answer,
    own_departure,
    own_loop_mark,
    polite_title,
    receipt_in_text,
    receipt_title,
    responder_header,
)
from .signs import (
    LETTER,
    WORK,
    Sign,
    answers_by_subject,
    answers_personally,
    asks,
    asks_by_name,
    asks_to_stop,
    came_through_list,
    greets_by_name,
    is_from_mail_program,
    quotes_a_mail,
    speaks_of_oneself,
    speaks_personally,
    unless,
)

__all__ = [
    "AUTOREPLY",
    "BOUNCE",
    "DETECTORS",
    "HUMAN",
    "NOTICE",
    "Detector",
    "Verdict",
    "bounced_addresses",
    "classify",
    "diagnostic",
    "quoted_message_ids",
    "sender_addresses",
]


@dataclass(frozen=True)
class Detector:
    """A row of the table: who tells the kind of a mail, and the signs of a person that outweigh what it says.

    It has signs unless it goes by form alone.
    """

    detect: Callable[[IncomingMail], str | None]
    outweighed_by: tuple[Sign, ...] = ()

    @property
    def name(self) -> str:
        return self.detect.__name__

    def kind_of(self, mail: IncomingMail) -> str | None:
        """The kind of the mail; None if the detector does not know it, or a sign of a person outweighs it."""
        kind = self.detect(mail)
        return None if kind and any(sign(mail) for sign in self.outweighed_by) else kind


def _by_form(detect: Callable[[IncomingMail], str | None]) -> Detector:
    return Detector(detect)


def _by_words(detect: Callable[[IncomingMail], str | None], sign: Sign, *signs: Sign) -> Detector:
    return Detector(detect, (sign, *signs))


DETECTORS: tuple[Detector, ...] = (
    _by_form(feedback_report),
    _by_words(feedback_title, answers_by_subject, *WORK, *LETTER),
    _by_form(sieve_reject),
    _by_form(responder_as_report),
    _by_form(delivery_status),
    _by_form(disposition_notification),
    _by_form(failed_recipients),
    _by_words(
        mail_system_notice,
        *unless(is_from_nobody, answers_by_subject, is_from_mail_program, greets_by_name, asks_to_stop),
    ),
    _by_words(
        mail_system_failure,
        *unless(is_from_nobody, answers_personally, is_from_mail_program, greets_by_name, asks_to_stop),
    ),
    _by_words(
        failure_title,
        answers_by_subject,
        *unless(has_machines_envelope, is_from_mail_program, *LETTER, speaks_of_oneself),
    ),
    _by_words(undelivered_text, *unless(has_machines_envelope, *WORK, *LETTER, speaks_of_oneself)),
    _by_words(receipt_of_reading, *unless(has_machines_envelope, quotes_a_mail, *LETTER)),
    _by_form(auto_submitted),
    _by_form(responder_header),
    _by_form(junk_answer),
    _by_form(own_loop_mark),
    _by_form(null_return_path_answer),
    _by_words(automatic_title, answers_by_subject, *unless(has_weak_mark, asks_by_name)),
    _by_words(absence_title, answers_by_subject, asks_by_name, *unless(has_weak_mark, *LETTER)),
    _by_words(absence_in_subject, answers_by_subject, asks_by_name, *unless(has_auto_title, *LETTER)),
    _by_words(absence_topic, answers_by_subject, *WORK, *LETTER),
    _by_words(
        receipt_title,
        answers_by_subject,
        *WORK,
        asks,
        asks_to_stop,
        *unless(confirms_in_text, speaks_personally, speaks_of_oneself),
    ),
    _by_words(polite_title, answers_by_subject, *WORK, *LETTER, speaks_personally),
    _by_words(challenge, *WORK, *LETTER, speaks_personally),
    _by_words(automatic_statement, *WORK, *LETTER, speaks_personally),
    _by_words(receipt_in_text, *WORK, asks, asks_to_stop),
    _by_words(absence_in_text, came_through_list, *LETTER, *unless(has_weak_mark, quotes_a_mail, is_from_mail_program)),
    _by_words(
        departure_in_text, came_through_list, asks, *unless(has_weak_mark, quotes_a_mail, is_from_mail_program, *LETTER)
    ),
    _by_words(own_departure, *WORK, *LETTER),
    _by_form(mailer_daemon),
)


@dataclass(frozen=True)
class Verdict:
    """What a mail is (`kind`: human, autoreply, bounce or notice) and the detector that decided (`rule`)."""

    kind: str
    rule: str


def classify(message: Message) -> Verdict:
    """Tell what the mail is. Never raises; looks at a bounded part of the mail; "human" if no detector knows better."""
    mail = IncomingMail(message)
    for detector in DETECTORS:
        if kind := detector.kind_of(mail):
            return Verdict(kind, detector.name)
    return Verdict(HUMAN, "no_sign_of_a_machine")


def sender_addresses(message: Message) -> tuple[str, ...]:
    """The addresses in From, as Odoo normalises addresses, and each international domain in both of its forms.

    A display name that looks like an address is none. Never raises.
    """
    return from_addresses(raw_headers(message))
