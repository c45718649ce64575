from odoo import api, fields, models


class EmailSequenceResume(models.TransientModel):
    """The question before a contact who unsubscribed gets emails again: says what the contact did (semantics 4.7)."""

    _name = "email.sequence.resume"
    _description = "Resume a Contact Who Unsubscribed"

    subscription_id = fields.Many2one(
        "email.sequence.subscription", required=True, readonly=True, index=True, ondelete="cascade"
    )
    question = fields.Text(compute="_compute_question")

    @api.depends("subscription_id")
    def _compute_question(self):
        for dialog in self:
            subscription = dialog.subscription_id._asking_first()
            if not subscription:  # somebody else resumed or removed it meanwhile
                dialog.question = False
                continue
            sentences = [subscription._unsubscribed_sentence(), self._obstacle(subscription)]
            dialog.question = " ".join(filter(None, [*sentences, self.env._("Resume the sequence anyway?")]))

    def action_resume(self):
        """The user says yes: resume the subscription, if the user may.

        :return: True, which closes the dialog
        """
        self.ensure_one()
        self.subscription_id._check_may_change()
        return self.subscription_id._resume_by_user(anyway=True)

    def _obstacle(self, subscription):
        """That the address is on Odoo's blacklist, so nothing would be sent to it; "" if it is not."""
        # sudo: only some users may read the blacklist, but users who resume may know this much of it.
        if not self.env["mail.blacklist"].sudo().search_count([("email", "=", subscription.email)], limit=1):
            return ""
        return self.env._(
            "%s is still on the blacklist: remove it there first, or the sequence will pause again without sending.",
            subscription.email,
        )
