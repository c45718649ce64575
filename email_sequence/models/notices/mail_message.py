from odoo import fields, models

from odoo.addons.mail.tools.discuss import Store


class MailMessage(models.Model):
    _inherit = "mail.message"

    email_sequence_subscription_id = fields.Many2one(
        "email.sequence.subscription", "Email sequence subscription", index="btree_not_null", ondelete="set null"
    )
    email_sequence_incoming_id = fields.Many2one(
        "email.sequence.incoming", "Email that it is about", index="btree_not_null", ondelete="set null"
    )

    def _to_store_defaults(self, target):
        result = super()._to_store_defaults(target)
        # Not `has_group`: it raises AccessError for a portal user whose message goes to the inbox of another user.
        user = target.get_user(self.env)
        if user and user._has_group("email_sequence.group_user"):
            shown = ["state", Store.Attr("pauseMessageId", lambda subscription: subscription.pause_message_id.id)]
            if user._has_group("base.group_system"):  # only they may open outgoing mail servers
                shown.append(Store.Attr("accountId", lambda subscription: subscription.pause_server_id.id))
            result.append(Store.One("email_sequence_subscription_id", shown, sudo=True))
            result.append(Store.One("email_sequence_incoming_id", ["kind"], sudo=True))
        return result
