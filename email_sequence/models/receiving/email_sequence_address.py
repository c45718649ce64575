from odoo import api, fields, models


class EmailSequenceAddress(models.Model):
    """Whether emails to an address bounced (semantics 5.4)."""

    _inherit = "email.sequence.address"

    is_bounced = fields.Boolean("Bounced", compute="_compute_is_bounced", help="Emails to the address bounced.")

    @api.depends("email")
    def _compute_is_bounced(self):
        bounced = self._bounced(self.mapped("email"))
        for address in self:
            address.is_bounced = address.email in bounced

    def action_works_again(self):
        """A user says that emails reach the addresses again: contacts can be subscribed at them."""
        self.check_access("read")
        self.partner_id.check_access("read")
        refused = self._refused(self.mapped("email"))
        refused._note_works(user=self.env.user)
        self.invalidate_recordset(["is_bounced"])
        emails = set(refused.mapped("email"))
        self.filtered(lambda address: address.email in emails)._on_works_again()
        return True

    def _on_works_again(self):
        """A user said that emails reach these addresses again; called after they are no longer refused."""

    @api.model
    def _refused(self, emails):
        # sudo: an address that bounced is not emailed, whoever sent the email that bounced
        return self.env["email.sequence.bounce"].sudo()._refused(emails)

    @api.model
    def _bounced(self, emails):
        return super()._bounced(emails) | set(self._refused(emails).mapped("email"))

    @api.model
    def _bounced_for_now(self, emails):
        refused = self._refused(emails).filtered("is_temporary")
        return super()._bounced_for_now(emails) | set(refused.mapped("email"))
