from odoo import api, models


class EmailSequenceAddress(models.Model):
    _inherit = "email.sequence.address"

    @api.model
    def _bounced(self, emails):
        # sudo: an address that bounced is not emailed, whoever sent that email.
        traces = self.env["email.sequence.trace"].sudo()
        groups = traces._read_group([("trace_status", "=", "bounce"), ("email", "in", emails)], ["email"])
        return super()._bounced(emails) | {email for (email,) in groups}
