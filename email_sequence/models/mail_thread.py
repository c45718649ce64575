from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None
    ):
        gateway = self.env["email.sequence.gateway"]
        facts = gateway._read(message)
        result = super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
        if facts:
            gateway._handle_safely(gateway._as_kept(facts))
        return result

    @api.model
    def message_parse(self, message, save_original=False):
        values = super().message_parse(message, save_original=save_original)
        self.env["email.sequence.gateway"]._note_kept_id(values["message_id"])
        return values

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        try:
            return super().message_route(message, message_dict, model, thread_id, custom_values)
        except ValueError:
            routes = self.env["email.sequence.gateway"]._routes_to_feed(message)
            if not routes:
                raise
            return routes
