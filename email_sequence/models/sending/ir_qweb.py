from lxml import etree

from odoo import models

from . import placeholders

COMPILED = "email_sequence_compiled"


class IrQweb(models.AbstractModel):
    """Compile the source of a template once; Odoo, rendering it for one record after the other, would do it each time.

    That happens under the context key ``email_sequence_compiled`` only, a dict that lives as long as its caller wants.
    While an email is rendered, its placeholders are compiled such that empty ones are noted.
    """

    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        if not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        compiled, is_noting = self.env.context.get(COMPILED), placeholders.is_compiled_noting(self.env)
        if compiled is None or self.env.context.get("profile"):
            return super()._generate_code_uncached(placeholders.noting_html(template) if is_noting else template)
        context = (*self._get_template_cache_keys(), "raise_on_forbidden_code_for_model")
        key = (etree.tostring(template), is_noting, *(self.env.context.get(name) for name in context))
        if key not in compiled:
            source = placeholders.noting_html(template) if is_noting else template
            compiled[key] = super()._generate_code_uncached(source)
        return compiled[key]
