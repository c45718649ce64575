from odoo import api, models

from ..models.subscriptions.progression import merge


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["email.sequence.address"]._merge(src_partners, dst_partner)
        merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
