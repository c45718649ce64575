from odoo import api, models


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    @api.model
    def _wake_workers(self):
        self.env["email.sequence.dispatcher"]._wake()
        return super()._wake_workers()
