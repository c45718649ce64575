"""Is this email from a person, an automatic reply, a bounce, or another notice?

Small detectors are asked in order, the most authoritative first. The first one that knows decides. If none does, the
email counts as a person's: pausing a sequence by mistake is cheap, sending on after a reply is not (semantics 5). The
order is one table, `DETECTORS`. Emails that machines write *about an email* (reports) come first, because many of them
also carry the headers of automatic replies; then what headers say, then titles in the subject, then the first unquoted
lines.

Words never decide against the signs of a person: each detector that goes by words, in the subject or in the text, lists
the signs that outweigh it, and the table checks them. Detectors that go by form (headers, parts, the sender's address)
list none.

`Precedence: bulk` proves nothing by itself: people's posts to mailing lists carry it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from .detectors.human_signs import (
    LETTER,
    WORK,
    Sign,
    asks,
    asks_by_name,
    asks_to_stop,
    came_through_list,
    greets_by_name,
    has_reply_subject,
    is_from_mail_client,
    quotes_an_email,
    replies_personally,
    speaks_of_oneself,
    speaks_personally,
    unless,
)
from .detectors.notices import (
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
from .detectors.responders import (
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
from .parsed_email import HUMAN, ParsedEmail


@dataclass(frozen=True)
class Detector:
    """A row of the table: a function that may know the kind of an email, and the signs of a person that outweigh it.

    It has no signs if it goes by form alone.
    """

    detect: Callable[[ParsedEmail], str | None]
    outweighed_by: tuple[Sign, ...] = ()

    @property
    def name(self) -> str:
        return self.detect.__name__

    def kind_of(self, email: ParsedEmail) -> str | None:
        """The kind of the email; None if the detector does not know it, or a sign of a person outweighs it."""
        kind = self.detect(email)
        return None if kind and any(sign(email) for sign in self.outweighed_by) else kind


def _by_form(detect: Callable[[ParsedEmail], str | None]) -> Detector:
    return Detector(detect)


def _by_words(detect: Callable[[ParsedEmail], str | None], sign: Sign, *signs: Sign) -> Detector:
    return Detector(detect, (sign, *signs))


DETECTORS: tuple[Detector, ...] = (
    _by_form(feedback_report),
    _by_words(feedback_title, has_reply_subject, *WORK, *LETTER),
    _by_form(sieve_reject),
    _by_form(responder_as_report),
    _by_form(delivery_status),
    _by_form(disposition_notification),
    _by_form(failed_recipients),
    _by_words(
        mail_system_notice,
        *unless(is_from_nobody, has_reply_subject, is_from_mail_client, greets_by_name, asks_to_stop),
    ),
    _by_words(
        mail_system_failure,
        *unless(is_from_nobody, replies_personally, is_from_mail_client, greets_by_name, asks_to_stop),
    ),
    _by_words(
        failure_title,
        has_reply_subject,
        *unless(has_machines_envelope, is_from_mail_client, *LETTER, speaks_of_oneself),
    ),
    _by_words(undelivered_text, *unless(has_machines_envelope, *WORK, *LETTER, speaks_of_oneself)),
    _by_words(receipt_of_reading, *unless(has_machines_envelope, quotes_an_email, *LETTER)),
    _by_form(auto_submitted),
    _by_form(responder_header),
    _by_form(junk_answer),
    _by_form(own_loop_mark),
    _by_form(null_return_path_answer),
    _by_words(automatic_title, has_reply_subject, *unless(has_weak_mark, asks_by_name)),
    _by_words(absence_title, has_reply_subject, asks_by_name, *unless(has_weak_mark, *LETTER)),
    _by_words(absence_in_subject, has_reply_subject, asks_by_name, *unless(has_auto_title, *LETTER)),
    _by_words(absence_topic, has_reply_subject, *WORK, *LETTER),
    _by_words(
        receipt_title,
        has_reply_subject,
        *WORK,
        asks,
        asks_to_stop,
        *unless(confirms_in_text, speaks_personally, speaks_of_oneself),
    ),
    _by_words(polite_title, has_reply_subject, *WORK, *LETTER, speaks_personally),
    _by_words(challenge, *WORK, *LETTER, speaks_personally),
    _by_words(automatic_statement, *WORK, *LETTER, speaks_personally),
    _by_words(receipt_in_text, *WORK, asks, asks_to_stop),
    _by_words(
        absence_in_text, came_through_list, *LETTER, *unless(has_weak_mark, quotes_an_email, is_from_mail_client)
    ),
    _by_words(
        departure_in_text,
        came_through_list,
        asks,
        *unless(has_weak_mark, quotes_an_email, is_from_mail_client, *LETTER),
    ),
    _by_words(own_departure, *WORK, *LETTER),
    _by_form(mailer_daemon),
)


@dataclass(frozen=True)
class Verdict:
    """What an email is (`kind`: human, autoreply, bounce or notice) and the detector that decided (`rule`)."""

    kind: str
    rule: str


def classify(message: Message) -> Verdict:
    """Say what the email is: "human" if no detector knows better. Never raises; reads a bounded part of the email."""
    email = ParsedEmail(message)
    for detector in DETECTORS:
        if kind := detector.kind_of(email):
            return Verdict(kind, detector.name)
    return Verdict(HUMAN, "no_sign_of_a_machine")
