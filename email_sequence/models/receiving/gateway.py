import functools
import logging
from dataclasses import dataclass

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html

from ...tools.incoming.facts import Facts, named_return_date, read_facts, readable_text
from ..subscriptions.pause_reasons import bounce_sentence

_logger = logging.getLogger(__name__)

ARRIVAL = "email_sequence.arrival"


@dataclass
class Arrival:
    """A mail on its way through Odoo's processing; ``concerns`` is whether it is of a subscriber, None if unknown."""

    facts: Facts
    concerns: bool | None = None


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
        """The :class:`Arrival` of a mail, None where even reading it fails; taken up again if Odoo rolls it back.

        :param raw: the mail as ``mail.thread.message_process`` takes it: bytes, str or ``xmlrpc.client.Binary``
        """
        try:
            arrival = Arrival(read_facts(getattr(raw, "data", raw)))
        except Exception:
            _logger.exception("An incoming mail could not be matched with email sequences")
            return None
        cr = self.env.cr
        cr.postrollback.data[ARRIVAL] = arrival  # each savepoint clears the data of cr.precommit
        cr.postrollback.add(functools.partial(_handle_again, cr.dbname, arrival, keep=False))
        return arrival

    @api.model
    def _note_kept_id(self, message_id):
        """Remember under which Message-Id Odoo keeps the mail: its own invention where the mail has none."""
        if arrival := self._arrival():
            arrival.facts = arrival.facts.kept_as(message_id)

    @api.model
    def _arrival(self):
        return self.env.cr.postrollback.data.get(ARRIVAL)

    @api.model
    def _is_subscribers(self):
        """Whether the mail that is being processed concerns a subscriber; asked for mails that Odoo would refuse."""
        arrival = self._arrival()
        if arrival and arrival.concerns is None:
            arrival.concerns = bool(self.env["email.sequence.matcher"].sudo()._match(arrival.facts))
        return bool(arrival and arrival.concerns)

    @api.model
    def _routes_to_feed(self):
        """Routes into the chatters of the subscribers who sent a mail that Odoo cannot route (semantics 4.4)."""
        facts = self._arrival().facts
        if facts.kind != "human":
            return []
        match = self.env["email.sequence.matcher"].sudo()._match(facts)
        return [("res.partner", partner.id, None, self.env.uid, None) for partner in match.contacts]

    @api.model
    def _handle_safely(self, arrival):
        """Match the mail inside the transaction of Odoo's processing, which no error of ours may break.

        Costs one round trip for a mail that concerns nobody.
        """
        self.env.cr.postrollback.data.pop(ARRIVAL, None)
        if arrival.concerns is False:
            return
        guard = self.env["email.sequence.matcher"]._guard()
        try:
            self.sudo()._handle(arrival.facts, guard=guard)
            guard.keep()
        except Exception as error:
            guard.undo()
            self._handle_later(arrival.facts, error)

    @api.model
    def _handle_later(self, facts, error):
        """Handle a mail on its own after this transaction, in which an error stood in the way, or another writer."""
        if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            _logger.info("The mail %s met another writer and is matched on its own", facts.message_id)
        else:
            _logger.warning("Matching the mail %s is tried again on its own", facts.message_id, exc_info=error)
        self.env.cr.postcommit.add(functools.partial(_handle_again, self.env.cr.dbname, Arrival(facts)))

    # ---- pausing

    @api.model
    def _handle(self, facts, *, guard=None, keep=True):
        """Do what the mail asks for, once.

        :param guard: as :meth:`email.sequence.matcher._match` takes it
        :param bool keep: whether to put a person's mail that Odoo did not keep into the chatter now, or to leave that
            to the sweep, as Odoo may be processing the mail again at this moment
        """
        match = self.env["email.sequence.matcher"]._match(facts, guard)
        if not match or match.is_handled:
            return
        answered = match.traces.sorted("id")[-1:]
        answered._note_arrival()
        mail = self.env["email.sequence.incoming"].create(
            {
                "message_id": facts.message_id,
                "kind": facts.kind,
                "rule": facts.rule,
                "email_from": facts.email_from,
                "subject": facts.subject,
                "trace_id": answered.id,
                "received_datetime": facts.received or fields.Datetime.now(),
                "return_date": named_return_date(facts.raw, fields.Date.today()) if facts.raw else False,
            }
        )
        if facts.kind == "human" and not match.is_kept:
            if keep:
                self._keep_in_feed(facts, match.contacts)
            else:
                mail._leave_to_sweep(facts.raw)
        if self._asks_to_unsubscribe(facts):
            self._unsubscribe(mail, match)
        else:
            getattr(self, f"_handle_{facts.kind}")(facts, mail, match)

    @api.model
    def _handle_human(self, facts, mail, match):
        mail._note_reply()
        theirs = match.partners.email_sequence_subscription_ids | match.colleagues
        (match.traces.subscription_id | theirs._active_at(mail.received_datetime))._pause("reply", incoming=mail)

    @api.model
    def _handle_autoreply(self, facts, mail, match):
        theirs = match.partners.email_sequence_subscription_ids._active_at(mail.received_datetime)
        for subscription in match.traces.subscription_id | theirs:
            self.env["email.sequence.planner"]._hold(subscription, mail)
            self.env["email.sequence.feed"]._say_autoreply(subscription, mail)

    @api.model
    def _handle_bounce(self, facts, mail, match):
        addresses = facts.bounced or match.traces.mapped("email")
        match.traces.filtered(lambda trace: trace.email in addresses)._note_bounce(mail, facts.diagnostic)
        theirs = (match.partners | match.traces.partner_id).email_sequence_subscription_ids
        for address, subscriptions in theirs._active_at(mail.received_datetime).grouped("email").items():
            if address in addresses:
                note = bounce_sentence(self.env, address, facts.diagnostic)
                subscriptions._pause("bounce", note, incoming=mail)

    # ---- unsubscribing by mail (RFC 2369 section 3.2)

    @api.model
    def _asks_to_unsubscribe(self, facts):
        """Whether it is the mail that our List-Unsubscribe asks for: to the catchall address that it names."""
        if not facts.is_unsubscribe_request:
            return False
        domains = self.env["mail.alias.domain"].search([("catchall_alias", "!=", False)])
        return not set(facts.recipients).isdisjoint(domains.mapped("catchall_email"))

    @api.model
    def _unsubscribe(self, mail, match):
        """Pause the sequence whose mail the request names, else all of the one who wrote it."""
        subscriptions = match.traces.subscription_id or match.partners.email_sequence_subscription_ids
        self.env["email.sequence.unsubscribe"]._unsubscribe(subscriptions, match.traces, incoming=mail)

    # ---- keeping a person's mail that Odoo did not keep

    @api.model
    def _keep_in_feed(self, facts, partners):
        """Post the mail into the contacts' chatters, with the original attached, so that no answer is lost."""
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


def _handle_again(dbname, arrival, *, keep=True):
    """Handle a mail on a fresh cursor, after its own transaction was rolled back or our part of it failed."""
    if arrival.concerns is False:
        return
    for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
        try:
            with Registry(dbname).cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["email.sequence.gateway"]._handle(arrival.facts, keep=keep)
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Matching the mail %s met another writer, try %s", arrival.facts.message_id, attempt + 1)
        except Exception:
            _logger.exception("The mail %s could not be matched with email sequences", arrival.facts.message_id)
            return
