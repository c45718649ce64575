import base64
import logging
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import html2plaintext

from ...tools import mail_headers
from ...tools.incoming.facts import read_facts

_logger = logging.getLogger(__name__)

SWEEP_BATCH = 500
SWEEP_OVERLAP = timedelta(minutes=10)  # a message may be committed this much later than others with a higher id
SWEPT_PARAMETER = "email_sequence.swept_message_id"


class EmailSequenceSweep(models.AbstractModel):
    """Catch-up job for emails that bypassed the gateway, or that Odoo did not keep."""

    _name = "email.sequence.sweep"
    _description = "Email Sequence Sweep"

    @api.model
    def _cron_sweep(self):
        """Keep the emails that Odoo's processing lost, and match those that reached a chatter without the gateway."""
        catch_up = self.with_user(SUPERUSER_ID)
        catch_up._keep_lost_emails()
        catch_up._sweep_messages()

    # ---- emails whose processing was rolled back and did not succeed later

    def _keep_lost_emails(self):
        """Put people's emails that Odoo did not keep after all into the chatters of the contacts."""
        for incoming in self.env["email.sequence.incoming"]._lost():
            try:
                with self.env.cr.savepoint():
                    self._keep_lost_email(incoming)
            except Exception:
                _logger.exception("The email %s cannot be kept in the contact's chatter", incoming.message_id)

    @api.model
    def _keep_lost_email(self, incoming):
        gateway = self.env["email.sequence.gateway"]
        facts = read_facts(base64.b64decode(incoming.lost_mail)).kept_as(incoming.message_id)
        matched = gateway._match(facts)
        if not matched.is_kept:
            # colleagues do not match any more: they are paused by now
            gateway._keep_in_chatter(facts, matched.contacts or incoming._concerned_subscriptions().partner_id)
        incoming.write({"lost_mail": False, "is_lost": False})

    # ---- emails that another addon, or a mail plugin, put into Odoo's chatters directly

    def _sweep_messages(self):
        swept = int(self.env["ir.config_parameter"].get_param(SWEPT_PARAMETER, 0))
        settled = self._latest_message([("create_date", "<", fields.Datetime.now() - SWEEP_OVERLAP)])
        while messages := self.env["mail.message"].search(
            [("id", ">", swept), ("message_type", "=", "email")], order="id", limit=SWEEP_BATCH
        ):
            for message in messages:
                self._sweep(message)
            swept = messages[-1].id
            self._note_swept(min(swept, settled))
            if self.env["ir.cron"]._commit_progress(len(messages)) <= 0:
                return
        self._note_swept(settled)

    @api.model
    def _sweep(self, message):
        try:
            facts = self._facts_of_message(message)
        except Exception:
            _logger.exception("The message %s cannot be read as an email", message.id)
            return
        gateway = self.env["email.sequence.gateway"]
        try:
            with self.env.cr.savepoint():
                gateway._handle(facts)
        except Exception as error:
            gateway._handle_later(facts, error)

    @api.model
    def _note_swept(self, message_id):
        """Remember the last message up to which all are matched; it never goes back."""
        parameters = self.env["ir.config_parameter"]
        if message_id > int(parameters.get_param(SWEPT_PARAMETER, 0)):
            parameters.set_param(SWEPT_PARAMETER, message_id)

    @api.model
    def _latest_message(self, domain):
        return self.env["mail.message"].search(domain, order="id desc", limit=1).id or 0

    @api.model
    def _start_sweep(self):
        """Skip the emails that Odoo already has; called when the addon is installed."""
        self._note_swept(self._latest_message([]))

    @api.model
    def _facts_of_message(self, message):
        """The :class:`Facts` of an email of which Odoo kept sender, subject and text, but no headers."""
        text = EmailMessage()
        text["From"] = mail_headers.one_line(message.email_from or "")
        text["Subject"] = mail_headers.one_line(message.subject or "")
        text.set_content(html2plaintext(message.body or ""))
        facts = read_facts(text.as_bytes())
        parent_id = message.parent_id.message_id
        return replace(
            facts,
            message_id=message.message_id,
            referenced_ids=(parent_id,) if parent_id else (),
            received=message.create_date,
        )
