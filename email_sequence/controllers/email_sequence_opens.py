import base64
from functools import partial

from odoo import http
from odoo.http import request

from ..models.recipients.after_response import note
from ..models.recipients.opens import PATH, note_fetch

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
HEADERS = {
    "Content-Type": "image/gif",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class EmailSequenceOpens(http.Controller):
    """The image of an email: every request gets the same response.

    The fetch is noted after the response was sent, so nothing in it can delay or change the response.
    """

    @http.route([PATH, f"{PATH}/<path:name>"], type="http", auth="none", methods=["GET"], save_session=False)
    def image(self, name="", **_query):
        """Send the image; a user who is logged in to this Odoo in the same browser is one of us, not the recipient."""
        request.params.clear()  # of which other addons make cookies
        response = request.make_response(GIF, HEADERS)
        if request.session.uid is None:
            fetch = name, request.httprequest.method, dict(request.httprequest.headers)
            response.call_on_close(partial(note, request.db, note_fetch, *fetch))
        return response
