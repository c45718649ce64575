from odoo import models
from odoo.exceptions import UserError

from ..sending import account_problem
from .words import notification


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
                    "This was not paused by an error of an outgoing mail server, or that server was deleted. To resume "
                    "contacts after an error, select them in the list of subscriptions (filter “Paused by an error”)."
                )
            )
        bulk = self.env["email.sequence.bulk"]._start("resume", account_problem.paused_by(self))
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notification(bulk, reload)
