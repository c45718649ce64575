"""Detectors of mail about mail: failure notices, delays, receipts, reports. The order is in `incoming.DETECTORS`.

Each takes an `IncomingMail` and gives the kind of the mail, or None if it does not know.
"""

import re

from .incoming_mail import AUTOREPLY, BOUNCE, FIRST_LINES, FIRST_WORDS, NOTICE, IncomingMail
from .phrases.failures import (
    AFTER_RECEIPT_OF_READING,
    FAILURE_STATEMENTS,
    FAILURE_TITLES,
    PASSING_STATEMENTS,
    PASSING_TITLES,
    RECEIPT_OF_READING_TITLES,
    UNDELIVERED_FIRST_WORDS,
)
from .phrases.matching import phrases
from .reports import DISPOSITION_TYPES, recipient_statuses

_MAIL_SYSTEM_ADDRESS = re.compile(
    r"(?:mailer-?_?daemon|mail-?daemon|mdaemon|bounce-?daemon|double-bounce|bounces?|ndr|post_?master|post-?office|mail-?system"
    r"|mail[.-]?delivery.*)(?:@|$)"
)
_MAIL_SYSTEM_NAME = re.compile(
    r"mail delivery|mailer[- ]daemon|\bpostmaster\b|system administrator|delivery (?:sub)?system|mail (?:sub)?system"
    r"|interscan|mail administrator"
)
_FEEDBACK_TITLE = re.compile(
    r"(?:\[preview\] )?(?:report domain: .{1,300}submitter: |complaint about message from [\d.]{7,15}"
    r"|.{0,60}abuse report$)"
)
# Of a notice: in brackets, in quotes, after "recipient:" or first. People put addresses into their sentences.
_set_apart_address = re.compile(
    r"(?:[<\"(]|(?:recipients?|address(?:es)?|users?|to)(?:\(s\))? ?:|^) ?[^\s@<>\"]{1,64}@[^\s@]"
    r"|\b5\.\d{1,3}\.\d{1,3}\b"
).search

_failure_title = phrases(FAILURE_TITLES).match
_failure = phrases(FAILURE_STATEMENTS).search
_passing_title = phrases(PASSING_TITLES).match
_passing = phrases(PASSING_STATEMENTS).search
_receipt_of_reading_title = phrases(RECEIPT_OF_READING_TITLES, after=AFTER_RECEIPT_OF_READING).match
_undelivered = phrases(UNDELIVERED_FIRST_WORDS).match


def feedback_report(mail: IncomingMail) -> str | None:
    """Complaints and reports about many mails: RFC 5965 (ARF), RFC 8460 (TLS), RFC 7489 (DMARC), Hotmail's JMRP.

    `mailbot -T replyfeedback` of maildrop gives this form to an automatic answer.
    """
    if mail.is_auto_replied:
        return None
    about_many = mail.report_type in ("feedback-report", "tlsrpt") or mail.parts_of("message/feedback-report")
    return NOTICE if about_many else None


def feedback_title(mail: IncomingMail) -> str | None:
    """The same without the form, by the titles of DMARC reports and of complaints."""
    return NOTICE if _FEEDBACK_TITLE.match(mail.subject) and not mail.is_auto_replied else None


def sieve_reject(mail: IncomingMail) -> str | None:
    """A recipient's Sieve `reject` (RFC 5429), which Dovecot sends in the form of a receipt."""
    rejected = any("(rejected)" in value for value in mail.headers("auto-submitted"))
    return BOUNCE if rejected else None


def responder_as_report(mail: IncomingMail) -> str | None:
    """Responders that answer in the form of a delivery report: `mailbot -M` of maildrop, Boxbe's challenges."""
    statuses = recipient_statuses(mail)
    is_challenge = any("x-boxbe" in status.diagnostic_type for status in statuses)
    is_answer = bool(statuses) and not any(status.failed for status in statuses) and mail.is_auto_replied
    return AUTOREPLY if is_challenge or (is_answer and not _is_from_mail_system(mail)) else None


def delivery_status(mail: IncomingMail) -> str | None:
    """RFC 3464 section 2.3.3: a recipient with action "failed" is a failure, whatever the class of its status (4.4.7
    "expired" is final too); delayed, delivered, relayed and expanded are news."""
    statuses = recipient_statuses(mail)
    if any(status.failed for status in statuses):
        return BOUNCE
    return NOTICE if any(status.action for status in statuses) else None


def disposition_notification(mail: IncomingMail) -> str | None:
    """RFC 8098: the recipient's mail client tells that the mail was displayed or deleted."""
    return NOTICE if mail.parts_of(*DISPOSITION_TYPES) or mail.report_type == "disposition-notification" else None


def failed_recipients(mail: IncomingMail) -> str | None:
    """X-Failed-Recipients, which Exim and Gmail put into notices of permanent failure only."""
    return BOUNCE if mail.has("x-failed-recipients") and not _is_passing(mail) else None


def mail_system_notice(mail: IncomingMail) -> str | None:
    """A mail system's text about a delay or a delivery; RFC 3464 calls the sender "postmaster" or "MAILER-DAEMON"."""
    return NOTICE if _is_from_mail_system(mail) and _is_passing(mail) else None


def mail_system_failure(mail: IncomingMail) -> str | None:
    """A mail system's text about a failure: sendmail, Postfix, Exim, qmail, Exchange and many gateways.

    Verizon's gateway answers with "Re:", and so do people who are a postmaster: then the text must say so at once.
    """
    if not _is_from_mail_system(mail):
        return None
    if mail.is_answer_by_subject:
        return BOUNCE if _failure(mail.own_text[:FIRST_WORDS]) and "@" in mail.own_text else None
    return BOUNCE if _failure_title(mail.subject) or _failure(mail.text) else None


def failure_title(mail: IncomingMail) -> str | None:
    """A failure notice by its title and its first lines, where an odd sender wrote it. A shop's customer writes about
    failed deliveries too: a notice about mail sets an address or a reply code apart, or was made by a machine."""
    text = mail.own_text[:FIRST_LINES]
    if not _failure_title(mail.subject):
        return None
    if not (_is_machine_made(mail) or _set_apart_address(text)):
        return None
    if _is_passing(mail):
        return NOTICE
    return BOUNCE if _failure(text) else None


def undelivered_text(mail: IncomingMail) -> str | None:
    """A failure notice without a title of its own: it says so at once and to whom, or nobody sent it."""
    first_words = mail.own_text[:FIRST_WORDS]
    says_so = _undelivered(first_words.lstrip("*-=# ")) and "@" in first_words
    is_notice = mail.has_null_return_path and not mail.answers_a_mail and not mail.is_auto_replied
    return BOUNCE if says_so or (is_notice and _failure(first_words)) else None


def receipt_of_reading(mail: IncomingMail) -> str | None:
    """Outlook's receipts that are no RFC 8098 reports: a title in the reader's language, and a machine's envelope."""
    is_machine = mail.has_null_return_path or mail.report_type or mail.parts_of("application/ms-tnef")
    return NOTICE if is_machine and _receipt_of_reading_title(mail.subject) else None


def mailer_daemon(mail: IncomingMail) -> str | None:
    """No person writes as MAILER-DAEMON: a notice in words that no table knows, and nearly all of them are failures."""
    return BOUNCE if any(address.startswith("mailer-daemon@") for address in mail.senders) else None


def has_machines_envelope(mail: IncomingMail) -> bool:
    """It is a report, or has headers that email programs of people do not write."""
    is_automatic = any(value not in ("no", "") for value in mail.headers("auto-submitted"))
    return bool(mail.report_type or mail.has_null_return_path or is_automatic)


def is_from_nobody(mail: IncomingMail) -> bool:
    """Sent by MAILER-DAEMON or by nobody, as no person does; people may write as a postmaster or an administrator."""
    return mail.has_null_return_path or not mail.senders or bool(mailer_daemon(mail))


def _is_from_mail_system(mail: IncomingMail) -> bool:
    """The sender is a mail system by its address or name, or nobody."""
    addressed = any(map(_MAIL_SYSTEM_ADDRESS.match, mail.senders))
    is_report = mail.report_type == "delivery-status"
    nobody = not mail.senders and (mail.has_null_return_path or is_report or "mailer-daemon" in mail.sender_name)
    return addressed or nobody or bool(_MAIL_SYSTEM_NAME.search(mail.sender_name.partition("<")[0]))


def _is_machine_made(mail: IncomingMail) -> bool:
    """It holds a whole mail, or was sent as no person sends."""
    return has_machines_envelope(mail) or bool(mail.parts_of("message/rfc822", "text/rfc822-headers"))


def _is_passing(mail: IncomingMail) -> bool:
    """The notice says that the mail is late, or arrived."""
    return bool(_passing_title(mail.subject) or _passing(mail.own_text[:FIRST_LINES]))
