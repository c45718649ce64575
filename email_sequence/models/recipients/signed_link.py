"""Signed links in sent emails: each names its trace, and its signature proves that we made it.

What ends such a link is ``<trace id>/<signature>``. The signature needs the database's secret, and covers the trace's
Message-Id too: a database restored from a backup assigns the same ids again. Each purpose ("unsubscribe", "open",
"click") has signatures of its own. Sent emails hold these links for years, so neither form nor signature may change.
"""

from odoo.tools import consteq, hmac

SIGNED_NAME = r"([0-9]{1,10})/([0-9a-f]{64})"  # the trace's id, the signature


def signature(env, purpose, trace_id, message_id):
    """The signature of a trace's link for this purpose, 64 hexadecimal digits."""
    # sudo: only the system may read the database's secret
    return hmac(env(su=True), f"email_sequence.{purpose}", (trace_id, message_id))


def signed_name(purpose, trace):
    """What ends the trace's link for this purpose."""
    return f"{trace.id}/{signature(trace.env, purpose, trace.id, trace.message_id)}"


def is_signed(env, purpose, trace_id, message_id, claimed):
    """Whether a signature that somebody sent us, any text, is that of the trace's link for this purpose."""
    return claimed.isascii() and consteq(signature(env, purpose, trace_id, message_id), claimed)
