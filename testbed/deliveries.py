"""What a mail server has accepted, one entry per recipient, so that a test can count."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True)
class Delivery:
    """One mail accepted for one recipient; ``at`` is in UTC, ``content`` what the client sent."""

    envelope_from: str
    recipient: str
    content: bytes
    at: datetime

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


class Deliveries:
    """Every delivery in the order of acceptance; safe to read while mail arrives."""

    def __init__(self) -> None:
        self._all: list[Delivery] = []
        self._changed = threading.Condition()

    def add(self, envelope_from: str, recipient: str, content: bytes) -> None:
        """Note that a mail was accepted, now."""
        with self._changed:
            self._all.append(Delivery(envelope_from, recipient, content, datetime.now(UTC)))
            self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Delivery]:
        with self._changed:
            return iter(list(self._all))

    def to(self, address: str) -> list[Delivery]:
        """The deliveries to one recipient."""
        return [delivery for delivery in self if delivery.recipient.lower() == address.lower()]

    def per_recipient(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(delivery.recipient.lower() for delivery in self)

    def clear(self) -> None:
        with self._changed:
            self._all.clear()

    def wait_until(self, condition: Callable[["Deliveries"], bool], timeout: float = 30) -> None:
        """Wait until the condition holds, looking again at each delivery.

        :raises TimeoutError: when it does not within ``timeout`` seconds
        """
        deadline = time.monotonic() + timeout
        while not condition(self):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not within {timeout} s; {len(self)} deliveries so far")
            with self._changed:
                self._changed.wait(min(left, 0.2))
