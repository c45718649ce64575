from odoo import api, fields, models

from ..models.subscriptions.subscribing import reasons


class EmailSequenceSubscribeSkipped(models.TransientModel):
    """A contact that the dialog leaves out, and why; one row each, to look at and export (semantics 3.3)."""

    _name = "email.sequence.subscribe.skipped"
    _description = "Contact Left Out of an Email Sequence"
    _order = "reason, id"

    wizard_id = fields.Many2one("email.sequence.subscribe", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", ondelete="cascade")
    email = fields.Char(related="partner_id.email")
    reason = fields.Selection(selection="_selection_reason", required=True)

    @api.model
    def _selection_reason(self):
        return list(reasons(self.env).items())
