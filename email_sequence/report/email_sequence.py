from ast import literal_eval

from odoo import api, fields, models

CONTACTS = (
    "subscribed", "active_contacts", "paused", "paused_reply", "paused_manual", "paused_send_error", "paused_bounce",
    "paused_unsubscribed", "paused_archived", "finished", "removed", "replied_contacts", "contact_reply_rate",
    "unsubscribed",
)  # fmt: skip
MAILS = (
    "sent", "delivered", "bounced", "opened", "opened_unreliable", "open_rate", "replied", "mail_reply_rate",
    "days_to_reply", "unsubscribed_by", "unknown", "failed",
)  # fmt: skip


class EmailSequence(models.Model):
    """The figures of a sequence, and the way from it to its reports."""

    _inherit = "email.sequence"

    active_count = fields.Integer("Active subscriptions", compute="_compute_subscription_counts")
    paused_count = fields.Integer("Paused subscriptions", compute="_compute_subscription_counts")
    finished_count = fields.Integer("Finished subscriptions", compute="_compute_subscription_counts")
    subscription_count = fields.Integer("Subscribed", compute="_compute_subscription_counts")
    standing = fields.Json("Where contacts are", compute="_compute_subscription_counts")
    replied_count = fields.Integer(
        "Replied", compute="_compute_replied", help="Contacts who answered at least one mail of the sequence."
    )
    reply_rate = fields.Float(
        "Replied (%)", compute="_compute_replied", help="Of all contacts that were ever subscribed, who answered."
    )

    @api.depends("step_ids.template_id")
    def _compute_subscription_counts(self):
        figures = self.env["email.sequence.figures"]
        for sequence, of_sequence in figures._counts(self).items():
            for state in ("active", "paused", "finished"):
                sequence[f"{state}_count"] = of_sequence.total(state)
            sequence.subscription_count = of_sequence.total()
            sequence.standing = figures._standing(sequence, of_sequence)

    @api.depends("subscription_count")
    def _compute_replied(self):
        replied = self.env["email.sequence.figures"]._replied(self)
        for sequence in self:
            sequence.replied_count = replied.get(sequence._origin, 0)
            sequence.reply_rate = 100 * sequence.replied_count / (sequence.subscription_count or 1)

    def action_view_subscriptions(self):
        """The list of the subscriptions, with the filter of its search view that the context names."""
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscription_action")
        search_filter = f"search_default_{self.env.context.get('email_sequence_filter', 'live')}"
        return dict(action, domain=[("sequence_id", "in", self.ids)], context={search_filter: 1})

    @api.readonly
    def get_figures(self):
        """What the page *Figures* of a sequence shows, counted now.

        :return: ``{"contacts": [figure], "mails": [figure], "funnel": [stage]}``, as ``email.sequence.report.sheet``
            describes them
        """
        self.ensure_one()
        self.check_access("read")
        sheet = self.env["email.sequence.report.sheet"]
        mails = self._mail_figures()
        figures = sheet._figures(self, (*CONTACTS, *mails))
        return {
            "contacts": [figures[name] for name in CONTACTS],
            "mails": [figures[name] for name in mails],
            "funnel": sheet._funnel(self),
        }

    def _mail_figures(self):
        """The figures of mails on the page, to which other addons may add theirs."""
        return [*MAILS]

    def action_view_report(self, report, domain=(), title=False):
        """Open a report on these sequences only.

        :param str report: ``"overview"``, ``"funnel"``, ``"template"`` or ``"time"``
        :param domain: of the rows that the list shows at first; empty: the report as it opens from the menu
        :param title: what the list is called
        """
        suffix = "" if report == "overview" else f"_{report}"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"email_sequence.email_sequence_report{suffix}_action")
        if domain:
            action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
            action["view_mode"] = "list,pivot,graph"
        return dict(
            action,
            name=title or action["name"],
            display_name=title or action["name"],
            context={},
            domain=[("sequence_id", "in", self.ids), *literal_eval(action["domain"] or "[]"), *domain],
        )

    def action_compare(self):
        """Open these sequences side by side, over the same weeks."""
        action = self.action_view_report("overview")
        context = {
            "search_default_recent": 1,
            "pivot_row_groupby": ["date:week"],
            "pivot_column_groupby": ["sequence_id"],
            "pivot_measures": ["subscribed", "delivered", "replied", "mail_reply_rate"],
        }
        return dict(action, name=self.env._("Comparison of sequences"), context=context)
