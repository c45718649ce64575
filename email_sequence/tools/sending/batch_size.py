"""How many emails to take on at once: few if the server is slow, many if it is fast.

What is handed over together is what one crash can leave with an unknown outcome (semantics 8), and what is claimed
together is rendered before the first of it is sent. Both cost a round of commits and queries each.
"""

GROUP = range(10, 100)  # emails handed over at once, if they are sent fast enough
GROUP_SECONDS = 0.5
CLAIM = range(100, 500)  # emails claimed and rendered at once
CLAIM_SECONDS = 5


class BatchSize:
    """The batch sizes of one dispatcher's run; it begins with the smallest ones."""

    def __init__(self):
        self._per_second = 0.0

    def note(self, emails: int, seconds: float) -> None:
        """Note how long the last group of emails took."""
        self._per_second = emails / seconds if seconds > 0 else float("inf")

    @property
    def group(self) -> int:
        """How many emails to hand over at once."""
        return _within(GROUP, self._per_second * GROUP_SECONDS)

    @property
    def claim(self) -> int:
        """How many emails to claim at once."""
        return _within(CLAIM, self._per_second * CLAIM_SECONDS)


def _within(numbers: range, wanted: float) -> int:
    return int(min(max(wanted, numbers.start), numbers.stop))
