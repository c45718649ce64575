from odoo import api, models

from .soon import SOON, send_soon


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """A sender's answer to a notice of a reply goes to the contact, and at once (semantics 4.9)."""
        thread = self
        if self.env["email.sequence.incoming"]._route_answer(message_dict):
            thread = self.with_context(mail_notify_force_send=True)
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Our notices do not wait for Odoo's mail queue."""
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self.env.context.get(SOON) and any(recipient["notif"] == "email" for recipient in recipients):
            send_soon(message)
        return recipients

    def _notify_by_email_get_base_mail_values(self, message, recipients_data, additional_values=None):
        """A notice of a reply names none of our emails, or whatever comes back for it were about the contact."""
        values = super()._notify_by_email_get_base_mail_values(message, recipients_data, additional_values)
        if message.message_type == "user_notification" and message.sudo().email_sequence_incoming_id:  # sudo: see above
            values["references"] = message.message_id
        return values
