"""What the gateway needs to know about an incoming email, read once, without the database."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from ..mail_headers import OWN_ID, decoded, guarded, message_ids, one_line, raw_headers, referenced_ids
from .classifier import classify
from .delivery_reports import bounced_addresses, diagnostic, quoted_message_ids
from .parsed_email import BOUNCE, ParsedEmail, addresses_in, from_addresses
from .return_date import return_date

MAX_READ = 250_000  # octets of an email that are parsed; what follows is attachments
MAX_LINES = 10_000  # lines that are parsed
MAX_LINE = 16_000  # octets of a line that are parsed
MAX_BREAKS = 1_000  # lines at which a part or a block of a report may begin; the email is parsed up to there

_UNSUBSCRIBE = re.compile(r"unsubscribe\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What an incoming email says, in a form that the database can store.

    Message-Ids are in brackets, as Odoo keeps them; an email without one gets one made from its content. ``kind`` and
    ``rule`` are the classifier's; ``bounced`` and ``diagnostic`` are empty unless ``kind`` is ``bounce``; ``received``
    is naive UTC, None for an email that arrives now. ``recipients`` are the addresses in To. ``copied_ids`` are our own
    ids, found in a copy of our email to which a mailing list or a relay gave another Message-Id.
    """

    message_id: str
    kind: str
    rule: str
    senders: tuple[str, ...]
    referenced_ids: tuple[str, ...]
    bounced: tuple[str, ...]
    diagnostic: str
    email_from: str
    subject: str
    recipients: tuple[str, ...] = ()
    copied_ids: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)
    received: datetime | None = None

    @property
    def own_ids(self) -> tuple[str, ...]:
        """The ids that show, if one of them is ours, that we sent this email."""
        return (self.message_id, *self.copied_ids)

    @property
    def is_unsubscribe_request(self) -> bool:
        """The email that a List-Unsubscribe mailto asks for (RFC 2369 section 3.2), if it was sent to that address."""
        return self.kind != BOUNCE and bool(_UNSUBSCRIBE.match(self.subject))

    def kept_as(self, message_id: str) -> "Facts":
        """The same email under the Message-Id that Odoo gave it."""
        return replace(self, message_id=_storable(message_id))


def read_facts(raw: bytes | str) -> Facts:
    """The facts of an email; of a malformed one, those that can be read."""
    raw = raw.encode() if isinstance(raw, str) else bytes(raw)
    message = parsed(raw)
    headers = raw_headers(message)
    ids = message_ids(" ".join(headers.get("message-id", ())))
    verdict = classify(message)
    is_bounce = verdict.kind == BOUNCE
    return Facts(
        message_id=_stored_id(ids[0] if ids else f"{hashlib.sha256(raw).hexdigest()}@no-message-id"),
        kind=verdict.kind,
        rule=verdict.rule,
        senders=_storables(from_addresses(headers)),
        referenced_ids=tuple(map(_stored_id, _referenced_ids(message, headers))),
        bounced=_storables(bounced_addresses(message)) if is_bounce else (),
        diagnostic=_storable(diagnostic(message)) if is_bounce else "",
        email_from=_header(headers, "from"),
        subject=_header(headers, "subject"),
        recipients=_storables(address for value in headers.get("to", ()) for address in addresses_in(value)),
        copied_ids=tuple(_stored_id(found) for found in message_ids(" ".join(headers.get(OWN_ID.lower(), ())))),
        raw=raw,
    )


def readable_text(raw: bytes) -> str:
    """The beginning of the text that a reader of the email sees, with its line breaks."""
    return _storable(ParsedEmail(parsed(raw)).raw_text)


def named_return_date(raw: bytes, received: date) -> date | None:
    """The return date that an out-of-office email names (see :func:`return_date`), None if it names none."""
    return return_date(parsed(raw), received)


def parsed(raw: bytes) -> Message:
    """The email, parsed up to a limit; only its headers if its parts nest too deep for the parser's recursion.

    Uses the policy that leaves headers as they are: the others read each Content-Type, which is slow and may raise.
    """
    bounded = b"\n".join(_bounded_lines(raw[:MAX_READ]))
    whole = _whole(bounded)
    return BytesParser(policy=compat32).parsebytes(bounded, headersonly=True) if whole is None else whole


def _bounded_lines(raw: bytes) -> Iterator[bytes]:
    breaks = 0
    for line in raw.split(b"\n", MAX_LINES)[:MAX_LINES]:
        breaks += line.startswith(b"--") or not line.strip()
        if breaks > MAX_BREAKS:
            return
        yield line[:MAX_LINE]


@guarded(None)
def _whole(raw: bytes) -> Message | None:
    return message_from_bytes(raw, policy=compat32)


def _referenced_ids(message: Message, headers: dict[str, list[str]]) -> tuple[str, ...]:
    """The emails that this one replies to, reports about or, by its subject, asks to unsubscribe from."""
    subject = decoded(" ".join(headers.get("subject", ())))
    named = message_ids(subject) if _UNSUBSCRIBE.match(subject.strip()) else ()
    return (*referenced_ids(message), *quoted_message_ids(message), *named)


def _storable(text: str) -> str:
    """The text without what PostgreSQL cannot store: NUL and lone surrogates."""
    return re.sub("[\x00\ud800-\udfff]", "", text)


def _storables(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_storable, texts))


def _stored_id(bare_id: str) -> str:
    return f"<{_storable(bare_id)}>"


def _header(headers: dict[str, list[str]], name: str) -> str:
    return one_line(_storable(decoded(" ".join(headers.get(name, ())))))
