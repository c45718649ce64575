from odoo import models
from odoo.exceptions import UserError

from ..sending import account_problem


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def action_email_sequence_resume(self):
        """Resume all that an error of this server paused, as far as the user may; many of them in the background.

        :return: an action that tells the user
        :raise UserError: there is no server, so nothing can have been paused by its error (semantics 4.7)
        """
        if not self:
            raise UserError(
                self.env._(
                    "There is no such outgoing mail server. To resume what a deleted one paused, open one of the "
                    "subscriptions, or Health of email sequences."
                )
            )
        return self.env["email.sequence.subscription"]._resume_all_of(account_problem.paused_by(self))
