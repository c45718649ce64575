"""Steps of the set-up: done once, stamped with what was asked for, timed, and safe to interrupt."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testbed.paths import LOGS, SANDBOX

STAMPS = SANDBOX / "stamps"
LOCK_FILE = SANDBOX / "setup.lock"


class SetupError(Exception):
    """A step cannot be done; the text is a sentence for the person at the terminal."""


class InterruptedSetupError(SetupError):
    """A person wants the set-up to end."""


@dataclass(frozen=True)
class Step:
    """One part of the sandbox.

    ``wanted`` describes what is asked for: the step is done again when it changes or when ``product`` is gone.
    ``build`` makes the product and may return a remark for the terminal.
    """

    name: str
    wanted: str
    product: Path
    build: Callable[[], str | None]

    @property
    def stamp(self) -> Path:
        return STAMPS / self.name.replace(" ", "-")

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.wanted.encode()).hexdigest()

    def is_done(self) -> bool:
        return self.product.exists() and self.stamp.exists() and self.stamp.read_text() == self.fingerprint

    def run(self) -> None:
        """Build the product unless it is there already; the stamp is written last."""
        if self.is_done():
            say(f"  {self.name}: ready")
            return
        say(f"  {self.name} ...")
        started = time.monotonic()
        self.stamp.unlink(missing_ok=True)
        remark = self.build()
        self.stamp.write_text(self.fingerprint)
        say(f"  {self.name}: done in {time.monotonic() - started:.1f} s{f' ({remark})' if remark else ''}")


def run_lanes(lanes: list[list[Step]]) -> list[str]:
    """Run the lanes side by side, the steps of one lane one after the other; the sentences of what failed."""
    failures = []

    def run_lane(lane: list[Step]) -> None:
        for step in lane:
            try:
                step.run()
            except SetupError as error:
                say(f"  {step.name}: FAILED. {error}")
                failures.append(f"{step.name}: {error}")
                return

    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        for lane in [pool.submit(run_lane, lane) for lane in lanes]:
            lane.result()
    return failures


_output = threading.Lock()


def say(sentence: str) -> None:
    """Print one whole line at once, whoever else is printing."""
    with _output:
        print(sentence, flush=True)


_running: set[subprocess.Popen] = set()
_interrupted = threading.Event()
_kept_open: list[int] = []  # the lock's descriptor: an orphan of ours keeps the lock until it ends


def command(*words: str | Path, log: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
    """Run a program, its output into ``.sandbox/log/<log>.log``.

    :raises SetupError: with the output's last lines when the program fails, or does not exist
    """
    if _interrupted.is_set():
        raise InterruptedSetupError("interrupted")
    LOGS.mkdir(parents=True, exist_ok=True)
    log_path = LOGS / f"{log}.log"
    with log_path.open("ab") as output:
        status = _status_of([str(word) for word in words], stdout=output, env=os.environ | (env or {}), cwd=cwd)
    if _interrupted.is_set():
        raise InterruptedSetupError("interrupted")
    if status:
        tail = log_path.read_text(errors="replace").splitlines()[-12:]
        raise SetupError("\n    ".join([f"{words[0]} ended with status {status}; {log_path} ends with:", *tail]))


def _status_of(words: list[str], **options: Any) -> int:
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            pass_fds=_kept_open,
            start_new_session=True,
            **options,
        )
    except FileNotFoundError as error:
        raise SetupError(f"the program {words[0]} is missing") from error
    _running.add(process)
    try:
        return process.wait()
    finally:
        _running.discard(process)


def output_of(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """What a program prints, or nothing where it fails or does not exist."""
    try:
        finished = subprocess.run(
            [str(word) for word in words], env=os.environ | (env or {}), capture_output=True, text=True
        )
    except FileNotFoundError:
        return ""
    return "" if finished.returncode else finished.stdout


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the sandbox's lock, so that two runs at once follow each other; on a signal, end what was started."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    with LOCK_FILE.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work here; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _kept_open[:] = [lock.fileno()]
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _interrupt)
        yield


def _interrupt(_number: int, _frame: object) -> None:
    """Let every lane stop at its next command, and end the running ones with their children."""
    _interrupted.set()
    for process in list(_running):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder to fill that takes the target's place only when everything went well."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    yield fresh
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
