import functools
import logging
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html

from ...tools.incoming.facts import Facts, named_return_date, read_facts, readable_text
from ..sending.transactions import in_own_transaction
from ..subscriptions import planner
from ..subscriptions.pause_reasons import bounce_sentence
from .guard import Guard
from .matcher import match

_logger = logging.getLogger(__name__)

ARRIVAL = "email_sequence.arrival"


@dataclass
class Arrival:
    """An email that Odoo is processing; ``concerns``: whether it concerns a subscriber, None if not yet known."""

    facts: Facts
    concerns: bool | None = None


class EmailSequenceGateway(models.AbstractModel):
    """The incoming path: read the email, match it with subscriptions, pause them (semantics 4 and 5).

    It sees every email that Odoo processes, routed or not. It never loses an email: our errors are logged, Odoo
    processes the email as usual, and it is matched again on a fresh cursor, and by the catch-up job.
    """

    _name = "email.sequence.gateway"
    _description = "Email Sequence Gateway"

    # ---- around Odoo's own processing

    @api.model
    def _read(self, raw):
        """The :class:`Arrival` of an email, None if reading it fails; handled again if Odoo rolls it back.

        :param raw: the email as ``mail.thread.message_process`` takes it: bytes, str or ``xmlrpc.client.Binary``
        """
        try:
            arrival = Arrival(read_facts(getattr(raw, "data", raw)))
        except Exception:
            _logger.exception("An incoming email could not be read for email sequences")
            return None
        cr = self.env.cr
        cr.postrollback.data[ARRIVAL] = arrival  # each savepoint clears the data of cr.precommit
        cr.postrollback.add(functools.partial(_handle_again, cr.dbname, arrival, keep=False))
        return arrival

    @api.model
    def _note_kept_id(self, message_id):
        """Remember the Message-Id under which Odoo keeps the email: one that it invents if the email has none."""
        if arrival := self._arrival():
            arrival.facts = arrival.facts.kept_as(message_id)

    @api.model
    def _arrival(self):
        return self.env.cr.postrollback.data.get(ARRIVAL)

    @api.model
    def _concerns_subscriber(self):
        """Whether the email being processed concerns a subscriber; asked about emails that Odoo would refuse."""
        arrival = self._arrival()
        if arrival and arrival.concerns is None:
            # sudo: the user who fetches emails sees no traces
            arrival.concerns = bool(self.sudo()._match(arrival.facts))
        return bool(arrival and arrival.concerns)

    @api.model
    def _routes_to_feed(self):
        """Routes into the chatters of the subscribers who sent an email that Odoo cannot route (semantics 4.4)."""
        facts = self._arrival().facts
        if facts.kind != "human":
            return []
        contacts = self.sudo()._match(facts).contacts  # sudo: the user who fetches emails sees no traces
        return [("res.partner", partner.id, None, self.env.uid, None) for partner in contacts]

    @api.model
    def _handle_safely(self, arrival):
        """Match the email inside the transaction of Odoo's processing, which our errors must not break.

        An email that concerns nobody costs one round trip.
        """
        self.env.cr.postrollback.data.pop(ARRIVAL, None)
        if arrival.concerns is False:
            return
        guard = Guard(self.env.cr)
        try:
            # sudo: the user who fetches emails may not change subscriptions
            self.sudo()._handle(arrival.facts, guard=guard)
            guard.keep()
        except Exception as error:
            guard.undo()
            self._handle_later(arrival.facts, error)

    @api.model
    def _handle_later(self, facts, error):
        """Handle an email on its own after this transaction, in which an error or another writer was in the way."""
        if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            _logger.info("The email %s met another writer and is matched on its own", facts.message_id)
        else:
            _logger.warning("Matching the email %s is tried again on its own", facts.message_id, exc_info=error)
        self.env.cr.postcommit.add(functools.partial(_handle_again, self.env.cr.dbname, Arrival(facts)))

    # ---- pausing

    @api.model
    def _match(self, facts, guard=None):
        """The :class:`Match` of an email with subscriptions; see :func:`match`."""
        return match(self.env, facts, guard)

    @api.model
    def _handle(self, facts, *, guard=None, keep=True):
        """Act on the email, once.

        :param guard: as :func:`match` takes it
        :param bool keep: whether to put a person's email that Odoo did not keep into the chatter now. Otherwise the
            catch-up job does, because Odoo may be processing the email again at this moment
        """
        matched = self._match(facts, guard)
        if not matched or matched.is_handled:
            return
        replied_to = matched.traces.sorted("id")[-1:]
        replied_to._note_arrival()
        incoming = self.env["email.sequence.incoming"].create(
            {
                "message_id": facts.message_id,
                "kind": facts.kind,
                "rule": facts.rule,
                "email_from": facts.email_from,
                "subject": facts.subject,
                "trace_id": replied_to.id,
                "received_datetime": facts.received or fields.Datetime.now(),
                "return_date": named_return_date(facts.raw, fields.Date.today()) if facts.raw else False,
            }
        )
        if facts.kind == "human" and not matched.is_kept:
            if keep:
                self._keep_in_chatter(facts, matched.contacts)
            else:
                incoming._keep_for_catch_up(facts.raw)
        self._act_on(facts, incoming, matched)

    @api.model
    def _act_on(self, facts, incoming, matched):
        """Do what the email asks for; a hook, called once for each email that concerns subscriptions.

        :param facts: its :class:`Facts`
        :param incoming: its record
        :param matched: its :class:`Match`
        """
        getattr(self, f"_handle_{facts.kind}")(facts, incoming, matched)

    @api.model
    def _handle_human(self, facts, incoming, matched):
        incoming._note_reply()
        theirs = matched.partners.email_sequence_subscription_ids | matched.colleagues
        concerned = matched.traces.subscription_id | theirs._active_at(incoming.received_datetime)
        if concerned:
            concerned._on_replied(incoming)
        concerned.pause("reply", incoming=incoming)

    @api.model
    def _handle_autoreply(self, facts, incoming, matched):
        theirs = matched.partners.email_sequence_subscription_ids._active_at(incoming.received_datetime)
        for subscription in matched.traces.subscription_id | theirs:
            planner.hold(subscription, incoming)
            subscription._on_automatic_reply(incoming)

    @api.model
    def _handle_bounce(self, facts, incoming, matched):
        addresses = facts.bounced or matched.traces.mapped("email")
        matched.traces.filtered(lambda trace: trace.email in addresses)._note_bounce(incoming, facts.diagnostic)
        theirs = (matched.partners | matched.traces.partner_id).email_sequence_subscription_ids
        for address, subscriptions in theirs._active_at(incoming.received_datetime).grouped("email").items():
            if address in addresses:
                note = bounce_sentence(self.env, address, facts.diagnostic)
                subscriptions.pause("bounce", note, incoming=incoming)

    # ---- keeping a person's email that Odoo did not keep

    @api.model
    def _keep_in_chatter(self, facts, partners):
        """Post the email into the contacts' chatters, with the original attached, so that no reply is lost."""
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
    """Handle an email on a fresh cursor, after its own transaction was rolled back or our part of it failed."""
    if arrival.concerns is False:
        return
    try:
        in_own_transaction(dbname, lambda env: env["email.sequence.gateway"]._handle(arrival.facts, keep=keep))
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
        _logger.info("Matching the email %s gave up: another writer was in the way", arrival.facts.message_id)
    except Exception:
        _logger.exception("The email %s could not be matched with email sequences", arrival.facts.message_id)
