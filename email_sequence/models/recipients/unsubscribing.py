import re
from contextlib import suppress
from urllib.parse import quote

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import consteq, hmac, ormcache
from odoo.tools.misc import get_lang

from ...tools.recipients.uri_list import uri_list
from ..subscriptions.states import LIVE

PATH = "/email_sequence/unsubscribe"
PLACEHOLDER = re.compile(rf'href="[^"]*\b{PATH[1:]}/?"')  # Odoo and link dialogs put a host in front
FOOTER = Markup('<p dir="%s" style="margin-top:24px;font-size:12px;color:#6c757d">%s <a href="%s">%s</a></p>')


class EmailSequenceUnsubscribe(models.AbstractModel):
    """How a recipient gets out: what our mails say about it, and what happens when somebody does (semantics 11).

    Until it leaves, a mail holds the address :data:`PATH` alone wherever it offers to unsubscribe. That is a page which
    explains itself, so that nobody unsubscribes a contact out of its chatter, a preview or a test mail. Only the mail
    that leaves gets the address of its own trace, signed with the database's secret. The signature covers the trace's
    Message-Id, too: in a database restored from a backup, ids are given again.

    A trace is never deleted while its subscription exists, so a link works for as long as its sequence could send, and
    beyond: also when the subscription is finished or removed, and when the contact is deleted.
    """

    _name = "email.sequence.unsubscribe"
    _description = "Unsubscribing from Email Sequences"

    # ---- in a mail

    @api.model
    def _headers(self, trace):
        """How a mail program unsubscribes its reader: ``{header: value}``, empty where the sequence does not offer it.

        The link comes first, as the one to be preferred, then a mail to the catchall address, whose subject names the
        mail and so the subscription (RFC 2369 section 3.2). One click is offered for a link by https only (RFC 8058
        section 3.1). Where the address of this Odoo (``web.base.url``) begins with http, the link is given all the
        same: RFC 2369 allows it, and mail programs open it as a page.
        """
        if not trace.sequence_id.offers_unsubscribe:
            return {}
        link, catchall = self._link(trace), trace.company_id.catchall_email
        uris = [link]
        if catchall:
            uris.append(f"mailto:{catchall}?subject={quote(f'unsubscribe {trace.message_id}')}")
        headers = {"List-Unsubscribe": uri_list("List-Unsubscribe", uris)}
        if link.startswith("https://"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    @api.model
    def _with_footer(self, body, sequence, partner, sender):
        """The rendered body, with a link at its end where the sequence wants one and the template has none.

        The words are in the language of the contact, else of the sender, and read from its side. As the link leads
        nowhere yet, this is the body for the chatter, for previews and for test mails.
        """
        body = body or Markup()
        if not sequence.unsubscribe_footer or PLACEHOLDER.search(body):
            return body
        return type(body)(f"{body}{self._footer(get_lang(self.env, partner.lang or sender.lang).code)}")

    @api.model
    @ormcache("lang")
    def _footer(self, lang):
        words = self.with_context(lang=lang).env
        direction = words["res.lang"]._get_data(code=lang).direction
        return FOOTER % (direction, words._("No longer interested?"), self._address(), words._("Unsubscribe"))

    @api.model
    def _with_link(self, body, trace):
        """The body for the mail itself: each placeholder in it leads to the page of this trace."""
        return type(body)(PLACEHOLDER.sub(lambda _found: f'href="{self._link(trace)}"', body))

    @api.model
    def _address(self):
        """The address that templates link to."""
        return self.get_base_url() + PATH

    def _link(self, trace):
        return f"{self._address()}/{trace.id}/{self._token(trace)}"

    def _token(self, trace):
        return hmac(self.env(su=True), "email_sequence.unsubscribe", (trace.id, trace.message_id))

    # ---- asked for

    @api.model
    def _find(self, trace_id, token):
        """The trace whose link this is, with all rights; none where the link is not one of ours."""
        trace = self.env["email.sequence.trace"].sudo().browse(trace_id).exists()
        is_ours = token.isascii() and consteq(self._token(trace), token)
        return trace if is_ours else trace.browse()

    @api.model
    def _left(self, trace):
        """What the recipient of a mail has left: ``"everything"``, ``"sequence"``, or False."""
        if self.env["mail.blacklist"].sudo().search_count([("email", "=", trace.email)], limit=1):
            return "everything"
        subscription = trace.subscription_id
        if subscription.state in LIVE:
            return subscription.pause_reason == "unsubscribed" and "sequence"
        return bool(subscription.unsubscribe_datetime) and "sequence"

    @api.model
    def _leave_sequence(self, trace):
        """The recipient of a mail wants no more of its sequence."""
        self._unsubscribe(trace.subscription_id, trace)

    @api.model
    def _leave_everything(self, trace):
        """The recipient of a mail wants no more at this address: from no sequence, and from none of Odoo's mailings."""
        everything = self.with_context(lang=trace.user_id.lang).env._("%s unsubscribed from all emails.", trace.email)
        live = [("email", "=", trace.email), ("state", "in", LIVE)]
        self._unsubscribe(trace.subscription_id.search(live) | trace.subscription_id, trace, note=everything)
        self._blacklist(trace.email, everything)

    @api.model
    def _blacklist(self, email, note):
        """Put the address on Odoo's blacklist, where another request may put it at the same moment."""
        with suppress(UniqueViolation), self.env.cr.savepoint():
            self.env["mail.blacklist"].sudo()._add(email, message=note)

    @api.model
    def _unsubscribe(self, subscriptions, traces, *, note=False, incoming=None):
        """Pause the live ones for good, and let the mails say so that led to it; done again, it changes nothing.

        :param subscriptions: what the contact leaves
        :param traces: the mails by which the contact asked for it; none: the last one of each that this pauses
        :param note: why, as a sentence
        :param incoming: the mail that asked for it
        """
        staying = subscriptions.filtered(lambda s: s.state in LIVE and s.pause_reason != "unsubscribed")
        asked_by = traces or traces.concat(*(subscription.trace_ids.sorted("id")[-1:] for subscription in staying))
        news = asked_by.filtered(lambda trace: not trace.subscription_id.unsubscribe_datetime)
        news.unsubscribe_datetime = fields.Datetime.now()
        subscriptions._note_unsubscribed()
        staying._pause("unsubscribed", note, incoming=incoming)
