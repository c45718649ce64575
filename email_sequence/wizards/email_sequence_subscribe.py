from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..models.bulk.words import notification
from ..models.presenters.estimate import duration_sentence
from ..models.subscriptions.subscribing import reasons, sort_out
from ..models.timing.moments import first_send_at, is_open
from ..models.timing.time_zone import zone_of


class EmailSequenceSubscribe(models.TransientModel):
    """The dialog that subscribes one contact, a selection or a whole search result (semantics 3.1, 3.3)."""

    _name = "email.sequence.subscribe"
    _inherit = "email.sequence.selection"
    _description = "Subscribe to Email Sequence"

    sequence_id = fields.Many2one(
        "email.sequence", "Email sequence", required=True, index=True, domain="[('state', '=', 'activated')]"
    )
    whole_search = fields.Boolean("Every contact of my search", help="Not only the ones that the list could select.")
    again = fields.Boolean(
        "Once more", help="Subscribe also the contacts who finished this sequence, or were removed from it, before."
    )
    partner_id = fields.Many2one("res.partner", "Contact", compute="_compute_partner_id")
    step_id = fields.Many2one(
        "email.sequence.step",
        "Start at",
        index="btree_not_null",
        compute="_compute_step_id",
        store=True,
        readonly=False,
        domain="[('sequence_id', '=', sequence_id)]",
        help="The step that they get first; its delay counts from today.",
    )
    address_id = fields.Many2one(
        "email.sequence.address",
        index="btree_not_null",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id)]",
    )
    ready_count = fields.Integer("Will be subscribed", compute="_compute_summary")
    skipped_count = fields.Integer("Left out", compute="_compute_summary")
    skipped_summary = fields.Html(compute="_compute_summary")
    has_finished_before = fields.Boolean(compute="_compute_summary")
    sender_name = fields.Char("From", compute="_compute_sender_name")
    first_mail = fields.Char("First mail", compute="_compute_first_mail")
    subscribed_ids = fields.Json(help="Whom this dialog has subscribed, for undoing it.")
    duration = fields.Char(
        compute="_compute_summary",
        help="How long the limits of the outgoing mail server make it last until everybody has their first mail.",
    )

    @api.depends("res_ids")
    def _compute_partner_id(self):
        for wizard in self:
            ids = wizard._selected_ids()
            wizard.partner_id = ids[0] if len(ids) == 1 else False

    @api.depends("partner_id")
    def _compute_address_id(self):
        for wizard in self:
            wizard.address_id = self.env["email.sequence.address"].search(
                [("partner_id", "=", wizard.partner_id.id)], limit=1
            )

    @api.depends("sequence_id", "step_id", "address_id", "again", "whole_search")
    def _compute_summary(self):
        words = reasons(self.env)
        for wizard in self:
            chosen, skipped = wizard._sort_out() if wizard.sequence_id else ({}, {})
            counts = Counter(skipped.values())
            wizard.ready_count = len(chosen)
            wizard.duration = chosen and duration_sentence(wizard.sequence_id, wizard._first_step(), list(chosen))
            wizard.skipped_count = len(skipped)
            wizard.has_finished_before = wizard.again or bool(counts["finished_before"])
            wizard.skipped_summary = Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
                Markup("<li>%s: %s</li>") % (words[reason], counts[reason]) for reason in words if counts[reason]
            )

    @api.depends("sequence_id", "partner_id")
    def _compute_sender_name(self):
        for wizard in self:
            sequence = wizard.sequence_id
            if sequence.sender_rule == "salesperson" and not wizard.partner_id:
                wizard.sender_name = self.env._("each contact's salesperson, or you where there is none")
            else:
                wizard.sender_name = sequence and sequence._sender_for(wizard.partner_id).sudo().email_formatted

    @api.depends("sequence_id")
    def _compute_step_id(self):
        for wizard in self:
            wizard.step_id = wizard.sequence_id.step_ids.sorted()[:1]

    @api.depends("sequence_id", "step_id", "partner_id")
    def _compute_first_mail(self):
        for wizard in self:
            wizard.first_mail = wizard._first_mail_sentence() if wizard.sequence_id else False

    def action_subscribe(self):
        """Subscribe the contacts who can be, and say how many; nothing is done if there are none."""
        self.ensure_one()
        if not self.ready_count:
            raise UserError(
                self.env._(
                    "None of the contacts can be subscribed.\n%s",
                    "\n".join(sorted({self._reason_of(reason) for reason in self._sort_out()[1].values()})),
                )
            )
        result = self.sequence_id.subscribe(
            self._partner_ids(), email=self.address_id.email or None, again=self.again, step_id=self.step_id.id or None
        )
        self.subscribed_ids = result["subscribed"]
        return {
            "type": "ir.actions.client",
            "tag": "email_sequence_subscribed",
            "params": {
                "wizard_id": self.id,
                "title": self.sequence_id.name,
                "message": self.env._(
                    "Subscribed: %(subscribed)s. Left out: %(skipped)s.",
                    subscribed=len(result["subscribed"]),
                    skipped=len(result["skipped"]),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_undo(self):
        """Remove the contacts whom this dialog has subscribed; what was sent already stays in the reports."""
        self.ensure_one()
        bulk = self.env["email.sequence.bulk"]._start("remove", [("id", "in", self.subscribed_ids or [])])
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notification(bulk, reload)

    def action_view_ready(self):
        """List the contacts who would be subscribed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Will be subscribed"),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", list(self._sort_out()[0]))],
        }

    def action_view_skipped(self):
        """List the contacts who are left out, and why, to look at, group and export."""
        self.ensure_one()
        Skipped = self.env["email.sequence.subscribe.skipped"]
        Skipped.search([("wizard_id", "=", self.id)]).unlink()
        readable = set(
            self.env["res.partner"].with_context(active_test=False).search([("id", "in", self._partner_ids())]).ids
        )
        Skipped.create(
            [
                {"wizard_id": self.id, "partner_id": partner_id if partner_id in readable else False, "reason": reason}
                for partner_id, reason in self._sort_out()[1].items()
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscribe_skipped_action")
        return dict(action, domain=[("wizard_id", "=", self.id)])

    def _sort_out(self):
        return sort_out(self.sequence_id, self._partner_ids(), email=self.address_id.email, again=self.again)

    def _reason_of(self, code):
        return reasons(self.env)[code]

    def _partner_ids(self):
        if self.whole_search and self.is_cut:
            return self.env["res.partner"].search(self._selected_domain()).ids
        return self._selected_ids()

    def _first_mail_sentence(self):
        """When the first email is sent, as far as it is certain: only the day if the time is random."""
        now = fields.Datetime.now()
        tz = self._contact_tz()
        schedule = self.sequence_id._sending_schedule(tz)
        delay_days = self._first_step().delay_days
        if not delay_days and is_open(schedule, now):
            return self.env._("within a few minutes")
        zone = tz or self.sequence_id.tz
        return self.env._(
            "at a random time on %(day)s (%(tz)s)",
            day=format_datetime(self.env, first_send_at(schedule, now, delay_days), tz=zone, dt_format="EEEE d MMMM"),
            tz=zone if self.partner_id or not self.sequence_id.use_contact_tz else self._zones_sentence(zone),
        )

    def _first_step(self):
        return self.step_id or self.sequence_id.step_ids.sorted()[:1]

    def _contact_tz(self):
        """The time zone of the only contact, if the sequence sends in it."""
        if not self.sequence_id.use_contact_tz or not self.partner_id:
            return False
        return zone_of(self.partner_id)[0]

    def _zones_sentence(self, zone):
        return self.env._("%s, or each contact's own time zone", zone)
