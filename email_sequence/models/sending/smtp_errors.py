"""What an exception means that was raised while an email was handed over by SMTP (semantics 6).

What the words and codes of a server's reply mean is read by ``tools/sending/smtp_failure.py``.
"""

import smtplib
import ssl

from ...tools.mail_headers import one_line
from ...tools.sending.smtp_failure import refusal
from ...tools.sending.values import Outcome


class OtherRecipientsError(Exception):
    """Another addon would send an email to addresses other than its recipient; the text lists them."""


def no_session(error):
    """Why a session could not be opened."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return refusal("login", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return refusal("connection", error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLError) or (isinstance(error, smtplib.SMTPNotSupportedError) and "TLS" in str(error)):
        return Outcome("error", "account_tls", one_line(str(error)))
    if isinstance(error, smtplib.SMTPNotSupportedError):  # no login
        return Outcome("error", "account_login", one_line(str(error)))
    return Outcome("error", "account_unreachable", one_line(str(error)))


def not_tried(error, servers):
    """What became of an email that Odoo did not give to a server.

    :param servers: the model ``ir.mail_server``, which has the words of Odoo's own errors
    """
    senders = (servers.NO_FOUND_FROM, servers.NO_FOUND_SMTP_FROM, servers.NO_VALID_FROM)
    failures = {servers.NO_VALID_RECIPIENT: "address", **dict.fromkeys(senders, "sender_missing")}
    words = [*map(str, error.args), ""]
    return Outcome("error", failures.get(words[0], "composing"), one_line("\n".join(words)))


def refused(error, session, email):
    """What became of an email that the server, or what stands before it, refused.

    :param session: the SMTP session, whose ``data_begun`` tells whether the email's content was begun
    """
    if isinstance(error, OtherRecipientsError):
        return Outcome("error", "other_recipients", str(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        return refusal("recipient", *next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return refusal("sender", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return refusal("message", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):  # a non-ASCII address that the server does not support
        failure = "account_refused" if email.recipient.isascii() else "recipient_refused"
        return Outcome("error", failure, one_line(str(error)))
    if isinstance(error, ValueError) and not session.data_begun:  # such as text that cannot be encoded
        return Outcome("error", "composing", one_line(str(error)))
    return broken(error, session)


def broken(error, session):
    """What became of an email whose session broke: unknown, unless that was before its content was begun."""
    words = one_line(str(error))
    is_of_connection = isinstance(error, (OSError, smtplib.SMTPServerDisconnected))
    if is_of_connection and not getattr(session, "data_begun", True):
        return Outcome("deferred", "disconnected", words)
    return Outcome("unknown", "interrupted", words)
