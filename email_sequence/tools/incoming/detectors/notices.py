"""Detectors of emails about emails: bounces, delays, receipts, reports. The table `classifier.DETECTORS` orders them.

Each takes a `ParsedEmail` and returns the kind of the email, or None if it does not know.
"""

import re

from ..delivery_reports import DISPOSITION_TYPES, recipient_statuses
from ..matching import phrases
from ..parsed_email import AUTOREPLY, BOUNCE, FIRST_LINES, FIRST_WORDS, NOTICE, ParsedEmail
from ..phrases.failures import (
    AFTER_RECEIPT_OF_READING,
    FAILURE_STATEMENTS,
    FAILURE_TITLES,
    PASSING_STATEMENTS,
    PASSING_TITLES,
    RECEIPT_OF_READING_TITLES,
    UNDELIVERED_FIRST_WORDS,
)

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
# As notices write an address: in brackets, in quotes, after "recipient:" or first. People put it into their sentences.
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


def feedback_report(email: ParsedEmail) -> str | None:
    """Complaints and reports about many emails: RFC 5965 (ARF), RFC 8460 (TLS), RFC 7489 (DMARC), Hotmail's JMRP.

    maildrop's `mailbot -T replyfeedback` gives this form to an automatic reply.
    """
    if email.is_auto_replied:
        return None
    about_many = email.report_type in ("feedback-report", "tlsrpt") or email.parts_of("message/feedback-report")
    return NOTICE if about_many else None


def feedback_title(email: ParsedEmail) -> str | None:
    """DMARC reports and complaints without that form, known by their titles."""
    return NOTICE if _FEEDBACK_TITLE.match(email.subject) and not email.is_auto_replied else None


def sieve_reject(email: ParsedEmail) -> str | None:
    """A recipient's Sieve `reject` (RFC 5429), which Dovecot sends in the form of a receipt."""
    rejected = any("(rejected)" in value for value in email.headers("auto-submitted"))
    return BOUNCE if rejected else None


def responder_as_report(email: ParsedEmail) -> str | None:
    """Responders that reply in the form of a delivery report: maildrop's `mailbot -M`, Boxbe's challenges."""
    statuses = recipient_statuses(email)
    is_challenge = any("x-boxbe" in status.diagnostic_type for status in statuses)
    is_reply = bool(statuses) and not any(status.failed for status in statuses) and email.is_auto_replied
    return AUTOREPLY if is_challenge or (is_reply and not _is_from_mail_system(email)) else None


def delivery_status(email: ParsedEmail) -> str | None:
    """RFC 3464 section 2.3.3: a recipient with action "failed" has bounced, whatever the class of its status (4.4.7
    "expired" is final too); delayed, delivered, relayed and expanded are notices."""
    statuses = recipient_statuses(email)
    if any(status.failed for status in statuses):
        return BOUNCE
    return NOTICE if any(status.action for status in statuses) else None


def disposition_notification(email: ParsedEmail) -> str | None:
    """RFC 8098: the recipient's mail client says that the email was displayed or deleted."""
    return NOTICE if email.parts_of(*DISPOSITION_TYPES) or email.report_type == "disposition-notification" else None


def failed_recipients(email: ParsedEmail) -> str | None:
    """X-Failed-Recipients, which Exim and Gmail add to notices of permanent failure only."""
    return BOUNCE if email.has("x-failed-recipients") and not _is_passing(email) else None


def mail_system_notice(email: ParsedEmail) -> str | None:
    """A mail system's text about a delay or a delivery; RFC 3464 calls the sender "postmaster" or "MAILER-DAEMON"."""
    return NOTICE if _is_from_mail_system(email) and _is_passing(email) else None


def mail_system_failure(email: ParsedEmail) -> str | None:
    """A mail system's text about a failure: sendmail, Postfix, Exim, qmail, Exchange and many gateways.

    Verizon's gateway replies with "Re:", and so do human postmasters: then the first words must report the failure.
    """
    if not _is_from_mail_system(email):
        return None
    if email.has_reply_subject:
        return BOUNCE if _failure(email.own_text[:FIRST_WORDS]) and "@" in email.own_text else None
    return BOUNCE if _failure_title(email.subject) or _failure(email.text) else None


def failure_title(email: ParsedEmail) -> str | None:
    """A failure notice from an unusual sender, by its title and first lines. A shop's customer writes about failed
    deliveries too: a notice about email sets an address or a reply code apart, or was made by a machine."""
    text = email.own_text[:FIRST_LINES]
    if not _failure_title(email.subject):
        return None
    if not (_is_machine_made(email) or _set_apart_address(text)):
        return None
    if _is_passing(email):
        return NOTICE
    return BOUNCE if _failure(text) else None


def undelivered_text(email: ParsedEmail) -> str | None:
    """A failure notice without a title of its own: it begins with the failure and the address, or nobody sent it."""
    first_words = email.own_text[:FIRST_WORDS]
    says_so = _undelivered(first_words.lstrip("*-=# ")) and "@" in first_words
    is_notice = email.has_null_return_path and not email.is_reply and not email.is_auto_replied
    return BOUNCE if says_so or (is_notice and _failure(first_words)) else None


def receipt_of_reading(email: ParsedEmail) -> str | None:
    """Outlook's receipts that are not RFC 8098 reports: a title in the reader's language, and a machine's envelope."""
    is_machine = email.has_null_return_path or email.report_type or email.parts_of("application/ms-tnef")
    return NOTICE if is_machine and _receipt_of_reading_title(email.subject) else None


def mailer_daemon(email: ParsedEmail) -> str | None:
    """No person writes as MAILER-DAEMON. The words of such a notice are in no table, but nearly all are failures."""
    return BOUNCE if any(address.startswith("mailer-daemon@") for address in email.senders) else None


def has_machines_envelope(email: ParsedEmail) -> bool:
    """It is a report, or has headers that mail clients do not write."""
    is_automatic = any(value not in ("no", "") for value in email.headers("auto-submitted"))
    return bool(email.report_type or email.has_null_return_path or is_automatic)


def is_from_nobody(email: ParsedEmail) -> bool:
    """It was sent by MAILER-DAEMON or by nobody. People do neither, but may write as postmaster or administrator."""
    return email.has_null_return_path or not email.senders or bool(mailer_daemon(email))


def _is_from_mail_system(email: ParsedEmail) -> bool:
    """The sender is a mail system by its address or name, or nobody."""
    addressed = any(map(_MAIL_SYSTEM_ADDRESS.match, email.senders))
    is_report = email.report_type == "delivery-status"
    nobody = not email.senders and (email.has_null_return_path or is_report or "mailer-daemon" in email.sender_name)
    return addressed or nobody or bool(_MAIL_SYSTEM_NAME.search(email.sender_name.partition("<")[0]))


def _is_machine_made(email: ParsedEmail) -> bool:
    """It contains a whole email, or has a machine's envelope."""
    return has_machines_envelope(email) or bool(email.parts_of("message/rfc822", "text/rfc822-headers"))


def _is_passing(email: ParsedEmail) -> bool:
    """The notice says that the email is late, or arrived."""
    return bool(_passing_title(email.subject) or _passing(email.own_text[:FIRST_LINES]))
