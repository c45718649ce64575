from collections import Counter

from odoo import api, models
from odoo.tools import SQL

from .states import LIVE


class EmailSequenceContact(models.AbstractModel):
    """What happens to the subscriptions of a contact that is archived or loses an address (semantics 3.6, 3.7).

    Called when a contact changes, and again where mails are claimed: other programs change contacts behind Odoo's back,
    and a database may have had archived contacts in its sequences before this addon looked at them.
    """

    _name = "email.sequence.contact"
    _description = "Contacts of Email Sequences"

    # ---- a contact changed

    @api.model
    def _archived(self, partners):
        """The partners were archived: pause their subscriptions. One query if they have none."""
        if live := self._live(partners):
            self._pause_archived(live, user=self.env.user)

    @api.model
    def _addresses_changed(self, partners):
        """The partners' addresses changed: let their subscriptions follow. One query if they have none."""
        if live := self._live(partners):
            self.sudo()._follow(live, user=self.env.user)

    def _live(self, partners):
        # sudo: changing a contact stops its sequences, also those that the user may not see.
        subscriptions = self.env["email.sequence.subscription"].sudo()
        return subscriptions.search([("partner_id", "in", partners.ids), ("state", "in", LIVE)], order="id")

    # ---- mails are claimed

    @api.model
    def _reachable(self, subscriptions):
        """Those of the active subscriptions that can be sent to now; the others pause, or follow to another address."""
        archived, astray = self._unreachable(subscriptions)
        if not archived and not astray:
            return subscriptions
        self._pause_archived(archived)
        self.env["email.sequence.address"]._sync(astray.partner_id)
        self._follow(astray)
        subscriptions.flush_recordset()
        return subscriptions.filtered(lambda subscription: subscription.state == "active")

    def _unreachable(self, subscriptions):
        """``(those whose contact is archived, those whose address is no longer the contact's)``, in one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.id, p.active IS TRUE
                FROM email_sequence_subscription s JOIN res_partner p ON p.id = s.partner_id
                WHERE s.id = ANY(%s) AND (
                    p.active IS NOT TRUE
                    OR NOT EXISTS (SELECT FROM email_sequence_address a WHERE a.partner_id = p.id AND a.email = s.email)
                )
                """,
                subscriptions.ids,
            )
        )
        is_active = dict(rows)
        found = subscriptions.filtered(lambda subscription: subscription.id in is_active)
        astray = found.filtered(lambda subscription: is_active[subscription.id])
        return found - astray, astray

    # ---- pausing

    def _pause_archived(self, subscriptions, user=None):
        is_one = len(subscriptions.partner_id) == 1
        paused = subscriptions.pause("archived", user=user, tell=is_one)
        if not is_one:
            paused._tell_senders(
                lambda env, count: env._("Contacts were archived, so %s of your subscriptions were paused.", count),
            )

    # ---- following to another address (semantics 3.6)

    def _follow(self, subscriptions, user=None):
        """Switch those whose address is no longer the contact's to the contact's first one; pause those without any.

        An address that must not be emailed pauses the subscription, as it could not have been subscribed.

        :param user: who changed the contact
        """
        listed = self.env["email.sequence.address"]._listed(subscriptions.partner_id)
        lost = subscriptions.filtered(lambda s: s.email not in listed.get(s.partner_id.id, ()))
        how = {"user": user, "tell": len(subscriptions.partner_id) == 1}
        new = {s: listed[s.partner_id.id][0] for s in lost if s.partner_id.id in listed}
        paused = self._pause_without_address(lost.filtered(lambda s: s not in new), how)
        facts = {
            sequence: self._facts(sequence, [new[s] for s in theirs])
            for sequence, theirs in lost.filtered(lambda s: s in new).grouped("sequence_id").items()
        }
        old = {subscription: subscription.email for subscription in new}
        for subscription, address in new.items():
            subscription.email = address
        if new:
            shared = [s for s in new if s.email in facts[s.sequence_id]["shared"]]
            subscriptions.browse().concat(*new)._on_address_changed(old, shared)
        for subscription in new:
            paused |= self._pause_at(subscription, facts[subscription.sequence_id], how)
        if not how["tell"]:
            paused._tell_senders(
                lambda env, count: env._("Email addresses changed, so %s of your subscriptions were paused.", count),
            )

    def _facts(self, sequence, addresses):
        """What the subscriber knows of the addresses; ``shared`` are those that would get the sequence twice."""
        facts = self.env["email.sequence.subscriber"]._address_facts(sequence, addresses)
        twice = {address for address, count in Counter(addresses).items() if count > 1}
        return {**facts, "shared": facts["written_to"] | twice}

    def _pause_without_address(self, subscriptions, how):
        paused = subscriptions.browse()
        for sender, theirs in subscriptions.grouped("user_id").items():
            words = self.with_context(lang=sender.lang or self.env.lang).env
            note = words._("The contact no longer has an email address. Add one, then resume.")
            paused |= theirs.pause("send_error", note, **how)
        return paused

    def _pause_at(self, subscription, facts, how):
        """Pause the subscription if its address must not be emailed; returns it if this paused it."""
        address = subscription.email
        if address in facts["unsubscribed"]:
            words = self.with_context(lang=subscription.user_id.lang or self.env.lang).env
            return subscription.pause(
                "unsubscribed", words._("%s unsubscribed or is on the blacklist.", address), **how
            )
        if address in facts["bounced"]:
            return subscription.pause("bounce", **how)
        return subscription.browse()
