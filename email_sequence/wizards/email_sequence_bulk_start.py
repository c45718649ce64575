from lxml.builder import E

from odoo import api, fields, models
from odoo.fields import Domain

from ..models.bulk.words import forecast, left_out, notification


class EmailSequenceBulkStart(models.TransientModel):
    """The dialog that starts a bulk action on subscriptions, and says before that what it will change."""

    _name = "email.sequence.bulk.start"
    _inherit = "email.sequence.selection"
    _description = "Start Bulk Action on Email Sequence Subscriptions"

    action = fields.Selection("_selection_action", required=True, default="pause")
    whole_search = fields.Boolean(
        "Every subscription of my search", help="Not only the ones that the list could select."
    )
    until = fields.Date(help="They resume by themselves on that day. Empty: until somebody resumes them.")
    sender_id = fields.Many2one(
        "res.users",
        "New sender",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    can_choose_sender = fields.Boolean(compute="_compute_can_choose_sender")
    target_id = fields.Many2one("email.sequence", "To the sequence", index="btree_not_null")
    details = fields.Char(compute="_compute_details")  # names of the fields that the action asks for
    ready_count = fields.Integer("Will be changed", compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    left_out = fields.Char(compute="_compute_summary", help="Who is not resumed, and why.")

    @api.depends_context("uid")
    def _compute_can_choose_sender(self):
        self.can_choose_sender = self.env.user.has_group("email_sequence.group_manager")

    @api.depends("action")
    def _compute_details(self):
        for wizard in self:
            wizard.details = " ".join(wizard._details())

    @api.depends("action", "whole_search", "sender_id", "target_id")
    def _compute_summary(self):
        subscriptions = self.env["email.sequence.subscription"]
        for wizard in self:
            selected, action = Domain(wizard._selected_domain()), wizard._draft()._action()
            wizard.ready_count = subscriptions.search_count(selected & action.ready() & wizard._in_reach())
            words = forecast(action, wizard.ready_count, subscriptions.search_count(selected))
            wizard.left_out = left_out(action, subscriptions, selected)
            wizard.summary = " ".join(filter(None, (words, wizard.left_out)))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put a button for each action into the form."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for footer in arch.iter("footer"):
                footer[:0] = map(self._button, self.env["email.sequence.bulk"]._offered().values())
        return arch, view

    def action_start(self):
        """Start it; few are done when this returns, of many the browser shows the progress."""
        self.ensure_one()
        self._draft()._action().check()
        bulk = self.env["email.sequence.bulk"]._start(self.action, self._selected_domain(), **self._details())
        close = {"type": "ir.actions.act_window_close"}
        return notification(bulk, close) if bulk.state == "done" else close

    @api.model
    def _selection_action(self):
        bulks = self.env["email.sequence.bulk"]
        labels = dict(bulks._fields["action"]._description_selection(self.env))
        return [(code, labels[code]) for code in bulks._offered()]

    @api.model
    def _button(self, action):
        return E.button(
            {
                "name": "action_start",
                "type": "object",
                "class": action.button_class,
                "string": action(self.env["email.sequence.bulk"]).button(),
                "invisible": f"action != '{action.code}' or not ready_count",
                "data-hotkey": "q",
            }
        )

    def _details(self):
        """What the action needs besides the subscriptions, as values of a bulk action."""
        names = self.env["email.sequence.bulk"]._offered()[self.action].details
        return {name: self._fields[name].convert_to_write(self[name], self) for name in names}

    def _draft(self):
        """The bulk action as it would start, not saved."""
        bulks = self.env["email.sequence.bulk"].sudo()  # sudo: its user may not read all that decides, like companies
        return bulks.new({"action": self.action, **self._details()})

    def _in_reach(self):
        """The domain of the subscriptions whose contact the user may read."""
        partners = self.env["res.partner"].with_context(active_test=False)._search([])
        return Domain("partner_id", "=", False) | Domain("partner_id", "in", partners)
