import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every
from odoo.tools.mail import email_normalize

from .states import LIVE

PARTNERS_PER_BATCH = 5000
SUBSCRIPTIONS_PER_BATCH = 1000


class EmailSequenceSubscriber(models.AbstractModel):
    """Subscribing: who can be subscribed to a sequence, at which address, and why the others cannot (semantics 3)."""

    _name = "email.sequence.subscriber"
    _description = "Who Can Be Subscribed"

    @api.model
    def _reasons(self):
        """``{code: sentence}`` of every reason to leave a contact out, the first that holds counting."""
        return {
            "no_access": self.env._("You have no access to the contact"),
            "archived": self.env._("The contact is archived"),
            "already_subscribed": self.env._("Subscribed already"),
            "finished_before": self.env._("Went through this sequence before"),
            "no_address": self.env._("No email address"),
            "invalid_address": self.env._("The email address is not valid"),
            "unsubscribed": self.env._("Unsubscribed or blacklisted"),
            "bounced": self.env._("Mails to the address come back"),
            "duplicate_address": self.env._("Same address as another contact of the selection or of the sequence"),
        }

    @api.model
    def _sort_out(self, sequence, partner_ids, email=None, again=False):
        """Who of the partners can be subscribed.

        :param sequence: the sequence
        :param partner_ids: ids of ``res.partner``, also ones that are gone or that the user may not read
        :param str email: the address to use, which must be one of the contact's; default: its first
        :param bool again: whether those who went through the sequence before are welcome
        :return: ``({partner id: address}, {partner id: reason code})``, in the order given
        """
        chosen, skipped, used = {}, {}, set()
        for batch in split_every(PARTNERS_PER_BATCH, dict.fromkeys(partner_ids), list):
            facts = self._facts(sequence, batch)
            addresses = self._choose_addresses(facts["readable"], email)
            facts.update(self._address_facts(sequence, [address for address in addresses.values() if address]))
            for partner_id in batch:
                address = addresses.get(partner_id)
                reason = self._reason(partner_id, address, facts, used, again)
                if reason:
                    skipped[partner_id] = reason
                else:
                    chosen[partner_id] = address
                    used.add(address)
        return chosen, skipped

    def _reason(self, partner_id, address, facts, used, again):
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

    def _facts(self, sequence, partner_ids):
        """What is known of the contacts: those the user may read, and their subscriptions to the sequence."""
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch([("id", "in", partner_ids)], ["active", "email", "email_normalized"])
        )
        groups = (
            self.env["email.sequence.subscription"]
            .sudo()
            ._read_group(
                [("sequence_id", "=", sequence.id), ("partner_id", "in", partner_ids)], ["partner_id", "state"]
            )
        )
        states = {}
        for partner, state in groups:
            states.setdefault(partner.id, set()).add("live" if state in LIVE else "over")
        return {"readable": {partner.id: partner for partner in partners}, "states": states}

    def _choose_addresses(self, partners, email):
        """``{partner id: address}``: None where the contact has no address, False where it has no valid one."""
        listed = self.env["email.sequence.address"]._listed(self.env["res.partner"].browse(partners))
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

    def _address_facts(self, sequence, addresses):
        """The addresses that must not be written to, by reason."""
        Subscription = self.env["email.sequence.subscription"].sudo()
        blacklist = self.env["mail.blacklist"].sudo().search_fetch([("email", "in", addresses)], ["email"])
        left = Subscription.search_fetch(
            [
                ("sequence_id", "=", sequence.id),
                ("email", "in", addresses),
                ("unsubscribe_datetime", "!=", False),
            ],
            ["email"],
        )
        bounced = (
            self.env["email.sequence.trace"]
            .sudo()
            ._read_group([("trace_status", "=", "bounce"), ("email", "in", addresses)], ["email"])
        )
        written_to = Subscription.search_fetch(
            [("sequence_id", "=", sequence.id), ("state", "in", LIVE), ("email", "in", addresses)],
            ["email"],
        )
        return {
            "unsubscribed": {*blacklist.mapped("email"), *left.mapped("email")},
            "bounced": {email for (email,) in bounced},
            "written_to": set(written_to.mapped("email")),
        }

    # ---- subscribing

    @api.model
    def _check_can_subscribe(self, sequence, partner_ids, email, user_id):
        sequence.check_access("read")
        if not sequence._running():
            raise UserError(
                self.env._('"%s" is deactivated. Activate it before you subscribe contacts.', sequence.name)
            )
        if email and len(partner_ids) > 1:
            raise UserError(self.env._("An address can be chosen for one contact at a time."))
        if user_id and user_id != self.env.uid and not self.env.user.has_group("email_sequence.group_manager"):
            raise AccessError(self.env._("Only a manager of sequences may choose another sender than themselves."))
        if user_id and not self.env["res.users"].search_count([("id", "=", user_id), ("share", "=", False)]):
            raise UserError(self.env._("Mails leave from an internal user. Choose another sender."))

    @api.model
    def _step_to_start_at(self, sequence, step_id):
        """The step of the sequence with this id; its first one where none is given (semantics 3.5)."""
        steps = sequence.step_ids.sorted()
        step = steps.filtered(lambda step: step.id == step_id) if step_id else steps[:1]
        if not step:
            raise UserError(self.env._('Choose a step of "%s" to start at.', sequence.name))
        return step

    @api.model
    def _subscribe(self, sequence, addresses, step, user_id=None):
        """Subscribe the contacts of ``{partner id: address}``, to begin with the step.

        :return: the subscriptions, with all rights
        """
        ids = []
        with self.env["email.sequence.progress"]._shown(self.env._("Subscribing…"), len(addresses)) as show:
            for batch in split_every(SUBSCRIPTIONS_PER_BATCH, addresses.items(), list):
                show(len(ids))
                ids += self._insert(list(self._subscription_values(sequence, dict(batch), step, user_id)))
        subscriptions = self.env["email.sequence.subscription"].sudo().browse(ids)
        if subscriptions:
            subscriptions._on_subscribed()
        return subscriptions

    def _insert(self, rows):
        """Insert subscriptions by one statement, which takes half as long as ``create``; return their ids.

        Fields that other addons compute from theirs are computed as ever; values that these add come from
        ``_subscription_values``.

        :param rows: a list of dictionaries with the same keys, at least one
        """
        subscriptions, now, uid = self.env["email.sequence.subscription"].sudo(), self.env.cr.now(), self.env.uid
        made = {"create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now}
        convert = {name: subscriptions._fields[name].convert_to_column_insert for name in (*rows[0], *made)}
        values = [
            {name: convert[name](value, subscriptions) for name, value in {**row, **made}.items()} for row in rows
        ]
        columns = SQL(", ").join(map(SQL.identifier, convert))
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO email_sequence_subscription (%s)
                SELECT %s FROM json_populate_recordset(NULL::email_sequence_subscription, %s) RETURNING id
                """,
                columns,
                columns,
                json.dumps(values, default=str),
            )
        )
        created = subscriptions.browse(number for (number,) in inserted)
        created.modified(list(rows[0]))
        self.env["email.sequence"].invalidate_model(["subscription_ids"])
        self.env["res.partner"].invalidate_model(["email_sequence_subscription_ids"])
        return created.ids

    def _subscription_values(self, sequence, addresses, step, user_id):
        schedule, now = self.env["email.sequence.planner"]._schedules(), fields.Datetime.now()
        zone = self.env["email.sequence.zone"]
        for partner in self.env["res.partner"].browse(addresses):
            tz = sequence.use_contact_tz and zone._of_contact(partner)[0]
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
                "scheduled_datetime": self.env["email.sequence.planner"]._first_send_at(
                    schedule(sequence, tz), now, step.delay_days
                ),
            }
