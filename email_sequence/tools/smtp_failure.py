"""What an SMTP server's refusal, or a broken connection, says of a mail (specification section 6)."""

import smtplib

from .mail_headers import one_line
from .sending import Outcome


def refusal(cause):
    """The outcome of a mail that the server, or the library before it, refused."""
    words = server_words(cause)
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        return Outcome("error", "recipient_refused", words)
    if isinstance(cause, smtplib.SMTPSenderRefused):
        return Outcome("error", "account_refused", words)
    if isinstance(cause, (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError, ValueError)):
        return Outcome("error", "message_refused", words)
    return Outcome("unknown", "interrupted", words)


def server_words(error):
    """The server's reply in one line, such as ``550 5.1.1 No such user``."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return one_line(str(error))
    return one_line(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
