from lxml import etree

from odoo import models

COMPILED = "email_sequence_compiled"


class IrQweb(models.AbstractModel):
    """Compile the source of a template once; Odoo, rendering it for one record after the other, would do it each time.

    That happens under the context key ``email_sequence_compiled`` only, a dict that lives as long as its caller wants.
    """

    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        compiled = self.env.context.get(COMPILED)
        if compiled is None or not isinstance(template, etree._Element) or self.env.context.get("profile"):
            return super()._generate_code_uncached(template)
        context = (*self._get_template_cache_keys(), "raise_on_forbidden_code_for_model")
        key = (etree.tostring(template), *(self.env.context.get(name) for name in context))
        if key not in compiled:
            compiled[key] = super()._generate_code_uncached(template)
        return compiled[key]
