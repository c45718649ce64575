"""Copies of emails for the template's Cc (semantics 3.4, 6.4).

An email of a sequence has one envelope recipient. So each address in its Cc header gets a copy from Odoo's own queue.
It is queued in the transaction that records the email as sent, so that there is one copy for each email sent. Its own
Message-Id keeps failure notices about it apart from those about the email; its References let replies to it be found.
"""

import logging

from odoo.fields import Command
from odoo.tools.mail import email_domain_extract

from ...tools.mail_headers import new_message_id

_logger = logging.getLogger(__name__)


def values(email, body, cc):
    """The values of the ``mail.mail`` of each copy.

    :param email: the :class:`Email`
    :param body: what the copies say: without what tells about the contact, or lets unsubscribe
    :param cc: the addresses
    """
    message, log = email.message, email.log
    shown = ", ".join([str(message["To"]), *cc])  # in To: an address in Cc would be a recipient of this copy, too
    headers = {"X-Forge-To": shown, "Return-Path": str(message["Return-Path"])}
    for_all = {
        "subject": email.subject,
        "body_html": body,
        "attachment_ids": [Command.link(attachment_id) for attachment_id in log["attachment_ids"]],
        "author_id": log["author_id"],
        "email_from": log["email_from"],
        "reply_to": log["reply_to"],
        "mail_server_id": email.account.server_id or False,
        "references": " ".join(filter(None, (message["References"], log["message_id"]))),
        "headers": repr(headers),
        "auto_delete": True,
    }
    domain = email_domain_extract(email.account.email_from) or ""
    return tuple({**for_all, "email_to": address, "message_id": new_message_id(domain, kind="copy")} for address in cc)


def queue(traces, outcomes):
    """Queue the copies of emails that were sent; a failure here must not make a sent email unsent.

    :param outcomes: ``{trace id: Outcome}``, each with its email
    """
    for sender, of_sender in traces.grouped("user_id").items():
        wanted = [copy for trace in of_sender for copy in outcomes[trace.id].email.copies]
        if not wanted:
            continue
        try:
            with traces.env.cr.savepoint():
                # sudo: users may send by the server; Odoo asks whether its owner created the mail
                traces.env["mail.mail"].with_user(sender).sudo().create(wanted)
        except Exception:
            _logger.exception("Copies of sent emails could not be queued: %s", [copy["email_to"] for copy in wanted])
        else:
            _send_soon(traces.env)


def _send_soon(env):
    if queue_action := env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False):
        queue_action.sudo()._trigger()  # sudo: as when Odoo itself queues a mail for later
