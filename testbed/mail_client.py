"""What a person does in a mail program: read by IMAP, reply and write by SMTP."""

import imaplib
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import formatdate, make_msgid, parseaddr

from testbed.mail_world import MailWorld


class Mailbox:
    """One account of a mail world, with its owner in front of it."""

    def __init__(self, world: MailWorld, address: str, password: str = "secret") -> None:
        self.world = world
        self.address = address
        self._password = password

    def messages(self) -> list[EmailMessage]:
        """Everything in the inbox, oldest first; nothing is marked as read.

        :raises imaplib.IMAP4.error: on a wrong password
        """
        with self._inbox() as connection:
            _, found = connection.search(None, "ALL")
            numbers = found[0].decode().replace(" ", ",")
            if not numbers:
                return []
            _, parts = connection.fetch(numbers, "(BODY.PEEK[])")
        return [message_from_bytes(part[1], policy=default) for part in parts if isinstance(part, tuple)]

    def count(self, criterion: str = "ALL") -> int:
        """How many messages of the inbox meet a criterion of IMAP's SEARCH (RFC 3501, 6.4.4)."""
        with self._inbox() as connection:
            return len(connection.search(None, criterion)[1][0].split())

    def clear(self) -> None:
        """Delete everything in the inbox."""
        with self._inbox(readonly=False) as connection:
            if connection.search(None, "ALL")[1][0]:
                connection.store("1:*", "+FLAGS", "\\Deleted")
                connection.expunge()

    @contextmanager
    def _inbox(self, *, readonly: bool = True) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.world.imap_port, timeout=30) as connection:
            connection.login(self.address, self._password)
            connection.select("INBOX", readonly=readonly)
            yield connection

    def wait_for(self, wanted: str | Callable[[EmailMessage], bool], timeout: float = 30) -> EmailMessage:
        """The first message whose subject is ``wanted``, or that the function accepts.

        :raises TimeoutError: when none has come within ``timeout`` seconds; says what is there
        """
        accepts = wanted if callable(wanted) else lambda message: message["Subject"] == wanted
        deadline = time.monotonic() + timeout
        while True:
            messages = self.messages()
            for message in messages:
                if accepts(message):
                    return message
            if time.monotonic() > deadline:
                subjects = [str(message["Subject"]) for message in messages]
                raise TimeoutError(f"{self.address} got nothing that fits within {timeout} s, only {subjects}")
            time.sleep(0.2)

    def reply(
        self,
        message: EmailMessage,
        text: str,
        from_address: str | None = None,
        subject: str | None = None,
        **headers: str,
    ) -> str:
        """Answer a message as mail programs do (RFC 5322, 3.6.4) and return the Message-ID of the answer.

        It goes to Reply-To, else From. ``headers`` are further ones, ``Auto_Submitted="auto-replied"``; given None,
        a header is left out.
        """
        references = " ".join(filter(None, [message["References"], message["Message-ID"]]))
        threading_headers = {"In-Reply-To": message["Message-ID"], "References": " ".join(references.split())}
        return self.send(
            parseaddr(str(message["Reply-To"] or message["From"]))[1],
            subject or _reply_subject(str(message["Subject"] or "")),
            f"{text}\n\n{_quoted(message)}",
            from_address=from_address,
            **(threading_headers | {name.replace("_", "-"): value for name, value in headers.items()}),
        )

    def send(self, to: str, subject: str, text: str, from_address: str | None = None, **headers: str | None) -> str:
        """Write a new message and return its Message-ID."""
        sender = from_address or self.address
        message = EmailMessage()
        standard = {
            "From": sender,
            "To": to,
            "Subject": subject,
            "Date": formatdate(localtime=True),
            "Message-ID": make_msgid(domain=sender.rpartition("@")[2].strip(">")),
        }
        for name, value in (standard | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            if value is not None:
                message[name] = value
        message.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.world.smtp_port, timeout=30) as connection:
            connection.sendmail(parseaddr(sender)[1], [parseaddr(to)[1]], message.as_bytes(policy=SMTP))
        return str(message["Message-ID"])


def _reply_subject(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _quoted(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    lines = body.get_content().splitlines() if body else []
    return "\n".join([f"{message['From']} wrote:", *(f"> {line}" for line in lines)])
