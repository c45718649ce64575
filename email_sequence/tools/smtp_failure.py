"""What an SMTP server's refusal says of a mail (specification section 6)."""

import re

from .mail_headers import one_line
from .sending import Outcome

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


def refusal(refused: str, code: int, words: str | bytes) -> Outcome:
    """The outcome of a mail that the server refused: it surely did not leave.

    :param refused: what was refused, a key of ``REFUSED``
    :param code: the server's reply code
    :param words: its text, with the enhanced status code (RFC 3463) where it gives one
    :return: status ``deferred`` where the server says that another try may succeed, else ``error``
    """
    reply = _server_reply(code, words)
    for_good, for_now = REFUSED[refused]
    if QUOTA.search(reply):
        failure = "account_quota"
    elif code == CLOSING:
        failure = "account_busy"
    else:
        failure = for_now if code in TEMPORARY else for_good
    return Outcome("deferred" if code in TEMPORARY else "error", failure, reply)


def _server_reply(code: int, words: str | bytes) -> str:
    """The server's reply in one line, such as ``550 5.1.1 No such user``."""
    return one_line(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
