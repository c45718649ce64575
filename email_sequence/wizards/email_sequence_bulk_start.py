from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import formatLang


class EmailSequenceBulkStart(models.TransientModel):
    """The dialog that starts a bulk action on subscriptions, and says before that what it will change."""

    _name = "email.sequence.bulk.start"
    _inherit = "email.sequence.selection"
    _description = "Start Bulk Action on Email Sequence Subscriptions"

    action = fields.Selection(
        [
            ("pause", "Pause"),
            ("resume", "Resume"),
            ("remove", "Remove"),
            ("reassign", "Change sender"),
            ("move", "Move to another sequence"),
            ("go_on", "Go on with new steps"),
        ],
        required=True,
        default="pause",
    )
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
    ready_count = fields.Integer("Will be changed", compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    left_out = fields.Char(compute="_compute_summary", help="Who is not resumed, and why.")

    @api.depends_context("uid")
    def _compute_can_choose_sender(self):
        self.can_choose_sender = self.env.user.has_group("email_sequence.group_manager")

    @api.depends("action", "whole_search", "sender_id", "target_id")
    def _compute_summary(self):
        subscriptions = self.env["email.sequence.subscription"]
        for wizard in self:
            selected = Domain(wizard._selected_domain())
            wizard.ready_count = subscriptions.search_count(selected & wizard._ready())
            words = wizard._sentence(wizard.ready_count, subscriptions.search_count(selected))
            wizard.left_out = self.env["email.sequence.bulk.words"]._left_out(wizard.action, subscriptions, selected)
            wizard.summary = " ".join(filter(None, (words, wizard.left_out)))

    def action_start(self):
        """Start it; few are done when this returns, of many the browser shows how far it is."""
        self.ensure_one()
        self._check_until()
        self._check_sender()
        bulk = self.env["email.sequence.bulk"]._start(self.action, self._selected_domain(), **self._details())
        close = {"type": "ir.actions.act_window_close"}
        if bulk.state != "done":
            return close
        return self.env["email.sequence.bulk.words"]._told(bulk, close)

    def _check_until(self):
        if self.action == "pause" and self.until and self.until <= fields.Date.context_today(self):
            raise UserError(self.env._("They can resume by themselves from tomorrow on. Choose a later day."))

    def _check_sender(self):
        if self.action != "reassign":
            return
        if self.sender_id != self.env.user and not self.can_choose_sender:
            raise AccessError(self.env._("Only a manager of sequences may choose another sender than themselves."))
        if not self.sender_id or self.sender_id.sudo().share:
            raise UserError(self.env._("Mails leave from an internal user. Choose another sender."))

    def _details(self):
        """What the action needs besides the subscriptions, as values of a bulk action."""
        if self.action == "move":
            if not self.target_id:
                raise UserError(self.env._("Choose the sequence to move to."))
            self.target_id.check_access("read")
        return {
            "pause": {"until": self.until},
            "reassign": {"sender_id": self.sender_id.id},
            "move": {"target_id": self.target_id.id},
        }.get(self.action, {})

    def _ready(self):
        """The domain of those that the action will change, as far as a search can tell."""
        bulk = (
            self.env["email.sequence.bulk"]
            .sudo()
            .new({"action": self.action, "sender_id": self.sender_id.id, "target_id": self.target_id.id})
        )
        in_reach = Domain("partner_id", "=", False) | Domain(
            "partner_id", "in", self.env["res.partner"].with_context(active_test=False)._search([])
        )
        return bulk._eligible() & in_reach & self._not_in_target()

    def _not_in_target(self):
        if self.action != "move":
            return Domain.TRUE
        there = self.env["email.sequence.subscription"]._search(
            [("sequence_id", "=", self.target_id.id), ("state", "in", ("active", "paused"))]
        )
        return Domain("partner_id", "not in", there.subselect("partner_id"))

    def _sentence(self, ready, selected):
        counts = {
            "ready": formatLang(self.env, ready, digits=0),
            "others": formatLang(self.env, selected - ready, digits=0),
        }
        return {
            "pause": self.env._("Will be paused: %(ready)s. Stay as they are: %(others)s.", **counts),
            "resume": self.env._("Will be resumed: %(ready)s. Stay as they are: %(others)s.", **counts),
            "remove": self.env._("Will be removed: %(ready)s. Stay as they are: %(others)s.", **counts),
            "reassign": self.env._("Will get the new sender: %(ready)s. Stay as they are: %(others)s.", **counts),
            "move": self.env._(
                "Will be moved, if their address can be written to: %(ready)s. Stay as they are: %(others)s.", **counts
            ),
            "go_on": self.env._(
                "Have finished, and go on if steps were added behind their last one: %(ready)s. "
                "Stay as they are: %(others)s.",
                **counts,
            ),
        }[self.action]
