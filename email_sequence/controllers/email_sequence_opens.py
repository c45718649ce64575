import base64
from functools import partial

from odoo import http
from odoo.http import request

from ..models.recipients.opens import PATH, note

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
HEADERS = {
    "Content-Type": "image/gif",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class EmailSequenceOpens(http.Controller):
    """The image of a mail: one and the same answer to whoever asks for it in whatever way.

    What the fetch says is noted after the answer has left, so nothing in it can delay or change the answer.
    """

    @http.route([PATH, f"{PATH}/<path:name>"], type="http", auth="none", methods=["GET"], save_session=False)
    def image(self, name="", **_query):
        """Answer with the image; who is logged in to this Odoo in the same browser is one of us, not the recipient."""
        request.params.clear()  # of which other addons make cookies
        response = request.make_response(GIF, HEADERS)
        if request.session.uid is None:
            asked = name, request.httprequest.method, dict(request.httprequest.headers)
            response.call_on_close(partial(note, request.db, "email.sequence.opens", "_note_fetch", *asked))
        return response
