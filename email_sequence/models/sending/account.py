"""Choosing the sender's own account: the outgoing server and the From address of an email (semantics 3.4, 6)."""

from odoo.tools import formataddr, str2bool
from odoo.tools.mail import email_normalize

from ...tools.mail_headers import one_line
from ...tools.sending.values import Account, Outcome


def choose(sequence, sender):
    """``(Account, None)``, or ``(None, Outcome)`` if the sender's account is gone (semantics 6.1).

    The sender's personal server of Odoo comes first, then the sequence's, then Odoo's choice by the From address. A
    server that was deleted or archived is never replaced by another one. One that is not for the sender's address is
    not used: Odoo would put its own notification address into From.

    :param sequence: with the right to read servers
    """
    sender = sender.sudo()  # sudo: any user may send through the account, and so needs to know it
    if not sender.active or not email_normalize(sender.email or ""):
        return None, Outcome("error", "sender_missing")
    email_from = formataddr((one_line(sender.name), email_normalize(sender.email)))
    server = _own_server(sequence.env, sender) or sequence.mail_server_id
    if gone := _gone(sequence, sender, server):
        return None, gone
    if not server:
        server = sequence.env["ir.mail_server"]._find_mail_server(email_from)[0] or server
    if not _is_for(server, email_from):
        words = f"{server.name} ({server.from_filter})"
        return None, Outcome("error", "account_filter", words, server_id=server.id)
    return Account(server.id or 0, email_from), None


def server_of(sequence, sender):
    """The outgoing server through which the sender's emails of the sequence are sent; none if there is no account."""
    account, _failure = choose(sequence, sender)
    return sequence.env["ir.mail_server"].browse(account.server_id if account and account.server_id else ())


def name_of(env, account):
    """What users call the outgoing server of an :class:`Account`."""
    server = env["ir.mail_server"].browse(account.server_id)
    return server.name if server else env._("Server of Odoo's configuration")


def _own_server(env, sender):
    """The sender's personal server of Odoo, also if it is archived."""
    disabled = env["ir.config_parameter"].get_param("mail.disable_personal_mail_servers")
    servers = env["ir.mail_server"]
    if str2bool(disabled or "False"):
        return servers
    archived = [("owner_user_id", "=", sender.id), ("active", "=", False)]
    return sender.outgoing_mail_server_id or servers.search(archived, limit=1)


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
