"""What a mail program calls as ``sendmail`` (sendmail(8)): hands a mail over to an SMTP port on loopback.

Started as ``sendmail.py PORT ADDRESS [sendmail's options and recipients]``, where ADDRESS is whose sendmail it is.
Standard library only, and nothing of this project: any Python may run it, from any folder.
"""

import getopt
import re
import smtplib
import sys
from email import message_from_bytes
from email.message import Message
from email.utils import formatdate, getaddresses, make_msgid

# Letters with a colon take a value; what is not used here is taken and ignored, as in -oi.
OPTIONS = "tif:F:o:b:"


def main(port: str, address: str, *words: str) -> None:
    """Send what stands on standard input.

    :param words: ``-t`` takes the recipients from the mail's headers, ``-f SENDER`` sets the envelope's sender, which
        may be empty, or a login in the domain of ``address``
    """
    options, recipients = getopt.getopt(list(words), OPTIONS)
    sender = dict(options).get("-f", address)
    if sender and "@" not in sender:
        sender = f"{sender}@{address.rpartition('@')[2]}"
    content = sys.stdin.buffer.read()
    message = message_from_bytes(content)
    if ("-t", "") in options:
        recipients += addressed(message)
    with smtplib.SMTP("127.0.0.1", int(port), timeout=30) as connection:
        connection.sendmail(sender, recipients, re.sub(rb"\r?\n", b"\r\n", added_headers(message, address) + content))


def addressed(message: Message) -> list[str]:
    """Every address that the mail itself names as a recipient."""
    fields = [str(field) for name in ("To", "Cc") for field in message.get_all(name, [])]
    return [address for _, address in getaddresses(fields) if address]


def added_headers(message: Message, address: str) -> bytes:
    """The headers that the mail lacks and every mail must have: a local mail server adds them (RFC 6409, 8)."""
    standard = {"From": address, "Date": formatdate(localtime=True), "Message-ID": make_msgid(domain="local.test")}
    return "".join(f"{name}: {value}\n" for name, value in standard.items() if name not in message).encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
