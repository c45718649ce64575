"""Handing emails over by SMTP, through Odoo's ``ir.mail_server``: addons that extend it see every email."""

import smtplib
from contextlib import suppress

from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...tools.mail_headers import one_line
from ...tools.sending.values import Outcome
from . import smtp_errors, transport


class SmtpTransport(transport.Transport):
    """An SMTP session to the outgoing server of an account.

    :param servers: the model ``ir.mail_server``, with the right to read servers
    :param account: the :class:`Account`
    """

    def __init__(self, servers, account):
        self._servers = servers
        self._account = account
        self._session = None  # stays None if Odoo does not connect, as in its own tests

    def open(self):
        try:
            self._session = self._servers._connect__(
                mail_server_id=self._account.server_id or None, smtp_from=self._account.email_from
            )
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: no host name
            return smtp_errors.no_session(error)
        except UserError as error:
            return Outcome("error", "account_refused", one_line(str(error)))
        if self._session:
            self._session.smtp_from = self._account.email_from  # never rewritten to the notification address
            _watch(self._session)
        return None

    def send(self, email):
        session = self._session
        if session:
            session.data_begun = False
            session.recipient = email.recipient
        # Else Odoo sends to anything that looks like an address in the To header, such as a contact's name.
        servers = self._servers.with_context(send_validated_to=[email.recipient])
        try:
            servers.send_email(email.message, mail_server_id=self._account.server_id or None, smtp_session=session)
        except MailDeliveryException as error:
            return smtp_errors.refused(error.__context__ or error, session, email)
        except (AssertionError, ValueError) as error:  # raised by Odoo before anything is sent
            return smtp_errors.not_tried(error, servers)
        except Exception as error:  # SMTPServerDisconnected, or an error that nobody thought of
            return smtp_errors.broken(error, session)
        return Outcome("sent", email=email)

    @property
    def is_open(self):
        return bool(getattr(self._session, "sock", True))

    def is_alive(self):
        try:
            return not self._session or self._session.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def close(self):
        if self._session:
            with suppress(OSError, smtplib.SMTPException):
                self._session.quit()


def _watch(session):
    """Let the session send each email to its ``recipient`` or not at all, and note in ``data_begun`` if it may be sent.

    This is the last check before the mail server: no matter what other addons do to headers and recipients, an
    email has one envelope recipient (semantics 3.4), and the server cannot refuse this one and accept another. An email
    may have been sent once its content was begun (RFC 5321 section 4.1.1.4).
    """
    sendmail, data = session.sendmail, session.data

    def send_to_one(from_addr, to_addrs, *args, **kwargs):
        others = {to_addrs} if isinstance(to_addrs, str) else set(to_addrs)
        if others != {session.recipient}:
            raise smtp_errors.OtherRecipientsError(", ".join(sorted(others - {session.recipient})))
        return sendmail(from_addr, [session.recipient], *args, **kwargs)

    def note_data(message):
        session.data_begun = True
        return data(message)

    session.sendmail, session.data = send_to_one, note_data
