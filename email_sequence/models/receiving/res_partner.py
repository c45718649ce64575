from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_sequence_bounced = fields.Char(
        "Addresses that bounced", compute="_compute_email_sequence_bounced", groups="email_sequence.group_user"
    )

    @api.depends("email", "email_sequence_address_ids.email")
    def _compute_email_sequence_bounced(self):
        """The contact's addresses at which nobody is subscribed, because emails to them bounced (semantics 5.4)."""
        addresses = self._email_sequence_bounced_addresses().grouped("partner_id")
        for partner in self:
            theirs = addresses.get(partner._origin)
            partner.email_sequence_bounced = theirs and ", ".join(theirs.mapped("email"))

    def action_email_addresses_work_again(self):
        """A user says that emails reach the contacts again; what a bounce had paused is resumed by hand."""
        return self._email_sequence_bounced_addresses().action_works_again()

    def _email_sequence_bounced_addresses(self):
        return self.env["email.sequence.address"].search([("partner_id", "in", self.ids)]).filtered("is_bounced")
