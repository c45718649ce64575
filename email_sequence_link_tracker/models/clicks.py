"""Links in sent emails that tell whether somebody followed them, by Odoo's link tracker (semantics 12).

A link in the HTML of the email that is sent leads to ``/r/<code>/q/<trace id>/<signature>``: the code is that of Odoo's
link tracker, one for all emails with the same link; the rest names the email, by a signed link of Email Sequences.
Chatter, previews, test emails and text parts keep the links as they are, as do links to unsubscribe and links to
anything but web pages.
"""

import logging
import re
from html import unescape

from lxml import html
from markupsafe import Markup, escape

from odoo import fields
from odoo.tools import SQL

from odoo.addons.email_sequence.models.recipients.signed_link import SIGNED_NAME, is_signed, signed_name
from odoo.addons.email_sequence.models.sending.trace_statuses import DEPARTED
from odoo.addons.email_sequence.tools.recipients.image_fetch import reader

from .link_tracker import UNTITLED

_logger = logging.getLogger(__name__)

SHORT_URLS = "email_sequence_short_urls"  # context of a batch that is composed: {(url, label): short url}
LINK = re.compile(
    r"""(?P<before><a\b[^<>]*?\shref\s*=\s*)(?P<quote>["'])(?P<url>https?://[^"'<>]*)(?P=quote)"""
    r"""(?P<after>[^<>]*>)(?P<label>[^<]*)""",
    re.IGNORECASE,
)
OWN = ("/email_sequence/", "/r/")  # pages of the email itself, such as that to unsubscribe, and links tracked already
NAME = re.compile(SIGNED_NAME)
LABEL_LENGTH = 40  # of Odoo's link trackers


# ---- in an email


def with_tracked_links(body, trace):
    """The body of the email to be sent, with its links led through Odoo if the sequence tracks clicks."""
    if not trace.sequence_id.tracks_clicks:
        return body
    short_urls = _short_urls(trace.env, {_link(found) for found in LINK.finditer(body)})
    end = f"/q/{signed_name('click', trace)}"

    def tracked(found):
        short_url = short_urls.get(_link(found))
        url = escape(short_url + end) if short_url else found["url"]
        quote = found["quote"]
        return f"{found['before']}{quote}{url}{quote}{found['after']}{found['label']}"

    return type(body)(LINK.sub(tracked, body))


def _link(found):
    """What tells a link from others: its target and its clickable words, as Odoo's link tracker stores them."""
    return unescape(found["url"]).strip(), unescape(found["label"]).strip()[:LABEL_LENGTH]


def _short_urls(env, links):
    """``{(url, label): short url}``, looked up once in a batch of emails; None for a link that is not tracked."""
    known = env.context.get(SHORT_URLS, {})
    own = tuple(env["base"].get_base_url() + path for path in OWN)
    new = [link for link in sorted(links) if link not in known]
    known.update(dict.fromkeys(new))
    known.update(_shortened(env, [link for link in new if not link[0].startswith(own)]))
    return known


def _shortened(env, links):
    """The short URL of each link, created if there is none; without the links that Odoo refuses."""
    if not links:
        return {}
    anchors = Markup().join(Markup('<a href="%s">%s</a>') % link for link in links)
    renderer = env["mail.render.mixin"].with_context(**{UNTITLED: True})
    try:
        with env.cr.savepoint():
            shortened = renderer._shorten_links(Markup("<div>Links: %s</div>") % anchors, {})
    except Exception as error:
        if len(links) > 1:
            return {key: short for link in links for key, short in _shortened(env, [link]).items()}
        _logger.info("The link %s is not tracked: %s", links[0], error)
        return {}
    return dict(zip(links, (node.get("href") for node in html.fromstring(shortened).iter("a")), strict=True))


# ---- clicked


def note_click(env, code, name, method, headers, uid):
    """Note that a person followed a link; clicks of machines, and of our own users in Odoo, do not count.

    :param str code: of Odoo's link tracker
    :param str name: what follows in the address; untrusted
    :param method: as :func:`reader` takes it
    :param headers: as :func:`reader` takes them
    :param uid: the user who is logged in to this Odoo in the same browser, None if there is none
    """
    parts = NAME.fullmatch(name)
    if not parts or reader(method, headers) != "person":
        return
    if uid and env["res.users"].browse(uid)._is_internal():
        return
    trace = env["email.sequence.trace"].browse(int(parts[1])).exists()
    if not trace or trace.trace_status not in DEPARTED:
        return
    if is_signed(env, "click", trace.id, trace.message_id, parts[2]):
        env["link.tracker.click"].add_click(code, email_sequence_trace_id=trace.id)
        env.cr.execute(
            SQL(
                "UPDATE email_sequence_trace SET click_datetime = %s WHERE id = %s AND click_datetime IS NULL",
                fields.Datetime.now(),
                trace.id,
            ),
            log_exceptions=False,
        )
