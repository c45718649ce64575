from odoo import fields, models

from . import unsubscribing


class EmailSequence(models.Model):
    _inherit = "email.sequence"

    unsubscribe_address = fields.Char(
        "Link for templates",
        compute="_compute_unsubscribe_address",
        help="Link any words of an email template to this address: in each mail, it becomes the contact's own link.",
    )

    def _compute_unsubscribe_address(self):
        self.unsubscribe_address = unsubscribing.address(self.env)
