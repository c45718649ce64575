"""Choosing the sender's own account: the outgoing server and the From address of an email (semantics 3.4, 6)."""

import socket
from functools import cached_property

from odoo.tools import config, formataddr, str2bool
from odoo.tools.mail import email_normalize

from ...tools.mail_headers import one_line
from ...tools.sending.values import Account, Begun, Outcome

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PATIENCE = 0.5  # seconds in which a server on this machine has to take a connection


def choose(sequence, sender, begun=None):
    """As :meth:`Accounts.choose`, for one sequence and sender.

    :param sequence: with the right to read servers
    """
    return Accounts(sequence.env).choose(sequence, sender, begun)


def server_of(sequence, sender):
    """As :meth:`Accounts.server_of`, for one sequence and sender, and a conversation that begins now."""
    return Accounts(sequence.env).server_of(sequence, sender)


def name_of(env, account):
    """What users call the outgoing server of an :class:`Account`."""
    server = env["ir.mail_server"].browse(account.server_id)
    return server.name if server else configured(env)


def configured(env):
    """What users call the outgoing server of Odoo's configuration."""
    return env._("Server of Odoo's configuration")


def begun_of_row(server_id, server_name, address):
    """The :class:`Begun` that the columns of a subscription say, None if nothing was sent to it yet."""
    return Begun(server_id or 0, server_name or "", address) if address else None


def change_of(chooser, sequence, sender, begun):
    """What a conversation was begun with and what it would continue from, in words, if its account is gone.

    :param chooser: an :class:`Accounts`
    :return: such as ``("Sales <sam@seller.example>", "Other <sam@seller.example>")``; the second is False if the sender
        has no account now; None if the conversation can continue from its own
    """
    if chooser.choose(sequence, sender, begun)[0]:
        return None
    env = sequence.env
    present, _failure = chooser.choose(sequence, sender)
    now = present and f"{name_of(env, present)} <{email_normalize(present.email_from)}>"
    return f"{begun.server_name or configured(env)} <{begun.address}>", now or False


class Accounts:
    """The accounts of senders as they are now. Servers are read once, so an object serves one batch.

    :param env: with the right to read servers
    """

    def __init__(self, env):
        self._env = env
        self._chosen_by_odoo = {}

    def choose(self, sequence, sender, begun=None):
        """``(Account, None)``, or ``(None, Outcome)`` if the sender's account is gone (semantics 6.1).

        A conversation keeps the account that it was begun with. For a new one, the sender's personal server of Odoo
        comes first, then the sequence's, then Odoo's choice by the From address. A server that was deleted or archived
        is never replaced by another one. One that is not for the sender's address is not used: Odoo would put its own
        notification address into From.

        :param begun: the :class:`Begun` of the conversation, None for a new one
        """
        sender = sender.sudo()  # sudo: any user may send through the account, and so needs to know it
        address = email_normalize(sender.email or "")
        if not sender.active or not address:
            return None, Outcome("error", "sender_missing")
        email_from = formataddr((one_line(sender.name), address))
        server, failure = self._kept(begun, sender, address) if begun else self._new(sequence, sender, email_from)
        if failure:
            return None, failure
        if not _is_for(server, email_from):
            return None, _wrong_filter(server)
        return Account(server.id or 0, email_from), None

    def problem(self, sequence, sender, begun=None):
        """What keeps the sender's emails from being sent, as far as that is known before one is tried (semantics 6.0).

        :return: the :class:`Outcome` that they would have, or None
        """
        account, failure = self.choose(sequence, sender, begun)
        if account and not account.server_id and not self._configured_server_answers:
            return Outcome("error", "account_none")
        return failure

    def has_no_server(self, sequence, sender):
        """Whether there is no server at all from which a new conversation of the sender could begin."""
        servers = self._own_server(sender.sudo()) or sequence.mail_server_id or self._allowed  # sudo: as in choose
        return not servers and not self._configured_server_answers

    def server_of(self, sequence, sender, begun=None):
        """The server of the account that :meth:`choose` returns; none for no account, and for the configuration's."""
        account, _failure = self.choose(sequence, sender, begun)
        return self._env["ir.mail_server"].browse(account.server_id if account and account.server_id else ())

    def _kept(self, begun, sender, address):
        """The server of a conversation that was begun, and what is wrong if it cannot go on."""
        if begun.address != address:
            return None, Outcome("error", "account_address", begun.address)
        server = self._servers.filtered(lambda server: server.id == begun.server_id)
        is_others = server.owner_user_id and server != self._own_server(sender)
        if begun.server_name and (not server.active or is_others):
            return None, Outcome("error", "account_gone", begun.server_name, server_id=server.id or 0)
        return server, None

    def _new(self, sequence, sender, email_from):
        """The server of a conversation that begins now, and what is wrong if there is none."""
        server = self._own_server(sender) or sequence.mail_server_id
        if gone := _gone(sequence, sender, server):
            return None, gone
        return (server, None) if server else self._by_address(email_from)

    def _own_server(self, sender):
        """The sender's personal server of Odoo, also if it is archived."""
        if self._personal_disabled:
            return self._servers.browse()
        archived = self._servers.filtered(lambda server: server.owner_user_id == sender and not server.active)
        return sender.outgoing_mail_server_id or archived[:1]

    def _by_address(self, email_from):
        """Odoo's choice by the From address, and what is wrong if it has none that is for it."""
        if email_from not in self._chosen_by_odoo:
            self._chosen_by_odoo[email_from] = self._ask_odoo(email_from)
        return self._chosen_by_odoo[email_from]

    def _ask_odoo(self, email_from):
        servers = self._allowed
        fallback = servers._get_default_from_address()
        froms = [email_from, fallback] if fallback else [email_from]
        if servers and not any(_is_for(server, address) for server in servers for address in froms):
            return None, _wrong_filter(servers[0])  # Odoo would choose it all the same, with a warning in its log
        return servers._find_mail_server(email_from, servers)[0] or servers.browse(), None

    @cached_property
    def _servers(self):
        """All servers, archived and personal ones included."""
        return self._env["ir.mail_server"].with_context(active_test=False).search([]).with_env(self._env)

    @cached_property
    def _allowed(self):
        """Those among which Odoo chooses, in the order of its choice."""
        servers = self._env["ir.mail_server"]
        return servers.search(servers._find_mail_server_allowed_domain(), order="sequence")

    @cached_property
    def _configured_server_answers(self):
        return self._env["ir.mail_server"]._disable_send() or configured_server_answers()

    @cached_property
    def _personal_disabled(self):
        disabled = self._env["ir.config_parameter"].get_param("mail.disable_personal_mail_servers")
        return str2bool(disabled or "False")


def configured_server_answers():
    """Whether the outgoing server of Odoo's configuration can be there: the default, this machine, is if it answers."""
    host = config.get("smtp_server")
    if host not in THIS_MACHINE:
        return bool(host)
    try:
        with socket.create_connection((host, int(config.get("smtp_port") or 25)), PATIENCE):
            return True
    except OSError:
        return False


def _gone(sequence, sender, server):
    """What is wrong if the server was deleted or archived; None if it was not."""
    if server.owner_user_id != sender and sender.email_sequence_lost_server:
        return Outcome("error", "account_own_missing", sender.email_sequence_lost_server)
    if not server and sequence.mail_server_name:
        return Outcome("error", "account_missing", sequence.mail_server_name)
    if server and not server.active:
        return Outcome("error", "account_archived", server.name, server_id=server.id)
    return None


def _is_for(server, email_from):
    return not server.from_filter or server._match_from_filter(email_from, server.from_filter)


def _wrong_filter(server):
    return Outcome("error", "account_filter", f"{server.name} ({server.from_filter})", server_id=server.id)
