from odoo import fields, models

from .email_sequence_subscription import CUSTOMER


class EmailSequenceReport(models.Model):
    _inherit = "email.sequence.report"

    standing = fields.Selection(selection_add=[(CUSTOMER.code, CUSTOMER.standing)])
    paused_customer = fields.Integer(CUSTOMER.figure_label, readonly=True, help=CUSTOMER.help)
