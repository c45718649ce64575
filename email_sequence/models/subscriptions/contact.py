"""What happens to the subscriptions of a contact that is archived or loses an address (semantics 3.6, 3.7).

Called when a contact changes, and again when emails are claimed: other programs change contacts behind Odoo's back, and
a database may have had archived contacts in its sequences before this addon looked at them.
"""

from collections import Counter

from odoo.tools import SQL

from . import subscribing
from .states import LIVE

# ---- a contact changed


def archived(partners):
    """The partners were archived: pause their subscriptions. One query if they have none."""
    if live := _live(partners):
        _pause_archived(live, user=partners.env.user)


def addresses_changed(partners):
    """The partners' addresses changed: let their subscriptions follow. One query if they have none."""
    if live := _live(partners):
        _follow(live, user=partners.env.user)


def _live(partners):
    # sudo: changing a contact stops its sequences, also those that the user may not see.
    subscriptions = partners.env["email.sequence.subscription"].sudo()
    return subscriptions.search([("partner_id", "in", partners.ids), ("state", "in", LIVE)], order="id")


# ---- emails are claimed


def reachable(subscriptions):
    """Those of the active subscriptions that can be emailed now; the others pause, or follow to another address."""
    of_archived, astray = _unreachable(subscriptions)
    if not of_archived and not astray:
        return subscriptions
    _pause_archived(of_archived)
    subscriptions.env["email.sequence.address"]._sync(astray.partner_id)
    _follow(astray)
    subscriptions.flush_recordset()
    return subscriptions.filtered(lambda subscription: subscription.state == "active")


def _unreachable(subscriptions):
    """``(those whose contact is archived, those whose address is no longer the contact's)``, in one query."""
    rows = subscriptions.env.execute_query(
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


def _pause_archived(subscriptions, user=None):
    is_one = len(subscriptions.partner_id) == 1
    paused = subscriptions.pause("archived", user=user, tell=is_one)
    if not is_one:
        paused._tell_senders(
            lambda env, count: env._("Contacts were archived, so %s of your subscriptions were paused.", count),
        )


# ---- following to another address (semantics 3.6)


def _follow(subscriptions, user=None):
    """Switch those whose address is no longer the contact's to the contact's first one; pause those without any.

    An address that must not be emailed pauses the subscription, as it could not have been subscribed.

    :param user: who changed the contact
    """
    listed = subscriptions.env["email.sequence.address"]._listed(subscriptions.partner_id)
    lost = subscriptions.filtered(lambda s: s.email not in listed.get(s.partner_id.id, ()))
    new = {s: listed[s.partner_id.id][0] for s in lost if s.partner_id.id in listed}
    how = {"user": user, "tell": len(subscriptions.partner_id) == 1}
    paused = _pause_without_address(lost.filtered(lambda s: s not in new), how)
    following = lost.filtered(lambda s: s in new)
    facts = {
        sequence: _facts(sequence, [new[s] for s in theirs])
        for sequence, theirs in following.grouped("sequence_id").items()
    }
    old = {subscription: subscription.email for subscription in following}
    for subscription, address in new.items():
        subscription.email = address
    if following:
        shared = following.filtered(lambda s: s.email in facts[s.sequence_id]["shared"])
        following._on_address_changed(old, shared)
    for subscription in following:
        paused |= _pause_at(subscription, facts[subscription.sequence_id], how)
    if not how["tell"]:
        paused._tell_senders(
            lambda env, count: env._("Email addresses changed, so %s of your subscriptions were paused.", count),
        )


def _facts(sequence, addresses):
    """What is known of the addresses; ``shared`` are those that would get the sequence twice."""
    facts = subscribing.address_facts(sequence, addresses)
    twice = {address for address, count in Counter(addresses).items() if count > 1}
    return {**facts, "shared": facts["written_to"] | twice}


def _pause_without_address(subscriptions, how):
    paused = subscriptions.browse()
    for sender, theirs in subscriptions.grouped("user_id").items():
        words = theirs.with_context(lang=sender.lang or theirs.env.lang).env
        note = words._("The contact no longer has an email address. Add one, then resume.")
        paused |= theirs.pause("send_error", note, **how)
    return paused


def _pause_at(subscription, facts, how):
    """Pause the subscription if its address must not be emailed; return it if this paused it."""
    address = subscription.email
    if address in facts["unsubscribed"]:
        words = subscription.with_context(lang=subscription.user_id.lang or subscription.env.lang).env
        return subscription.pause("unsubscribed", words._("%s unsubscribed or is on the blacklist.", address), **how)
    if address in facts["bounced"]:
        return subscription.pause("bounce", **how)
    return subscription.browse()
