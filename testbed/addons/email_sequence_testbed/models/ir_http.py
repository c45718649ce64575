from odoo import models

PARAMETER = "email_sequence_testbed.color_scheme"


class IrHttp(models.AbstractModel):
    """Shows the web client in the dark colours, which Odoo Community has and offers nowhere, for looking at them."""

    _inherit = "ir.http"

    def color_scheme(self):
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or super().color_scheme()
