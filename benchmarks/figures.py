"""What a run of something took: time, processor, queries, memory; and how results leave Odoo's shell."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RESULT = "BENCH RESULT "
MEGABYTE = 1_000_000


@dataclass
class Taken:
    """What it took: seconds of the clock and of the processor, and SQL queries.

    In megabytes: how much more memory there was after it (``grown``), and at the worst moment (``peak``), than before.
    """

    seconds: float = 0
    cpu: float = 0
    queries: int = 0
    grown: float = 0
    peak: float = 0


@contextmanager
def measured(env) -> Iterator[Taken]:
    """Measure what is done in the block, and its commit; begins with empty caches of records."""
    env.cr.commit()
    env.invalidate_all()
    taken = Taken()
    forget_peak()
    memory, queries, cpu, started = resident(), env.cr.sql_log_count, time.process_time(), time.perf_counter()
    yield taken
    env.cr.commit()
    taken.seconds = time.perf_counter() - started
    taken.cpu = time.process_time() - cpu
    taken.queries = env.cr.sql_log_count - queries
    taken.grown = resident() - memory
    taken.peak = peak() - memory


def resident() -> float:
    """The memory that this process has in RAM, in megabytes."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE") / MEGABYTE


def forget_peak() -> None:
    """Let :func:`peak` begin anew (proc(5), ``clear_refs``)."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as clear_refs:
        clear_refs.write("5")


def peak() -> float:
    """The most memory that this process had in RAM since its start or :func:`forget_peak`, in megabytes."""
    with open("/proc/self/status", encoding="ascii") as status:
        high_water_mark = next(line for line in status if line.startswith("VmHWM:"))
    return int(high_water_mark.split()[1]) * 1024 / MEGABYTE


def tell(**figures) -> None:
    """Hand figures over to ``testbed.bench``, which reads what is printed."""
    print(RESULT + json.dumps(figures), flush=True)
