"""Where a reply quotes the email that it replies to, and how mail clients introduce the quotation.

Source: what Outlook, Gmail, Apple Mail, Thunderbird, Yahoo and others put above the quoted email.
"""

import re
from collections.abc import Iterable

from .matching import fold

MAX_LINE = 400  # characters read in a line
MIN_HEADERS = 3  # lines of "label: value" that make a block of quoted headers

_TIME = r"(?<![\d.])\d{1,2}[:.h]\d{2}(?![\d.])"
_ATTRIBUTION = re.compile(
    ".{0,200}(?:wrote|writes|schrieb|a ecrit|escribio|ha scritto|schreef|escreveu|skrev) ?:$"
    rf"|(?=.*{_TIME}).{{0,300}}<[^<>\s@]{{1,64}}@[^<>\s@]{{1,255}}>[^<>]{{0,20}}:$"
)
_QUOTE = re.compile(
    ">|-{2,} ?(?:original|urspr|mensaje orig|messaggio orig|oorspronkelijk|mensagem orig|message d'orig|oprindelig"
    "|opprinnelig|alkuperainen|puvodni|povodna|wiadomosc oryg|исходное|eredeti|原始|元のメッセ)"
    "|(?:from|von|de|da|van|fra) ?: .{0,200}@"
)
_RULE = re.compile("_{20,}$")
_HEADER = re.compile(r"\W{0,3}[^\W\d][^:@<>]{0,30} ?: ?\S")
_SENT = re.compile(rf"(?=.*(?<!\d)(?:\d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d\d)(?!\d)).*{_TIME}")
_QUOTE_IN_PAGE = re.compile("<blockquote|gmail_quote|yahoo_quoted|divrplyfwdmsg|moz-cite-prefix", re.IGNORECASE)


def is_attribution(line: str) -> bool:
    """The folded line introduces a quotation by its author: "On Monday Sam wrote:"."""
    return bool(_ATTRIBUTION.match(line))


def holds_quotation(lines: Iterable[str], pages: Iterable[str]) -> bool:
    """The lines of the text or the HTML pages contain a quoted email; Outlook's headers are known in any language."""
    folded = [line for line in (fold(line[:MAX_LINE]) for line in lines) if line]
    return (
        any(_QUOTE.match(line) or is_attribution(line) for line in folded)
        or any(map(_QUOTE_IN_PAGE.search, pages))
        or _holds_headers(folded)
    )


def _holds_headers(lines: list[str]) -> bool:
    """Consecutive "label: value" lines, one with an address and one with date and time; or one below a ruled line."""
    block: list[str] = []
    for previous, line in zip(["", *lines], lines, strict=False):
        block = [*block, line] if _HEADER.match(line) else []
        if block and len(block) == 1 and _RULE.match(previous):
            return True
        if len(block) >= MIN_HEADERS and any("@" in header for header in block) and any(map(_SENT.match, block)):
            return True
    return False
