from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None
    ):
        gateway = self.env["email.sequence.gateway"]
        arrival = gateway._read(message)
        result = super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
        if arrival:
            gateway._handle_safely(arrival)
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
            gateway = self.env["email.sequence.gateway"]
            if not gateway._concerns_subscriber():
                raise
            return gateway._routes_to_feed()

    @api.model
    def _detect_write_to_catchall(self, msg_dict):
        """A subscriber who writes to the catchall address is not refused: it is the Reply-To of our emails."""
        if not super()._detect_write_to_catchall(msg_dict):
            return False
        return not self.env["email.sequence.gateway"]._concerns_subscriber()
