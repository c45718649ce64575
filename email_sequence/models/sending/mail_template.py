from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def unlink(self):
        """Archive the templates that emails were sent with, so that reports keep their names, and delete the others."""
        traces = self.env["email.sequence.trace"].sudo()  # sudo: emails of every company count
        sent = self.filtered(lambda template: traces.search_count([("template_id", "=", template.id)], limit=1))
        self._unlink_except_used_in_sequences()
        sent.active = False
        return super(MailTemplate, self - sent).unlink()
