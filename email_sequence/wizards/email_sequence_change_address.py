from odoo import api, fields, models


class EmailSequenceChangeAddress(models.TransientModel):
    """The dialog that sends what follows in a subscription to another address of its contact (semantics 3.6)."""

    _name = "email.sequence.change.address"
    _description = "Change the Address of a Subscription"

    subscription_id = fields.Many2one(
        "email.sequence.subscription", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="subscription_id.partner_id")
    address_id = fields.Many2one(
        "email.sequence.address",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_address_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id)]",
    )

    @api.depends("subscription_id")
    def _compute_address_id(self):
        """The only other one, if there is one; else the one that it has."""
        for dialog in self:
            subscription = dialog.subscription_id
            listed = self.env["email.sequence.address"].search([("partner_id", "=", subscription.partner_id.id)])
            others = listed.filtered(lambda address, email=subscription.email: address.email != email)
            dialog.address_id = others if len(others) == 1 else (listed - others)[:1]

    def action_save(self):
        """Change the address, if the user may change the subscription.

        :raise UserError: why nothing may be sent to it
        """
        self.ensure_one()
        self.subscription_id._check_may_change()
        # sudo: users change subscriptions by buttons only, which check their rights
        self.subscription_id.sudo()._change_address(self.address_id.email)
        return True
