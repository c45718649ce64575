"""How many mails to take on at once: few where the server is slow, many where it is fast.

What is handed over together is what one crash can leave with an unknown outcome (specification section 8), and what is
claimed together is rendered before the first of it leaves. Both cost a round of commits and queries each.
"""

GROUP = range(10, 100)  # mails handed over at once, where they leave fast enough
GROUP_SECONDS = 0.5
CLAIM = range(100, 500)  # mails claimed and rendered at once
CLAIM_SECONDS = 5


class Pace:
    """The pace of one dispatcher's run; it begins with the smallest numbers."""

    def __init__(self):
        self._per_second = 0.0

    def note(self, mails: int, seconds: float) -> None:
        """Note how long the last group of mails took."""
        self._per_second = mails / seconds if seconds > 0 else float("inf")

    @property
    def group(self) -> int:
        """How many mails to hand over at once."""
        return _within(GROUP, self._per_second * GROUP_SECONDS)

    @property
    def claim(self) -> int:
        """How many mails to claim at once."""
        return _within(CLAIM, self._per_second * CLAIM_SECONDS)


def _within(numbers: range, wanted: float) -> int:
    return int(min(max(wanted, numbers.start), numbers.stop))
