from collections import Counter
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..models.bulk.email_sequence_bulk import BATCH_SIZE
from ..models.bulk.words import notification, number
from ..models.presenters import missing
from ..models.presenters.estimate import duration_sentence
from ..models.sending.trace_statuses import DEPARTED
from ..models.subscriptions import planner
from ..models.subscriptions.subscribing import reasons, sort_out
from ..models.timing.moments import first_send_at, is_open
from ..models.timing.time_zone import zone_of

UNDO_SECONDS = 15  # how long the browser offers to undo it
ON_THE_WAY = 15  # seconds that its question and our answer may take beside that


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
    replied = fields.Boolean(
        "Also those who replied", help="Subscribe also those of them who replied. Read their replies first."
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
    missing = fields.Json(
        "Empty placeholders",
        compute="_compute_summary",
        help="What the emails say of the contacts that some of them lack, and how many.",
    )
    waits_if_empty = fields.Boolean(related="sequence_id.waits_if_empty")
    is_bounced = fields.Boolean(compute="_compute_summary", help="Emails to the only contact's address bounced.")
    has_replied_before = fields.Boolean(compute="_compute_summary")
    sender_name = fields.Char("From", compute="_compute_sender_name")
    first_mail = fields.Char("First mail", compute="_compute_first_mail")
    subscribed_ids = fields.Json(
        groups=fields.NO_ACCESS,  # only the dialog itself says whom it has subscribed, and so what Undo removes
        help="Whom this dialog has subscribed, for undoing it.",
    )
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

    @api.depends("sequence_id", "step_id", "address_id", "again", "replied", "whole_search")
    def _compute_summary(self):
        words = reasons(self.env)
        for wizard in self:
            chosen, skipped = wizard._sort_out() if wizard.sequence_id else ({}, {})
            counts = Counter(skipped.values())
            wizard.ready_count = len(chosen)
            wizard.duration = chosen and duration_sentence(wizard.sequence_id, wizard._first_step(), list(chosen))
            lacking = missing.lines(wizard.sequence_id, wizard._first_step(), list(chosen)) if chosen else []
            wizard.missing = lacking or False
            wizard.skipped_count = len(skipped)
            wizard.has_finished_before = wizard.again or bool(counts["finished_before"])
            wizard.is_bounced = bool(wizard.partner_id and counts["bounced"])
            wizard.has_replied_before = wizard.again and (wizard.replied or bool(counts["replied_before"]))
            total = "" if wizard.partner_id else ": %s"
            wizard.skipped_summary = Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
                Markup("<li>%s%s</li>") % (words[reason], total and total % counts[reason])
                for reason in words
                if counts[reason]
            )

    @api.depends("sequence_id", "partner_id")
    def _compute_sender_name(self):
        for wizard in self:
            sequence = wizard.sequence_id
            if sequence.sender_rule == "salesperson" and not wizard.partner_id:
                wizard.sender_name = self.env._("each contact's salesperson, or you where there is none")
            else:
                wizard.sender_name = sequence and self._sender_words(sequence._sender_for(wizard.partner_id))

    def _sender_words(self, sender):
        sender = sender.sudo()  # sudo: who subscribes contacts may know from whom they get emails
        return sender.email_formatted or self.env._("%s, who has no email address", sender.name)

    @api.depends("sequence_id")
    def _compute_step_id(self):
        for wizard in self:
            wizard.step_id = wizard.sequence_id.step_ids.sorted()[:1]

    @api.depends("sequence_id", "step_id", "partner_id")
    def _compute_first_mail(self):
        for wizard in self:
            wizard.first_mail = wizard._first_mail_sentence() if wizard.sequence_id else False

    def action_subscribe(self):
        """Subscribe the contacts who can be, and say how many; nothing is done if there are none.

        As Undo is offered, no email is sent before that is over (semantics 3.9).
        """
        self.ensure_one()
        if not self.ready_count:
            raise UserError(
                self.env._(
                    "None of the contacts can be subscribed.\n%s",
                    "\n".join(sorted({self._reason_of(reason) for reason in self._sort_out()[1].values()})),
                )
            )
        result = self.sequence_id.subscribe(
            self._partner_ids(),
            email=self.address_id.email or None,
            again=self.again,
            step_id=self.step_id.id or None,
            replied=self.replied,
        )
        # sudo: those that were subscribed just now; and users cannot write whom the dialog has subscribed
        self.sudo().subscribed_ids = result["subscribed"]
        subscribed = self.env["email.sequence.subscription"].sudo().browse(result["subscribed"])
        planner.send_no_earlier(subscribed, fields.Datetime.now() + timedelta(seconds=UNDO_SECONDS + ON_THE_WAY))
        return {
            "type": "ir.actions.client",
            "tag": "email_sequence_subscribed",
            "params": {
                "wizard_id": self.id,
                "undo_seconds": UNDO_SECONDS,
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
        """Remove the contacts whom this dialog has subscribed, and say how many were sent an email already.

        What was sent stays in the reports.
        """
        self.ensure_one()
        subscribed = self.sudo().subscribed_ids or []  # sudo: users cannot write it, nor read it
        if len(subscribed) > BATCH_SIZE:  # they are removed in the background: meanwhile nothing is sent to them
            planner.send_no_earlier(self._changeable(subscribed), fields.Datetime.now() + timedelta(hours=1))
        bulk = self.env["email.sequence.bulk"]._start("remove", [("id", "in", subscribed)])
        undone = notification(bulk, {"type": "ir.actions.client", "tag": "soft_reload"})
        if sent := self._count_sent(subscribed):
            message = self.env._("%(result)s Already sent to %(count)s of them.", result=undone["params"]["message"],
                                 count=number(self.env, sent))  # fmt: skip
            undone["params"].update(message=message, type="warning", sticky=True)
        return undone

    def _changeable(self, subscription_ids):
        """Those of the subscriptions that are active, and that the user may change (semantics 4.1)."""
        active = self.env["email.sequence.subscription"].search(
            [("id", "in", subscription_ids), ("state", "=", "active")]
        )
        readable = active.sudo().partner_id.sudo(False)._filtered_access("read")
        # sudo: users change subscriptions by actions only, of which this is a part
        return active.sudo().filtered(lambda subscription: subscription.partner_id in readable)

    def _count_sent(self, subscription_ids):
        """How many of the subscriptions were sent an email, or are being sent one (semantics 4.8)."""
        is_sent = Domain("trace_status", "in", DEPARTED) | Domain("handed_datetime", "!=", False)
        # sudo: the count holds also for those that the user may no longer read
        return self.env["email.sequence.subscription"].sudo().search_count(
            [("id", "in", subscription_ids), ("trace_ids", "any", is_sent & Domain("trace_status", "!=", "error"))]
        )  # fmt: skip

    def action_works_again(self):
        """The user says that emails reach the only contact again; the dialog stays open."""
        self.ensure_one()
        self.address_id.action_works_again()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def action_view_ready(self):
        """List the contacts who would be subscribed."""
        self.ensure_one()
        return self._list_of(self.env._("Will be subscribed"), list(self._sort_out()[0]))

    def action_view_missing(self, key):
        """List the contacts who would be subscribed and lack what the line ``key`` of ``missing`` says."""
        self.ensure_one()
        lacking = missing.partners(self.sequence_id, self._first_step(), list(self._sort_out()[0]), key)
        return self._list_of(self.env._("Empty placeholders"), lacking.ids)

    def action_view_skipped(self):
        """List the contacts who are left out, and why, to look at, group and export."""
        self.ensure_one()
        Skipped = self.env["email.sequence.subscribe.skipped"]
        Skipped.search([("wizard_id", "=", self.id)]).unlink()
        readable = set(
            self.env["res.partner"].with_context(active_test=False).search([("id", "in", self._partner_ids())]).ids
        )
        Skipped.sudo().create(  # sudo: else users could write any contact there, and read its address
            [
                {"wizard_id": self.id, "partner_id": partner_id if partner_id in readable else False, "reason": reason}
                for partner_id, reason in self._sort_out()[1].items()
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscribe_skipped_action")
        return dict(action, domain=[("wizard_id", "=", self.id)])

    def _list_of(self, name, partner_ids):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", partner_ids)],
        }

    def _sort_out(self):
        address = self.address_id.email
        return sort_out(self.sequence_id, self._partner_ids(), address, again=self.again, replied=self.replied)

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
