from odoo import models


class MailThread(models.AbstractModel):
    """What a user writes in answer to a reply, from the list of replies."""

    _inherit = "mail.thread"

    def message_post(self, *, message_type="notification", partner_ids=None, **kwargs):
        """It goes to the address that the contact wrote from, unless the user took the contact out (semantics 4.9)."""
        answered = self._answered_reply(message_type)
        if answered and self.id in (partner_ids or ()) and (address := answered.sudo()._other_address()):
            # sudo: whoever may read the reply may know whose address it is
            partner_ids = [partner_id for partner_id in partner_ids if partner_id != self.id]
            kwargs["outgoing_email_to"] = ", ".join(filter(None, (kwargs.get("outgoing_email_to"), address)))
        return super().message_post(message_type=message_type, partner_ids=partner_ids, **kwargs)

    def _message_post_after_hook(self, message, msg_values):
        """It handles the reply."""
        if answered := self._answered_reply(message.message_type):
            answered.action_mark_handled()
        return super()._message_post_after_hook(message, msg_values)

    def _answered_reply(self, message_type):
        """The reply of this contact that the user answers by a comment, of ``email.sequence.incoming``; maybe none."""
        answered_id = self.env.context.get("email_sequence_answered_id") if message_type == "comment" else None
        incoming = self.env["email.sequence.incoming"].browse(answered_id or ()).exists()
        return incoming.filtered(lambda incoming: incoming.partner_id == self)
