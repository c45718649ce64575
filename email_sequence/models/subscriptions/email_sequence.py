from odoo import api, models
from odoo.exceptions import UserError


class EmailSequence(models.Model):
    _inherit = "email.sequence"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["email.sequence.subscription"].search_fetch(
            [("sequence_id", "in", self.ids)], ["sequence_id"], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    '"%s" has subscriptions, and its history would be lost. Archive it instead.', used.sequence_id.name
                )
            )
