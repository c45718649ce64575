import logging
import re
from html import unescape

from lxml import html
from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

from odoo.addons.email_sequence.models.sending.trace_statuses import DEPARTED

from .link_tracker import UNTITLED

_logger = logging.getLogger(__name__)

SHORT_URLS = "email_sequence_short_urls"  # in the context of who composes a batch of mails: {(url, label): short url}
LINK = re.compile(
    r"""(?P<before><a\b[^<>]*?\shref\s*=\s*)(?P<quote>["'])(?P<url>https?://[^"'<>]*)(?P=quote)"""
    r"""(?P<after>[^<>]*>)(?P<label>[^<]*)""",
    re.IGNORECASE,
)
OWN = ("/email_sequence/", "/r/")  # pages that are a mail's own, such as that to unsubscribe, and what is tracked
NAME = re.compile(r"([0-9]{1,10})/([0-9a-f]{64})")
LABEL_LENGTH = 40  # of Odoo's link trackers


class EmailSequenceClicks(models.AbstractModel):
    """Links of sent mails that tell whether somebody followed them, by Odoo's link tracker (semantics 12).

    A link in the HTML of the mail that leaves leads to ``/r/<code>/q/<trace id>/<signature>``: the code is of Odoo's
    link tracker, one for all mails with the same link, the rest names the mail. Chatter, previews, test mails and text
    parts keep the links as they are, as do links to unsubscribe and to anything but web pages.
    """

    _name = "email.sequence.clicks"
    _description = "Clicks in Sent Mails"

    # ---- in a mail

    @api.model
    def _with_tracked_links(self, body, trace):
        """The body for the mail itself, with its links led through Odoo where the sequence tracks clicks."""
        if not trace.sequence_id.tracks_clicks:
            return body
        short_urls = self._short_urls({self._link(found) for found in LINK.finditer(body)})
        mail = f"/q/{trace.id}/{self._token(trace.id, trace.message_id)}"

        def tracked(found):
            short_url = short_urls.get(self._link(found))
            url = escape(short_url + mail) if short_url else found["url"]
            quote = found["quote"]
            return f"{found['before']}{quote}{url}{quote}{found['after']}{found['label']}"

        return type(body)(LINK.sub(tracked, body))

    def _link(self, found):
        """What tells a link from others: its target and the words that are clicked, as Odoo's link tracker has it."""
        return unescape(found["url"]).strip(), unescape(found["label"]).strip()[:LABEL_LENGTH]

    def _short_urls(self, links):
        """``{(url, label): short url}``, asked for once in a batch of mails; None for a link to be left as it is."""
        known = self.env.context.get(SHORT_URLS, {})
        own = tuple(self.get_base_url() + path for path in OWN)
        new = [link for link in sorted(links) if link not in known]
        known.update(dict.fromkeys(new))
        known.update(self._shortened([link for link in new if not link[0].startswith(own)]))
        return known

    def _shortened(self, links):
        """The short URL of each link, made where there is none; a link that Odoo refuses is left as it is."""
        if not links:
            return {}
        anchors = Markup().join(Markup('<a href="%s">%s</a>') % link for link in links)
        renderer = self.env["mail.render.mixin"].with_context(**{UNTITLED: True})
        try:
            with self.env.cr.savepoint():
                shortened = renderer._shorten_links(Markup("<div>Links: %s</div>") % anchors, {})
        except Exception as error:
            if len(links) > 1:
                return {key: short for link in links for key, short in self._shortened([link]).items()}
            _logger.info("The link %s is not tracked: %s", links[0], error)
            return {}
        return dict(zip(links, (node.get("href") for node in html.fromstring(shortened).iter("a")), strict=True))

    def _token(self, trace_id, message_id):
        return hmac(self.env(su=True), "email_sequence.click", (trace_id, message_id))

    # ---- clicked

    @api.model
    def _note_click(self, code, name, method, headers, uid):
        """Remember that a person followed a link; machines, and our own users in Odoo, count for nobody.

        :param str code: of Odoo's link tracker
        :param str name: what follows in the address, by whoever made it up
        :param uid: the user who is logged in to this Odoo in the same browser, None if there is none
        """
        parts = NAME.fullmatch(name)
        if not parts or self.env["email.sequence.opens"]._reader(method, headers) != "person":
            return
        if uid and self.env["res.users"].browse(uid)._is_internal():
            return
        trace = self.env["email.sequence.trace"].browse(int(parts[1])).exists()
        if not trace or trace.trace_status not in DEPARTED:
            return
        if consteq(self._token(trace.id, trace.message_id), parts[2]):
            self.env["link.tracker.click"].add_click(code, email_sequence_trace_id=trace.id)
            self.env.cr.execute(
                SQL(
                    "UPDATE email_sequence_trace SET click_datetime = %s WHERE id = %s AND click_datetime IS NULL",
                    fields.Datetime.now(),
                    trace.id,
                ),
                log_exceptions=False,
            )
