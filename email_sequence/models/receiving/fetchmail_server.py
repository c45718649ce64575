from imaplib import IMAP4

from odoo import models

FETCHED_BY_ODOO = "(RFC822)"
FETCHED_UNREAD = "(BODY.PEEK[])"  # the same, but the email stays unread: RFC 3501 section 6.4.5


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        """Fetch by IMAP without marking emails as read: they are marked once they are handled.

        Odoo itself removes the mark again before it handles the email; if Odoo is killed in between, the email is never
        handled.
        """
        connection = super()._connect__(allow_archived=allow_archived)
        if isinstance(connection, IMAP4):
            fetch = connection.fetch
            connection.fetch = lambda numbers, parts: fetch(
                numbers, FETCHED_UNREAD if parts == FETCHED_BY_ODOO else parts
            )
        return connection
