"""Postfix's ``smtp-sink``: a real SMTP server on loopback that takes every mail, counts it and keeps none."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from testbed.paths import free_port

CONNECTIONS = 1000
COUNTED = re.compile(rb"mesg=(\d+)")


class Sink:
    """A running sink on a port of 127.0.0.1."""

    def __init__(self, port: int, counters: Path) -> None:
        self.port = port
        self._counters = counters

    def count(self) -> int:
        """How many mails it has taken so far."""
        counted = COUNTED.findall(self._counters.read_bytes())
        return int(counted[-1]) if counted else 0


def find_sink() -> str | None:
    """The program, where the machine has Postfix."""
    return shutil.which("smtp-sink", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """Run the sink.

    :raises RuntimeError: where there is no Postfix
    """
    program = find_sink()
    if not program:
        raise RuntimeError("The benchmark needs smtp-sink of Postfix; install it with: apt-get install postfix")
    port = free_port()
    as_user = ["-u", "postfix"] if os.geteuid() == 0 else []
    with TemporaryDirectory() as folder, Path(folder, "counters").open("wb") as counters:
        process = subprocess.Popen(
            [program, "-c", *as_user, f"127.0.0.1:{port}", str(CONNECTIONS)],
            stdin=subprocess.DEVNULL,
            stdout=counters,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield Sink(port, Path(counters.name))
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("smtp-sink did not start")
