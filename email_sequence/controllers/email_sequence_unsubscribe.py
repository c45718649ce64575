from odoo import http
from odoo.http import request
from odoo.tools.misc import get_lang

from ..models.recipients.unsubscribing import PATH, find

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
    """The page behind the unsubscribe link of an email, and the one-click request of mail clients (RFC 8058).

    Anybody who has the link may use it, without a session: its signature is the only permission, so a POST needs no
    other protection against forgery. Following the link only shows the page, because email scanners follow links.
    Every link that we did not make gets the same response.
    """

    @http.route(PATH, methods=["GET"], **PUBLIC)
    def explain(self, **_query):
        """The page to which the placeholder in templates leads, and so in chatters, previews and test emails."""
        return self._render("email_sequence.unsubscribe_sample")

    @http.route(LINK, methods=["GET"], **PUBLIC)
    def ask(self, trace_id, token, **_query):
        return self._page(find(request.env, trace_id, token))

    @http.route(LINK, methods=["POST"], csrf=False, **PUBLIC)
    def unsubscribe(self, trace_id, token, scope="sequence", **_form):
        """Unsubscribe at once, and say so without a redirect (RFC 8058 section 3.1).

        :param str scope: "everything", as the page's form may say; else the sequence, as for a mail client's request
        """
        trace = find(request.env, trace_id, token)
        if trace and scope == "everything":
            trace._unsubscribe_from_everything()
        elif trace:
            trace._unsubscribe_from_sequence()
        return self._page(trace)

    def _page(self, trace):
        """The page of a trace: what its recipient has unsubscribed from, and what is left to unsubscribe from."""
        if not trace:
            return self._render("email_sequence.unsubscribe_invalid", status=404)
        return self._render(
            "email_sequence.unsubscribe_page",
            lang=trace.partner_id.lang,
            company=trace.company_id,
            address=_masked(trace.email),
            left=trace._unsubscribed_from(),
        )

    def _render(self, template, *, lang=None, status=200, **values):
        """A page in this language, else in the browser's."""
        lang = get_lang(request.env, lang)
        page = request.env["ir.qweb"].with_context(lang=lang.code)._render(template, {"language": lang, **values})
        return request.make_response(page, {"Content-Type": "text/html; charset=utf-8", **HEADERS}, status=status)


def _masked(email):
    """The address in a form that only its owner recognises: a forwarded email has the link too."""
    local_part, _at, domain = email.rpartition("@")
    return f"{local_part[:1]}…@{domain}"
