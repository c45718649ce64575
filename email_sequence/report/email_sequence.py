from ast import literal_eval

from odoo import api, models

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
    """The statistics page of a sequence, and the way from it to its reports."""

    _inherit = "email.sequence"

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
