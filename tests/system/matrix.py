"""Tables of what happened, what had to come of it and what came, printed after all tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Matrix:
    """One table; ``what`` and ``how`` are the heads of its first two columns."""

    title: str
    what: str
    how: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, how: str, expected: str, got: str) -> None:
        self.rows.append((what, how, expected, got))

    def check(self, what: str, how: str, expected: str, got: str) -> None:
        """Note what came of it, and fail where something else had to come."""
        self.add(what, how, expected, got)
        assert got == expected, f"{what}, {how}"

    def lines(self) -> Iterator[str]:
        """The table with its verdict; nothing where nothing was checked."""
        if not self.rows:
            return
        head = (self.what, self.how, "expected", "got")
        widths = [max(map(len, column)) for column in zip(head, *self.rows, strict=True)]
        for row in [head, *sorted(self.rows)]:
            yield " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        as_expected = sum(expected == got for _, _, expected, got in self.rows)
        yield f"{as_expected} of {len(self.rows)} as expected"
