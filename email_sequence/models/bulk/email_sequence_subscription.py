from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..sending import account_problem
from .words import notification


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    def action_ask_resume_account(self):
        """Open the dialog that resumes all that an error of the same account paused, and says first how many."""
        self._check_paused_by_account()
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_bulk_start_action_resume")
        context = {"default_action": "resume", "default_account_of_id": self.id, "dialog_size": "medium"}
        return dict(action, context=context)

    def action_resume_account(self):
        """Resume all that an error of the same account paused, as far as the user may (semantics 4.7, 6.2).

        It works also after the account was deleted.

        :return: an action that tells the user
        :raise UserError: no error of an account paused this one
        """
        self._check_paused_by_account()
        return self._resume_all_of(account_problem.paused_by_same_account(self))

    def _check_paused_by_account(self):
        self.ensure_one()
        self._check_may_change()
        if Domain(account_problem.paused_by_same_account(self)).is_false():
            raise UserError(
                self.env._(
                    "This was not paused by an error of an outgoing mail server. To resume contacts after an error, "
                    "select them in the list of subscriptions (filter “Paused by an error”)."
                )
            )

    @api.model
    def _resume_all_of(self, domain):
        """Resume the subscriptions of a domain, as far as the user may; many of them in the background.

        :return: an action that tells the user
        """
        bulk = self.env["email.sequence.bulk"]._start("resume", domain)
        return notification(bulk, {"type": "ir.actions.client", "tag": "soft_reload"})

    @api.model
    def _fit_in_background(self, domain):
        self.env["email.sequence.bulk"]._start("fit", domain)
        return True
