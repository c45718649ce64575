"""What a single system test plays on: contacts and sequences of its own, and questions about what became of them."""

import itertools
import re
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from testbed.mail_client import Mailbox
from testbed.sales_world import CATCHALL, DOMAIN, SalesWorld

LOGIN = ("sam", "right password")  # of the mail server's port that wants one
PATIENCE = 30  # seconds that anything may take
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Contact:
    """A contact in Odoo and the person behind it."""

    partner: int
    email: str
    inbox: Mailbox


class Stage:
    """Names are made unique, so that tests do not meet; ``clear()`` deactivates the test's sequences."""

    def __init__(self, world: SalesWorld) -> None:
        self.world = world
        self.odoo = world.odoo
        self._number = next(_numbers)
        self._sequences: list[int] = []

    def clear(self) -> None:
        self.world.mail.faults.clear()
        self.world.mail.size_limit = None
        self.odoo.call("email.sequence", "action_deactivate", self._sequences)

    # ---- who and what there is

    def address(self, local_part: str, domain: str = DOMAIN) -> str:
        """An address that no other test has."""
        return f"{local_part}.{self._number}@{domain}"

    def contact(self, name: str, *, with_mailbox: bool = True) -> Contact:
        """A contact; without a mailbox its address does not exist."""
        email = self.address(name.lower())
        partner, inbox = self.world.person(name, with_mailbox=with_mailbox, email=email)
        return Contact(partner, email, inbox)

    def stranger(self, name: str) -> Mailbox:
        """A mailbox that no contact has."""
        self.world.mail.add_account(self.address(name))
        return Mailbox(self.world.mail, self.address(name))

    def sequence(self, *steps: tuple[str, int], name: str = "Sequence", mail_server: int | None = None) -> int:
        """An activated sequence of steps, given as subject and delay in days, whose windows are always open."""
        sequence = self.world.sequence(f"{name} {self._number}.{len(self._sequences)}", steps)
        self._sequences.append(sequence)
        if mail_server:
            self.odoo.write("email.sequence", sequence, {"mail_server_id": mail_server})
        return sequence

    def subscribe(self, sequence: int, contact: Contact) -> int:
        return self.world.subscribe(sequence, contact.partner)[0]

    def mailed(self, name: str, *steps: tuple[str, int]) -> tuple[Contact, int, EmailMessage]:
        """A contact that has got the first step of a sequence: the contact, the subscription and the mail."""
        contact = self.contact(name)
        subscription = self.subscribe(self.sequence(*(steps or [("A question", 0), ("Once more", 1)])), contact)
        self.world.wait_for_sent(subscription, 1)
        return contact, subscription, contact.inbox.wait_for(lambda mail: mail["From"])

    def sent_by_now(self, name: str = "Witness") -> None:
        """Wait until a mail subscribed just now has left: by then the dispatcher has looked at all that is due."""
        self.mailed(name)

    # ---- mails

    def send_raw(self, content: bytes, sender: str, *recipients: str) -> None:
        """Give these very bytes to the mail server."""
        with smtplib.SMTP("127.0.0.1", self.world.mail.smtp_port, timeout=60) as connection:
            connection.sendmail(sender, recipients, content)

    def until_fetched(self, address: str = CATCHALL, timeout: float = PATIENCE) -> None:
        """Wait until Odoo has processed every mail that was sent to a mailbox that it fetches."""
        self.world.wait_until_fetched(address, timeout)

    # ---- what became of it

    def state(self, subscription: int) -> tuple[str, str | bool]:
        """State and pause reason."""
        now = self.world.subscription(subscription)
        return now["state"], now["pause_reason"]

    def statuses(self, subscription: int) -> list[str]:
        """What became of each mail of a subscription, oldest first."""
        return [trace["trace_status"] for trace in self.world.traces(subscription)]

    def chatter(self, contact: Contact) -> list[dict]:
        """The messages of a contact, oldest first."""
        return self.odoo.search_read(
            "mail.message",
            [["model", "=", "res.partner"], ["res_id", "=", contact.partner]],
            ["message_type", "subject", "body", "message_id", "email_from"],
            order="id",
        )

    def in_chatter(self, contact: Contact, text: str) -> list[dict]:
        """The contact's messages that say ``text``, markup aside."""
        return [message for message in self.chatter(contact) if text in re.sub(r"<[^>]*>", "", message["body"])]

    def outcome(self, contact: Contact, subscriptions: Iterable[int], text: str) -> str:
        """What came of a mail that says ``text``: state and reason of subscriptions, and how often it was kept."""
        states = [": ".join(filter(None, self.state(subscription))) for subscription in subscriptions]
        return f"{', '.join(states)}, in the chatter: {len(self.in_chatter(contact, text))}"

    def delivered(self, contact: Contact) -> list[str]:
        """The subjects of the mails that the server took for a contact, in order."""
        return [str(delivery.message["Subject"]) for delivery in self.world.mail.deliveries.to(contact.email)]

    def pass_days_until_sent(self, days: int, subscriptions: Iterable[int], count: int) -> None:
        """Let days pass and wait until each of the subscriptions has so many sent mails."""
        self.world.pass_days(days)
        for subscription in subscriptions:
            self.world.wait_for_sent(subscription, count)

    def run(self, cron: str) -> None:
        """Run a scheduled action now, as an administrator may by hand; one that is running is waited for."""
        self.odoo.call("ir.cron", "method_direct_trigger", [self.odoo.ref(cron)])
