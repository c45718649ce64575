"""What the gateway needs to know of an incoming mail, read once, without the database."""

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
from . import classifier
from .absence import return_date
from .incoming_mail import IncomingMail, addresses_in

MAX_READ = 250_000  # octets of a mail that are parsed; what stands behind them are attachments
MAX_LINES = 10_000  # lines that are parsed
MAX_LINE = 16_000  # octets of a line that are parsed
MAX_BREAKS = 1_000  # places where a part or a block of a report may begin, up to which a mail is parsed

_UNSUBSCRIBE = re.compile(r"unsubscribe\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What an incoming mail says, as the database can store it.

    Message-Ids are in brackets, as Odoo keeps them; a mail without one gets one made of its content. ``kind`` and
    ``rule`` are the classifier's; ``bounced`` and ``diagnostic`` are empty unless ``kind`` is ``bounce``; ``received``
    is naive UTC, None for a mail that arrives now. ``recipients`` are the addresses in To. ``copied_ids`` are the
    ids of ours that a copy of our mail carries where a mailing list or a relay gave it another one.
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
        """Every id under which the mail would be one that we sent."""
        return (self.message_id, *self.copied_ids)

    @property
    def is_unsubscribe_request(self) -> bool:
        """The mail that a List-Unsubscribe mailto asks for (RFC 2369 section 3.2), if it came to the right address."""
        return self.kind != classifier.BOUNCE and bool(_UNSUBSCRIBE.match(self.subject))

    def kept_as(self, message_id: str) -> "Facts":
        """The same mail under the Message-Id that Odoo gave it."""
        return replace(self, message_id=_storable(message_id))


def read_facts(raw: bytes | str) -> Facts:
    """The facts of a mail; of a malformed one, those that can be read."""
    raw = raw.encode() if isinstance(raw, str) else bytes(raw)
    message = parsed(raw)
    headers = raw_headers(message)
    ids = message_ids(" ".join(headers.get("message-id", ())))
    verdict = classifier.classify(message)
    is_bounce = verdict.kind == classifier.BOUNCE
    return Facts(
        message_id=_stored_id(ids[0] if ids else f"{hashlib.sha256(raw).hexdigest()}@no-message-id"),
        kind=verdict.kind,
        rule=verdict.rule,
        senders=_storables(classifier.sender_addresses(message)),
        referenced_ids=tuple(map(_stored_id, _answered_ids(message, headers))),
        bounced=_storables(classifier.bounced_addresses(message)) if is_bounce else (),
        diagnostic=_storable(classifier.diagnostic(message)) if is_bounce else "",
        email_from=_header(headers, "from"),
        subject=_header(headers, "subject"),
        recipients=_storables(address for value in headers.get("to", ()) for address in addresses_in(value)),
        copied_ids=tuple(_stored_id(found) for found in message_ids(" ".join(headers.get(OWN_ID.lower(), ())))),
        raw=raw,
    )


def readable_text(raw: bytes) -> str:
    """The beginning of the text that a reader of the mail sees, with its line breaks."""
    return _storable(IncomingMail(parsed(raw)).raw_text)


def named_return_date(raw: bytes, received: date) -> date | None:
    """The day of return that an out-of-office mail names (see :func:`return_date`), None if it names none."""
    return return_date(parsed(raw), received)


def parsed(raw: bytes) -> Message:
    """The mail, of which a bounded part is read; where parts nest too deep for the parser's recursion, its headers.

    By the policy that leaves headers as they are: the others read each Content-Type, which is slow and may raise.
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


def _answered_ids(message: Message, headers: dict[str, list[str]]) -> tuple[str, ...]:
    """The mails that this one answers, reports or, by its subject, asks to hear no more of."""
    subject = decoded(" ".join(headers.get("subject", ())))
    named = message_ids(subject) if _UNSUBSCRIBE.match(subject.strip()) else ()
    return (*referenced_ids(message), *classifier.quoted_message_ids(message), *named)


def _storable(text: str) -> str:
    """The text without what PostgreSQL cannot store: NUL and lone surrogates."""
    return re.sub("[\x00\ud800-\udfff]", "", text)


def _storables(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_storable, texts))


def _stored_id(bare_id: str) -> str:
    return f"<{_storable(bare_id)}>"


def _header(headers: dict[str, list[str]], name: str) -> str:
    return one_line(_storable(decoded(" ".join(headers.get(name, ())))))
