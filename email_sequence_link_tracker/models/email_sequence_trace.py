from odoo import fields, models


class EmailSequenceTrace(models.Model):
    _inherit = "email.sequence.trace"

    click_datetime = fields.Datetime(
        "Clicked on", readonly=True, help="When what looks like a person first followed a link of the mail."
    )
