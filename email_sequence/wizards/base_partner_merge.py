from odoo import api, models

from ..models.subscriptions import contact
from ..models.subscriptions.merging import merge


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Merge the subscriptions before they are moved by SQL, whoever calls this for contacts (semantics 3.8)."""
        if model != "res.partner":
            return super()._update_foreign_keys_generic(model, src_records, dst_record)
        self.env["email.sequence.address"]._merge(src_records, dst_record)
        merge(src_records, dst_record)
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        self.env.invalidate_all()
        contact.merged(dst_record)
        return result
