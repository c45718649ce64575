"""What may go wrong between an SMTP client and its server, played on demand."""

import threading
from enum import Enum


class Fault(Enum):
    """A scripted misfortune.

    That at the connection is looked up by ``"*"``, those at MAIL by the envelope sender, the others by the recipient.
    """

    CONNECT_421 = "421 4.3.2 Too many connections, try again later"
    MAIL_421 = "421 4.3.2 Service shutting down, closing the connection"
    RCPT_450 = "450 4.2.1 Mailbox busy, try again later"
    RCPT_550 = "550 5.1.1 No such user here"
    DROP_AT_RCPT = "the connection breaks before the recipient is accepted"
    HANG_AT_RCPT = "the server says nothing more after the sender"
    DATA_552 = "552 5.2.3 Message exceeds the size limit"
    DATA_554 = "554 5.7.1 Message refused"
    DROP_IN_DATA = "the connection breaks before the mail is transferred; it is not accepted"
    DROP_AFTER_DATA = "the connection breaks after the mail was transferred; it is not accepted"
    DROP_AFTER_ACCEPTING = "the mail is accepted and delivered, but the connection breaks before the reply"
    HANG = "the server takes the mail and says nothing more"


EVERYBODY = "*"


class Faults:
    """The faults to play, by address; ``"*"`` stands for every address that has none of its own.

    ``faults["ada@example.test"] = Fault.RCPT_450`` plays for ever, a list of faults one after the other, then no
    more. ``del faults[address]`` ends it. Safe to change while mail arrives.
    """

    def __init__(self) -> None:
        self._by_address: dict[str, Fault | list[Fault]] = {}
        self._lock = threading.Lock()

    def __setitem__(self, address: str, fault: Fault | list[Fault]) -> None:
        with self._lock:
            self._by_address[address.lower()] = list(fault) if isinstance(fault, list) else fault

    def __delitem__(self, address: str) -> None:
        with self._lock:
            self._by_address.pop(address.lower(), None)

    def clear(self) -> None:
        with self._lock:
            self._by_address.clear()

    def take(self, address: str, *kinds: Fault) -> Fault | None:
        """The fault to play now for this address if it is one of these kinds; counts it as played."""
        with self._lock:
            for key in (address.lower(), EVERYBODY):
                planned = self._by_address.get(key)
                fault = planned[0] if isinstance(planned, list) and planned else planned
                if fault in kinds:
                    if isinstance(planned, list):
                        planned.pop(0)
                    return fault
                if planned:
                    return None
        return None
