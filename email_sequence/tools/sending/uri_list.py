"""A header that lists URIs, such as List-Unsubscribe (RFC 2369 section 2), as mail programs read it.

``email.policy`` takes such a header for text: an address longer than a line leaves as encoded words (RFC 2047), which
are allowed in text only (section 5), and in which no mail program looks for addresses. So this header folds itself,
between its URIs and nowhere else.
"""

from collections.abc import Iterable
from email.policy import Policy


class UriList(str):
    """The header's value; any policy of the ``email`` package keeps an object with a name and ``fold`` as it is."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """The header as it is written, on one line for each URI."""
        uris = self.replace(">, <", f">,{policy.linesep} <")
        return f"{self.name}: {uris}{policy.linesep}"


def uri_list(name: str, uris: Iterable[str]) -> UriList:
    """The value of the header called ``name``; ``uris`` are quoted ones (RFC 3986), the one to be preferred first."""
    value = UriList(", ".join(f"<{uri}>" for uri in uris))
    value.name = name
    return value
