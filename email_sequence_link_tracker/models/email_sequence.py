from odoo import fields, models


class EmailSequence(models.Model):
    _inherit = "email.sequence"

    tracks_clicks = fields.Boolean(
        "Track clicks on links",
        help="The links of each mail lead through this Odoo, which notes the first click by what looks like a person. "
        "Readers see in the link that it does not lead directly where its words say.",
    )

    def _email_statistics(self):
        return [*super()._email_statistics(), "clicked"]
