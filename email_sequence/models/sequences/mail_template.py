from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"active", "model_id", "user_id"}):
            self.with_context(active_test=True)._email_sequence_steps()._check_template()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_in_sequences(self):
        for template in self:
            if used := template.with_context(active_test=False)._email_sequence_steps()[:1]:
                raise UserError(used._template_in_use_sentence(template))

    def _email_sequence_steps(self):
        """The steps that use one of these templates, with all rights."""
        is_used = Domain("template_id", "in", self.ids) | Domain("variant_ids.template_id", "in", self.ids)
        return self.env["email.sequence.step"].sudo().search(is_used)
