"""What delivery reports say: who was not reached, why, and which email it was about.

Sources: RFC 3464 (delivery status notifications), RFC 6522 (multipart/report), RFC 6533 (their UTF-8 forms), RFC 8098
(disposition notifications), and for reports in plain text the formats of qmail (QSBMF) and Exim.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.policy import compat32
from itertools import islice

from ..mail_headers import OWN_ID, decoded, guarded, message_ids, one_line, raw_headers
from .parsed_email import ParsedEmail, addresses_in, children, raw_text

MAX_BLOCKS = 100  # blocks read in all reports of one email
MAX_ORIGINALS = 4  # emails that one email may report about
MAX_RECIPIENTS = 100  # recipients read in one report
MAX_DIAGNOSTIC = 200  # characters of a diagnostic

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
DISPOSITION_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_ORIGINAL_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_ID_HEADERS = (
    "message-id",
    OWN_ID.lower(),
    "x-microsoft-original-message-id",
    "original-message-id",
    "x-original-message-id",
)

_PASSING_ACTIONS = ("delay", "deliver", "relay", "expand")
_QUOTED_ID = re.compile(r"^[ \t]{0,8}Message-ID:[ \t]{0,8}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_QSBMF_RECIPIENT = re.compile(r"^<([^<>\s@]{1,100}@[^<>\s@]{1,250})>:[ \t]*$", re.MULTILINE)
_REPLY_CODE = re.compile(r"\b(?:5\d\d[ -]#?(?:5\.\d{1,3}\.\d{1,3})?|#?5\.\d{1,3}\.\d{1,3})[ -].{1,300}")


@dataclass(frozen=True)
class RecipientStatus:
    """One block of a delivery report: what happened to the email for one recipient (RFC 3464 section 2.3)."""

    action: str
    status: str
    recipients: tuple[str, ...]
    diagnostic: str
    diagnostic_type: str

    @property
    def failed(self) -> bool:
        """Delivery failed for good; without an Action that RFC 3464 section 2.3.3 knows, a 5.x.x status says so."""
        is_known = self.action.startswith(_PASSING_ACTIONS)
        return self.action.startswith("fail") or (not is_known and self.status.startswith("5."))


def recipient_statuses(email: ParsedEmail) -> list[RecipientStatus]:
    """The blocks of all delivery reports in the email that name an action or a status."""
    blocks = (block for part in email.parts_of(*STATUS_TYPES) for block in _blocks(part))
    statuses = [_recipient_status(block) for block in islice(blocks, MAX_BLOCKS)]
    return [status for status in statuses if status.action or status.status][:MAX_RECIPIENTS]


@guarded(())
def _blocks(part: Message) -> tuple[dict[str, list[str]], ...]:
    """The headers of each block. The parser leaves all but the first block of a global report in a payload."""
    found = []
    for block in children(part)[:MAX_RECIPIENTS]:
        found.append(raw_headers(block))
        rest = re.split(r"\r?\n\r?\n", raw_text(block))[:MAX_RECIPIENTS]
        found.extend(raw_headers(message_from_string(text.lstrip(), policy=compat32)) for text in rest)
    return tuple(found)


def _recipient_status(block: dict[str, list[str]]) -> RecipientStatus:
    def field(name: str) -> str:
        return one_line(decoded(block.get(name, [""])[0][:2_000]))

    kind_of_diagnostic, _, diagnostic = field("diagnostic-code").partition(";")
    recipients = (
        address for name in ("final-recipient", "original-recipient") for address in addresses_in(field(name))
    )
    return RecipientStatus(
        action=field("action").lower(),
        status=field("status"),
        recipients=tuple(dict.fromkeys(recipients)),
        diagnostic=diagnostic.strip(),
        diagnostic_type=kind_of_diagnostic.strip().lower(),
    )


def bounced_addresses(message: Message) -> tuple[str, ...]:
    """The addresses that a failure notice names as not reached, in lower case, each once; empty if it names none.

    They are the final and original recipients with action "failed", X-Failed-Recipients (Exim, Gmail), or the
    "<address>:" paragraphs of qmail. Never raises.
    """
    email = ParsedEmail(message)
    failed = [address for status in recipient_statuses(email) if status.failed for address in status.recipients]
    listed = [address for value in email.raw.get("x-failed-recipients", []) for address in addresses_in(value)]
    return tuple(dict.fromkeys(failed + listed or _qmail_recipients(email)))


def _qmail_recipients(email: ParsedEmail) -> list[str]:
    return [found.lower() for found in _QSBMF_RECIPIENT.findall(email.raw_text)][:MAX_RECIPIENTS]


def quoted_message_ids(message: Message) -> tuple[str, ...]:
    """The Message-Ids, without brackets, of the email that a report is about; each once; empty if it quotes none.

    They come from the original email or its headers if attached, from Original-Message-ID of a receipt, else from the
    headers quoted in the text. Never raises.
    """
    email = ParsedEmail(message)
    originals = islice(_original_headers(email), MAX_ORIGINALS)
    values = [value for block in originals for name in _ID_HEADERS for value in block.get(name, [])]
    ids = dict.fromkeys(found for value in values for found in message_ids(value))
    return tuple(ids) or tuple(dict.fromkeys(found.strip("<>") for found in _QUOTED_ID.findall(email.raw_text)))


def _original_headers(email: ParsedEmail) -> Iterator[dict[str, list[str]]]:
    for part in email.parts_of(*_ORIGINAL_TYPES):
        yield from map(raw_headers, children(part) or [message_from_string(raw_text(part), policy=compat32)])
    for part in email.parts_of(*DISPOSITION_TYPES):
        yield from _blocks(part)


def diagnostic(message: Message) -> str:
    """Why the email was not delivered, in the server's words, on one short line ("5.1.1 user unknown"); "" if unknown.

    Never raises.
    """
    email = ParsedEmail(message)
    reports = [f"{_code(status)}{status.diagnostic}" for status in recipient_statuses(email) if status.failed]
    spoken = [found.group() for found in [_REPLY_CODE.search(email.raw_text)] if found]
    return next((one_line(text)[:MAX_DIAGNOSTIC] for text in reports + spoken if text.strip()), "")


def _code(status: RecipientStatus) -> str:
    """The status code to put before a diagnostic that does not contain it; "" if it does."""
    code = status.status.partition(" ")[0]
    return "" if code and code in status.diagnostic else f"{code} "
