"""The table of who answered by which protocol, what had to come of it and what came, printed after all tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field

HEAD = ("who", "protocol", "expected", "got")


@dataclass
class Matrix:
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, who: str, protocol: str, expected: str, got: str) -> None:
        self.rows.append((who, protocol, expected, got))

    def check(self, who: str, protocol: str, expected: str, got: str) -> None:
        """Note what came of it, and fail where something else had to come."""
        self.add(who, protocol, expected, got)
        assert got == expected, f"{who} by {protocol}"

    def lines(self) -> Iterator[str]:
        """The table with its verdict; nothing where nothing was checked."""
        if not self.rows:
            return
        widths = [max(map(len, column)) for column in zip(HEAD, *self.rows, strict=True)]
        for row in [HEAD, *sorted(self.rows)]:
            yield " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        as_expected = sum(expected == got for _, _, expected, got in self.rows)
        yield f"{as_expected} of {len(self.rows)} as expected"
