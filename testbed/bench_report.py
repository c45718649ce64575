"""The benchmark's results as tables: printed while it runs, and written to ``benchmarks/RESULTS.md``."""

import os
import platform
import subprocess
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


class Report:
    """Collects what the parts measured; each is printed when it comes."""

    def __init__(self) -> None:
        self._sections: list[str] = []

    def sending(self, mails: int, rounds: int, told: dict[str, list[dict]]) -> None:
        speed = {name: median(f["mails"] / f["seconds"] for f in figures) for name, figures in told.items()}
        rows = [
            [
                NAMES[name],
                f"{speed[name]:.0f}",
                f"{median(f['cpu'] for f in figures) / mails * 1000:.1f}",
                f"{median(f['queries'] for f in figures) / mails:.2f}",
            ]
            for name, figures in told.items()
        ]
        self._add(
            f"{mails:,} mails, medians of {rounds}", ["way", "mails/s", "CPU ms per mail", "queries per mail"], rows
        )
        queries = median(f["queries"] for f in told["product"]) / mails
        ratios = [
            (name, median(ours["seconds"] and theirs["seconds"] / ours["seconds"] for ours, theirs in pairs))
            for name in ("mass_mailing", "floor")
            if (pairs := list(zip(told["product"], told[name], strict=True)))
        ]
        goals = {"mass_mailing": ("against Email Marketing", 8), "floor": ("against the floor", 0.8)}
        rows = [[f"mails/s {goals[name][0]}", f"{ratio:.2f}x", f">= {goals[name][1]}x"] for name, ratio in ratios]
        self._add("Ratios, each round with its neighbours", ["figure", "reached", "goal"],
                  [*rows, ["queries per mail", f"{queries:.2f}", "<= 0.5"]])  # fmt: skip

    def lanes(self, mails: int, rounds: int, speeds: dict[int, float]) -> None:
        one = speeds[min(speeds)]
        rows = [[str(count), f"{speed:.0f}", f"{speed / one:.2f}x"] for count, speed in speeds.items()]
        self._add(
            f"Lanes: {mails:,} mails, each sent once, medians of {rounds} (goal: two lanes >= 1.7x)",
            ["lanes", "mails/s", "against one"],
            rows,
        )

    def memory(self, peaks: dict[int, float]) -> None:
        rows = [[f"{mails:,}", f"{peak:.0f} MB"] for mails, peak in peaks.items()]
        self._add("Memory of a dispatch run (goal: flat)", ["mails", "peak"], rows)

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
        self._add(
            "Subscribing in one action, with all checks (goal: 100,000 in <= 25 s and <= 600 MB)",
            ["contacts", "time", "peak of memory", "against one bare INSERT … SELECT"],
            rows,
        )

    def big_table(self, claim: dict, match: dict) -> None:
        rows = [
            ["bare look for 500 due ones", f"{claim['bare']:.2f} ms", ""],
            [
                "the product's, which locks them",
                f"{claim['ours']:.2f} ms",
                f"{claim['ours'] / claim['bare']:.1f}x (goal: <= 3x)",
            ],
            ["a reply: whose mail it answers", f"{match['answer']:.2f} ms", "goal: <= 5 ms"],
            ["a stranger's mail: nobody's", f"{match['stranger']:.2f} ms", "goal: <= 5 ms"],
        ]
        self._add(f"Among {claim['rows']:,} subscriptions and mails, medians of 21", ["what", "time", ""], rows)
        self._say("Plan of the bare look:\n\n" + "\n".join(f"    {line}" for line in claim["plan"]))

    def changes(self, subscriptions: int, told: list[dict]) -> None:
        rows = [[f["name"], f"{f['seconds']:.1f} s", f"{f['grown']:+.0f} MB", f["said"] or ""] for f in told]
        self._add(f"Changes of {subscriptions:,} subscriptions", ["what", "time", "memory", "result"], rows)

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
