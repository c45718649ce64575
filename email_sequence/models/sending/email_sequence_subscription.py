from odoo import api, models


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    @api.model
    def _wake_workers(self):
        super()._wake_workers()
        self.env["email.sequence.dispatcher"]._wake()
