"""A guard against code whose time grows with the square of its input: no measurement, so noise cannot break it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 30  # hundreds of times what linear code needs for the tests' inputs, a fraction of what other code does


@contextmanager
def must_end() -> Iterator[None]:
    """Fail where the body is still busy after half a minute."""

    def give_up(_signal, _frame):
        raise AssertionError(f"still busy after {SECONDS} seconds: not linear in its input")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
