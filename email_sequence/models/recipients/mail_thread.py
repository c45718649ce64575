from odoo import api, models

from .opens import without_images


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        values = super().message_parse(message, save_original=save_original)
        values["body"] = without_images(values["body"])
        return values
