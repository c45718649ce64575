"""A real mail world on loopback: an MTA in front of Dovecot, for Odoo and for the people who answer."""

from collections.abc import Collection
from enum import Enum
from types import TracebackType
from typing import Self

from testbed.deliveries import Deliveries
from testbed.dovecot import Dovecot
from testbed.faults import Faults
from testbed.mta import Mta

VACATION = """\
require ["vacation", "vacation-seconds"];
vacation :seconds 0 :subject "{subject}" "{text}";
"""


class Protocol(Enum):
    """How a mailbox is read; the value is Odoo's word for it."""

    IMAP = "imap"
    POP3 = "pop"


class MailWorld:
    """SMTP, IMAP and POP3 on free ports of 127.0.0.1, for any domain; use it as a context manager.

    ``deliveries`` is everything accepted by SMTP, one entry per recipient; ``faults`` is what shall go wrong. Mails
    to addresses at ``sink.test`` are accepted and counted, and stored nowhere. An address without an account is
    unknown, and the envelope sender gets a notice. With ``login=(user, password)`` there is a second SMTP port,
    ``auth_smtp_port``, that wants AUTH PLAIN or LOGIN with these; ``login`` may be changed later.
    """

    def __init__(self, login: tuple[str, str] | None = None) -> None:
        self._mta = Mta(lambda: self._dovecot.lmtp_port, login)
        self._dovecot = Dovecot(submission_port=self._mta.port)

    @property
    def smtp_port(self) -> int:
        return self._mta.port

    @property
    def auth_smtp_port(self) -> int | None:
        return self._mta.auth_port

    @property
    def imap_port(self) -> int:
        return self._dovecot.imap_port

    @property
    def pop3_port(self) -> int:
        return self._dovecot.pop3_port

    def port_of(self, protocol: Protocol) -> int:
        return {Protocol.IMAP: self.imap_port, Protocol.POP3: self.pop3_port}[protocol]

    @property
    def deliveries(self) -> Deliveries:
        return self._mta.deliveries

    @property
    def faults(self) -> Faults:
        return self._mta.faults

    @property
    def login(self) -> tuple[str, str] | None:
        return self._mta.login

    @login.setter
    def login(self, login: tuple[str, str]) -> None:
        self._mta.login = login

    @property
    def sink_seconds(self) -> float:
        """How long each mail to ``sink.test`` takes: half of it before it is accepted, half of it before the reply."""
        return self._mta.sink_seconds

    @sink_seconds.setter
    def sink_seconds(self, seconds: float) -> None:
        self._mta.sink_seconds = seconds

    @property
    def size_limit(self) -> int | None:
        """The largest mail in bytes that new SMTP connections take, announced as SIZE (RFC 1870); None: any."""
        return self._mta.size_limit

    @size_limit.setter
    def size_limit(self, size: int | None) -> None:
        self._mta.size_limit = size

    def add_account(self, address: str, password: str = "secret", aliases: Collection[str] = ()) -> None:
        """Create a mailbox; mail to the aliases arrives there too. ``*@domain`` stands for a whole domain's rest."""
        self._dovecot.add_account(address, password)
        self._mta.aliases[address.lower()] = address.lower()
        self._mta.aliases.update({alias.lower(): address.lower() for alias in aliases})

    def set_sieve(self, address: str, script: str) -> None:
        """Handle arriving mail by a Sieve script (RFC 5228)."""
        self._dovecot.set_sieve(address, script)

    def set_vacation(self, address: str, text: str, subject: str = "Out of office") -> None:
        """Answer each mail to this address as an absent person's mailbox does (RFC 5230)."""
        self.set_sieve(address, VACATION.format(subject=subject, text=text))

    def settle(self, timeout: float = 30) -> None:
        """Wait until every accepted mail is in its mailbox or returned."""
        self._mta.settle(timeout)

    def start(self) -> None:
        self._mta.start()
        try:
            self._dovecot.start()
        except BaseException:
            self._mta.stop()
            raise

    def stop(self) -> None:
        self._mta.stop()
        self._dovecot.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
