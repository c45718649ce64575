from odoo import fields, models

from .email_sequence_dispatcher import BY_JOBS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    email_sequence_by_jobs = fields.Boolean("Send by jobs", config_parameter=BY_JOBS)
