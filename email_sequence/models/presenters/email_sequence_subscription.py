from odoo import api, fields, models

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
            subscription.zone_sentence = self.env["email.sequence.zone"]._sentence(subscription)

    @api.depends(
        "next_sentence", "next_step_id", "skipped_step_ids", "trace_ids.trace_status", "trace_ids.reply_datetime"
    )
    def _compute_timeline(self):
        for subscription in self:
            subscription.timeline = self.env["email.sequence.timeline"]._entries(subscription)
