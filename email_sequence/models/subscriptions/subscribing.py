"""Subscribing: who can be subscribed to a sequence, at which address, and why the others cannot (semantics 3).

``sequence`` is the sequence, in the environment of the user who subscribes contacts.
"""

import json

from psycopg2.extras import Json as PsycopgJson

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every
from odoo.tools.mail import email_normalize

from ..timing import moments
from ..timing.time_zone import zone_of
from . import planner, progress
from .states import LIVE

PARTNERS_PER_BATCH = 5000
SUBSCRIPTIONS_PER_BATCH = 1000


def reasons(env):
    """``{code: sentence}`` of every reason to leave a contact out; the first that holds counts."""
    return {
        "no_access": env._("You have no access to the contact"),
        "archived": env._("The contact is archived"),
        "already_subscribed": env._("Subscribed already"),
        "finished_before": env._("Went through this sequence before"),
        "no_address": env._("No email address"),
        "invalid_address": env._("The email address is not valid"),
        "unsubscribed": env._("Unsubscribed or blacklisted"),
        "bounced": env._("Mails to the address come back"),
        "duplicate_address": env._("Same address as another contact of the selection or of the sequence"),
    }


def sort_out(sequence, partner_ids, email=None, again=False):
    """Which of the partners can be subscribed.

    :param partner_ids: ids of ``res.partner``, also of deleted ones and of those that the user may not read
    :param str email: the address to use, which must be one of the contact's; default: its first
    :param bool again: whether to include those who went through the sequence before
    :return: ``({partner id: address}, {partner id: reason code})``, in the order given
    """
    chosen, skipped, used = {}, {}, set()
    for batch in split_every(PARTNERS_PER_BATCH, dict.fromkeys(partner_ids), list):
        facts = _facts(sequence, batch)
        addresses = _choose_addresses(sequence.env, facts["readable"], email)
        facts.update(address_facts(sequence, [address for address in addresses.values() if address]))
        for partner_id in batch:
            address = addresses.get(partner_id)
            reason = _reason(partner_id, address, facts, used, again)
            if reason:
                skipped[partner_id] = reason
            else:
                chosen[partner_id] = address
                used.add(address)
    return chosen, skipped


def _reason(partner_id, address, facts, used, again):
    """The first reason to leave the contact out, or None."""
    partner = facts["readable"].get(partner_id)
    checks = (
        ("no_access", partner is None),
        ("archived", partner is not None and not partner.active),
        ("already_subscribed", "live" in facts["states"].get(partner_id, ())),
        ("finished_before", "over" in facts["states"].get(partner_id, ()) and not again),
        ("no_address", address is None),
        ("invalid_address", address is False),
        ("unsubscribed", address in facts["unsubscribed"]),
        ("bounced", address in facts["bounced"]),
        ("duplicate_address", address in used or address in facts["written_to"]),
    )
    return next((reason for reason, holds in checks if holds), None)


def _facts(sequence, partner_ids):
    """What is known of the contacts: those the user may read, and their subscriptions to the sequence."""
    partners = (
        sequence.env["res.partner"]
        .with_context(active_test=False)
        .search_fetch([("id", "in", partner_ids)], ["active", "email", "email_normalized"])
    )
    # sudo: a contact is subscribed once, also if the user may not see its subscription.
    groups = (
        sequence.env["email.sequence.subscription"]
        .sudo()
        ._read_group([("sequence_id", "=", sequence.id), ("partner_id", "in", partner_ids)], ["partner_id", "state"])
    )
    states = {}
    for partner, state in groups:
        states.setdefault(partner.id, set()).add("live" if state in LIVE else "over")
    return {"readable": {partner.id: partner for partner in partners}, "states": states}


def _choose_addresses(env, partners, email):
    """``{partner id: address}``: None if the contact has no address, False if it has no valid one."""
    listed = env["email.sequence.address"]._listed(env["res.partner"].browse(partners))
    wanted = email_normalize(email) if email else None
    chosen = {}
    for partner_id, partner in partners.items():
        own = listed.get(partner_id, [])
        if email:
            chosen[partner_id] = wanted if wanted in own else False
        elif own:
            chosen[partner_id] = own[0]
        else:
            chosen[partner_id] = False if (partner.email or "").strip() else None
    return chosen


def address_facts(sequence, addresses):
    """``{"unsubscribed", "bounced", "written_to": a set of addresses}``: those that must not be emailed, by reason."""
    # sudo: addresses that must not be emailed are the same for every user.
    subscriptions = sequence.env["email.sequence.subscription"].sudo()
    blacklist = sequence.env["mail.blacklist"].sudo().search_fetch([("email", "in", addresses)], ["email"])
    unsubscribed = subscriptions.search_fetch(
        [("sequence_id", "=", sequence.id), ("email", "in", addresses), ("unsubscribe_datetime", "!=", False)],
        ["email"],
    )
    bounced = sequence.env["email.sequence.address"]._bounced(addresses)
    written_to = subscriptions.search_fetch(
        [("sequence_id", "=", sequence.id), ("state", "in", LIVE), ("email", "in", addresses)],
        ["email"],
    )
    return {
        "unsubscribed": {*blacklist.mapped("email"), *unsubscribed.mapped("email")},
        "bounced": bounced,
        "written_to": set(written_to.mapped("email")),
    }


# ---- subscribing


def check_can_subscribe(sequence, partner_ids, email, user_id):
    """Raise unless the user may subscribe contacts to the sequence in this way (semantics 3.1)."""
    env = sequence.env
    sequence.check_access("read")
    if not sequence._running():
        raise UserError(env._('"%s" is deactivated. Activate it before you subscribe contacts.', sequence.name))
    if email and len(partner_ids) > 1:
        raise UserError(env._("An address can be chosen for one contact at a time."))
    if user_id and user_id != env.uid and not env.user.has_group("email_sequence.group_manager"):
        raise AccessError(env._("Only a manager of sequences may choose another sender than themselves."))
    if user_id and not env["res.users"].search_count([("id", "=", user_id), ("share", "=", False)]):
        raise UserError(env._("Mails leave from an internal user. Choose another sender."))


def step_to_start_at(sequence, step_id):
    """The step of the sequence with this id; its first one by default (semantics 3.5)."""
    steps = sequence.step_ids.sorted()
    step = steps.filtered(lambda step: step.id == step_id) if step_id else steps[:1]
    if not step:
        raise UserError(sequence.env._('Choose a step of "%s" to start at.', sequence.name))
    return step


def subscribe(sequence, addresses, step, user_id=None):
    """Subscribe the contacts of ``{partner id: address}``, starting at the step.

    :return: the subscriptions, with all rights
    """
    env, ids = sequence.env, []
    with progress.shown(env, env._("Subscribing…"), len(addresses)) as show:
        for batch in split_every(SUBSCRIPTIONS_PER_BATCH, addresses.items(), list):
            show(len(ids))
            ids += _insert(env, list(_subscription_values(sequence, dict(batch), step, user_id)))
    # sudo: only this module creates subscriptions, after its own checks.
    subscriptions = env["email.sequence.subscription"].sudo().browse(ids)
    if subscriptions:
        subscriptions._on_subscribed()
    return subscriptions


def _subscription_values(sequence, addresses, step, user_id):
    schedule, now = planner.schedules(), fields.Datetime.now()
    for partner in sequence.env["res.partner"].browse(addresses):
        tz = sequence.use_contact_tz and zone_of(partner)[0]
        yield {
            "sequence_id": sequence.id,
            "company_id": sequence.company_id.id,
            "state": "active",
            "partner_id": partner.id,
            "email": addresses[partner.id],
            "user_id": user_id or sequence._sender_for(partner).id,
            "tz": tz,
            "next_step_id": step.id,
            "subscribed_datetime": now,
            "scheduled_datetime": moments.first_send_at(schedule(sequence, tz), now, step.delay_days),
            **sequence._more_subscription_values(partner),
        }


def _insert(env, rows):
    """Insert subscriptions by one statement, which takes half as long as ``create``; return their ids.

    Fields that bridges add get their defaults, and computed ones are computed, as by ``create``. An override of
    ``create`` is not called: see ``_more_subscription_values`` and ``_on_subscribed``.

    :param rows: a list of dictionaries with the same keys, at least one
    """
    subscriptions = env["email.sequence.subscription"].sudo()  # sudo: the caller has checked the rights
    rows = _with_defaults(subscriptions, rows)
    now = env.cr.now()
    made = {"create_uid": env.uid, "create_date": now, "write_uid": env.uid, "write_date": now}
    convert = {name: subscriptions._fields[name].convert_to_column_insert for name in (*rows[0], *made)}
    values = [{name: convert[name](value, subscriptions) for name, value in {**row, **made}.items()} for row in rows]
    columns = SQL(", ").join(map(SQL.identifier, convert))
    inserted = env.execute_query(
        SQL(
            """
            INSERT INTO email_sequence_subscription (%s)
            SELECT %s FROM json_populate_recordset(NULL::email_sequence_subscription, %s) RETURNING id
            """,
            columns,
            columns,
            json.dumps(values, default=_to_json),
        )
    )
    created = subscriptions.browse(number for (number,) in inserted)
    created.modified(list(rows[0]))
    env["email.sequence"].invalidate_model(["subscription_ids"])
    env["res.partner"].invalidate_model(["email_sequence_subscription_ids"])
    return created.ids


def _with_defaults(subscriptions, rows):
    """The rows with the defaults of the columns that they lack, drawn for each row, as ``create`` does it."""
    fields_ = subscriptions._fields.items()
    lacking = [name for name, field in fields_ if field.store and field.column_type and name not in rows[0]]
    names = list(subscriptions.default_get(lacking))
    return [{**subscriptions.default_get(names), **row} for row in rows] if names else rows


def _to_json(value):
    return value.adapted if isinstance(value, PsycopgJson) else str(value)
