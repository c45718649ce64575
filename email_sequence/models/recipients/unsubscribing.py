"""How our emails let their recipients unsubscribe (semantics 11).

Until an email is sent, it has the bare address :data:`PATH` wherever it offers to unsubscribe. That is a page that only
explains itself, so that nobody unsubscribes a contact from the chatter, a preview or a test email. Only the email that
is sent gets the address of its own trace, which is signed (see :mod:`.signed_link`).

A trace is never deleted while its subscription exists, so a link works as long as its sequence can send, and longer:
also if the subscription is finished or removed, and if the contact is deleted.
"""

import re
from urllib.parse import quote

from markupsafe import Markup

from ...tools.recipients.uri_list import uri_list
from .signed_link import is_signed, signed_name

PATH = "/email_sequence/unsubscribe"
PLACEHOLDER = re.compile(rf'href="[^"]*\b{PATH[1:]}/?"')  # Odoo and link dialogs put a host in front
FOOTER = Markup('<p dir="%s" style="margin-top:24px;font-size:12px;color:#6c757d">%s <a href="%s">%s</a></p>')


def address(env):
    """The address that templates link to."""
    return env["base"].get_base_url() + PATH


def link(trace):
    """The address at which the recipient of the trace's email unsubscribes."""
    return f"{address(trace.env)}/{signed_name('unsubscribe', trace)}"


def find(env, trace_id, claimed):
    """The trace whose link this is, with all rights; empty if we did not make the link.

    :param str claimed: what follows the trace's id in the link; untrusted
    """
    trace = env["email.sequence.trace"].sudo().browse(trace_id).exists()  # sudo: the link is the permission
    is_ours = is_signed(env, "unsubscribe", trace.id, trace.message_id, claimed)
    return trace if is_ours else trace.browse()


def with_link(body, trace):
    """The body of the email to be sent: each placeholder in it leads to the page of this trace."""
    return type(body)(PLACEHOLDER.sub(lambda _found: f'href="{link(trace)}"', body))


def headers(trace):
    """The headers by which a mail client unsubscribes its user: ``{name: value}``, empty if the sequence has none.

    The link comes first, as the preferred way, then an email to the catchall address, whose subject names our email and
    so the subscription (RFC 2369 section 3.2). One click is offered only for an https link (RFC 8058 section 3.1). If
    the address of this Odoo (``web.base.url``) begins with http, the link is there all the same: RFC 2369 allows it,
    and mail clients open it as a page.
    """
    if not trace.sequence_id.offers_unsubscribe:
        return {}
    url, catchall = link(trace), trace.company_id.catchall_email
    uris = [url]
    if catchall:
        uris.append(f"mailto:{catchall}?subject={quote(f'unsubscribe {trace.message_id}')}")
    found = {"List-Unsubscribe": uri_list("List-Unsubscribe", uris)}
    if url.startswith("https://"):
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found
