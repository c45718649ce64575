from odoo import models


class EmailSequence(models.Model):
    _inherit = "email.sequence"

    def _mail_figures(self):
        return [*super()._mail_figures(), "clicked"]
