from odoo import fields, models

from odoo.addons.email_sequence.models.subscriptions.pause_reasons import PauseReason, add_pause_reason

CUSTOMER = add_pause_reason(
    PauseReason(
        code="customer",
        label="Becoming a customer",
        standing="Customer",
        figure_label="Paused as customers",
        help="Those paused because the contact became a customer.",
        colour="bg-success",
        why=lambda subscription: subscription.env._("%s became a customer.", subscription.partner_id.display_name),
    )
)


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    pause_reason = fields.Selection(selection_add=[CUSTOMER.choice], ondelete={CUSTOMER.code: "set manual"})

    def _on_replied(self, incoming):
        """A customer's reply is a matter of the account manager."""
        super()._on_replied(incoming)
        for subscription in self.filtered("partner_id.is_email_sequence_customer"):
            subscription.partner_id.message_post(body=self.env._("A customer replied: tell the account manager."))
