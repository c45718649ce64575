from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_normalized = fields.Char(index="btree_not_null")
    email_sequence_tz_chosen = fields.Boolean(
        "Time zone set on purpose", help="Not only taken over from whoever created the contact."
    )
    email_sequence_subscription_ids = fields.One2many(
        "email.sequence.subscription", "partner_id", "Email sequences", groups="email_sequence.group_user"
    )
    email_sequence_count = fields.Integer(
        "Number of email sequences", compute="_compute_email_sequence_count", groups="email_sequence.group_user"
    )
    email_sequence_address_ids = fields.One2many(
        "email.sequence.address",
        "partner_id",
        "Additional addresses",
        domain=[("is_additional", "=", True)],
        groups="email_sequence.group_user",
    )

    @api.depends("email_sequence_subscription_ids.state")
    def _compute_email_sequence_count(self):
        groups = self.env["email.sequence.subscription"]._read_group(
            [("partner_id", "in", self.ids), ("state", "in", ("active", "paused"))], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.email_sequence_count = counts.get(partner.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        creators = self.env.context.get("tz")
        chosen = [bool(vals.get("tz")) and vals["tz"] != creators for vals in vals_list]
        partners = super().create(
            [{"email_sequence_tz_chosen": is_chosen, **vals} for is_chosen, vals in zip(chosen, vals_list, strict=True)]
        )
        self.env["email.sequence.address"]._sync(partners.filtered("email"))
        return partners

    def write(self, vals):
        if "tz" in vals:
            vals = dict(vals, email_sequence_tz_chosen=bool(vals["tz"]))
        result = super().write(vals)
        if "email" in vals:
            self.env["email.sequence.address"]._sync(self)
        if "tz" in vals or "country_id" in vals:
            self.env["email.sequence.zone"]._contacts_moved(self)
        return result

    def unlink(self):
        self.env["email.sequence.subscription"].sudo().search(
            [("partner_id", "in", self.ids), ("state", "in", ("active", "paused"))]
        )._remove()
        return super().unlink()

    def action_view_email_sequences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscription_action")
        return dict(action, domain=[("partner_id", "in", self.ids)])

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {
            "email_sequence_subscription_id",
            "email_sequence_incoming_id",
        }
