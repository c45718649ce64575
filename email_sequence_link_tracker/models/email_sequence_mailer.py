from odoo import api, models

from .email_sequence_clicks import SHORT_URLS


class EmailSequenceMailer(models.AbstractModel):
    _inherit = "email.sequence.mailer"

    @api.model
    def _compose(self, traces):
        """As ever; the mails of a batch share what they find out about their links."""
        return super(EmailSequenceMailer, self.with_context(**{SHORT_URLS: {}}))._compose(traces)

    def _tracked(self, body, trace):
        return self.env["email.sequence.clicks"]._with_tracked_links(super()._tracked(body, trace), trace)
