"""Emails of notices are sent soon after the commit (semantics 4.6, 4.9).

Scheduled actions leave them to Odoo's mail queue, which is looked at once an hour. Nothing is asked of the database
before the commit. A failure leaves them to the queue, and never reaches who committed.
"""

import functools
import logging

from ..sending.transactions import in_own_transaction

_logger = logging.getLogger(__name__)

SOON = "email_sequence_send_soon"
NOTICES = "email_sequence.notices"


def soon(thread):
    """The records with a context in which the emails of what is posted or planned on them are sent soon."""
    return thread.with_context(mail_notify_force_send=False, **{SOON: True})


def send_soon(message):
    """Send the emails that notify of a message together with those of the same transaction, after its commit."""
    callbacks = message.env.cr.postcommit
    if NOTICES not in callbacks.data:
        callbacks.data[NOTICES] = []
        callbacks.add(functools.partial(_send, message.env.cr.dbname, callbacks.data[NOTICES]))
    callbacks.data[NOTICES] += message.ids


def _send(dbname, message_ids):
    """Send now what Odoo's queue holds of these messages; what fails is shown, or tried again, as Odoo does."""
    try:
        in_own_transaction(dbname, lambda env: _queued(env, message_ids).send(), retry_on=())
    except Exception:
        _logger.exception("Notices of email sequences wait for Odoo's mail queue")


def _queued(env, message_ids):
    return env["mail.mail"].search([("mail_message_id", "in", message_ids), ("state", "=", "outgoing")])
