from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_senders(self):
        """Say what is in the way and what to do, instead of an error of the database."""
        # sudo: all subscriptions and sequences are in the way, also those that the user may not see.
        subscriptions = self.env["email.sequence.subscription"].sudo()
        sequences = self.env["email.sequence"].sudo().with_context(active_test=False)
        for user in self:
            if count := subscriptions.search_count([("user_id", "=", user.id)]):
                raise UserError(
                    self.env._(
                        "%(user)s is the sender of email sequences to contacts (subscriptions: %(count)s), and their "
                        "history would be lost. Archive the user instead of deleting it.",
                        user=user.name,
                        count=formatLang(self.env, count, digits=0),
                    )
                )
            fixed = [("sender_id", "=", user.id), ("sender_rule", "=", "fixed_user")]
            if count := sequences.search_count(fixed):
                raise UserError(
                    self.env._(
                        "%(user)s is the fixed sender of email sequences (%(count)s of them, archived ones included). "
                        "Choose another sender there first, or archive the user instead of deleting it.",
                        user=user.name,
                        count=formatLang(self.env, count, digits=0),
                    )
                )
