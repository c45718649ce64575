from ast import literal_eval

from odoo import api, models

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

        :return: ``{"contacts": [figure], "mails": [figure], "funnel": [stage], "legend": [key]}``, as
            ``email.sequence.report.sheet`` describes them
        """
        self.ensure_one()
        self.check_access("read")
        sheet = self.env["email.sequence.report.sheet"]
        contacts, mails = self._contact_figures(), self._mail_figures()
        figures = sheet._figures(self, (*contacts, *mails))
        funnel = sheet._funnel(self)
        return {
            "contacts": [figures[name] for name in contacts],
            "mails": [figures[name] for name in mails],
            "funnel": funnel,
            "legend": sheet._legend(funnel),
        }

    def _contact_figures(self):
        """The figures of contacts on the page: what is paused, and of that each reason, are among them."""
        reasons = self.env["email.sequence.subscription"]._pause_reasons()
        return [
            *("subscribed", "active_contacts", "paused"),
            *(reason.figure for reason in reasons),
            *("finished", "removed", "replied_contacts", "contact_reply_rate", "unsubscribed"),
        ]

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
