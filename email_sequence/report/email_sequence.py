from ast import literal_eval

from odoo import api, models

from .statistics_sheet import figures, funnel, legend

EMAILS = (
    "sent", "delivered", "bounced", "opened", "opened_unreliable", "open_rate", "replied", "mail_reply_rate",
    "days_to_reply", "unsubscribed_by", "unknown", "failed",
)  # fmt: skip


class EmailSequence(models.Model):
    """The statistics page of a sequence, and the way from it to its reports."""

    _inherit = "email.sequence"

    @api.readonly
    def get_statistics(self):
        """What the page *Statistics* of a sequence shows, counted now.

        :return: ``{"contacts": [figure], "mails": [figure], "funnel": [stage], "legend": [key]}``, see
            ``statistics_sheet``
        """
        self.ensure_one()
        self.check_access("read")
        of_contacts, of_emails = self._contact_statistics(), self._email_statistics()
        found, stages = figures(self, (*of_contacts, *of_emails)), funnel(self)
        return {
            "contacts": [found[name] for name in of_contacts],
            "mails": [found[name] for name in of_emails],
            "funnel": stages,
            "legend": legend(self.env, stages),
        }

    def _contact_statistics(self):
        """The names of the figures of contacts on the page; each pause reason has one."""
        return [
            *("subscribed", "active_contacts", "paused"),
            *(reason.figure for reason in self.env["email.sequence.subscription"]._pause_reasons()),
            *("finished", "removed", "replied_contacts", "contact_reply_rate", "unsubscribed"),
        ]

    def _email_statistics(self):
        """The names of the figures of emails on the page, to which addons may add theirs."""
        return [*EMAILS]

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
