"""Building a mail several times faster than with the standard library's own policy, to the same bytes.

``email.policy`` parses each header into an object when it is set, and folds it again when the mail is written. A header
that is short and plain ASCII needs neither: it is its own wire format (RFC 5322 section 2.2). Only the others go the
long way. What comes out is an ``EmailMessage`` as any.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from .mail_headers import OWN_ID

LINE = 78  # characters of a line that need no folding: RFC 5322 section 2.1.1
# Ids: relays mend folded ones, and break threads.
NEVER_FOLDED = frozenset({"message-id", "in-reply-to", "references", OWN_ID.lower()})
BOUNDARY_DIGITS = 24  # with more of them, the header that names the boundary would be folded
# RFC 5322 section 3.6, RFC 2045 section 3
ONCE = NEVER_FOLDED | {"date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject"}
ONCE |= {"mime-version", "content-type", "content-transfer-encoding", "content-disposition"}


class LeanPolicy(EmailPolicy):
    """``email.policy.SMTP``, but a header that is its own wire format is stored, read and written as it is.

    Content-Disposition is read as an object all the same: ``EmailMessage`` asks it for its parts.
    """

    def header_max_count(self, name: str) -> int | None:
        return 1 if name.lower() in ONCE else None

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        if type(value) is str and _is_wire_format(name, value):
            return name, value
        return super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: str) -> str:
        return super().header_fetch_parse(name, value) if name.lower() == "content-disposition" else value

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if type(value) is str else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if type(value) is str:  # with bytes of other charsets in an attached mail, which are kept
            return self.fold(name, value).encode("ascii", "surrogateescape")
        return super().fold_binary(name, value)


def _is_wire_format(name: str, value: str) -> bool:
    """Whether the header can be written as it is: printable ASCII on one line that needs no folding."""
    fits = len(name) + len(": ") + len(value) <= LINE or name.lower() in NEVER_FOLDED
    return fits and value.isascii() and value.isprintable()


LEAN = LeanPolicy(linesep=SMTP.linesep)


def lean_message(
    headers: Iterable[tuple[str, str]],
    text: str,
    html: str,
    attachments: Iterable[tuple[str, bytes, str]] = (),
    *,
    date: datetime,
) -> EmailMessage:
    """A mail with a text, the same as HTML, and attachments.

    :param headers: names and values, in order; without those of MIME and without Date
    :param attachments: name, content and MIME type of each
    :param date: when it is sent, aware of its time zone
    :raises ValueError: for a header value with a linefeed, or a second header where there may be one (RFC 5322 3.6)
    """
    message = EmailMessage(policy=LEAN)
    for name, value in headers:
        message[name] = value
    message["Date"] = format_datetime(date)
    message["MIME-Version"] = "1.0"
    message.add_alternative(text, subtype="plain", charset="utf-8")
    message.add_alternative(html, subtype="html", charset="utf-8")
    # Neither quoted-printable nor base64 text contains "=_": RFC 2045 section 6.7.
    message.set_boundary(f"=_{uuid.uuid4().hex[:BOUNDARY_DIGITS]}")
    for name, content, mimetype in attachments:
        _attach(message, name, content, mimetype)
    return message


def _attach(message: EmailMessage, name: str, content: bytes, mimetype: str) -> None:
    kind, _slash, subtype = (mimetype or "").partition("/")
    if (kind, subtype) == ("message", "rfc822"):
        message.add_attachment(BytesParser(policy=SMTP).parsebytes(content), filename=name)
        return
    if not subtype or kind in ("message", "multipart"):  # these may not be encoded: RFC 2045 section 6.4
        kind, subtype = "application", "octet-stream"
    message.add_attachment(content, kind, subtype, filename=name)
