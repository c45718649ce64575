from odoo import api, fields, models

from . import salutation


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_sequence_first_name = fields.Char(
        "First name for emails",
        compute="_compute_email_sequence_first_name",
        store=True,
        help="The first name of a person, for the greeting in an email. Empty for companies, and if it is not certain.",
    )

    @api.depends(salutation.depends)
    def _compute_email_sequence_first_name(self):
        for partner in self:
            partner.email_sequence_first_name = salutation.first_name_of(partner)

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), "object.email_sequence_first_name")
