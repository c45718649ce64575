from odoo import api, models

from .clicks import SHORT_URLS, with_tracked_links


class EmailSequenceMailer(models.AbstractModel):
    _inherit = "email.sequence.mailer"

    @api.model
    def _compose(self, traces):
        """Let the emails of a batch share what they find out about their links."""
        return super(EmailSequenceMailer, self.with_context(**{SHORT_URLS: {}}))._compose(traces)

    def _tracked(self, body, trace):
        return with_tracked_links(super()._tracked(body, trace), trace.with_env(self.env))
