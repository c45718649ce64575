from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    email_sequence_schedule_id = fields.Many2one(related="company_id.email_sequence_schedule_id", readonly=False)
    email_sequence_notice = fields.Selection(related="company_id.email_sequence_notice", readonly=False)
    email_sequence_tz = fields.Selection(related="company_id.email_sequence_tz", readonly=False)
