from odoo import api, fields, models

from odoo.addons.email_sequence.report.email_sequence_report_rows import SENT

CLICKED = f"{SENT} AND t.click_datetime IS NOT NULL"


class EmailSequenceReport(models.Model):
    _inherit = "email.sequence.report"
    _depends = {"email.sequence.trace": ["click_datetime"]}

    clicked = fields.Integer(
        readonly=True,
        help="Sent mails of which what looks like a person followed a link. Only sequences that track clicks have any.",
    )

    @api.model
    def _mails(self):
        mails = super()._mails()
        return mails._replace(counts={**mails.counts, "clicked": CLICKED})
