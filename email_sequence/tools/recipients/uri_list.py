"""A header that lists URIs, such as List-Unsubscribe (RFC 2369 section 2), in a form that mail clients can read.

``email.policy`` treats such a header as text: it writes a URI longer than a line as encoded words (RFC 2047), which are
allowed in text only (section 5), and in which no mail client looks for URIs. So this header folds itself, between its
URIs and nowhere else.
"""

from collections.abc import Iterable
from email.policy import Policy


class UriList(str):
    """The header's value; any policy of the ``email`` package keeps an object with a name and ``fold`` as it is."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """The header as it is written, one line for each URI."""
        uris = self.replace(">, <", f">,{policy.linesep} <")
        return f"{self.name}: {uris}{policy.linesep}"


def uri_list(name: str, uris: Iterable[str]) -> UriList:
    """The value of the header called ``name``; ``uris`` are percent-encoded (RFC 3986), the preferred one first."""
    value = UriList(", ".join(f"<{uri}>" for uri in uris))
    value.name = name
    return value
