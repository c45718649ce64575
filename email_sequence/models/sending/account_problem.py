"""What an error of an outgoing mail server has paused (semantics 6.2).

An account is known by its server while that exists, and afterwards by the server's name, which stays on what it paused.
"""

from odoo.fields import Domain
from odoo.tools import formatLang


def sentence(server):
    """How many subscriptions wait until the server is fixed, and what is wrong with it; False if none does."""
    subscriptions = server.env["email.sequence.subscription"].sudo()  # sudo: for any user who may open the server
    count = subscriptions.search_count(paused_by(server))
    if not count:
        return False
    last = subscriptions.search(paused_by(server), order="paused_datetime desc", limit=1)
    return server.env._(
        "Paused because of this server: %(count)s subscriptions. %(sentence)s",
        count=formatLang(server.env, count, digits=0),
        sentence=last.pause_note,
    )


def paused_by(server):
    """The domain of what an error of this server paused; without a server, it matches nothing."""
    return [("pause_server_id", "in", server.ids), *server.env["email.sequence.subscription"]._stopped_by_errors()]


def paused_by_same_account(subscription):
    """The domain of what was paused by the account whose error paused this one, also after the account was deleted.

    It is the only way to name a deleted account, so nothing else can be resumed by it: if no error of an account paused
    the subscription, the domain matches nothing (semantics 4.7).
    """
    row = subscription.sudo()  # sudo: who sees the subscription may know why it is paused
    if row.pause_server_id and row.filtered_domain(row._stopped_by_errors()):
        return paused_by(row.pause_server_id)
    if row.filtered_domain(paused_by_deleted(row)):
        return [*paused_by_deleted(row), ("pause_account", "=", row.pause_account)]
    return list(Domain.FALSE)


def paused_by_deleted(subscriptions):
    """The domain of what accounts paused that were deleted.

    :param subscriptions: the model
    """
    return [("pause_server_id", "=", False), ("pause_account", "!=", False), *subscriptions._stopped_by_errors()]


def note_deletion(server):
    """The server is about to be deleted: what it paused keeps its name."""
    # sudo: whoever deletes it, it concerns all that it paused.
    server.env["email.sequence.subscription"].sudo().search(paused_by(server)).pause_account = server.name
