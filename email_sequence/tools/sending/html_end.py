"""Adding something at the end of the HTML of an email."""

import re

ENDS = (re.compile(r"</body\s*>", re.IGNORECASE), re.compile(r"</html\s*>", re.IGNORECASE))


def with_end(body: str, addition: str) -> str:
    """The body with more HTML at its end, inside its ``body`` tag if it has one; of the same type as the body."""
    ends = [found.start() for end in ENDS for found in list(end.finditer(body))[-1:]]
    end = ends[0] if ends else len(body)
    return type(body)(f"{body[:end]}{addition}{body[end:]}")
