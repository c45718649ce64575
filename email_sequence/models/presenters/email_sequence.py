from odoo import api, fields, models

from . import change_impact
from .counts import breakdown_for_client, breakdowns, replied_counts


class EmailSequence(models.Model):
    """What the screens of a sequence show: how many contacts are where, what saving changes, what is wrong."""

    _inherit = "email.sequence"

    impact = fields.Char("What saving does", compute="_compute_impact")
    active_count = fields.Integer("Active subscriptions", compute="_compute_subscription_counts")
    paused_count = fields.Integer("Paused subscriptions", compute="_compute_subscription_counts")
    finished_count = fields.Integer("Finished subscriptions", compute="_compute_subscription_counts")
    subscription_count = fields.Integer("Subscribed", compute="_compute_subscription_counts")
    breakdown = fields.Json("Where contacts are", compute="_compute_subscription_counts")
    replied_count = fields.Integer(
        "Replied", compute="_compute_replied", help="Contacts who answered at least one mail of the sequence."
    )
    reply_rate = fields.Float(
        "Replied (%)", compute="_compute_replied", help="Of all contacts that were ever subscribed, who answered."
    )

    @api.depends(
        "schedule_id",
        "tz",
        "use_contact_tz",
        "step_ids.template_id",
        "step_ids.delay_days",
        "step_ids.sequence",
    )
    def _compute_impact(self):
        for sequence in self:
            sequence.impact = change_impact.of_sequence(sequence)

    @api.depends("step_ids.template_id")
    def _compute_subscription_counts(self):
        for sequence, breakdown in breakdowns(self).items():
            for state in ("active", "paused", "finished"):
                sequence[f"{state}_count"] = breakdown.total(state)
            sequence.subscription_count = breakdown.total()
            sequence.breakdown = breakdown_for_client(sequence, breakdown)

    @api.depends("subscription_count")
    def _compute_replied(self):
        replied = replied_counts(self)
        for sequence in self:
            sequence.replied_count = replied.get(sequence._origin, 0)
            sequence.reply_rate = 100 * sequence.replied_count / (sequence.subscription_count or 1)

    def action_view_subscriptions(self):
        """The list of the subscriptions, with the filter of its search view that the context names."""
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscription_action")
        search_filter = f"search_default_{self.env.context.get('email_sequence_filter', 'live')}"
        return dict(action, domain=[("sequence_id", "in", self.ids)], context={search_filter: 1})

    @api.readonly
    def get_health(self):
        """What keeps emails of the sequences from being sent, or replies from being seen.

        :return: a list of ``{"code", "topic", "sentence", "detail", "fix"}``, of all of the user's companies if there
            are no sequences; users who may not fix it get no ``detail``, and False for ``fix``
        """
        self.check_access("read")
        return self.env["email.sequence.health"]._for_client(self.company_id or self.env.companies)
