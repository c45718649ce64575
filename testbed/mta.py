"""A mail transfer agent on loopback: takes mail by SMTP, delivers it by LMTP, returns notices, plays faults.

Nothing ever leaves the machine: every domain is local, and whoever has no mailbox is unknown.
"""

import asyncio
import logging
import smtplib
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from testbed.deliveries import Deliveries
from testbed.faults import EVERYBODY, Fault, Faults
from testbed.notices import failure_notice
from testbed.paths import free_port

HOST = "mx.example.test"
SINK_DOMAIN = "sink.test"
RETRIES_AFTER = (0.2, 1, 3)
PERMANENT = 500
HANG_SECONDS = 3600

_logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's


class Mta:
    """SMTP on ``port``, and on ``auth_port`` for those who know ``login``; both serve the same queue.

    :param lmtp_port: a function, as the mailbox server is usually started after this one
    :param login: user and password that ``auth_port`` wants; without it there is no such port
    """

    def __init__(self, lmtp_port: Callable[[], int], login: tuple[str, str] | None = None) -> None:
        self.deliveries = Deliveries()
        self.faults = Faults()
        self.aliases: dict[str, str] = {}
        self.sink_domains = {SINK_DOMAIN}
        self.sink_seconds = 0.0
        self.size_limit: int | None = None
        self.login = login
        self.port = free_port()
        self.auth_port = free_port() if login else None
        self._lmtp_port = lmtp_port
        self._queue = ThreadPoolExecutor(max_workers=4, thread_name_prefix="mta")
        self._queued = 0
        self._settled = threading.Condition()
        handler = _Handler(self)
        self._controllers = [_Controller(handler, self.port)]
        if login:
            self._controllers.append(_Controller(handler, self.auth_port, self._authenticate))

    def start(self) -> None:
        for controller in self._controllers:
            controller.start()

    def stop(self) -> None:
        """Refuse new mail at once; drop what is still queued."""
        for controller in self._controllers:
            controller.stop()
        self._queue.shutdown(wait=True, cancel_futures=True)

    def accept(self, envelope: Envelope, helo: str) -> None:
        """Note each recipient's delivery and queue the mail."""
        received = f"Received: from {helo} by {HOST} with ESMTP; {formatdate(localtime=False)}\r\n".encode()
        for recipient in envelope.rcpt_tos:
            self.deliveries.add(envelope.mail_from, recipient, envelope.content)
            if not self.is_sink(recipient):
                self._enqueue(envelope.mail_from, recipient, received + envelope.content)

    def is_sink(self, address: str) -> bool:
        """Whether mails to this address are counted and stored nowhere."""
        return address.lower().rpartition("@")[2] in self.sink_domains

    def settle(self, timeout: float = 30) -> None:
        """Wait until everything accepted so far is in its mailbox or returned.

        :raises TimeoutError: when it is not within ``timeout`` seconds
        """
        with self._settled:
            if not self._settled.wait_for(lambda: not self._queued, timeout):
                raise TimeoutError(f"{self._queued} mails still queued after {timeout} s")

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        offered = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=offered == self.login, handled=False)

    def _enqueue(self, sender: str, recipient: str, content: bytes) -> None:
        with self._settled:
            self._queued += 1
        self._queue.submit(self._deliver_and_count, sender, recipient, content)

    def _deliver_and_count(self, sender: str, recipient: str, content: bytes) -> None:
        try:
            self._deliver(sender, recipient, content)
        except Exception:
            _logger.exception("mail to %s is lost", recipient)
        finally:
            with self._settled:
                self._queued -= 1
                self._settled.notify_all()

    def _deliver(self, sender: str, recipient: str, content: bytes) -> None:
        """Hand a mail to the mailbox server, several times if it is busy; return a notice where it refuses."""
        for pause in (*RETRIES_AFTER, None):
            refusal = self._lmtp(sender, self._mailbox_of(recipient), content)
            if refusal is None:
                return
            code, reason = refusal
            if code >= PERMANENT or pause is None:
                break
            time.sleep(pause)
        if sender:
            self._enqueue("", sender, failure_notice(HOST, sender, recipient, f"{code} {reason}", content))

    def _lmtp(self, sender: str, mailbox: str, content: bytes) -> tuple[int, str] | None:
        """Deliver once; the code and text of a refusal."""
        try:
            with smtplib.LMTP("127.0.0.1", self._lmtp_port(), timeout=30) as connection:
                connection.sendmail(sender, [mailbox], content)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = error.recipients[mailbox]
            return code, reason.decode(errors="replace")
        except smtplib.SMTPResponseException as error:
            return error.smtp_code, str(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return 451, f"4.3.0 {error}"
        return None

    def _mailbox_of(self, recipient: str) -> str:
        """The account behind an address: itself, an alias, or the domain's ``*@domain``."""
        address = recipient.lower()
        return self.aliases.get(address) or self.aliases.get(f"*@{address.rpartition('@')[2]}") or address


class _Handler:
    """aiosmtpd's hooks. What has no ``await`` between reading and accepting cannot be half done."""

    def __init__(self, mta: Mta) -> None:
        self._mta = mta

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if self._mta.faults.take(address, Fault.MAIL_421):
            await server.push(Fault.MAIL_421.value)
            raise _break(server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        fault = self._mta.faults.take(address, Fault.DROP_AT_RCPT, Fault.HANG_AT_RCPT, Fault.RCPT_450, Fault.RCPT_550)
        if fault == Fault.HANG_AT_RCPT:
            await asyncio.sleep(HANG_SECONDS)
        if fault == Fault.DROP_AT_RCPT:
            raise _break(server)
        if fault:
            return fault.value
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refusals = (Fault.DATA_552, Fault.DATA_554)
        fault = self.take(envelope, *refusals, Fault.DROP_AFTER_DATA, Fault.DROP_AFTER_ACCEPTING, Fault.HANG)
        if fault in refusals:
            return fault.value
        if fault == Fault.HANG:
            await asyncio.sleep(HANG_SECONDS)
        if fault == Fault.DROP_AFTER_DATA:
            raise _break(server)
        await self._be_slow(envelope)
        self._mta.accept(envelope, session.host_name or "unknown")
        await self._be_slow(envelope)
        if fault == Fault.DROP_AFTER_ACCEPTING:
            raise _break(server)
        return "250 2.0.0 OK: queued"

    async def _be_slow(self, envelope: Envelope) -> None:
        """Half of the time that a mail to a sink takes."""
        if self._mta.sink_seconds and any(self._mta.is_sink(address) for address in envelope.rcpt_tos):
            await asyncio.sleep(self._mta.sink_seconds / 2)

    def size_limit(self) -> int | None:
        """The size that the server announces (RFC 1870), and the largest mail in bytes that it takes."""
        return self._mta.size_limit

    def refuses_connections(self) -> bool:
        return bool(self._mta.faults.take(EVERYBODY, Fault.CONNECT_421))

    def take(self, envelope: Envelope, *kinds: Fault) -> Fault | None:
        """The first fault of these kinds that is planned for a recipient of the envelope."""
        return next(filter(None, (self._mta.faults.take(address, *kinds) for address in envelope.rcpt_tos)), None)

    async def handle_exception(self, error: Exception) -> str:
        if isinstance(error, _BrokenError):
            raise error
        _logger.error("SMTP server failed", exc_info=error)
        return "451 4.3.0 Internal error"


class _BrokenError(ConnectionResetError):
    """The connection was broken on purpose; aiosmtpd then ends its session in silence."""


def _break(server: SMTP) -> _BrokenError:
    server.transport.close()
    return _BrokenError()


class _Session(SMTP):
    async def _handle_client(self) -> None:
        if self.event_handler.refuses_connections():
            await self.push(Fault.CONNECT_421.value)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.take(self.envelope, Fault.DROP_IN_DATA):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            raise _break(self)
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def __init__(self, handler: _Handler, port: int, authenticator: Callable | None = None) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=port)
        self._authenticator = authenticator

    def factory(self) -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # that a login without TLS is not safe; on loopback it is
            return _Session(
                self.handler,
                hostname=HOST,
                ident="ESMTP testbed",
                data_size_limit=self.handler.size_limit(),
                auth_required=self._authenticator is not None,
                auth_require_tls=False,
                authenticator=self._authenticator,
                loop=self.loop,
            )
