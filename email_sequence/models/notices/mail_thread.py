from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """A sender's answer to a notice of a reply goes to the contact, and at once (semantics 4.9)."""
        thread = self
        if self.env["email.sequence.incoming"]._route_answer(message_dict):
            thread = self.with_context(mail_notify_force_send=True)
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)
