"""What an SMTP server's refusal says of an email (semantics 6)."""

import re

from ..mail_headers import one_line
from .values import Outcome

CLOSING = 421  # "service not available, closing transmission channel", to any command: RFC 5321 section 3.8
TEMPORARY = range(400, 500)  # RFC 5321 section 4.2.1
# By what the server refused, how that is called in a trace: for good, and for the moment.
REFUSED = {
    "connection": ("account_unreachable", "account_busy"),
    "login": ("account_login", "account_busy"),
    "sender": ("account_refused", "account_busy"),
    "recipient": ("recipient_refused", "recipient_refused"),
    "message": ("message_refused", "message_refused"),
}
# X.4.5 is congestion in RFC 3463, and what Gmail says with the daily limit; Exchange says "submission quota".
QUOTA = re.compile(
    r"\b[45]\.4\.5\b|\bdaily (user )?sending (limit|quota)|\bsubmission quota|\bsending (limit|quota)|"
    r"\b(message|sending|outgoing) rate|\bquota exceeded for (the )?sender|\btoo many (messages|emails|mails)\b",
    re.IGNORECASE,
)
OF_MAIL = ("sender", "recipient", "message")  # what is refused of one email
STATUS = re.compile(r"(?<![\d.])[45]\.(\d{1,3}\.\d{1,3})(?!\.?\d)")  # an enhanced code, without its class: RFC 3463
# Message length exceeds administrative limit, message too big for system: RFC 3463 sections 3.3 and 3.4.
TOO_LARGE = frozenset({"2.3", "3.4"})
COURIER_TOO_LARGE = 523  # a code of its own
EXCEEDED = 552  # at MAIL FROM "message size exceeds fixed maximum" (RFC 1870 6.1), at RCPT TO that the mailbox is full
SIZE_WORDS = re.compile(
    r"\b(message|mail) (size|length) exceeds\b|\btoo much mail data\b|\b(message|mail)( file)? too (large|big)\b",
    re.IGNORECASE,
)
AUTHENTICATION = frozenset({530, 534, 535, 538})  # RFC 4954 section 6, RFC 3207 section 4
# Bad sender's mailbox and system address (RFC 3463 section 3.2), and Exchange's "send as".
OF_SENDER = frozenset({"1.7", "1.8", "7.60", "2.252"})
# Postfix tells at RCPT TO what it has against the sender or the client (smtpd_delay_reject), and names it first.
POSTFIX_OF_SENDER = re.compile(r"[45]\.\d+\.\d+ <[^<>]*>: (Sender address|Client host|Helo command) rejected\b")


def refusal(refused: str, code: int, words: str | bytes) -> Outcome:
    """The outcome of an email that the server refused: it certainly was not sent.

    :param refused: what was refused, a key of ``REFUSED``
    :param code: the server's reply code
    :param words: its text, with the enhanced status code (RFC 3463) if it gives one
    :return: status ``deferred`` if the server says that another try may succeed, else ``error``
    """
    reply = _server_reply(code, words)
    for_good, for_now = REFUSED[_to_blame(refused, code, reply)]
    if QUOTA.search(reply) and not _is_of_mailbox(refused, reply):
        failure = "account_quota"
    elif code == CLOSING:
        failure = "account_busy"
    elif _is_too_large(refused, code, reply):
        failure = "too_large"
    else:
        failure = for_now if code in TEMPORARY else for_good
    return Outcome("deferred" if code in TEMPORARY else "error", failure, reply)


def _to_blame(refused: str, code: int, reply: str) -> str:
    """What the server has refused, a key of ``REFUSED``: its words may tell more than the command that it answers."""
    status = _status(reply)
    if refused in ("recipient", "message") and (
        code in AUTHENTICATION or status in OF_SENDER or POSTFIX_OF_SENDER.match(reply.partition(" ")[2])
    ):
        return "sender"
    # X.6 is message content or media (RFC 3463 section 3.7), which MAIL FROM announces (RFC 6152, RFC 6531).
    return "message" if refused == "sender" and status.startswith("6.") else refused


def _is_too_large(refused: str, code: int, reply: str) -> bool:
    """Whether the server refused this email for its size; it may accept another email of the same sender."""
    if refused not in OF_MAIL:
        return False
    status = _status(reply)
    if status in TOO_LARGE or code == COURIER_TOO_LARGE:
        return True
    if refused == "sender":
        return code == EXCEEDED and not status
    return refused == "message" and code in (EXCEEDED, 554) and bool(SIZE_WORDS.search(reply))


def _is_of_mailbox(refused: str, reply: str) -> bool:
    """Whether it is the recipient's mailbox that gets too much, and not the account that sends too much."""
    return refused == "recipient" and _status(reply).startswith("2.")  # RFC 3463 section 3.3


def _status(reply: str) -> str:
    """The first enhanced status code in the reply, such as "5.2" of "X.5.2"; "" if it has none."""
    found = STATUS.search(reply)
    return found[1] if found else ""


def _server_reply(code: int, words: str | bytes) -> str:
    """The server's reply in one line, such as ``550 5.1.1 No such user``."""
    return one_line(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
