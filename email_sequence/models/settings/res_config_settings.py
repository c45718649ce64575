from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    email_sequence_schedule_id = fields.Many2one(related="company_id.email_sequence_schedule_id", readonly=False)
    email_sequence_notice = fields.Selection(related="company_id.email_sequence_notice", readonly=False)
    email_sequence_tz = fields.Selection(related="company_id.email_sequence_tz", readonly=False)
    email_sequence_sender_rule = fields.Selection(related="company_id.email_sequence_sender_rule", readonly=False)
    email_sequence_hold_on_absence = fields.Boolean(related="company_id.email_sequence_hold_on_absence", readonly=False)
    email_sequence_unsubscribe_footer = fields.Boolean(
        related="company_id.email_sequence_unsubscribe_footer", readonly=False
    )
    email_sequence_tracks_opens = fields.Boolean(related="company_id.email_sequence_tracks_opens", readonly=False)
    email_sequence_weekly_summary = fields.Boolean(related="company_id.email_sequence_weekly_summary", readonly=False)
    email_sequence_lanes = fields.Integer(
        "Dispatch lanes",
        help="How many scheduled actions send mails at the same time. Each needs a free cron worker of an Odoo server.",
    )

    @api.model
    def get_values(self):
        return dict(super().get_values(), email_sequence_lanes=self.env["email.sequence.dispatcher"]._worker_count())

    def set_values(self):
        result = super().set_values()
        dispatcher = self.env["email.sequence.dispatcher"]
        if self.email_sequence_lanes != dispatcher._worker_count():
            dispatcher._set_worker_count(self.email_sequence_lanes)
        return result
