"""What an error of an outgoing mail server has paused (semantics 6.2)."""

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
