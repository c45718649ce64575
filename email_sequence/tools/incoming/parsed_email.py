"""An incoming email as detectors see it: each property is read once, from a bounded piece, and never raises.

The headers come from `mail_headers.raw_headers`. Bodies are cut before they are decoded, so that an email of any size
costs the same.
"""

import binascii
import re
from collections.abc import Iterator
from email.message import Message
from functools import cached_property

from lxml import etree

from ..mail_headers import base64_bytes, decoded, decoded_bytes, guarded, one_line, raw_headers
from .matching import fold, phrases
from .quotations import holds_quotation, is_attribution

HUMAN, AUTOREPLY, BOUNCE, NOTICE = "human", "autoreply", "bounce", "notice"  # the kinds of emails

FIRST_WORDS = 300  # characters: the first sentence or two of a text
FIRST_LINES = 1_200  # characters: where a responder says what it is, and a notice what it is about

MAX_HEADER = 2_000  # characters read in one header
MAX_BODY = 16_000  # characters read in one body part
MAX_PARTS = 100  # parts read in one email
MAX_OWN_LINES = 40  # unquoted lines that the sender's own text is taken from

_PARAMETER = r";\s*{}\s*=\s*\"?([^\s;\"]+)"
_TAGS = re.compile(r"(?>\[[^\[\]]*\] ?|\([^()]*\) ?|\*+[^*]*\*+ ?|(?:ext|external|spam): ?)+")
_REPLY_PREFIX = phrases(
    {
        "Latin script": (
            (
                r"(?:re|aw|antw|antwort|sv|vs|vl|va|odp|ynt|ilt|fw|fwd|wg|tr|rv|res|ref|rif|r|i|enc|doorst|pd"
                r"|tov|ha|nl|trs)"
            ),
        ),
        "others": ("回复|回覆|答复|答覆|转发|轉寄|返信|転送|답장|отв|ответ|на|atb|απ|σχετ|πρθ|השב|הועבר|رد",),
    },
    after=r" ?(?:\[\d+\]|\(\d+\)|\^\d+)? ?:",
)
_CUT = re.compile(
    "-{2,} ?(?:original|urspr|forwarded|weitergeleitet|message d|mensaje|messaggio|oorspronkelijk"
    "|mensagem|below|this is a"
    " copy|unsent|returned)|_{20,}|begin forwarded message|--$|(?:from|von|de|da|van|fra) ?: .{0,200}@"
)
_MAIL_CLIENT = re.compile(
    r"apple mail|ip(?:hone|ad) mail|thunderbird|microsoft (?:office )?outlook|outlook express|windows mail|mozilla|mutt"
    r"|evolution|kmail|claws|sylpheed|the bat|gnus|postbox|emclient|k-9|bluemail"
)
_SEPARATORS = re.compile(r"[\s<>,;:\"()\[\]]+")
_ADDRESS = re.compile(r"[^@]+@[^@]+")
_ANGLE_ADDRESS = re.compile(r"<\s*([^\s<>@]+@[^\s<>@]+)\s*>")
_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "x-mailing-list", "x-beenthere", "x-mailman-version")
_LIST_SENDER = re.compile(r"(?:^|<)owner-|-(?:owner|bounces?|admin|request)(?:\+[^@]*)?@")


class ParsedEmail:
    """One email; all text is folded (see `fold`) unless the name says raw."""

    def __init__(self, message: Message):
        self.message = message
        self.raw = raw_headers(message)

    def headers(self, name: str) -> list[str]:
        """The values of one header, decoded and folded."""
        return [fold(decoded(value[:MAX_HEADER])) for value in self.raw.get(name, [])]

    def header(self, name: str) -> str:
        """The first value of one header, "" if there is none."""
        return next(iter(self.headers(name)), "")

    def has(self, *names: str) -> bool:
        return any(name in self.raw for name in names)

    @cached_property
    def subject(self) -> str:
        """The subject without leading tags such as "[Ticket 7]" or "[EXTERNAL]"."""
        subject = self.header("subject")
        tags = _TAGS.match(subject)
        return subject[tags.end() :] if tags and tags.end() < len(subject) else subject

    @cached_property
    def has_reply_subject(self) -> bool:
        """The subject begins with "Re:", "Fwd:" or the like, as mail clients begin that of a reply or a forward."""
        return bool(_REPLY_PREFIX.match(self.subject))

    @cached_property
    def is_reply(self) -> bool:
        return self.has("in-reply-to", "references") or self.has_reply_subject

    @cached_property
    def is_from_list(self) -> bool:
        """It came through a mailing list (RFC 2369, RFC 2919, and conventions of list software)."""
        senders = self.header("sender"), self.header("return-path")
        return self.has(*_LIST_HEADERS) or self.header("precedence") == "list" or any(map(_LIST_SENDER.search, senders))

    @cached_property
    def senders(self) -> tuple[str, ...]:
        return from_addresses(self.raw)

    @cached_property
    def sender_name(self) -> str:
        """The whole From header: display name, comment and address."""
        return self.header("from")

    @cached_property
    def has_null_return_path(self) -> bool:
        """The envelope sender is empty, as for notices and automatic replies (RFC 5321 section 4.5.5)."""
        names = ("return-path", "x-envelope-from", "envelope-from")
        return any(value in ("<>", "") for name in names for value in self.headers(name))

    @cached_property
    def is_auto_replied(self) -> bool:
        """It says that it is an automatic reply (RFC 3834 section 5.2)."""
        return any(value.startswith("auto-replied") for value in self.headers("auto-submitted"))

    @cached_property
    def content_type(self) -> str:
        return content_type(self.message)

    @cached_property
    def report_type(self) -> str:
        """The report-type of a multipart/report (RFC 6522 section 3), "" for other emails."""
        if self.content_type != "multipart/report":
            return ""
        return _parameter(self.message, "report-type")

    @cached_property
    def parts(self) -> tuple[tuple[str, Message], ...]:
        """The email and its parts with their content types; not the parts of an attached email."""
        return tuple((content_type(part), part) for part in _parts(self.message))

    def parts_of(self, *types: str) -> list[Message]:
        return [part for part_type, part in self.parts if part_type in types]

    @cached_property
    def raw_text(self) -> str:
        """The beginning of the text that a reader sees: the first plain text, else the first HTML."""
        texts = (raw_text(part) for part in self.parts_of("text/plain", "") if not _is_attachment(part))
        pages = (text_of_html(raw_text(part)) for part in self.parts_of("text/html"))
        return next((text for source in (texts, pages) for text in source if text.strip()), "")

    @cached_property
    def text(self) -> str:
        """The beginning of the text, quoted parts included."""
        return fold(self.raw_text[: MAX_BODY // 4])

    @cached_property
    def quotes_an_email(self) -> bool:
        """It contains the email that it replies to, as mail clients quote it below a reply."""
        lines = self.raw_text.splitlines()[: 2 * MAX_OWN_LINES]
        return holds_quotation(lines, (raw_text(part) for part in self.parts_of("text/html")))

    @cached_property
    def is_from_mail_client(self) -> bool:
        """X-Mailer or User-Agent names a program in which people write their emails."""
        return any(map(_MAIL_CLIENT.search, self.headers("x-mailer") + self.headers("user-agent")))

    @cached_property
    def own_text(self) -> str:
        """The first lines of what the sender wrote above or below the quotation, without the signature."""
        return " ".join(_own_lines(self.raw_text))[: MAX_BODY // 8]


def from_addresses(raw: dict[str, list[str]]) -> tuple[str, ...]:
    """The addresses in the From of these headers, as Odoo normalises them, each international domain in both forms.

    A display name that looks like an address does not count. Never raises.
    """
    found = (address for value in raw.get("from", []) for address in addresses_in(value))
    return tuple(dict.fromkeys(form for address in found for form in (address, _other_form(address)) if form))


@guarded(())
def addresses_in(value: str) -> tuple[str, ...]:
    """The addresses in a raw header value as Odoo normalises them: in lower case, except a non-ASCII local part.

    Text in a quoted name, a comment or an encoded word is a name, not an address, unless there is no other address.
    """
    value = one_line(value[:MAX_HEADER])
    for text in (_QUOTED_OR_COMMENT.sub(" ", value), decoded(value)):
        if found := _ANGLE_ADDRESS.findall(text) or [
            word for word in _SEPARATORS.split(text) if _ADDRESS.fullmatch(word)
        ]:
            return tuple(dict.fromkeys(_normalized(decoded(address)) for address in found))
    return ()


def _normalized(address: str) -> str:
    local_part, _, domain = address.rpartition("@")
    return f"{local_part.lower() if local_part.isascii() else local_part}@{domain.lower()}"


@guarded("")
def _other_form(address: str) -> str:
    """The address with its international domain in ASCII (IDNA) if it is in Unicode, and vice versa; else ""."""
    local_part, _, domain = address.rpartition("@")
    if not domain.isascii():
        return f"{local_part}@{domain.encode('idna').decode('ascii')}"
    return f"{local_part}@{domain.encode('ascii').decode('idna')}" if "xn--" in domain else ""


def content_type(part: Message) -> str:
    """The part's content type in lower case, "" if it has none or an unreadable one."""
    value = _content_type_header(part).partition(";")[0].strip().lower()
    return value if re.fullmatch(r"[^\s/]+/[^\s/]+", value) else ""


def _content_type_header(part: Message) -> str:
    return one_line(raw_headers(part).get("content-type", [""])[0][:MAX_HEADER])


def _parameter(part: Message, name: str) -> str:
    found = re.search(_PARAMETER.format(name), _content_type_header(part), re.IGNORECASE)
    return found[1].lower() if found else ""


def _is_attachment(part: Message) -> bool:
    return raw_headers(part).get("content-disposition", [""])[0].strip().lower().startswith("attachment")


def _parts(message: Message) -> Iterator[Message]:
    """The message and its parts, depth first, without recursion; attached emails are not entered."""
    waiting, count = [message], 0
    while waiting and count < MAX_PARTS:
        part = waiting.pop()
        count += 1
        yield part
        if not content_type(part).startswith("message/"):
            waiting.extend(reversed(children(part)[:MAX_PARTS]))


@guarded(())
def children(part: Message) -> tuple[Message, ...]:
    """The parts of a multipart, the blocks of a delivery status, the email in a message/rfc822 part; else nothing."""
    return tuple(part.get_payload()) if part.is_multipart() else ()


@guarded("")
def raw_text(part: Message) -> str:
    """The beginning of a leaf's text, decoded.

    It reads the payload as the parser stored it: `get_payload` would decode all of it first, and read headers through
    the policy, which may raise.
    """
    payload = vars(part).get("_payload")
    if not isinstance(payload, str):
        return ""
    octets = payload[:MAX_BODY].encode("utf-8", "surrogateescape")
    encoding = raw_headers(part).get("content-transfer-encoding", [""])[0].strip().lower()
    if encoding == "base64":
        octets = base64_bytes(octets)
    elif encoding == "quoted-printable":
        octets = binascii.a2b_qp(octets)
    elif not octets.isascii() and octets == payload[:MAX_BODY].encode("utf-8", "ignore"):
        return payload[:MAX_BODY]  # the email was made from text, not from bytes: nothing to decode
    return decoded_bytes(octets, _parameter(part, "charset"))


class _HtmlText:
    """Target of lxml's parser that collects the visible text of a page, without quotations."""

    UNSEEN = frozenset({"style", "script", "title", "head", "blockquote", "template"})
    BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"})

    def __init__(self):
        self.chunks: list[str] = []
        self.unseen = 0

    def start(self, tag, _attributes):
        self.unseen += tag in self.UNSEEN
        if tag in self.BREAKS:
            self.chunks.append("\n")

    def end(self, tag):
        self.unseen -= tag in self.UNSEEN

    def data(self, text):
        if not self.unseen:
            self.chunks.append(" ".join(text.split("\n")))

    def close(self):
        return "".join(self.chunks)


@guarded("")
def text_of_html(page: str) -> str:
    """The visible text of an HTML page, one line per block; "" if it cannot be read."""
    return etree.fromstring(page.encode(), etree.HTMLParser(target=_HtmlText(), encoding="utf-8", no_network=True))


def _own_lines(text: str) -> Iterator[str]:
    """The lines that are neither a quotation nor its introduction, up to a signature or an email quoted as a whole."""
    count = 0
    for line in filter(None, (fold(line[: MAX_BODY // 8]) for line in text.splitlines())):
        if count == MAX_OWN_LINES or _CUT.match(line):
            return
        if not line.startswith((">", "|")) and not is_attribution(line):
            count += 1
            yield line
