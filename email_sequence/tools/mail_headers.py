"""Message-Ids, thread headers and subjects: reading those of others, writing our own.

The reading half never raises: `raw_headers` bypasses the header parser of `email.policy.default`, which raises on some
malformed values as soon as they are accessed.
"""

import binascii
import codecs
import functools
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from email.message import Message
from itertools import islice

MAX_HEADERS = 1_000  # header fields read in one email
MAX_ID_TEXT = 200_000  # characters read in one list of ids: about 2,500 ids
MAX_IDS = 1_000  # ids of one email that are returned: the newest
MAX_LINE = 998  # octets in a line without its CRLF: RFC 5322 section 2.1.1
OWN_ID = "X-Email-Sequence-Id"  # the header that keeps our Message-Id if a relay replaces it
FALLBACK_DOMAIN = "localhost.localdomain"

_SLOW_CODECS = ("idna", "punycode")  # quadratic, and not charsets of emails
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_REPLY_PREFIX = re.compile(r"\s*re\s*(?:\[\d+\]|\(\d+\))?\s*:", re.IGNORECASE)
_BRACKETED_ID = re.compile(r"<([^<>]*)(>?)")
_BETWEEN_BARE_IDS = re.compile(r"[\s<>,;\"()]+")
_SPACE_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_ENCODED_WORDS = re.compile(
    r"=\?([^?\s]{1,80})\?([bq])\?[^?]*\?=(?:=\?\1\?\2\?[^?]*\?=)*", re.IGNORECASE
)  # RFC 2047 section 2, and neighbours of the same charset and encoding
_WORD_PAYLOAD = re.compile(r"\?[bq]\?([^?]*)\?=", re.IGNORECASE)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def guarded(default: object) -> Callable:
    """Decorate a reader of foreign data: it returns `default` if the libraries below it raise on malformed input.

    The standard library raises nearly any exception on hostile emails (HeaderParseError, LookupError, AttributeError,
    IndexError, RecursionError), so this is the one place that catches all of them.
    """

    def decorate(read: Callable) -> Callable:
        @functools.wraps(read)
        def guarded_read(*args, **kwargs):
            try:
                return read(*args, **kwargs)
            except Exception:
                return default

        return guarded_read

    return decorate


def raw_headers(message: Message) -> dict[str, list[str]]:
    """Every header of the email as it was written: lower-case name to values, in order. Never raises."""
    headers: dict[str, list[str]] = {}
    for name, value in _header_fields(message):
        headers.setdefault(name.lower(), []).append(value)
    return headers


@guarded(())
def _header_fields(message: Message) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in islice(message.raw_items(), MAX_HEADERS))


def decoded(value: str) -> str:
    """The readable text of one raw header value: RFC 2047 words decoded, 8-bit text guessed, folds kept."""
    text = readable(value)
    return _ENCODED_WORDS.sub(_decoded_words, _SPACE_BETWEEN_WORDS.sub("", text)) if "=?" in text else text


def _decoded_words(words: re.Match) -> str:
    """Adjacent words of one charset as text. Their bytes are joined first, because mailers split inside characters."""
    charset, encoding = words.group(1).partition("*")[0], words.group(2).lower()  # RFC 2231 section 5: "utf-8*en"
    octets = b"".join(_word_bytes(payload, encoding) for payload in _WORD_PAYLOAD.findall(words.group()))
    return decoded_bytes(octets, charset)


@guarded(b"")
def _word_bytes(payload: str, encoding: str) -> bytes:
    octets = payload.encode("utf-8", "replace")
    return binascii.a2b_qp(octets, header=True) if encoding == "q" else base64_bytes(octets)


@guarded(b"")
def base64_bytes(octets: bytes) -> bytes:
    """The bytes that this base64 encodes; foreign characters, missing padding and a truncated end are ignored."""
    symbols = _NO_BASE64.sub(b"", octets)
    return binascii.a2b_base64(symbols[: len(symbols) - (len(symbols) % 4 == 1)] + b"===")


def readable(text: str) -> str:
    """The text with its undecoded bytes (surrogates made by the `email` parser) as UTF-8, else Latin-1 characters."""
    if text.isascii():
        return text
    try:
        return decoded_bytes(text.encode("utf-8", "surrogateescape"), None)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")


def decoded_bytes(octets: bytes, charset: str | None) -> str:
    """The bytes as text: in their charset if it is a known one, else as UTF-8, else as Latin-1. Never raises."""
    try:
        codec = codecs.lookup((charset or "utf-8").strip().lower()).name
        return octets.decode("utf-8" if codec in _SLOW_CODECS else codec, "replace" if charset else "strict")
    except (LookupError, ValueError, AssertionError):
        return octets.decode("latin-1")


def one_line(text: str) -> str:
    """The text without line feeds and NUL, which a header may not contain; each line feed becomes one space."""
    return " ".join(filter(None, map(str.strip, text.replace("\0", "").splitlines())))


def reply_subject(subject: str) -> str:
    """ "Re: " and the subject on one line; a subject that already is a reply's ("RE :", "Re[2]:") stays as it is.

    RFC 5322 section 3.6.5: at most one "Re: " is put in front. Semantics 9: never "Re: Re:".
    """
    line = one_line(subject)
    return line if _REPLY_PREFIX.match(line) else f"Re: {line}".strip()


def new_message_id(domain: str | None, kind: str = "sequence") -> str:
    """A new globally unique Message-Id "<uuid.kind@domain>" (RFC 5322 section 3.6.4).

    `kind` tells emails of steps, "sequence", from our other ones; a word of letters.
    `domain` is a host name, or an address whose domain is used, in any script; an invalid host name becomes
    "localhost.localdomain". The id never contains the words by which Odoo drops or bounces references: neither a
    hexadecimal uuid nor a host name can spell them ("_" and "@" are not in their alphabets).
    """
    return f"<{uuid.uuid4().hex}.{kind}@{_host_name(domain or '')}>"


def _host_name(domain: str) -> str:
    """The domain in its ASCII form (RFC 1123 section 2.1, IDNA), or the fallback if it is invalid."""
    name = _ascii_domain(domain.rpartition("@")[2].strip(" \t\r\n<>.").lower())
    valid = 0 < len(name) <= 253 and all(map(_HOST_LABEL.fullmatch, name.split(".")))
    return name if valid else FALLBACK_DOMAIN


@guarded("")
def _ascii_domain(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def referenced_ids(message: Message) -> tuple[str, ...]:
    """Every Message-Id that the email replies to, without brackets: References, oldest first, then In-Reply-To.

    Each id once; folded, encoded and unbracketed ids are read too; at most the last 1,000. RFC 5322 section 3.6.4.
    Never raises.
    """
    headers = raw_headers(message)
    values = headers.get("references", []) + headers.get("in-reply-to", [])
    ids = tuple(dict.fromkeys(found for value in values for found in message_ids(value)))
    return ids[-MAX_IDS:]


@guarded(())
def message_ids(value: str) -> tuple[str, ...]:
    """The Message-Ids in one raw header value, in order, without brackets; bare ids only if no id has brackets.

    (RFC 822 allowed words around the ids: "<id> from ann@example.com of Monday".) Only the end of a very long value
    is read: it has the newest ids.
    """
    text = decoded(value[-MAX_ID_TEXT:])
    bracketed = [_clean_id(inner, closed=bool(end)) for inner, end in _BRACKETED_ID.findall(text)]
    return tuple(filter(None, bracketed)) or tuple(word for word in _BETWEEN_BARE_IDS.split(text) if "@" in word)


def _clean_id(inner: str, *, closed: bool) -> str:
    """The id between brackets, without folds; only its first word if the closing bracket is missing."""
    words = inner.split()
    return "".join(words) if closed else "".join(words[:1])


def thread_headers(thread_ids: Sequence[str]) -> tuple[str, str]:
    """In-Reply-To and References of a reply to the last of these ids, which are the thread's, oldest first.

    RFC 5322 section 3.6.4: In-Reply-To names the email replied to, References the whole thread. The ids may have
    brackets or not; the result has them, and each id once. If "References: ..." would be longer than a line may be (998
    octets; Odoo does not fold it), the first id and as many of the last ones as fit are kept, as RFC 5537 section 3.4.4
    trims. Both are "" for a thread without ids.
    """
    ids = tuple(dict.fromkeys(f"<{inner}>" for inner in map(_bare, thread_ids) if inner))
    if not ids:
        return "", ""
    return ids[-1], " ".join(_fitting(ids))


def _bare(message_id: str) -> str:
    return "".join(message_id.split()).strip("<>")


def _fitting(ids: Sequence[str]) -> Iterable[str]:
    """The first id and as many of the last ids as fit on one line with it."""
    room = MAX_LINE - len("References: ") - len(ids[0].encode())
    kept: list[str] = []
    for message_id in reversed(ids[1:]):
        room -= len(message_id.encode()) + 1
        if room < 0 and kept:
            break
        kept.insert(0, message_id)
    return [ids[0], *kept]
