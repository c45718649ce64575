"""The images in the HTML of an email: where they are named, and those that are embedded as ``data:`` URIs (RFC 2397).

Mail programs do not show such URIs. They show parts of the email that the HTML names by their Content-ID (RFC 2392).
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import unescape

EMBEDDED = "data:image/"
PLACES = (
    re.compile(r"""(<img\b[^<>]*?\ssrc=["'])([^"']*)""", re.IGNORECASE),
    re.compile(r"""(<\w+\b[^<>]*?\sbackground=["'])(data:image/[^"']*)""", re.IGNORECASE),
    re.compile(r"""(\burl\((?:&quot;|&\#34;|&\#39;|["'])?)(data:image/[^"'()&]*)""", re.IGNORECASE),
)
PART = re.compile(r"""\ssrc=(["'])cid:[^"']*\1""")
ENCODED = re.compile(rb"%([0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class InlineImage:
    """An image that is a part of the email; ``cid`` is its Content-ID without brackets."""

    cid: str
    mimetype: str
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """A file name such as ``image.png``."""
        return f"image.{self.mimetype.partition('/')[2].partition('+')[0] or 'bin'}"


def inline(content: bytes, mimetype: str) -> InlineImage:
    """The image as a part of emails; the same content always has the same Content-ID."""
    return InlineImage(f"{hashlib.sha256(content).hexdigest()[:32]}@image", mimetype, content)


def replaced(body: str, swap: Callable[[str], str]) -> str:
    """The HTML with other addresses of its images; of the same type as the body.

    :param swap: called with each address as it stands in the HTML; returns the one to put there
    """
    for place in PLACES:
        body = type(body)(place.sub(lambda found: f"{found[1]}{swap(found[2])}", body))
    return body


def decoded(uri: str) -> InlineImage | None:
    """What a ``data:`` URI embeds; None if it cannot be read."""
    head, _comma, data = unescape(uri).partition(",")
    mimetype, *parameters = head.removeprefix("data:").lower().split(";")
    content = ENCODED.sub(lambda found: bytes([int(found[1], 16)]), data.encode())
    try:
        content = base64.b64decode(content) if "base64" in parameters else content
    except ValueError:
        return None
    return inline(content, mimetype) if content else None


def without_parts(body: str) -> str:
    """The HTML for the text part: images that are parts of the email have no address that a reader could open."""
    return type(body)(PART.sub("", body))


def add_parts(message: EmailMessage, images: tuple[InlineImage, ...]) -> None:
    """Add the images to the email's HTML, as parts of a ``multipart/related`` (RFC 2387)."""
    html = message.get_body(("html",))
    for image in images:
        kind, _slash, subtype = image.mimetype.partition("/")
        html.add_related(image.content, kind, subtype, cid=f"<{image.cid}>", filename=image.name, disposition="inline")
