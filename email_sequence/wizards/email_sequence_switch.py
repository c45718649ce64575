from odoo import api, fields, models
from odoo.tools import format_datetime

from ..models.subscriptions.planner import overdue_domain
from ..models.timing.moments import opens_at


class EmailSequenceSwitch(models.TransientModel):
    """The dialog that says what activating or deactivating sequences does to their subscriptions (semantics 2.7)."""

    _name = "email.sequence.switch"
    _description = "Activate or Deactivate Email Sequences"

    sequence_ids = fields.Many2many("email.sequence", required=True)
    change = fields.Selection([("activate", "Activate"), ("deactivate", "Deactivate")], required=True)
    effect = fields.Text(compute="_compute_effect")

    @api.depends("sequence_ids", "change")
    def _compute_effect(self):
        for wizard in self:
            wizard.effect = wizard._activation() if wizard.change == "activate" else wizard._deactivation()

    def action_switch(self):
        self.ensure_one()
        if self.change == "activate":
            return self.sequence_ids.action_activate()
        return self.sequence_ids.action_deactivate()

    def _activation(self):
        """How many emails are overdue, and when they are sent instead: spread over the next window time."""
        lines = []
        for sequence in self.sequence_ids:
            Subscription = self.env["email.sequence.subscription"]
            overdue = Subscription.search_count(overdue_domain(sequence))
            if overdue and sequence.schedule_id.window_ids:
                lines.append(
                    self.env._(
                        "“%(sequence)s”: %(overdue)s mails are overdue. They do not leave all at once, but at random "
                        "times in the next sending windows: %(day)s (%(zone)s).",
                        sequence=sequence.name,
                        overdue=overdue,
                        day=self._next_day(sequence),
                        zone=sequence.tz,
                    )
                )
        return "\n".join(lines) or self.env._("Nothing is overdue. Mails leave as they are planned.")

    def _deactivation(self):
        active = sum(self.sequence_ids.mapped("active_count"))
        return self.env._(
            "Nothing more leaves to the %s contacts who are active in it, not even mails that are queued already. "
            "They keep their place: activate it again to go on.",
            active,
        )

    def _next_day(self, sequence):
        opens = opens_at(sequence._sending_schedule(), fields.Datetime.now())
        return format_datetime(self.env, opens, tz=sequence.tz, dt_format="EEEE d MMMM")
