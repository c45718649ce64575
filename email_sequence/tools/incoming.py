"""What is this mail: a person's, an automatic answer, a failure notice, or another notice?

Small detectors are asked in order, the most authoritative first; the first that knows decides, and if none does, the
mail is a person's: pausing a sequence wrongly is cheap, mailing on after an answer is not (spec section 5). The order
is one table, `DETECTORS`. Mails that machines wrote *about a mail* (reports) come first, because many of them carry the
headers of automatic answers too; then what headers say, then titles in the subject, then the first unquoted lines.

`Precedence: bulk` proves nothing by itself: posts of people to mailing lists carry it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from .incoming_mail import AUTOREPLY, BOUNCE, HUMAN, NOTICE, IncomingMail, from_addresses
from .incoming_notices import (
    delivery_status,
    disposition_notification,
    failed_recipients,
    failure_title,
    feedback_report,
    mail_system_failure,
    mail_system_notice,
    mailer_daemon,
    receipt_of_reading,
    responder_as_report,
    sieve_reject,
    undelivered_text,
)
from .incoming_reports import bounced_addresses, diagnostic, quoted_message_ids
from .incoming_responders import (
    absence_in_subject,
    absence_in_text,
    absence_title,
    absence_topic,
    auto_submitted,
    automatic_statement,
    automatic_title,
    challenge,
    departure_in_text,
    junk_answer,
    null_return_path_answer,
    own_departure,
    own_loop_mark,
    polite_title,
    receipt_in_text,
    receipt_title,
    responder_header,
)
from .mail_headers import raw_headers

__all__ = [
    "AUTOREPLY",
    "BOUNCE",
    "DETECTORS",
    "HUMAN",
    "NOTICE",
    "Verdict",
    "bounced_addresses",
    "classify",
    "diagnostic",
    "quoted_message_ids",
    "sender_addresses",
]

DETECTORS: tuple[Callable[[IncomingMail], str | None], ...] = (
    feedback_report,
    sieve_reject,
    responder_as_report,
    delivery_status,
    disposition_notification,
    failed_recipients,
    mail_system_notice,
    mail_system_failure,
    failure_title,
    undelivered_text,
    receipt_of_reading,
    auto_submitted,
    responder_header,
    junk_answer,
    own_loop_mark,
    null_return_path_answer,
    automatic_title,
    absence_title,
    absence_in_subject,
    absence_topic,
    receipt_title,
    polite_title,
    challenge,
    automatic_statement,
    receipt_in_text,
    absence_in_text,
    departure_in_text,
    own_departure,
    mailer_daemon,
)


@dataclass(frozen=True)
class Verdict:
    """What a mail is (`kind`: human, autoreply, bounce or notice) and the detector that decided (`rule`)."""

    kind: str
    rule: str


def classify(message: Message) -> Verdict:
    """Tell what the mail is. Never raises; looks at a bounded part of the mail; "human" if no detector knows better."""
    mail = IncomingMail(message)
    for detect in DETECTORS:
        if kind := detect(mail):
            return Verdict(kind, detect.__name__)
    return Verdict(HUMAN, "no_sign_of_a_machine")


def sender_addresses(message: Message) -> tuple[str, ...]:
    """The addresses in From, as Odoo normalises addresses, and each international domain in both of its forms.

    A display name that looks like an address is none. Never raises.
    """
    return from_addresses(raw_headers(message))
