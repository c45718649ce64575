"""What became of Odoo's tests without our addons and with them, and what that says."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

PACKAGE = "odoo.addons."
OUTCOMES = ("passed", "skipped", "failed")  # the worst one last


@dataclass(frozen=True, order=True)
class OdooTest:
    """A test of a module of Odoo."""

    module: str
    file: str  # below the module's folder
    case: str  # the class
    name: str

    def __str__(self) -> str:
        return f"{self.module}: {self.case}.{self.name}"

    @property
    def node(self) -> str:
        """By what pytest finds it, below the folder of addons."""
        return f"{self.module}/{self.file}::{self.case}::{self.name}"


@dataclass(frozen=True)
class Outcome:
    """What became of a test; ``words`` is the first line of what went wrong."""

    kind: str = "passed"
    words: str = ""


Results = dict[OdooTest, Outcome]


def read_results(report: Path) -> Results:
    """The results in a report of pytest (JUnit XML); a test with a failed part has failed.

    :raises FileNotFoundError: if pytest ended before it wrote its report
    """
    results: Results = {}
    for element in ElementTree.parse(report).iter("testcase"):
        test, outcome = _test(element), _outcome(element)
        known = results.get(test, outcome)
        results[test] = max(known, outcome, key=lambda one: OUTCOMES.index(one.kind))
    return results


def _test(element: ElementTree.Element) -> OdooTest:
    """The test of an entry. Of a file that cannot be imported, the entry names the file only."""
    module, *path = f"{element.get('classname')}.{element.get('name')}".partition(PACKAGE)[2].split(".")
    *folders, case, name = ["", "", *path][-max(len(path), 3) :]
    return OdooTest(module, "/".join(folders) + ".py", case, name)


def _outcome(element: ElementTree.Element) -> Outcome:
    for child in element:
        if child.tag in ("failure", "error"):
            return Outcome("failed", (child.get("message") or "").partition("\n")[0])
    return Outcome("skipped" if element.find("skipped") is not None else "passed")


@dataclass(frozen=True)
class Comparison:
    """Results of the same tests without our addons and with them; ``flaky`` failed with them once, and passed then."""

    without: Results
    with_ours: Results
    flaky: frozenset[OdooTest] = frozenset()

    @property
    def new(self) -> list[OdooTest]:
        """The tests that fail with our addons only."""
        return sorted(_failed(self.with_ours) - _failed(self.without) - self.flaky)

    @property
    def missing(self) -> list[OdooTest]:
        """The tests that ran without our addons, and do not run with them."""
        return sorted(_ran(self.without) - _ran(self.with_ours))

    @property
    def uncounted(self) -> list[OdooTest]:
        """The tests that say nothing about our addons: they fail without them, too, or not always."""
        return sorted(_failed(self.without) | self.flaky)

    def settled(self, again: "Comparison") -> "Comparison":
        """This comparison after its new failures were run again: those count that are new failures again."""
        return replace(self, flaky=frozenset(self.new) - frozenset(again.new))

    def table(self) -> list[str]:
        """How many tests of each module ran with our addons, failed without, failed with, and failed with only."""
        sets = (_ran(self.with_ours), _failed(self.without), _failed(self.with_ours), self.new)
        counts = [Counter(test.module for test in tests) for tests in sets]
        rows = [("module", "run", "failed without", "failed with", "new")]
        rows += [(module, *(str(count[module]) for count in counts)) for module in sorted(set().union(*counts))]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _failed(results: Results) -> set[OdooTest]:
    return {test for test, outcome in results.items() if outcome.kind == "failed"}


def _ran(results: Results) -> set[OdooTest]:
    return {test for test, outcome in results.items() if outcome.kind != "skipped"}
