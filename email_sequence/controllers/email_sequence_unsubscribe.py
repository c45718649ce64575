from odoo import http
from odoo.http import request
from odoo.tools.misc import get_lang

from ..models.recipients.unsubscribing import PATH

LINK = f"{PATH}/<int(max=2147483647):trace_id>/<string:token>"
PUBLIC = {"type": "http", "auth": "public", "save_session": False}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class EmailSequenceUnsubscribe(http.Controller):
    """The page behind the unsubscribe link of a mail, and the one-click request of mail programs (RFC 8058).

    Whoever has the link may use it, without a session: its signature is all that is asked for, which is why a POST
    needs no other protection against forgery. Following the link only shows the page, as scanners of mails follow
    links. Every link that is not one of ours gets the same answer.
    """

    @http.route(PATH, methods=["GET"], **PUBLIC)
    def explain(self, **_query):
        """What the placeholder of templates, and so of chatters, previews and test mails leads to."""
        return self._render("email_sequence.unsubscribe_sample")

    @http.route(LINK, methods=["GET"], **PUBLIC)
    def ask(self, trace_id, token, **_query):
        return self._page(request.env["email.sequence.unsubscribe"]._find(trace_id, token))

    @http.route(LINK, methods=["POST"], csrf=False, **PUBLIC)
    def unsubscribe(self, trace_id, token, scope="sequence", **_form):
        """Unsubscribe at once, and say so without a redirect (RFC 8058 section 3.1).

        :param str scope: "everything", as the page's form may say; else the sequence, as of a mail program's request
        """
        unsubscribe = request.env["email.sequence.unsubscribe"]
        trace = unsubscribe._find(trace_id, token)
        if trace:
            (unsubscribe._leave_everything if scope == "everything" else unsubscribe._leave_sequence)(trace)
        return self._page(trace)

    def _page(self, trace):
        """The page of a trace: what its recipient has left, and what can be left yet."""
        if not trace:
            return self._render("email_sequence.unsubscribe_invalid", status=404)
        return self._render(
            "email_sequence.unsubscribe_page",
            lang=trace.partner_id.lang,
            company=trace.company_id,
            address=_masked(trace.email),
            left=request.env["email.sequence.unsubscribe"]._left(trace),
        )

    def _render(self, template, *, lang=None, status=200, **values):
        """A page in this language, else in the browser's."""
        lang = get_lang(request.env, lang)
        page = request.env["ir.qweb"].with_context(lang=lang.code)._render(template, {"language": lang, **values})
        return request.make_response(page, {"Content-Type": "text/html; charset=utf-8", **HEADERS}, status=status)


def _masked(email):
    """The address as its owner knows it, and nobody else learns it: a forwarded mail has the link, too."""
    local_part, _at, domain = email.rpartition("@")
    return f"{local_part[:1]}…@{domain}"
