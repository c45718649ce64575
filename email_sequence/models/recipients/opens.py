"""The image that shows whether an email was opened (semantics 12).

Only the HTML of the email that is sent carries it: never the chatter, a preview, a test email or the text part. Its
address is signed (see :mod:`.signed_link`). Of its fetches, the first one by a person and the first one by a machine
are kept, with the time and the kind of machine, and nothing else.
"""

import re

from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL

from ...tools.recipients.image_fetch import reader
from ..sending.trace_statuses import DEPARTED
from .signed_link import SIGNED_NAME, is_signed, signed_name

PATH = "/email_sequence/open"
NAME = re.compile(rf"{SIGNED_NAME}\.gif")
IMAGE = Markup('<img src="%s" alt="" width="1" height="1" style="border:0"/>')
QUOTED_IMAGE = re.compile(rf"<img\b[^<>]*{PATH}/{NAME.pattern}[^<>]*>", re.IGNORECASE)
BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)


def with_image(body, trace):
    """The body of the email to be sent, with the trace's image at its end if opens are tracked."""
    if not trace.tracks_opens:
        return body
    ends = [found.start() for found in BODY_END.finditer(body)]
    end = ends[-1] if ends else len(body)
    address = f"{trace.env['base'].get_base_url()}{PATH}/{signed_name('open', trace)}.gif"
    return type(body)(f"{body[:end]}{IMAGE % address}{body[end:]}")


def without_images(body):
    """The body of an incoming email without the images of our emails that it quotes.

    Otherwise reading a reply in Odoo would count as opening the email that it replies to.
    """
    return type(body)(QUOTED_IMAGE.sub("", body)) if body and PATH in body else body


def note_fetch(env, name, method, headers):
    """Note that an image was fetched, if it is the first time by a person or the first time by a machine.

    :param str name: what follows :data:`PATH` in the address; untrusted
    :param method: as :func:`reader` takes it
    :param headers: as :func:`reader` takes them
    """
    parts = NAME.fullmatch(name)
    if not parts:
        return
    trace_id, claimed = int(parts[1]), parts[2]
    kind, now = reader(method, headers), fields.Datetime.now()
    noted = {"open_datetime": now} if kind == "person" else {"fetch_datetime": now, "fetch_kind": kind}
    is_first = SQL("%s IS NULL", SQL.identifier(next(iter(noted))))
    message_id = _query(
        env,
        SQL(
            "SELECT message_id FROM email_sequence_trace WHERE id = %s AND tracks_opens AND trace_status IN %s AND %s",
            trace_id,
            DEPARTED,
            is_first,
        ),
    )
    if message_id and is_signed(env, "open", trace_id, message_id, claimed):
        values = SQL(", ").join(SQL("%s = %s", SQL.identifier(column), value) for column, value in noted.items())
        _query(
            env,
            SQL(
                "UPDATE email_sequence_trace SET %s WHERE id = %s AND %s RETURNING message_id",
                values,
                trace_id,
                is_first,
            ),
        )


def _query(env, query):
    """The single value, or None. Another writer is not an error for the log."""
    env.cr.execute(query, log_exceptions=False)
    row = env.cr.fetchone()
    return row and row[0]
