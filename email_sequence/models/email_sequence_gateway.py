import functools
import logging
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import html2plaintext, plaintext2html

from ..tools import incoming, mail_headers
from ..tools.incoming_facts import read_facts, readable_text

_logger = logging.getLogger(__name__)

SWEEP_BATCH = 500
SWEEP_OVERLAP = timedelta(minutes=10)  # a message may be committed this much later than others with a higher id
SWEPT_PARAMETER = "email_sequence.swept_message_id"
KEPT_ID = "email_sequence.kept_message_id"  # of the transaction's data


class EmailSequenceGateway(models.AbstractModel):
    """The incoming path: read the mail, match it with subscriptions, pause (semantics 4 and 5).

    It sees every mail that Odoo processes, routed or not. It never costs a mail: an error of ours is logged, the mail
    is handled as without us, and matched again on a fresh cursor, and by the sweep.
    """

    _name = "email.sequence.gateway"
    _description = "Email Sequence Gateway"

    # ---- around Odoo's own processing

    @api.model
    def _read(self, raw):
        """The :class:`Facts` of a mail, None where even reading it fails; taken up again if Odoo rolls it back.

        :param raw: the mail as ``mail.thread.message_process`` takes it: bytes, str or ``xmlrpc.client.Binary``
        """
        try:
            facts = read_facts(getattr(raw, "data", raw))
        except Exception:
            _logger.exception("An incoming mail could not be matched with email sequences")
            return None
        self.env.cr.postrollback.add(functools.partial(_handle_again, self.env.cr.dbname, facts))
        return facts

    @api.model
    def _note_kept_id(self, message_id):
        """Remember under which Message-Id Odoo keeps the mail: its own invention where the mail has none."""
        self.env.cr.precommit.data[KEPT_ID] = message_id

    @api.model
    def _as_kept(self, facts):
        """The :class:`Facts` under the Message-Id that Odoo used, so that the sweep knows the mail again."""
        return replace(facts, message_id=self.env.cr.precommit.data.pop(KEPT_ID, facts.message_id))

    @api.model
    def _handle_safely(self, facts):
        """Match the mail inside the transaction of Odoo's processing, which no error of ours may break."""
        try:
            with self.env.cr.savepoint():
                self.sudo()._handle(facts)
        except Exception:
            _logger.warning("Matching the mail %s is tried again on its own", facts.message_id, exc_info=True)
            self.env.cr.postcommit.add(functools.partial(_handle_again, self.env.cr.dbname, facts))

    @api.model
    def _routes_to_feed(self, message):
        """Routes into the chatters of the subscribers who sent a mail that Odoo cannot route (semantics 4.4)."""
        if incoming.classify(message).kind != "human":
            return []
        partners = self._subscribers(incoming.sender_addresses(message))
        return [("res.partner", partner.id, None, self.env.uid, None) for partner in partners]

    # ---- matching and pausing

    @api.model
    def _handle(self, facts):
        """Do what the mail asks for, once; what Odoo did not keep of a person's mail goes to the chatter."""
        if facts.kind == "notice":
            return
        traces, partners = self._match(facts)
        if (not traces and not partners) or self._is_handled(facts):
            return
        answered = traces.sorted("id")[-1:]
        mail = self.env["email.sequence.incoming"].create(
            {
                "message_id": facts.message_id,
                "kind": facts.kind,
                "rule": facts.rule,
                "email_from": facts.email_from,
                "subject": facts.subject,
                "trace_id": answered.id,
                "received_datetime": facts.received or fields.Datetime.now(),
            }
        )
        getattr(self, f"_handle_{facts.kind}")(facts, mail, traces, partners)

    @api.model
    def _match(self, facts):
        """The mails of ours that it answers, and the subscribers who sent it (semantics 4.2, 4.3, 4.5).

        A mail that Odoo sent matches nothing. A mail of an internal user about a contact does not match that contact.
        """
        known = self.env["email.sequence.trace"].search([("message_id", "in", facts.referenced_ids)])
        if facts.kind == "bounce":
            return known, self._bounced_partners(facts, known)
        partners = self._subscribers(facts.senders)
        if known and self._is_internal(facts.senders):
            known = known.filtered(lambda trace: trace.partner_id in partners)
        if (known or partners) and self._is_own(facts):
            return known.browse(), partners.browse()
        return known, partners

    @api.model
    def _subscribers(self, emails):
        """The contacts that list one of the addresses and are, or were, in a sequence."""
        partner_ids = self.env["email.sequence.address"]._partners_with(emails)
        if not partner_ids:
            return self.env["res.partner"]
        groups = (
            self.env["email.sequence.subscription"]
            .sudo()
            ._read_group([("partner_id", "in", partner_ids)], ["partner_id"])
        )
        return self.env["res.partner"].browse(partner.id for (partner,) in groups)

    @api.model
    def _bounced_partners(self, facts, traces):
        addresses = facts.bounced or traces.mapped("email")
        subscriptions = self.env["email.sequence.subscription"].search([("email", "in", addresses)])
        return subscriptions.partner_id | traces.partner_id

    @api.model
    def _is_own(self, facts):
        """Whether Odoo itself sent the mail, be it a step or a notification, and only gets it back from a mailbox."""
        Trace, Message = self.env["email.sequence.trace"], self.env["mail.message"]
        same_mail = [("message_id", "=", facts.message_id)]
        return bool(
            Trace.search_count(same_mail, limit=1)
            or Message.search_count([*same_mail, ("message_type", "!=", "email")], limit=1)
        )

    @api.model
    def _is_internal(self, emails):
        return bool(
            self.env["res.users"].search_count(
                [("email_normalized", "in", list(emails)), ("share", "=", False)], limit=1
            )
        )

    @api.model
    def _is_handled(self, facts):
        return bool(self.env["email.sequence.incoming"].search_count([("message_id", "=", facts.message_id)], limit=1))

    @api.model
    def _handle_human(self, facts, mail, traces, partners):
        self._keep_in_feed(facts, partners or traces.partner_id)
        answered = mail.trace_id
        if answered and not answered.reply_datetime:
            answered.reply_datetime = mail.received_datetime
        (self._active(partners, mail) | traces.subscription_id)._pause("reply", incoming=mail)

    @api.model
    def _handle_autoreply(self, facts, mail, traces, partners):
        subscriptions = self._active(partners, mail) | traces.subscription_id
        self.env["email.sequence.feed"]._say_autoreply(
            subscriptions.filtered(lambda subscription: subscription.state == "active"), mail
        )

    @api.model
    def _handle_bounce(self, facts, mail, traces, partners):
        addresses = facts.bounced or traces.mapped("email")
        came_back = traces.filtered(lambda trace: trace.email in addresses)
        came_back.filtered(lambda trace: trace.trace_status in ("sent", "unknown")).write(
            {
                "trace_status": "bounce",
                "bounce_datetime": mail.received_datetime,
                "failure_reason": facts.diagnostic,
            }
        )
        for address in addresses:
            note = self.env["email.sequence.feed"]._bounce_sentence(address, facts.diagnostic)
            self._active(partners, mail).filtered_domain([("email", "=", address)])._pause(
                "bounce", note, incoming=mail
            )

    @api.model
    def _active(self, partners, mail):
        """The contacts' active subscriptions; a mail that came before them says nothing about them."""
        return self.env["email.sequence.subscription"].search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "=", "active"),
                ("subscribed_datetime", "<=", mail.received_datetime),
            ]
        )

    @api.model
    def _keep_in_feed(self, facts, partners):
        """Post a person's mail that Odoo did not keep, with the original attached, so that no answer is lost."""
        if self.env["mail.message"].search_count([("message_id", "=", facts.message_id)], limit=1):
            return
        body = plaintext2html(readable_text(facts.raw))
        for partner in partners:
            partner.message_post(
                body=body,
                subject=facts.subject,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                email_from=facts.email_from,
                author_id=partner.id,
                message_id=facts.message_id,
                attachments=[("mail.eml", facts.raw)],
            )

    # ---- mails that reached Odoo by another way

    @api.model
    def _cron_sweep(self):
        """Match the incoming mails that another addon, or a mail plugin, put into Odoo's chatters by itself."""
        self.with_user(SUPERUSER_ID)._sweep_messages()

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
            _logger.exception("The message %s cannot be read as a mail", message.id)
        else:
            self._handle_safely(facts)

    @api.model
    def _note_swept(self, message_id):
        """Remember up to which message all are matched; never goes back."""
        parameters = self.env["ir.config_parameter"]
        if message_id > int(parameters.get_param(SWEPT_PARAMETER, 0)):
            parameters.set_param(SWEPT_PARAMETER, message_id)

    @api.model
    def _latest_message(self, domain):
        return self.env["mail.message"].search(domain, order="id desc", limit=1).id or 0

    @api.model
    def _start_sweep(self):
        """Leave out the mails that Odoo has already; called when the addon is installed."""
        self._note_swept(self._latest_message([]))

    @api.model
    def _facts_of_message(self, message):
        """The :class:`Facts` of a mail of which Odoo kept sender, subject and text, but no headers."""
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


def _handle_again(dbname, facts):
    """Match a mail on a fresh cursor, after its own transaction was rolled back or our part of it failed."""
    for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
        try:
            with Registry(dbname).cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["email.sequence.gateway"]._handle(facts)
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Matching the mail %s met another writer, try %s", facts.message_id, attempt + 1)
        except Exception:
            _logger.exception("The mail %s could not be matched with email sequences", facts.message_id)
            return
