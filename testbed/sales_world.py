"""A company that sells by email sequences: Odoo with the addon, connected with a mail world, driven from outside."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from testbed.mail_client import Mailbox
from testbed.mail_world import MailWorld, Protocol
from testbed.odoo_client import OdooClient, OdooFault
from testbed.odoo_database import build_database
from testbed.odoo_server import OdooServer
from testbed.paths import ROOT

DOMAIN = "example.test"
SELLER = f"sam@{DOMAIN}"
CATCHALL, BOUNCE = f"catchall@{DOMAIN}", f"bounce@{DOMAIN}"
MODULES = ("email_sequence", "email_sequence_testbed")
SECONDS_BETWEEN_FETCHES = 1
CONFIRM_ATTEMPTS = 5
SUBSCRIPTION_FIELDS = ["partner_id", "email", "state", "pause_reason", "pause_note", "next_step_id",
                       "scheduled_datetime", "next_sentence"]  # fmt: skip


class SalesWorld:
    """Odoo, its mail server and the people who write to it; a context manager.

    ``odoo`` is the external API as the administrator, who is also the seller ``sam@example.test``; ``mail`` the mail
    world; ``server`` the Odoo process. Odoo's own scheduled action fetches the mail; it is woken each second where
    a real Odoo does it every few minutes. ``source`` is the folder with this project's addons.
    """

    def __init__(
        self,
        database: str,
        *,
        demo: bool = False,
        mail: MailWorld | None = None,
        modules: Iterable[str] = (),
        server_wide: Sequence[str] = (),
        source: Path = ROOT,
    ) -> None:
        self.database = database
        self._demo = demo
        self._modules = {*MODULES, *modules}
        self._server_wide = server_wide
        self._source = source
        self.mail = mail or MailWorld()
        self._stack = ExitStack()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            build_database(self.database, self._modules, demo=self._demo, source=self._source)
            stack.enter_context(self.mail)
            self.server = stack.enter_context(
                OdooServer(self.database, server_wide=self._server_wide, source=self._source)
            )
            self.odoo = OdooClient(self.server.url, self.database)
            self._connect_with_mail()
            stack.callback(self._over.set)
            threading.Thread(target=self._wake_crons, daemon=True).start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    # ---- Odoo's side of the mail

    def _connect_with_mail(self) -> None:
        self.mail.add_account(SELLER)
        self.mail.add_account(CATCHALL, aliases=[BOUNCE])
        domain = self.odoo.create("mail.alias.domain", {"name": DOMAIN})
        self.odoo.write("res.company", self.odoo.ref("base.main_company"), {"alias_domain_id": domain})
        self.odoo.write(
            "res.users",
            self.odoo.uid,
            {"name": "Sam Seller", "email": SELLER, "notification_type": "inbox", "tz": "UTC"},
        )
        self.mail_server_id = self.odoo.create(
            "ir.mail_server",
            {
                "name": "The seller's account",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.mail.smtp_port,
                "smtp_encryption": "none",
            },
        )
        self.fetch_from(CATCHALL, Protocol.IMAP)

    def fetch_from(self, address: str, protocol: Protocol) -> int:
        """Synchronise a mailbox with Odoo; returns the incoming mail server's id."""
        server = self.odoo.create(
            "fetchmail.server",
            {
                "name": address,
                "server_type": protocol.value,
                "server": "127.0.0.1",
                "port": self.mail.port_of(protocol),
                "is_ssl": False,
                "user": address,
                "password": "secret",
            },
        )
        self._confirm_login(server)
        return server

    def fetch_by(self, address: str, protocol: Protocol, port: int | None = None) -> None:
        """Let Odoo fetch a synchronised mailbox by this protocol from now on, which begins with what comes then."""
        Mailbox(self.mail, address).clear()
        servers = self.odoo.search("fetchmail.server", [["user", "=", address]])
        values = {"server_type": protocol.value, "port": port or self.mail.port_of(protocol)}
        self.odoo.write("fetchmail.server", servers, values)

    def wait_until_fetched(self, address: str = CATCHALL, timeout: float = 30) -> None:
        """Wait until Odoo has processed all mail that was sent to a mailbox: by POP3 it then deletes it."""
        self.mail.settle()
        (server,) = self.odoo.search_read("fetchmail.server", [["user", "=", address]], ["server_type"])
        waiting = {Protocol.IMAP: "UNSEEN", Protocol.POP3: "ALL"}[Protocol(server["server_type"])]
        mailbox = Mailbox(self.mail, address)

        def is_done() -> bool:
            if mailbox.count(waiting):
                return False
            time.sleep(0.1)  # a mail that Odoo has just taken by IMAP counts as read for a moment
            return not mailbox.count(waiting)

        wait_until(is_done, timeout, lambda: f"{address} has {mailbox.count(waiting)} mails")

    def _confirm_login(self, server: int) -> None:
        """Odoo does not try again by itself here: its button turns the cron's concurrent update into a refusal."""
        for _attempt in range(CONFIRM_ATTEMPTS - 1):
            with suppress(OdooFault):
                self.odoo.call("fetchmail.server", "button_confirm_login", [server])
                return
            time.sleep(SECONDS_BETWEEN_FETCHES)
        self.odoo.call("fetchmail.server", "button_confirm_login", [server])

    def _wake_crons(self) -> None:
        while not self._over.wait(SECONDS_BETWEEN_FETCHES):
            with suppress(OSError, OdooFault):  # Odoo is being restarted
                self.odoo.call("email.sequence.subscription", "testbed_wake_crons")

    # ---- what people do

    def person(self, name: str, *, with_mailbox: bool = True, email: str | None = None) -> tuple[int, Mailbox]:
        """A contact, and the mailbox that its address has (``with_mailbox=False``: the address does not exist)."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@{DOMAIN}"
        if with_mailbox:
            self.mail.add_account(email)
        return self.odoo.create("res.partner", {"name": name, "email": email}), Mailbox(self.mail, email)

    def template(self, subject: str, text: str = "How are you?") -> int:
        """A shared email template on contacts."""
        return self.odoo.create(
            "mail.template",
            {
                "name": subject,
                "model_id": self.odoo.search("ir.model", [["model", "=", "res.partner"]])[0],
                "subject": subject,
                "body_html": f"<p>Hello <t t-out='object.name'/>,</p><p>{text}</p>",
            },
        )

    def sequence(self, name: str, steps: Iterable[tuple[str, int]], *, windows: str = "every_day_any_time") -> int:
        """An activated sequence; ``steps`` are pairs of subject and delay in days, ``windows`` the preset's name."""
        commands = [
            [0, 0, {"template_id": self.template(subject), "delay_days": delay, "sequence": number}]
            for number, (subject, delay) in enumerate(steps, 1)
        ]
        sequence = self.odoo.create(
            "email.sequence",
            {
                "name": name,
                "schedule_id": self.odoo.ref(f"email_sequence.schedule_{windows}"),
                "step_ids": commands,
            },
        )
        self.odoo.call("email.sequence", "action_activate", [sequence])
        return sequence

    def subscribe(self, sequence: int, *partners: int) -> list[int]:
        """Subscribe contacts; returns the ids of the subscriptions, in their order."""
        result = self.odoo.call("email.sequence", "subscribe", [sequence], list(partners))
        if result["skipped"]:
            raise AssertionError(f"not subscribed: {result['skipped']}")
        return result["subscribed"]

    def subscription(self, subscription: int) -> dict:
        return self.odoo.read("email.sequence.subscription", subscription, *SUBSCRIPTION_FIELDS)

    def traces(self, subscription: int) -> list[dict]:
        """The mails of a subscription, oldest first."""
        return self.odoo.search_read(
            "email.sequence.trace",
            [["subscription_id", "=", subscription]],
            ["trace_status", "message_id", "subject", "sent_datetime", "reply_datetime", "failure_reason"],
            order="id",
        )

    def pass_days(self, days: int) -> None:
        """Let days pass for email sequences; see the testbed's addon for what this does."""
        self.odoo.call("email.sequence.subscription", "testbed_pass_days", days)

    def pass_minutes(self, minutes: int) -> None:
        """As :meth:`pass_days`, but minutes."""
        self.odoo.call("email.sequence.subscription", "testbed_pass_minutes", minutes)

    def wait_for_state(self, subscription: int, state: str, reason: str | bool = False, timeout: float = 30) -> dict:
        """Wait until a subscription is in this state for this reason; returns it."""

        def holds() -> dict | None:
            now = self.subscription(subscription)
            return now if (now["state"], now["pause_reason"]) == (state, reason) else None

        return wait_until(holds, timeout, lambda: f"subscription is {self.subscription(subscription)}")

    def wait_for_sent(self, subscription: int, count: int, timeout: float = 30) -> list[dict]:
        """Wait until so many mails of a subscription are recorded as sent; returns them."""

        def holds() -> list[dict] | None:
            sent = [trace for trace in self.traces(subscription) if trace["sent_datetime"]]
            return sent if len(sent) >= count else None

        return wait_until(holds, timeout, lambda: f"traces are {self.traces(subscription)}")


def wait_until(condition: Callable, timeout: float = 30, what_is: Callable[[], str] = lambda: ""):
    """The condition's first true value.

    :raises TimeoutError: when there is none within ``timeout`` seconds; says what is there instead
    """
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout} s; {what_is()}")
        time.sleep(0.3)
    return value
