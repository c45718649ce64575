"""Links of our emails in replies that quote them, whatever mail programs and security gateways made of them.

Such a link is its contact's: a colleague who reads the reply and follows it would act as that contact. Gateways put our
link into one of theirs, encoded once or twice ("%2F", "%252F"), as Proofpoint does it ("_", "-5F"), or as entities.
"""

import re
from collections.abc import Callable

SLASH = r"(?:/|(?:%(?:25){0,2}|=|-)2F|&#(?:47|x2F);|_)"
LOW_LINE = r"(?:_|(?:%(?:25){0,2}|=|-)5F|&#(?:95|x5F);)"
SIGNED = rf"{SLASH}(?P<id>[0-9]{{1,10}}){SLASH}(?P<signature>[0-9a-f]{{64}})"  # ends each of our links
MAX_AROUND = 3_000  # characters of a gateway's link before ours, and after it

_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?(?::|%(?:25){0,2}3A|-3A)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s[\w:-]{1,40}\s{0,9}=\s{0,9}[\"']?$")
_END = re.compile(r"[\s\"'<>]|&(?:lt|gt|quot|nbsp|#39|#34);")
_AFTER_ADDRESS = ".,;:!?)]}"


def path(*names: str) -> str:
    """A pattern for a path, with or without the encodings of gateways; the names are patterns, too."""
    return SLASH.join(name.replace("_", LOW_LINE) for name in names)


def without_images(page: str, link: re.Pattern) -> str:
    """The HTML page without the images whose addresses contain the link."""
    return _IMAGE.sub(lambda image: "" if link.search(image[0]) else image[0], page)


def with_links(page: str, link: re.Pattern, target: Callable[[re.Match], str | None]) -> str:
    """The HTML page with each web address that contains a link of ours replaced, in attributes and in the text.

    :param link: matches our part of the address
    :param target: called with each match; returns the new address as HTML, None to leave it. "" takes it away, and in
        a tag the attribute that holds it
    """
    pieces, end = [], 0
    for found in link.finditer(page):
        start = _beginning(page, found, end)
        if start is None or (new := target(found)) is None:
            continue
        after = _after(page, found)
        attribute = _ATTRIBUTE.search(page, max(end, start - 70), start)
        if not attribute:
            after = found.end() + len(page[found.end() : after].rstrip(_AFTER_ADDRESS))
        elif not new:
            after += page[after : after + 1] == attribute[0][-1]
            start = attribute.start()
        pieces += (page[end:start], new)
        end = after
    return "".join((*pieces, page[end:]))


def _beginning(page: str, found: re.Match, earliest: int) -> int | None:
    """Where the web address begins in which our link was found; None if it is in none, or in one replaced already."""
    first = max(earliest, found.start() - MAX_AROUND)
    before = page[first : found.start()]
    ends = [end.end() for end in _END.finditer(before)]
    begins = _WEB_ADDRESS.search(before, ends[-1] if ends else 0)
    return first + begins.start() if begins and found.start() >= earliest else None


def _after(page: str, found: re.Match) -> int:
    end = _END.search(page, found.end(), found.end() + MAX_AROUND)
    return end.start() if end else min(len(page), found.end() + MAX_AROUND)
