from odoo import api, models

from . import placeholders


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def unlink(self):
        """Archive the templates that emails were sent with, so that reports keep their names, and delete the others."""
        traces = self.env["email.sequence.trace"].sudo()  # sudo: emails of every company count
        sent = self.filtered(lambda template: traces.search_count([("template_id", "=", template.id)], limit=1))
        self._unlink_except_used_in_sequences()
        sent.active = False
        return super(MailTemplate, self - sent).unlink()

    # ---- noting the placeholders of an email that are empty, while they are rendered (semantics 6.5)

    def _render_field(self, field, res_ids, *args, **kwargs):
        is_noted = placeholders.NOTED in self.env.context
        template = self.with_context(**{placeholders.FIELD: field}) if is_noted else self
        return super(MailTemplate, template)._render_field(field, res_ids, *args, **kwargs)

    @api.model
    def _render_template_qweb(self, template_src, model, res_ids, add_context=None, options=None):
        if placeholders.is_noted(self.env) and template_src:
            if placeholders.has_only_fields(
                self.env, model, template_src
            ) and not self._has_unsafe_expression_template_qweb(template_src, model):
                placeholders.note_fields(self.env, model, template_src, res_ids)
            else:
                add_context = {**(add_context or {}), **placeholders.variables(self.env, model)}
        return super()._render_template_qweb(template_src, model, res_ids, add_context=add_context, options=options)

    @api.model
    def _render_template_inline_template(self, template_txt, model, res_ids, add_context=None, options=None):
        if placeholders.is_noted(self.env) and template_txt:
            if self._has_unsafe_expression_template_inline_template(str(template_txt), model):
                template_txt = placeholders.noting_line(str(template_txt))
                add_context = {**(add_context or {}), **placeholders.variables(self.env, model)}
            else:
                placeholders.note_fields(self.env, model, template_txt, res_ids)
        return super()._render_template_inline_template(
            template_txt, model, res_ids, add_context=add_context, options=options
        )
