import functools
import logging
from dataclasses import dataclass, replace

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html
from odoo.tools.mail import email_normalize

from ...tools.incoming.facts import Facts, named_return_date, read_facts, readable_text
from ..sending.transactions import in_own_transaction
from ..subscriptions import planner
from ..subscriptions.pause_reasons import bounce_sentence
from ..subscriptions.states import LIVE
from .guard import Guard
from .matcher import match

_logger = logging.getLogger(__name__)

ARRIVAL = "email_sequence.arrival"
KEPT = {"human": "mail.mt_comment", "autoreply": "mail.mt_note"}  # kinds of which the text is kept: as what


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
    def _dropped_for_its_id(self, arrival):
        """The email under a Message-Id of its own, if Odoo took it for another one that has its id (semantics 4.5).

        :return: the email for Odoo to process instead, as bytes; None if it is a copy, or concerns no subscriber
        """
        guard = Guard(self.env.cr)
        try:
            # sudo: the user who fetches emails sees no traces
            other = self.sudo()._under_id_of_its_own(arrival, guard)
            guard.keep()
        except Exception as error:
            guard.undo()
            _logger.warning("Whether %s is a copy is not known", arrival.facts.message_id, exc_info=error)
            return None
        return other

    @api.model
    def _under_id_of_its_own(self, arrival, guard):
        facts, matched = arrival.facts, self._match(arrival.facts, guard)
        arrival.concerns = bool(matched)
        if not matched or matched.is_handled or not matched.has_message:
            return None
        if message := self._message_of(facts):
            arrival.facts = replace(facts, received=message.create_date)
            return None
        other = facts.under_id_of_its_own()
        arrival.concerns = other is None  # else what is processed instead does
        return other

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
        :param bool keep: whether to put an email that Odoo did not keep into the chatter now. Otherwise the catch-up
            job does, because Odoo may be processing the email again at this moment
        """
        matched = self._match(facts, guard)
        if not matched or matched.is_handled:
            return
        replied_to = matched.traces.sorted("id")[-1:]
        replied_to._note_arrival()
        received = facts.received or fields.Datetime.now()
        incoming = self.env["email.sequence.incoming"].create(
            {
                "message_id": facts.message_id,
                "digest": facts.digest,
                "kind": facts.kind,
                "rule": facts.rule,
                "email_from": facts.email_from,
                "subject": facts.subject,
                "trace_id": replied_to.id,
                "partner_id": matched.contacts[:1].id,
                "subscription_ids": matched.subscriptions(received).ids,
                "received_datetime": received,
                "return_date": named_return_date(facts.raw, matched.day(received)) if facts.raw else False,
            }
        )
        if facts.kind in KEPT and not self._is_kept(facts, matched):
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
        if matched.has_bounced:
            self.env["email.sequence.bounce"]._refused(facts.senders)._note_works(incoming=incoming)
        theirs = matched.partners.email_sequence_subscription_ids | matched.colleagues
        concerned = matched.traces.subscription_id | theirs._active_at(incoming.received_datetime)
        if concerned:
            concerned._on_replied(incoming)
        concerned.pause("reply", incoming=incoming, tell=False)  # they are told of the email itself
        is_kept = self._is_kept(facts, matched) or (matched.contacts and not incoming.is_lost)
        text = "" if is_kept else self._as_html(facts.raw)
        incoming._on_person_wrote(incoming.subscription_ids | concerned, text)

    @api.model
    def _handle_autoreply(self, facts, incoming, matched):
        theirs = matched.partners.email_sequence_subscription_ids._active_at(incoming.received_datetime)
        for subscription in matched.traces.subscription_id | theirs:
            planner.hold(subscription, incoming)
            subscription._on_automatic_reply(incoming)

    @api.model
    def _handle_bounce(self, facts, incoming, matched):
        returned = self._returned(facts, matched.traces)
        returned._note_bounce(incoming, facts.diagnostic)
        addresses = {*facts.bounced, *returned.mapped("email")}
        known = addresses if matched.partners else returned.mapped("email")
        self.env["email.sequence.bounce"]._note(
            known, incoming.received_datetime, facts.diagnostic, is_temporary=facts.is_temporary
        )
        theirs = returned.subscription_id.search([("email", "in", list(addresses)), ("state", "in", LIVE)])
        for address, subscriptions in theirs._active_at(incoming.received_datetime).grouped("email").items():
            note = bounce_sentence(self.env, address, facts.diagnostic)
            subscriptions.pause("bounce", note, incoming=incoming)

    @api.model
    def _returned(self, facts, traces):
        """The emails of ours that a failure notice is about, whatever recipients it names (semantics 5.4).

        They are those that it returns; if it returns none, the last one that it refers to. If it returns another
        email, one of ours must have been sent to a recipient that it names: a relay may have changed the Message-Id.
        """
        if returned := traces.filtered(lambda trace: trace.message_id in facts.reported_ids):
            return returned
        last = traces.sorted("id")[-1:]
        return last.filtered(lambda trace: not facts.reported_ids or trace.email in facts.bounced)

    # ---- what is kept of emails

    @api.model
    def _harmless(self, body):
        """The HTML body of an incoming email as it is kept; a hook that takes away what acts in the contact's name."""
        return body

    @api.model
    def _as_html(self, raw):
        return self._harmless(plaintext2html(readable_text(raw)))

    @api.model
    def _is_kept(self, facts, matched):
        """Whether Odoo has the email as a message; one with its Message-Id may be of another email."""
        return matched.has_message and (not matched.is_id_reused or bool(self._message_of(facts)))

    @api.model
    def _message_of(self, facts):
        """The email as Odoo kept it under its Message-Id: one from the same address with the same text, if any."""
        messages = self.env["mail.message"].search([("message_id", "=", facts.message_id)], order="id")
        theirs = messages.filtered(lambda message: email_normalize(message.email_from) in facts.senders)
        return theirs.filtered(lambda message: facts.says_the_same(str(message.body)))[:1]

    @api.model
    def _keep_in_chatter(self, facts, partners):
        """Post the email into the contacts' chatters, with the original attached, so that no reply is lost."""
        body = self._as_html(facts.raw)
        for partner in partners:
            partner.message_post(
                body=body,
                subject=facts.subject,
                message_type="email",
                subtype_xmlid=KEPT[facts.kind],
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
