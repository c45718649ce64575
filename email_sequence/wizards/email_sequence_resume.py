from odoo import api, fields, models


class EmailSequenceResume(models.TransientModel):
    """The question before a contact who unsubscribed gets emails again: says what the contact did (semantics 4.7).

    And whether a step whose email bounced is sent again to the address that the subscription has now (semantics 3.6),
    and from which account a conversation continues whose own account is gone (semantics 3.4).
    """

    _name = "email.sequence.resume"
    _description = "Resume a Contact Who Unsubscribed"

    subscription_id = fields.Many2one(
        "email.sequence.subscription", required=True, readonly=True, index=True, ondelete="cascade"
    )
    question = fields.Text(compute="_compute_question")
    account_question = fields.Text(compute="_compute_account_question")
    bounce_question = fields.Text(compute="_compute_bounce_question")
    bounced_step = fields.Selection(
        [("again", "Send it again"), ("next", "Continue with the next step")], required=True, default="again"
    )

    @api.depends("subscription_id")
    def _compute_question(self):
        for dialog in self:
            subscription = dialog.subscription_id._asking_first()
            if not subscription:  # somebody else resumed or removed it meanwhile
                dialog.question = False
                continue
            sentences = [subscription._unsubscribed_sentence(), self._obstacle(subscription)]
            dialog.question = " ".join(filter(None, [*sentences, self.env._("Resume the sequence anyway?")]))

    @api.depends("subscription_id")
    def _compute_bounce_question(self):
        for dialog in self:
            dialog.subscription_id._check_may_change()
            # sudo: who may resume the subscription may know to which of the contact's addresses it was sent.
            subscription = dialog.subscription_id.sudo()
            bounced = subscription._bounced_elsewhere()
            question = self.env._(
                "The last email bounced at %(old)s. Send it again to %(new)s, or continue with the next step?",
                old=bounced.email,
                new=subscription.email,
            )
            dialog.bounce_question = question if bounced else False

    @api.depends("subscription_id")
    def _compute_account_question(self):
        for dialog in self:
            dialog.account_question = dialog.subscription_id._account_question()

    def action_resume(self):
        """The user says yes: resume the subscription, if the user may.

        :return: True, which closes the dialog
        """
        self.ensure_one()
        self.subscription_id._check_may_change()
        if self.account_question:
            self.subscription_id._take_present_account()
        if self.bounced_step == "again":
            # sudo: users change subscriptions by buttons only, which check their rights
            self.subscription_id.sudo()._send_bounced_again()
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
