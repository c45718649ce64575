from functools import partial

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.email_sequence.models.recipients.after_response import note

from ..models.clicks import note_click

LINK = "/r/<string:code>/q"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class EmailSequenceClicks(http.Controller):
    """A tracked link of an email leads where Odoo's own link of the same code leads, whatever follows in the address.

    The click is noted after the response was sent, so nothing in it can delay or change the response.
    """

    @http.route([LINK, f"{LINK}/<path:name>"], type="http", auth="none", methods=["GET"], save_session=False)
    def follow(self, code, name="", **_query):
        request.params.clear()  # of which other addons make cookies
        url = request.env(user=SUPERUSER_ID)["link.tracker"].get_url_from_code(code)
        if not url:
            raise NotFound()
        response = request.redirect(url, code=302, local=False)
        response.headers.update(HEADERS)
        click = code, name, request.httprequest.method, dict(request.httprequest.headers), request.session.uid
        response.call_on_close(partial(note, request.db, note_click, *click))
        return response
