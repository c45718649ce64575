from odoo import api, fields, models

from ..timing.time_zone import zone_of
from .next_step import next_sentence


class EmailSequenceSubscription(models.Model):
    """What the screens of a subscription show: what is next, in whose time zone, and its timeline."""

    _inherit = "email.sequence.subscription"

    next_sentence = fields.Char("What is next", compute="_compute_next_sentence")
    zone_sentence = fields.Char("Time zone", compute="_compute_zone_sentence")
    timeline = fields.Json("Course", compute="_compute_timeline")

    @api.depends(
        "state", "next_step_id", "scheduled_datetime", "pause_note", "tz", "sequence_id.state", "sequence_id.active"
    )
    def _compute_next_sentence(self):
        for subscription in self:
            subscription.next_sentence = next_sentence(subscription)

    @api.depends("tz", "sequence_id.tz", "sequence_id.use_contact_tz")
    def _compute_zone_sentence(self):
        for subscription in self:
            subscription.zone_sentence = subscription._zone_sentence()

    @api.depends(
        "next_sentence", "next_step_id", "skipped_step_ids", "trace_ids.trace_status", "trace_ids.reply_datetime"
    )
    def _compute_timeline(self):
        for subscription in self:
            subscription.timeline = self.env["email.sequence.timeline"]._entries(subscription)

    def _zone_sentence(self):
        """The subscription's time zone and why it is that one."""
        name = self.tz or self.sequence_id.tz
        if not self.sequence_id.use_contact_tz:
            return name
        source = zone_of(self.partner_id)[1] if self.tz else "sequence"
        why = {
            "contact": self.env._("set on the contact"),
            "country": self.env._("the contact's country"),
            "sequence": self.env._("the sequence's; the contact's is not known"),
        }[source]
        return f"{name} ({why})"
