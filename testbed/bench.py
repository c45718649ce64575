"""Measure the product beside its peers, and write ``benchmarks/RESULTS.md``: ``scripts/bench``."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import RESULT
from testbed import postgres
from testbed.bench_report import Report
from testbed.odoo_database import build_database, drop_database
from testbed.odoo_server import write_configuration
from testbed.paths import ODOO_LAUNCHER, ROOT, free_port
from testbed.sink import Sink, smtp_sink

DATABASE = "bench"


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    mails: int = 2000
    rounds: int = 3
    contacts: tuple[int, ...] = (1, 1000, 100_000)
    rows: int = 1_000_000
    runs: tuple[int, ...] = (2000, 50_000)
    lanes: tuple[int, ...] = (1, 2, 4)
    lane_mails: int = 6000
    changes: int = 100_000


QUICK = Sizes(120, 1, (1, 100), 2000, (100, 300), (1, 2), 300, 1000)


class Shell:
    """Odoo's shell on the benchmark's database, and the sink that takes its mails."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self._configuration = write_configuration(DATABASE, http_port=free_port(), testbed=False)
        self._env = os.environ | postgres.environment() | {"BENCH_PORT": str(sink.port), "PYTHONWARNINGS": "ignore"}
        self._env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "email_sequence")])

    def start(self, module: str, function: str = "main", **settings: object) -> subprocess.Popen:
        """Start a function of ``benchmarks`` with ``BENCH_…`` settings."""
        words = [ODOO_LAUNCHER, "shell", "-c", self._configuration, "-d", DATABASE, "--no-http", "--log-level=error",
                 "--log-handler=py.warnings:ERROR"]  # fmt: skip
        env = self._env | {f"BENCH_{name.upper()}": str(value) for name, value in settings.items()}
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True)
        process.stdin.write(f"from benchmarks import {module} as part\npart.{function}(env)\n")
        process.stdin.close()
        return process

    def run(self, module: str, function: str = "main", **settings: object) -> list[dict]:
        """The figures that the function tells."""
        return figures_of(self.start(module, function, **settings))


def figures_of(process: subprocess.Popen) -> list[dict]:
    """What a process tells until its end; everything else that it prints is shown.

    :raises RuntimeError: where it fails
    """
    told = []
    for line in process.stdout:
        if line.startswith(RESULT):
            told.append(json.loads(line.removeprefix(RESULT)))
        else:
            print(line, end="", flush=True)
    if process.wait():
        raise RuntimeError("a part of the benchmark failed; see above")
    return told


def wait_until_ready(process: subprocess.Popen) -> None:
    """Wait until a process has loaded Odoo and is about to begin."""
    for line in process.stdout:
        if line.startswith(RESULT):
            return


# ---- the parts


def sending(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Mails by the product, Email Marketing, a template's batch and the floor, taking turns."""
    told = shell.run("sending", mails=sizes.mails, rounds=sizes.rounds)
    report.sending(sizes.mails, sizes.rounds, {
        name: [figures for figures in told if figures["name"] == name]
        for name in ("product", "mass_mailing", "template", "floor")
    })  # fmt: skip


def lanes(shell: Shell, sizes: Sizes, report: Report) -> None:
    """The same work by several dispatchers, each in a process of its own."""
    speeds = {}
    for count in sizes.lanes:
        rounds = [_lane_round(shell, sizes.lane_mails, count) for _round in range(sizes.rounds)]
        speeds[count] = median(rounds)
    report.lanes(sizes.lane_mails, sizes.rounds, speeds)


def _lane_round(shell: Shell, mails: int, count: int) -> float:
    """Mails a second by so many lanes; each mail is recorded as sent, and the sink has taken it once."""
    taken = shell.sink.count()
    told = _dispatch(shell, mails, count)
    taken = shell.sink.count() - taken
    if not taken == max(figures["sent"] for figures in told) == mails:
        raise RuntimeError(f"the sink has taken {taken} of {mails} mails; {told}")
    return mails / (max(figures["ended"] for figures in told) - min(figures["started"] for figures in told))


def _dispatch(shell: Shell, mails: int, lanes: int) -> list[dict]:
    """Let so many lanes send as many mails as are due, all from the same moment on; what each of them tells."""
    (prepared,) = shell.run("dispatching", "prepare", mails=mails)
    with TemporaryDirectory() as folder:
        go = Path(folder, "go")
        settings = {"sequence": prepared["sequence"], "go": go}
        processes = [shell.start("dispatching", **settings) for _lane in range(lanes)]
        for process in processes:
            wait_until_ready(process)
        go.touch()
        return [figures for process in processes for figures in figures_of(process)]


def memory(shell: Shell, sizes: Sizes, report: Report) -> None:
    """How much memory a run of the dispatcher takes, for few mails and for many."""
    peaks = {}
    for mails in sizes.runs:
        (figures,) = _dispatch(shell, mails, lanes=1)
        if figures["sent"] != mails:
            raise RuntimeError(f"{figures} instead of {mails} mails")
        peaks[mails] = figures["peak"]
    report.memory(peaks)


def subscribing(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Many contacts in one action."""
    report.subscribing([shell.run("subscribing", contacts=count)[0] for count in sizes.contacts])


def big_table(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Picking what is due, and finding a reply's mail, in a big table."""
    claim, match = shell.run("big_table", rows=sizes.rows)
    report.big_table(claim, match)


def screens(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Opening each screen among many subscriptions: the server's part."""
    *opened, contact = shell.run("screens", rows=sizes.rows)
    report.screens(opened, contact)


def reports(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Opening each report among many subscriptions and three times as many mails: the server's part."""
    *opened, plan = shell.run("reports", rows=sizes.rows)
    report.reports(opened, plan["plan"])


def changes(shell: Shell, sizes: Sizes, report: Report) -> None:
    """Changes of schedules and bulk actions on many subscriptions."""
    report.changes(sizes.changes, shell.run("changes", subscriptions=sizes.changes))


PARTS: dict[str, Callable[[Shell, Sizes, Report], None]] = {
    "sending": sending,
    "lanes": lanes,
    "memory": memory,
    "subscribing": subscribing,
    "big_table": big_table,
    "changes": changes,
    "screens": screens,
    "reports": reports,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works; writes no results")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="default: all, which writes RESULTS.md")
    arguments = parser.parse_args()
    sizes, report = QUICK if arguments.quick else Sizes(), Report()
    with smtp_sink() as sink:
        for name in arguments.parts or PARTS:
            print(f"\n== {name}: {PARTS[name].__doc__}", flush=True)
            started = time.monotonic()
            build_database(DATABASE, {"email_sequence", "mass_mailing"})  # each part on tables of its own
            try:
                PARTS[name](Shell(sink), sizes, report)
            finally:
                drop_database(DATABASE)
            print(f"== {name} took {time.monotonic() - started:.0f} s", flush=True)
    report.verdict()
    if not arguments.quick and not arguments.parts:
        report.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
