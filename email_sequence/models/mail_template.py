from odoo import api, models
from odoo.exceptions import UserError


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"active", "model_id", "user_id"}):
            self.env["email.sequence.step"].sudo().with_context(active_test=True).search(
                [("template_id", "in", self.ids)]
            )._check_template()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_in_sequences(self):
        steps = self.env["email.sequence.step"].sudo().with_context(active_test=False)
        if used := steps.search([("template_id", "in", self.ids)], limit=1):
            raise UserError(used._template_in_use_sentence())
