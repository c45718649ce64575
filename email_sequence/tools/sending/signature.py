"""Whether an email ends with its sender's signature already (semantics 3.10); all of it on HTML as text."""

import re
from html import unescape

PLACEHOLDER = re.compile(r"""\st-[\w-]+=(["'])(?:(?!\1).)*?\bsignature\b""", re.IGNORECASE | re.DOTALL)
INVISIBLE = re.compile(r"<!--.*?-->|<(style|script|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
BREAK = re.compile(
    r"<(?:br|hr|/?(?:p|div|section|blockquote|pre|h[1-6]|ul|ol|li|table|tr|td|th))\b[^>]*>", re.IGNORECASE
)
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"\w+")


def is_placed(source: str) -> bool:
    """Whether the QWeb source of a template puts out a signature, such as ``user.signature``."""
    return "signature" in source and bool(PLACEHOLDER.search(source))


def is_in(body: str, signature: str) -> bool:
    """Whether the body says what the signature says.

    That is on lines of their own, or for a signature of one line at the end of the last one, as in "Yours, Ann". An
    image alone has to be the same one.
    """
    lines = text_lines(signature)
    words = [word for line in lines for word in WORD.findall(line)]
    if not words:
        return signature.strip() in body
    if max(words, key=len) not in body:  # most often, and much faster to see
        return False
    of_body = text_lines(body)
    ends_so = len(lines) == 1 and of_body[-1:] and of_body[-1].endswith(lines[0])
    return bool(ends_so) or any(of_body[start : start + len(lines)] == lines for start in range(len(of_body)))


def text_lines(html: str) -> list[str]:
    """The lines of text that a reader sees, without empty ones."""
    text = BREAK.sub("\n", " ".join(INVISIBLE.sub(" ", html).split()))
    lines = (" ".join(unescape(line).split()) for line in TAG.sub("", text).split("\n"))
    return [line for line in lines if line]
