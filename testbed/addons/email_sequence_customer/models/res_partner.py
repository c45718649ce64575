from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_email_sequence_customer = fields.Boolean("Customer", help="Sequences pause for customers.")

    def write(self, values):
        result = super().write(values)
        if values.get("is_email_sequence_customer"):
            # sudo: whoever may edit the contact makes it a customer; others' sequences pause, too
            self.sudo().email_sequence_subscription_ids.pause("customer")
        return result
