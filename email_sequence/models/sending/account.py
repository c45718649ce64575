import smtplib
import ssl
from collections import Counter
from contextlib import suppress
from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, str2bool
from odoo.tools.mail import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...tools.mail_headers import one_line
from ...tools.sending.smtp_failure import refusal
from ...tools.sending.values import Account, Outcome

BROKEN = frozenset({"interrupted", "disconnected"})  # failures after which a session is of no more use
BREAKS_IN_A_ROW = 3  # one contact's address may make a server hang up, but not three in a row


class OtherRecipientsError(Exception):
    """Another addon would send an email to addresses other than its recipient; the text lists them."""


class AccountSessions:
    """One SMTP session per account for a whole run; an account that failed is not tried again in the run."""

    def __init__(self, connect):
        self._connect = connect
        self._sessions = {}
        self._failures = {}
        self._breaks = Counter()

    def open(self, account):
        """``(session, None)``, or ``(None, Outcome)`` where the account cannot be used."""
        if account not in self._sessions and account not in self._failures:
            session, failure = self._connect(account)
            if failure:
                self.give_up(account, failure)
            else:
                self._sessions[account] = session
        return self._sessions.get(account), self._failures.get(account)

    def give_up(self, account, failure):
        """Let every further mail of the account fail in the same way, without asking its server again."""
        self._failures[account] = failure
        self.drop(account)

    def note(self, account, outcome):
        """Take in what became of a mail of the account; returns the outcome, for which the account may be to blame."""
        self._breaks[account] = self._breaks[account] + 1 if outcome.failure == "disconnected" else 0
        if self._breaks[account] == BREAKS_IN_A_ROW:
            outcome = replace(outcome, failure="account_unreachable")
        if outcome.is_of_account:
            self.give_up(account, outcome)
        elif outcome.failure in BROKEN or not getattr(self._sessions.get(account), "sock", True):
            self.drop(account)
        return outcome

    def drop(self, account):
        """Close the account's session; the next mail opens a new one."""
        session = self._sessions.pop(account, None)
        if session:
            with suppress(OSError, smtplib.SMTPException):
                session.quit()

    def drop_dead(self):
        """Drop the sessions that the server closed, while it is certain that no mail is on its way in them."""
        for account, session in list(self._sessions.items()):
            try:
                alive = session.noop()[0] == 250
            except (OSError, smtplib.SMTPException):
                alive = False
            if not alive:
                self.drop(account)

    def close(self):
        for account in list(self._sessions):
            self.drop(account)


class EmailSequenceAccount(models.AbstractModel):
    """The sender's own account: which outgoing server a mail leaves from, and handing it over (semantics 3.4, 6)."""

    _name = "email.sequence.account"
    _description = "Sending Accounts"

    # ---- which account

    def _account(self, sequence, sender):
        """``(Account, None)``, or ``(None, Outcome)`` where the sender's account is gone (semantics 6.1).

        The sender's personal server of Odoo comes first, then the sequence's, then Odoo's choice by the From address.
        A server that was deleted or archived is never replaced by another one. One that is not for the sender's address
        is not used: Odoo would put its own notification address into From.
        """
        sender = sender.sudo()
        if not sender.active or not email_normalize(sender.email or ""):
            return None, Outcome("error", "sender_missing")
        email_from = formataddr((one_line(sender.name), email_normalize(sender.email)))
        server = self._own_server(sender) or sequence.mail_server_id
        if gone := self._gone(sequence, sender, server):
            return None, gone
        if not server:
            server = self.env["ir.mail_server"]._find_mail_server(email_from)[0] or server
        if not self._is_for(server, email_from):
            words = f"{server.name} ({server.from_filter})"
            return None, Outcome("error", "account_filter", words, server_id=server.id)
        return Account(server.id or 0, email_from), None

    def _own_server(self, sender):
        """The sender's personal server of Odoo, also one that is archived."""
        disabled = self.env["ir.config_parameter"].get_param("mail.disable_personal_mail_servers")
        servers = self.env["ir.mail_server"]
        if str2bool(disabled or "False"):
            return servers
        archived = [("owner_user_id", "=", sender.id), ("active", "=", False)]
        return sender.outgoing_mail_server_id or servers.search(archived, limit=1)

    def _gone(self, sequence, sender, server):
        """What is wrong where the server was deleted or archived; None where it was not."""
        if server.owner_user_id != sender and sender.email_sequence_lost_server:
            return Outcome("error", "account_own_missing", sender.email_sequence_lost_server)
        if not server and sequence.mail_server_name:
            return Outcome("error", "account_missing", sequence.mail_server_name)
        if server and not server.active:
            return Outcome("error", "account_archived", server.name, server_id=server.id)
        return None

    def _is_for(self, server, email_from):
        return not server.from_filter or server._match_from_filter(email_from, server.from_filter)

    @api.model
    def _account_name(self, account):
        """What users call the outgoing server of an :class:`Account`."""
        server = self.env["ir.mail_server"].browse(account.server_id)
        return server.name if server else self.env._("Server of Odoo's configuration")

    def _sessions(self):
        return AccountSessions(self._connect_account)

    def _connect_account(self, account):
        """``(SMTP session, None)``, or ``(None, Outcome)`` with what is wrong with the account."""
        try:
            session = self.env["ir.mail_server"]._connect__(
                mail_server_id=account.server_id or None, smtp_from=account.email_from
            )
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: no host name
            return None, _no_session(error)
        except UserError as error:
            return None, Outcome("error", "account_refused", one_line(str(error)))
        if session:
            session.smtp_from = account.email_from  # never rewritten to the notification address
            _watch(session)
        return session, None

    # ---- handing over

    def _hand_over(self, mail, sessions):
        """Give one mail to the server of its account; the :class:`Outcome` says what became of it."""
        session, failure = sessions.open(mail.account)
        if failure:
            return failure
        if session:
            session.data_begun = False
            session.recipient = mail.recipient
        # Else Odoo sends to anything that looks like an address in the To header, such as a contact's name.
        servers = self.env["ir.mail_server"].with_context(send_validated_to=[mail.recipient])
        try:
            servers.send_email(mail.message, mail_server_id=mail.account.server_id or None, smtp_session=session)
        except MailDeliveryException as error:
            outcome = _refused(error.__context__ or error, session, mail)
        except (AssertionError, ValueError) as error:  # raised by Odoo before anything is sent
            outcome = _not_tried(error, servers)
        except Exception as error:  # SMTPServerDisconnected, or an error that nobody thought of
            outcome = _broken(error, session)
        else:
            outcome = Outcome("sent", mail=mail)
        return sessions.note(mail.account, outcome)


def _watch(session):
    """Let the session send each mail to its ``recipient`` or not at all, and say in ``data_begun`` if it may have left.

    This is the last check before the mail server: whatever other addons do to the headers or the list of recipients, an
    email has one envelope recipient (semantics 3.4), and the server cannot refuse this one and accept another. A mail
    may have left once its content was begun (RFC 5321 section 4.1.1.4).
    """
    sendmail, data = session.sendmail, session.data

    def send_to_one(from_addr, to_addrs, *args, **kwargs):
        others = {to_addrs} if isinstance(to_addrs, str) else set(to_addrs)
        if others != {session.recipient}:
            raise OtherRecipientsError(", ".join(sorted(others - {session.recipient})))
        return sendmail(from_addr, [session.recipient], *args, **kwargs)

    def note_data(message):
        session.data_begun = True
        return data(message)

    session.sendmail, session.data = send_to_one, note_data


def _no_session(error):
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


def _not_tried(error, servers):
    """What became of a mail that Odoo did not give to a server."""
    senders = (servers.NO_FOUND_FROM, servers.NO_FOUND_SMTP_FROM, servers.NO_VALID_FROM)
    failures = {servers.NO_VALID_RECIPIENT: "address", **dict.fromkeys(senders, "sender_missing")}
    words = [*map(str, error.args), ""]
    return Outcome("error", failures.get(words[0], "composing"), one_line("\n".join(words)))


def _refused(error, session, mail):
    """What became of a mail that the server, or what stands before it, refused."""
    if isinstance(error, OtherRecipientsError):
        return Outcome("error", "other_recipients", str(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        return refusal("recipient", *next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return refusal("sender", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return refusal("message", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):  # a non-ASCII address that the server does not support
        failure = "account_refused" if mail.recipient.isascii() else "recipient_refused"
        return Outcome("error", failure, one_line(str(error)))
    if isinstance(error, ValueError) and not session.data_begun:  # such as text that cannot be encoded
        return Outcome("error", "composing", one_line(str(error)))
    return _broken(error, session)


def _broken(error, session):
    """What became of a mail whose session broke: unknown, unless that was before its content was begun."""
    words = one_line(str(error))
    is_of_connection = isinstance(error, (OSError, smtplib.SMTPServerDisconnected))
    if is_of_connection and not getattr(session, "data_begun", True):
        return Outcome("deferred", "disconnected", words)
    return Outcome("unknown", "interrupted", words)
