"""Whether two emails are the same one: relays change headers and encodings, but neither the writer nor the words."""

import hashlib
import re
from email.utils import parsedate_to_datetime

from ..mail_headers import guarded
from .matching import fold
from .parsed_email import ParsedEmail, text_of_html

BEGINNING = 100  # letters and digits by which a stored text is recognised

_ADDRESS_OF_PAGE = re.compile(r"https?:\S+")  # security gateways rewrite links
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_MADE = "@used-message-id>"  # the end of ids that replace those of which another email made use before
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def content_digest(email: ParsedEmail) -> str:
    """What tells the email from others with the same Message-Id: who wrote it, when, under which subject, and what.

    It is the same for each copy of the email, whichever mailbox or relay it came through. 32 hexadecimal digits.
    """
    facts = (*sorted(email.senders), _written_at(email), _letters(email.subject), _own_letters(email))
    return hashlib.sha256("\n".join(facts).encode("utf-8", "replace")).hexdigest()[:32]


def says_the_same(email: ParsedEmail, page: str) -> bool:
    """Whether an HTML page, as Odoo keeps the text of an email, contains the beginning of this email's own text."""
    beginning = _own_letters(email)[:BEGINNING]
    kept = _letters(fold(text_of_html(page)))
    return beginning in kept if beginning else not kept


def under_id_of_its_own(raw: bytes, message_id: str, digest: str) -> bytes | None:
    """The email under a Message-Id made of its own one, in brackets, and its content: always the same one.

    None if it has no header with an id, or one that was made so already.
    """
    if message_id.endswith(_MADE):
        return None
    made = f"<{hashlib.sha256(f'{message_id} {digest}'.encode('utf-8', 'replace')).hexdigest()[:32]}{_MADE}"
    end = _END_OF_HEADERS.search(raw)
    headers = raw[: end.end()] if end else raw
    changed, count = _MESSAGE_ID.subn(f"Message-Id: {made}\r\n".encode(), headers, count=1)
    return changed + raw[len(headers) :] if count else None


def _written_at(email: ParsedEmail) -> str:
    value = email.raw.get("date", [""])[0]
    return _instant(value) or fold(value)


@guarded("")
def _instant(value: str) -> str:
    return str(parsedate_to_datetime(value).timestamp())


def _own_letters(email: ParsedEmail) -> str:
    return _letters(email.own_text) or _letters(email.text)


def _letters(text: str) -> str:
    return _BETWEEN_WORDS.sub("", _ADDRESS_OF_PAGE.sub("", text))
