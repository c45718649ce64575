"""What a change of a contact does to its subscriptions: archived, readdressed, blacklisted (semantics 3.6, 3.7, 11).

Called when a contact changes, and again when emails are claimed and when subscriptions are resumed: other programs
change contacts behind Odoo's back, anybody may put an address on the blacklist, and a database may have had archived
contacts in its sequences before this addon looked at them.
"""

from collections import Counter

from odoo.tools import SQL

from . import subscribing, unsubscribed
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


# ---- emails are claimed, subscriptions are resumed


def reachable(subscriptions):
    """Those of the active subscriptions that can be emailed now; the others pause, or follow to another address."""
    archived_ids, addresses, astray_ids = _compared(subscriptions)
    if not archived_ids and not addresses and not astray_ids:
        return subscriptions
    _pause_archived(subscriptions.filtered(lambda s: s.id in archived_ids))
    _pause_unsubscribed(subscriptions, addresses)
    follow(subscriptions.filtered(lambda s: s.id in astray_ids))
    subscriptions.flush_recordset()
    return subscriptions.filtered(lambda subscription: subscription.state == "active")


def follow(subscriptions):
    """Let those whose address is no longer the contact's switch to one that is; see :func:`_follow`."""
    if subscriptions:
        subscriptions.env["email.sequence.address"]._sync(subscriptions.partner_id)
        _follow(subscriptions)


def about_to_resume(paused):
    """Compare paused subscriptions with their contacts as they are now: they follow, or are paused as unsubscribed."""
    paused = paused.filtered("partner_id")
    follow(paused)
    for sequence, theirs in paused.grouped("sequence_id").items():
        asked = theirs.filtered("unsubscribe_datetime")  # a user has resumed these before, after a question
        _pause_unsubscribed(asked, unsubscribed.from_everything(asked.env, asked.partner_id.ids))
        others = theirs - asked
        _pause_unsubscribed(others, unsubscribed.from_sequence(sequence, others.partner_id.ids))


def willing(subscriptions):
    """Those of finished subscriptions whose contact can be emailed, and did not unsubscribe; they follow, too."""
    follow(subscriptions)
    listed = subscriptions.env["email.sequence.address"]._listed(subscriptions.partner_id)
    present = subscriptions.filtered(lambda s: s.partner_id.active and s.email in listed.get(s.partner_id.id, ()))
    return present.browse().concat(*(_willing(theirs) for theirs in present.grouped("sequence_id").values()))


def _willing(subscriptions):
    facts = _facts(subscriptions, subscriptions.mapped("email"))
    return subscriptions.filtered(
        lambda s: s.partner_id.id not in facts["unsubscribed"] and s.email not in facts["bounced"]
    )


def _compared(subscriptions):
    """How subscriptions compare with their contacts now, in one query.

    :return: the ids of those whose contact is archived; ``{partner id: address}`` of other contacts who are on the
        blacklist; the ids of the others whose address is no longer the contact's
    """
    subscriptions.env.flush_all()
    rows = subscriptions.env.execute_query(
        SQL(
            """
            SELECT * FROM (
                SELECT s.id, p.id AS partner_id, p.active IS TRUE AS is_active, %s AS blacklisted, EXISTS (
                    SELECT FROM email_sequence_address a WHERE a.partner_id = p.id AND a.email = s.email
                ) AS is_listed
                FROM email_sequence_subscription s JOIN res_partner p ON p.id = s.partner_id
                WHERE s.id = ANY(%s)
            ) found
            WHERE NOT is_active OR blacklisted IS NOT NULL OR NOT is_listed
            """,
            unsubscribed.BLACKLISTED,
            subscriptions.ids,
        )
    )
    archived_ids = {row[0] for row in rows if not row[2]}
    addresses = {row[1]: row[3] for row in rows if row[2] and row[3]}
    astray_ids = {row[0] for row in rows if row[2] and not row[3]}
    return archived_ids, addresses, astray_ids


# ---- pausing


def _pause_archived(subscriptions, user=None):
    is_one = len(subscriptions.partner_id) == 1
    paused = subscriptions.pause("archived", user=user, tell=is_one)
    if not is_one:
        paused._tell_senders(
            lambda env, count: env._("Contacts were archived, so %s of your subscriptions were paused.", count),
        )


def _pause_unsubscribed(subscriptions, addresses, user=None, tell=True):
    """Pause those of contacts in ``{partner id: the address that unsubscribed}``; return what this paused."""
    paused = subscriptions.browse()
    for subscription in subscriptions.filtered(lambda s: s.partner_id.id in addresses):
        words = subscription.with_context(lang=subscription.user_id.lang or subscription.env.lang).env
        note = words._("%s unsubscribed or is on the blacklist.", addresses[subscription.partner_id.id])
        paused |= subscription.pause("unsubscribed", note, user=user, tell=tell)
    return paused


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
        sequence: _facts(theirs, [new[s] for s in theirs])
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


def _facts(subscriptions, addresses):
    """What is known of the contacts of one sequence; ``shared`` are the addresses that would get it twice."""
    facts = subscribing.address_facts(subscriptions.sequence_id, addresses)
    twice = {address for address, count in Counter(addresses).items() if count > 1}
    unwanted = unsubscribed.from_sequence(subscriptions.sequence_id, subscriptions.partner_id.ids)
    return {**facts, "shared": facts["written_to"] | twice, "unsubscribed": unwanted}


def _pause_without_address(subscriptions, how):
    paused = subscriptions.browse()
    for sender, theirs in subscriptions.grouped("user_id").items():
        words = theirs.with_context(lang=sender.lang or theirs.env.lang).env
        note = words._("The contact no longer has an email address. Add one, then resume.")
        paused |= theirs.pause("send_error", note, **how)
    return paused


def _pause_at(subscription, facts, how):
    """Pause the subscription if its address must not be emailed; return it if this paused it."""
    if subscription.partner_id.id in facts["unsubscribed"]:
        return _pause_unsubscribed(subscription, facts["unsubscribed"], **how)
    if subscription.email in facts["bounced"]:
        return subscription.pause("bounce", **how)
    return subscription.browse()


# ---- contacts were merged (semantics 3.8)


def merged(survivor):
    """Contacts were merged into this one: it unsubscribed if one of them did."""
    if live := _live(survivor):
        _pause_unsubscribed(live, unsubscribed.from_everything(survivor.env, survivor.ids), tell=False)
