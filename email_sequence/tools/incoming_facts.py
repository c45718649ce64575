"""What the gateway needs to know of an incoming mail, read once, without the database."""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from . import incoming
from .incoming_mail import IncomingMail
from .mail_headers import decoded, message_ids, one_line, raw_headers, referenced_ids


@dataclass(frozen=True)
class Facts:
    """What an incoming mail says, as the database can store it.

    Message-Ids are in brackets, as Odoo keeps them; a mail without one gets one made of its content. ``kind`` and
    ``rule`` are the classifier's; ``bounced`` and ``diagnostic`` are empty unless ``kind`` is ``bounce``; ``received``
    is naive UTC, None for a mail that arrives now.
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
    raw: bytes = field(default=b"", repr=False)
    received: datetime | None = None


def read_facts(raw: bytes | str) -> Facts:
    """The facts of a mail; of a malformed one, those that can be read."""
    raw = raw.encode() if isinstance(raw, str) else bytes(raw)
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    headers = raw_headers(message)
    own_ids = message_ids(" ".join(headers.get("message-id", ())))
    verdict = incoming.classify(message)
    is_bounce = verdict.kind == incoming.BOUNCE
    return Facts(
        message_id=_stored_id(own_ids[0] if own_ids else f"{hashlib.sha256(raw).hexdigest()}@no-message-id"),
        kind=verdict.kind,
        rule=verdict.rule,
        senders=_storables(incoming.sender_addresses(message)),
        referenced_ids=tuple(map(_stored_id, (*referenced_ids(message), *incoming.quoted_message_ids(message)))),
        bounced=_storables(incoming.bounced_addresses(message)) if is_bounce else (),
        diagnostic=_storable(incoming.diagnostic(message)) if is_bounce else "",
        email_from=_header(headers, "from"),
        subject=_header(headers, "subject"),
        raw=raw,
    )


def readable_text(raw: bytes) -> str:
    """The beginning of the text that a reader of the mail sees, with its line breaks."""
    return _storable(IncomingMail(email.message_from_bytes(raw, policy=email.policy.SMTP)).raw_text)


def _storable(text: str) -> str:
    """The text without what PostgreSQL cannot store: NUL and lone surrogates."""
    return re.sub("[\x00\ud800-\udfff]", "", text)


def _storables(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_storable, texts))


def _stored_id(bare_id: str) -> str:
    return f"<{_storable(bare_id)}>"


def _header(headers: dict[str, list[str]], name: str) -> str:
    return one_line(_storable(decoded(" ".join(headers.get(name, ())))))
