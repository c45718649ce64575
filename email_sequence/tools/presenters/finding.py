"""What the health of email sequences consists of: findings, each with the way to mend it."""

from typing import NamedTuple


class Mend(NamedTuple):
    """Where a finding is mended: the words of a button, and the action (xml id or values) that it opens."""

    label: str
    action: str | dict


class Finding(NamedTuple):
    """One thing that is wrong; ``detail`` (a server's words) and ``mend`` are for menders only.

    ``topic`` is "replies", which may go unseen, or "sending".
    """

    code: str
    sentence: str
    mend: Mend
    detail: str = ""
    topic: str = "replies"
