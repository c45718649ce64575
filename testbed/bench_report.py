"""The benchmark's results as tables: printed while it runs, and written to ``benchmarks/RESULTS.md``."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from testbed import postgres
from testbed.paths import ROOT

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
NAMES = {
    "product": "email_sequence: chatter, exactly once, thread headers",
    "mass_mailing": "Odoo's Email Marketing (mass_mailing)",
    "template": "mail.template.send_mail_batch and Odoo's mail queue",
    "floor": "the floor: Odoo's build and send alone, one session, no database",
}


@dataclass(frozen=True)
class Goal:
    """A figure to be reached; ``sign`` is "≥" or "≤"."""

    what: str
    reached: float
    sign: str
    limit: float
    unit: str = ""

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.limit if self.sign == "≥" else self.reached <= self.limit

    @property
    def cells(self) -> list[str]:
        reached = f"{self.reached:,.2f}".rstrip("0").rstrip(".")
        return [self.what, f"{reached}{self.unit}", f"{self.sign} {self.limit:,}{self.unit}",
                "yes" if self.is_reached else "no"]  # fmt: skip


class Report:
    """Collects what the parts measured; each is printed when it comes."""

    def __init__(self) -> None:
        self._sections: list[str] = []
        self._goals: list[Goal] = []

    def sending(self, mails: int, rounds: int, told: dict[str, list[dict]]) -> None:
        rows = [
            [
                NAMES[name],
                f"{median(f['mails'] / f['seconds'] for f in figures):.0f}",
                f"{median(f['cpu'] for f in figures) / mails * 1000:.1f}",
                f"{median(f['queries'] for f in figures) / mails:.2f}",
                f"{median(f['peak'] for f in figures):.0f} MB",
            ]
            for name, figures in told.items()
        ]
        head = ["way", "mails/s", "CPU ms per mail", "queries per mail", "memory at most, beside what Odoo has"]
        self._add(f"{mails:,} mails, medians of {rounds}", head, rows)

        def times_faster_than(name: str) -> float:
            """The median of the rounds, in each of which both took turns."""
            return median(
                theirs["seconds"] / ours["seconds"] for ours, theirs in zip(told["product"], told[name], strict=True)
            )

        queries = median(f["queries"] for f in told["product"]) / mails
        self._goals += [
            Goal("mails/s against Email Marketing", times_faster_than("mass_mailing"), "≥", 8, "x"),
            Goal("mails/s against a template's batch and queue", times_faster_than("template"), "≥", 1, "x"),
            Goal("mails/s against the floor", times_faster_than("floor"), "≥", 0.8, "x"),
            Goal("queries per mail", queries, "≤", 0.5),
        ]

    def lanes(self, mails: int, rounds: int, speeds: dict[int, float]) -> None:
        one = speeds[min(speeds)]
        rows = [[str(count), f"{speed:.0f}", f"{speed / one:.2f}x"] for count, speed in speeds.items()]
        title = f"Lanes: {mails:,} mails, each taken once by the sink, medians of {rounds}"
        self._add(title, ["lanes", "mails/s", "against one"], rows)
        self._goals.append(Goal("two lanes against one", speeds[2] / one, "≥", 1.7, "x"))

    def memory(self, peaks: dict[int, float]) -> None:
        rows = [[f"{mails:,}", f"{peak:.0f} MB"] for mails, peak in peaks.items()]
        self._add("Memory of a dispatch run, Odoo included", ["mails", "at most"], rows)
        few, many = peaks[min(peaks)], peaks[max(peaks)]
        self._goals.append(Goal(f"memory for {max(peaks):,} mails against {min(peaks):,}", many / few, "≤", 1.1, "x"))

    def subscribing(self, told: list[dict]) -> None:
        rows = [
            [
                f"{f['contacts']:,}",
                f"{f['seconds']:.2f} s",
                f"{f['peak']:.0f} MB",
                f"{f['seconds'] / f['bare_seconds']:.1f}x",
            ]
            for f in told
        ]
        head = ["contacts", "time", "memory at most, Odoo included", "against one bare INSERT … SELECT"]
        self._add("Subscribing in one action, with all checks", head, rows)
        most = max(told, key=lambda figures: figures["contacts"])
        self._goals += [
            Goal(f"subscribe {most['contacts']:,} contacts", most["seconds"], "≤", 25, " s"),
            Goal(f"memory to subscribe {most['contacts']:,} contacts", most["peak"], "≤", 600, " MB"),
        ]

    def big_table(self, claim: dict, match: dict) -> None:
        rows = [
            ["bare look for 500 due ones", f"{claim['bare']:.2f} ms"],
            ["the product's, which locks them", f"{claim['ours']:.2f} ms"],
            ["a reply: whose mail it answers", f"{match['answer']:.2f} ms"],
            ["a stranger's mail: nobody's", f"{match['stranger']:.2f} ms"],
        ]
        self._add(f"Among {claim['rows']:,} subscriptions and mails, medians of 21", ["what", "time"], rows)
        self._say("Plan of the bare look:\n\n" + "\n".join(f"    {line}" for line in claim["plan"]))
        self._goals += [
            Goal("picking a batch of 500 against the bare look", claim["ours"] / claim["bare"], "≤", 3, "x"),
            Goal("a reply's match", max(match["answer"], match["stranger"]), "≤", 5, " ms"),
        ]

    def changes(self, subscriptions: int, told: list[dict]) -> None:
        rows = [[f["name"], f"{f['seconds']:.1f} s", f"{f['grown']:+.0f} MB", f["said"] or ""] for f in told]
        self._add(f"Changes of {subscriptions:,} subscriptions", ["what", "time", "memory", "result"], rows)

    def screens(self, opened: list[dict], contact: dict) -> None:
        rows = [[f["screen"], f"{f['milliseconds']:.0f} ms", str(f["queries"])] for f in opened]
        self._add(f"Screens among {opened[0]['rows']:,} subscriptions, the server's part, medians of 5",
                  ["screen", "time", "queries"], rows)  # fmt: skip
        slowest = max((f for f in opened if not f["screen"].startswith("dialog")), key=lambda f: f["milliseconds"])
        dialog = next(f for f in opened if f["screen"].startswith("dialog"))
        cards = next(f for f in opened if f["screen"] == "sequences: cards")
        added = {name: contact["ours"][name] - contact["theirs"][name] for name in ("milliseconds", "queries")}
        self._goals += [
            Goal(f"slowest list: {slowest['screen']}", slowest["milliseconds"], "≤", 300, " ms"),
            Goal(dialog["screen"], dialog["milliseconds"], "≤", 1000, " ms"),
            Goal("queries of the cards of 80 sequences", cards["queries"], "≤", 12),
            Goal("a contact's page: queries added", added["queries"], "≤", 3),
            Goal("a contact's page: time added", added["milliseconds"], "≤", 15, " ms"),
        ]

    def reports(self, opened: list[dict], plan: list[str]) -> None:
        rows = [[f["screen"], f["of"], f"{f['milliseconds']:.0f} ms", str(f["queries"])] for f in opened]
        size = f"{opened[0]['rows']:,} subscriptions and {opened[0]['mails']:,} mails of a year"
        self._add(f"Reports on {size}, the server's part, medians of 5", ["report", "of", "time", "queries"], rows)
        self._say("Plan of a figure of one sequence's mails:\n\n" + "\n".join(f"    {line}" for line in plan))
        slowest = max((f for f in opened if f["at_first"]), key=lambda f: f["milliseconds"])
        scans = sum("Seq Scan on email_sequence_trace" in line for line in plan)
        self._goals += [
            Goal(f"slowest report as it opens: {slowest['screen']}", slowest["milliseconds"], "≤", 2000, " ms"),
            Goal("sequential scans of mails for one sequence", scans, "≤", 0),
        ]

    def verdict(self) -> None:
        """Say which goals were reached."""
        head = ["figure", "reached", "goal", "held"]
        self._add("Goals", head, [goal.cells for goal in self._goals])

    def write(self) -> None:
        head = [
            "# What scripts/bench measured",
            "Made by `scripts/bench` and not by hand. Machines are noisy: compare figures of one run only.",
            f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, {_machine()}, {_postgresql()}",
        ]
        RESULTS.write_text("\n\n".join([*head, *self._sections]) + "\n", encoding="utf-8")
        print(f"\nWritten to {RESULTS.relative_to(ROOT)}")

    def _add(self, title: str, head: list[str], rows: list[list[str]]) -> None:
        lines = [head, ["---"] * len(head), *rows]
        self._say(f"## {title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines))

    def _say(self, section: str) -> None:
        self._sections.append(section)
        print(f"\n{section}", flush=True)


def _commit() -> str:
    """The commit that was measured, and whether the files are those of the commit."""
    words = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip() or "unknown"


def _postgresql() -> str:
    version = postgres.execute("postgres", "SHOW server_version")[0][0]
    return f"PostgreSQL {version}"


def _machine() -> str:
    """Processor, memory and versions."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()}"
