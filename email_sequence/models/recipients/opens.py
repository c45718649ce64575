import logging
import re

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL, consteq, hmac

from ...tools.recipients.image_fetch import reader
from ..sending.trace_statuses import DEPARTED

_logger = logging.getLogger(__name__)

PATH = "/email_sequence/open"
NAME = re.compile(r"([0-9]{1,10})/([0-9a-f]{64})\.gif")
IMAGE = Markup('<img src="%s" alt="" width="1" height="1" style="border:0"/>')
QUOTED_IMAGE = re.compile(rf"<img\b[^<>]*{PATH}/{NAME.pattern}[^<>]*>", re.IGNORECASE)
BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
LOCK_TIMEOUT = "2s"  # a worker of Odoo waits no longer for another writer


class EmailSequenceOpens(models.AbstractModel):
    """The image that tells whether a mail was opened (semantics 12).

    Only the mail that leaves carries it, in HTML: never the chatter, a preview, a test mail or the text part. Its
    address is signed with the database's secret for the trace and its Message-Id, as ids are given again in a database
    restored from a backup. The time of a fetch and what kind of program it was are kept, the first of each, and nothing
    else.
    """

    _name = "email.sequence.opens"
    _description = "Opens of Sent Mails"

    # ---- in a mail

    @api.model
    def _with_image(self, body, trace):
        """The body for the mail itself, with the trace's image at its end where its opening is tracked."""
        if not trace.tracks_opens:
            return body
        ends = [found.start() for found in BODY_END.finditer(body)]
        end = ends[-1] if ends else len(body)
        return type(body)(f"{body[:end]}{IMAGE % self._address(trace)}{body[end:]}")

    @api.model
    def _without_image(self, body):
        """The body of a mail that came in, without the images of the mails that it quotes.

        Else whoever reads an answer in Odoo would open what was answered.
        """
        return type(body)(QUOTED_IMAGE.sub("", body)) if body and PATH in body else body

    def _address(self, trace):
        return f"{self.get_base_url()}{PATH}/{trace.id}/{self._token(trace.id, trace.message_id)}.gif"

    def _token(self, trace_id, message_id):
        return hmac(self.env(su=True), "email_sequence.open", (trace_id, message_id))

    # ---- fetched

    @api.model
    def _reader(self, method, headers):
        """Who makes a request, as ``tools.image_fetch`` tells it by these two."""
        return reader(method, headers)

    @api.model
    def _note_fetch(self, name, method, headers):
        """Remember that an image was fetched, the first time by a person and the first time by a machine.

        :param str name: what follows :data:`PATH` in the address, by whoever made it up
        """
        parts = NAME.fullmatch(name)
        if not parts:
            return
        trace_id, token = int(parts[1]), parts[2]
        kind, now = self._reader(method, headers), fields.Datetime.now()
        noted = {"open_datetime": now} if kind == "person" else {"fetch_datetime": now, "fetch_kind": kind}
        first = SQL("%s IS NULL", SQL.identifier(next(iter(noted))))
        message_id = self._query(
            SQL(
                "SELECT message_id FROM email_sequence_trace"
                " WHERE id = %s AND tracks_opens AND trace_status IN %s AND %s",
                trace_id,
                DEPARTED,
                first,
            )
        )
        if message_id and consteq(self._token(trace_id, message_id), token):
            values = SQL(", ").join(SQL("%s = %s", SQL.identifier(column), value) for column, value in noted.items())
            self._query(
                SQL(
                    "UPDATE email_sequence_trace SET %s WHERE id = %s AND %s RETURNING message_id",
                    values,
                    trace_id,
                    first,
                )
            )

    def _query(self, query):
        """The one value, or None; another writer is no error that belongs in the log."""
        self.env.cr.execute(query, log_exceptions=False)
        row = self.env.cr.fetchone()
        return row and row[0]


def note(dbname, service, method, *args):
    """Call a method on a cursor of its own, after a request was answered; again where it meets another writer.

    Whoever asked has the answer by then, and learns of no error.
    """
    for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
        try:
            with Registry(dbname).cursor() as cr:
                cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
                getattr(api.Environment(cr, SUPERUSER_ID, {})[service], method)(*args)
            return
        except OperationalError:
            _logger.info("%s of %s met another writer, try %s", method, service, attempt + 1)
        except Exception:
            _logger.exception("%s of %s failed after its request was answered", method, service)
            return
