from odoo import api, fields, models
from odoo.exceptions import UserError

from . import planner, subscribing


class EmailSequence(models.Model):
    """Subscribing contacts to a sequence, and what a change of the sequence does to them."""

    _inherit = "email.sequence"

    subscription_ids = fields.One2many("email.sequence.subscription", "sequence_id", string="Subscriptions")

    def write(self, vals):
        stopped = self - self._running()
        timed = {sequence: sequence._timing() for sequence in self}
        result = super().write(vals)
        if changed := self.filtered(lambda sequence: sequence._timing() != timed[sequence]):
            planner.sequences_changed(changed)
        for sequence in stopped._running():
            planner.plan_overdue_again(sequence)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["email.sequence.subscription"].search_fetch(
            [("sequence_id", "in", self.ids)], ["sequence_id"], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    '"%s" has subscriptions, and its history would be lost. Archive it instead.', used.sequence_id.name
                )
            )

    def action_ask_activate(self):
        """Activate, after saying what happens to what is overdue, if anything is (semantics 2.7)."""
        if not self.env["email.sequence.subscription"].search_count(planner.overdue_domain(self), limit=1):
            return self.action_activate()
        return self._ask("activate")

    def action_ask_deactivate(self):
        """Deactivate, after saying for how many subscriptions."""
        return self._ask("deactivate")

    def subscribe(self, partner_ids, email=None, user_id=None, again=False, step_id=None):
        """Subscribe contacts to this sequence; callable over Odoo's external API (semantics 3.1).

        :param list partner_ids: ids of ``res.partner``
        :param str email: the address to write to, one of the contact's own; only with one contact. Default: the
            contact's first address
        :param int user_id: the sender; others than the user need to be a manager. Default: the sequence's rule
        :param bool again: also those who finished this sequence, or were removed from it, before
        :param int step_id: the step to start at, which then counts from the day of subscribing. Default: the first
        :return: ``{"subscribed": [subscription ids], "skipped": [{"partner_id": id, "reason": code}]}``; the codes are
            those of ``subscribing.reasons``
        :raise UserError: the sequence is deactivated, the step is not one of it, or an address is given for several
            contacts
        """
        self.ensure_one()
        subscribing.check_can_subscribe(self, partner_ids, email, user_id)
        step = subscribing.step_to_start_at(self, step_id)
        chosen, skipped = subscribing.sort_out(self, partner_ids, email=email, again=again)
        subscribed = subscribing.subscribe(self, chosen, step, user_id)
        subscribed._wake_workers()
        return {
            "subscribed": subscribed.ids,
            "skipped": [{"partner_id": partner_id, "reason": reason} for partner_id, reason in skipped.items()],
        }

    def _more_subscription_values(self, partner):
        """Values of a bridge's fields for the new subscription of the contact to this sequence (one sequence).

        Called for each contact, before the subscriptions are inserted together. Every contact gets the same keys. A
        field that is left out has its default, as with ``create``.
        """
        return {}

    def _timing(self):
        """What the planned times of its subscriptions depend on, besides the windows themselves."""
        return self.schedule_id, self.tz, self.use_contact_tz

    def _ask(self, change):
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_switch_action")
        name = self.env._("Activate") if change == "activate" else self.env._("Deactivate")
        return dict(action, name=name, context={"default_sequence_ids": self.ids, "default_change": change})
