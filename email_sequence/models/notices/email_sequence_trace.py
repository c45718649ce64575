from odoo import api, models


class EmailSequenceTrace(models.Model):
    _inherit = "email.sequence.trace"

    @api.model
    def _account_failed(self, sender, sentence):
        self.env["email.sequence.feed"]._tell_account_problem(sender, sentence)
        return super()._account_failed(sender, sentence)
