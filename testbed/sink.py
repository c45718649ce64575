"""Postfix's ``smtp-sink``: a real SMTP server on loopback that takes every mail and keeps none."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from testbed.paths import free_port

CONNECTIONS = 1000


def find_sink() -> str | None:
    """The program, where the machine has Postfix."""
    return shutil.which("smtp-sink", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Run the sink; yields its port.

    :raises RuntimeError: where there is no Postfix
    """
    program = find_sink()
    if not program:
        raise RuntimeError("The benchmark needs smtp-sink of Postfix; install it with: apt-get install postfix")
    port = free_port()
    process = subprocess.Popen(
        [program, *(["-u", "postfix"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", str(CONNECTIONS)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
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
