"""Handing composed emails over: the interface, and what one run of a dispatcher does with it (semantics 3.4, 6, 8).

``ir.mail_server._email_sequence_transport`` returns the :class:`Transport` of an account. It is SMTP (``smtp.py``)
unless a bridge returns another, such as that of a provider's HTTP interface.
"""

from collections import Counter
from dataclasses import replace

from ...tools.mail_headers import one_line
from ...tools.sending.values import Outcome

BROKEN = frozenset({"interrupted", "disconnected"})  # failures after which a transport has to be opened again
BREAKS_IN_A_ROW = 3  # one contact's address may make a server hang up, but not three in a row


class Transport:
    """How the emails of one account are handed over, one after the other.

    An object is opened once, and dropped after it was closed: the next email gets a new one.
    """

    def open(self):
        """Connect.

        :return: None, or the :class:`Outcome` of every email of the account, if it cannot be used
        """

    def send(self, email):
        """Give one email to its recipient's address, or not at all (semantics 3.4).

        An exception means that the email may have been sent: its outcome is ``unknown``.

        :param email: an :class:`Email` of this account
        :return: the :class:`Outcome`: ``error`` or ``deferred`` only if the email certainly was not sent
        """
        raise NotImplementedError

    @property
    def is_open(self):
        """Whether the connection exists, as far as this side knows; asked after each email."""
        return True

    def is_alive(self):
        """Whether the other side still answers; asked before emails are handed over, while none is on its way."""
        return True

    def close(self):
        """Disconnect. Raises nothing."""


class Transports:
    """One open transport per account for a whole run; an account that failed is not tried again in the run.

    :param env: the environment of the run, with all rights
    """

    def __init__(self, env):
        self._env = env
        self._open = {}
        self._failures = {}
        self._breaks = Counter()

    def send(self, email):
        """Give one email to the transport of its account; the :class:`Outcome` says what became of it."""
        transport = self._transport(email.account)
        if not transport:
            return self._failures[email.account]
        try:
            outcome = transport.send(email)
        except Exception as error:  # nobody knows how far it came
            outcome = Outcome("unknown", "interrupted", one_line(str(error)))
        return self._noted(email.account, outcome)

    def drop_dead(self):
        """Drop the transports whose other side is gone, while it is certain that no email is on its way in them."""
        for account, transport in list(self._open.items()):
            if not transport.is_alive():
                self._drop(account)

    def close(self):
        for account in list(self._open):
            self._drop(account)

    def _transport(self, account):
        """The account's open transport; None if the account cannot be used, which is in ``_failures`` then."""
        if account in self._failures:
            return None
        if account not in self._open:
            server = self._env["ir.mail_server"].browse(account.server_id or ())
            transport = server._email_sequence_transport(account)
            if failure := transport.open():
                self._give_up(account, failure)
                return None
            self._open[account] = transport
        return self._open[account]

    def _noted(self, account, outcome):
        """Note what became of an email of the account; returns the outcome, for which the account may be to blame."""
        self._breaks[account] = self._breaks[account] + 1 if outcome.failure == "disconnected" else 0
        if self._breaks[account] == BREAKS_IN_A_ROW:
            outcome = replace(outcome, failure="account_unreachable")
        if outcome.is_of_account:
            self._give_up(account, outcome)
        elif outcome.failure in BROKEN or not self._open[account].is_open:
            self._drop(account)
        return outcome

    def _give_up(self, account, failure):
        """Let every further email of the account fail in the same way, without asking its server again."""
        self._failures[account] = failure
        self._drop(account)

    def _drop(self, account):
        """Close the account's transport; the next email opens a new one."""
        if transport := self._open.pop(account, None):
            transport.close()
