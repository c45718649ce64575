from odoo import api, models


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    def action_resume_account(self):
        """Resume all that an error of the same account paused, as far as the user may (semantics 4.7, 6.2).

        :raise UserError: no error of an account paused this one, or the account was deleted
        """
        self.ensure_one()
        self._check_may_change()
        # sudo: which server it was concerns whoever may resume; what is resumed is bound to the user's own rights
        return self.sudo().pause_server_id.sudo(False).action_email_sequence_resume()

    @api.model
    def _fit_in_background(self, domain):
        self.env["email.sequence.bulk"]._start("fit", domain)
        return True
