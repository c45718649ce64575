from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """What a user wrote in answer to a reply, from the list of replies, handles it."""
        if answered := self.env.context.get("email_sequence_answered_id"):
            incoming = self.env["email.sequence.incoming"].browse(answered).exists()
            if incoming.partner_id == self and message.message_type == "comment":
                incoming.action_mark_handled()
        return super()._message_post_after_hook(message, msg_values)
