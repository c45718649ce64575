from odoo import api, fields, models

from . import contact, planner
from .states import LIVE, STATES


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
        "Number of email sequences", compute="_compute_email_sequences", groups="email_sequence.group_user"
    )
    email_sequence_chips = fields.Json(
        "Email sequences of the contact", compute="_compute_email_sequences", groups="email_sequence.group_user"
    )
    email_sequence_address_ids = fields.One2many(
        "email.sequence.address",
        "partner_id",
        "Additional addresses",
        domain=[("is_additional", "=", True)],
        groups="email_sequence.group_user",
    )

    @api.depends("email_sequence_subscription_ids.state", "email_sequence_subscription_ids.pause_reason")
    def _compute_email_sequences(self):
        """Which sequences a contact is or was in, by one look at its subscriptions and one at their names."""
        subscriptions = self.env["email.sequence.subscription"].search_fetch(
            [("partner_id", "in", self.ids), ("state", "!=", "removed")],
            ["partner_id", "sequence_id", "state", "pause_reason"],
            order="id",
        )
        by_partner = subscriptions.grouped("partner_id")
        for partner in self:
            theirs = by_partner.get(partner._origin, subscriptions.browse())
            partner.email_sequence_count = len(theirs.filtered(lambda s: s.state != "finished"))
            partner.email_sequence_chips = [self._email_sequence_chip(subscription) for subscription in theirs]

    def _email_sequence_chip(self, subscription):
        """A chip as the client shows it: ``{"id", "name", "state", "colour", "icon"}``."""
        state = STATES[subscription.state]
        return {
            "id": subscription.id,
            "name": subscription.display_name,
            "state": state.code,
            "colour": state.colour_index,
            "icon": state.icon,
        }

    def _compute_application_statistics_hook(self):
        statistics = super()._compute_application_statistics_hook()
        if self.env.user.has_group("email_sequence.group_user"):
            for partner in self.filtered("email_sequence_count"):
                statistics[partner.id].append(
                    {
                        "iconClass": "fa-paper-plane",
                        "value": partner.email_sequence_count,
                        "label": self.env._("Email sequences"),
                        "tagClass": "o_tag_color_10",
                    }
                )
        return statistics

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
        if "active" in vals and not vals["active"]:
            contact.archived(self)
        if "email" in vals and self.env["email.sequence.address"]._sync(self):
            contact.addresses_changed(self)
        if "tz" in vals or "country_id" in vals:
            planner.contacts_moved(self)
        return result

    def unlink(self):
        self.env["email.sequence.subscription"].sudo().search(
            [("partner_id", "in", self.ids), ("state", "in", LIVE)]
        ).remove(cause="contact")
        return super().unlink()

    def action_view_email_sequences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscription_action")
        return dict(action, domain=[("partner_id", "in", self.ids)])

    def action_resume_email_sequences(self):
        """Resume what errors of sending have paused, after they were corrected (semantics 6.2)."""
        subscriptions = self.env["email.sequence.subscription"]
        return subscriptions.search(
            [("partner_id", "in", self.ids), *subscriptions._stopped_by_errors()]
        ).action_resume()

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {
            "email_sequence_subscription_id",
            "email_sequence_incoming_id",
        }
