from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_sequence_problem = fields.Text(
        "What needs somebody", compute="_compute_email_sequence_problem", groups="email_sequence.group_user"
    )
    email_sequence_can_go_on = fields.Boolean(
        "Paused by an error", compute="_compute_email_sequence_problem", groups="email_sequence.group_user"
    )

    @api.depends("email_sequence_chips")
    def _compute_email_sequence_problem(self):
        """What the table of pause reasons says needs somebody: errors and bounces do; a reply is good news."""
        chips = [chip for partner in self for chip in partner.email_sequence_chips or ()]
        paused = [chip["id"] for chip in chips if chip["state"] == "paused"]
        stopped = (
            self.env["email.sequence.subscription"]
            .browse(paused)
            .filtered(lambda subscription: subscription._why_paused().needs_somebody)
        )
        stopped.mapped("next_sentence")  # those of all partners at once
        by_partner = stopped.grouped("partner_id")
        for partner in self:
            theirs = by_partner.get(partner._origin, stopped.browse())
            partner.email_sequence_problem = "\n".join(theirs.mapped("next_sentence"))
            partner.email_sequence_can_go_on = any(s._why_paused().is_error for s in theirs)
