"""Feed strange mails to all that reads incoming mail, and look for exceptions and slow readings: ``scripts/fuzz``.

The mails and the readings are those of the pure tests, `fuzzed_mails`. Mail number N of a run has the number seed + N,
so that ``--seed NUMBER --inputs 1`` repeats it. What fails is saved in ``.sandbox/fuzz``.

No reading may take longer than 50 ms for each megabyte of the mail, and 50 ms for a mail of less than one megabyte. It
is the processor's time that counts, the best of three for a mail that seems slow.
"""

import argparse
import faulthandler
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from fuzzed_mails import fuzzed_mail, readings

from testbed.paths import SANDBOX

FOLDER = SANDBOX / "fuzz"
LIMIT = 50  # ms per megabyte
MEGABYTE = 1_000_000
MAILS_OF_JOB = 500
WORKERS = min(2, os.cpu_count() or 1)


@dataclass
class Result:
    """What a number of mails showed: how long the slowest took, by reading in ms per megabyte, and what failed."""

    inputs: int = 0
    octets: int = 0
    slowest: dict[str, tuple[float, int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        self.inputs += other.inputs
        self.octets += other.octets
        self.failures += other.failures
        for name, (milliseconds, number) in other.slowest.items():
            self.took(name, milliseconds, number)

    def took(self, name: str, milliseconds: float, number: int) -> None:
        self.slowest[name] = max(self.slowest.get(name, (0.0, 0)), (milliseconds, number))


def read_mails(numbers: Iterable[int]) -> Result:
    """Read each of these mails in all ways."""
    result = Result()
    for number in numbers:
        raw = fuzzed_mail(number)
        result.inputs += 1
        result.octets += len(raw)
        for name, milliseconds, failure in _read(raw):
            result.took(name, milliseconds, number)
            if failure:
                result.failures.append(_saved(number, raw, name, failure))
    return result


def _read(raw: bytes) -> Iterator[tuple[str, float, str]]:
    """For each reading of the mail: its name, its ms per megabyte, and how it failed, "" if it did not."""
    name = "parse"
    megabytes = max(1, len(raw) / MEGABYTE)
    try:
        for name, read in readings(raw).items():
            taken = _timed(read) / megabytes
            if taken > LIMIT:
                taken = min(_timed(read) for _ in range(3)) / megabytes
            yield name, taken, f"{taken:.0f} ms per MB" if taken > LIMIT else ""
    except Exception:
        yield name, 0.0, traceback.format_exc()


def _timed(work: Callable[[], object]) -> float:
    """How many milliseconds of the processor's time the work takes."""
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def _saved(number: int, raw: bytes, name: str, what: str) -> str:
    """Keep the mail and what it did; the line that tells of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{number}.eml"
    path.write_bytes(raw)
    path.with_suffix(f".{name}.txt").write_text(what)
    return f"{name}: {what.strip().splitlines()[-1]} ({path}; again: scripts/fuzz --seed {number} --inputs 1)"


def fuzz(seed: int, inputs: int) -> Result:
    """Read so many mails from this number on, in two processes."""
    result = Result()
    firsts = range(seed, seed + inputs, MAILS_OF_JOB)
    jobs = [range(first, min(first + MAILS_OF_JOB, seed + inputs)) for first in firsts]
    with ProcessPoolExecutor(WORKERS, initializer=faulthandler.enable) as pool:
        done = pool.map(read_mails, jobs)
        for job in jobs:
            try:
                result.add(next(done))
            except BrokenProcessPool:
                result.failures.append(f"A process died; it read mails from {job.start} on.")
                break
    return result


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000, metavar="N", help="mails to read (200,000)")
    parser.add_argument("--seed", type=int, default=0, metavar="NUMBER", help="number of the first mail (0)")
    arguments = parser.parse_args()
    started = time.monotonic()
    result = fuzz(arguments.seed, arguments.inputs)
    print("\n".join(result.failures), end="\n" if result.failures else "")
    for name, (milliseconds, number) in result.slowest.items():
        print(f"{name}: at most {milliseconds:.1f} ms per MB (mail {number})")
    took = f"{result.octets / MEGABYTE:.0f} MB in {time.monotonic() - started:.0f} s"
    print(f"{result.inputs} mails, {took}: {len(result.failures)} failures")
    return 1 if result.failures or result.inputs < arguments.inputs else 0


if __name__ == "__main__":
    sys.exit(main())
