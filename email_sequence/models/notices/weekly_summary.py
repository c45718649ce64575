from collections import Counter, defaultdict
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import format_date, split_every

from ...tools.timing.weeks import week_bounds, week_due
from ..subscriptions.pause_reasons import PAUSE_REASONS

BATCH = 50  # users
NAMED = 10  # contacts who replied
COUNTED = ("sent", "replied_contacts", "bounced", "unsubscribed")


class EmailSequenceSummary(models.AbstractModel):
    """The weekly summary: an email to each sender about the past week, if their company wants that.

    A week is Monday to Sunday in the reader's time zone. A number counts what happened in the week, as in the reports:
    a reply counts in the week of the reply, whenever the email was sent that it replies to.
    """

    _name = "email.sequence.summary"
    _description = "Weekly Summary of Email Sequences"

    @api.model
    def _cron_send(self):
        """Send every due summary; marking the week and queuing the email commit together."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("email_sequence_weekly_summary", "=", True)])
        for tz, monday, users in self._due(companies):
            self._summarize(users, companies, tz, monday)
            if cron._commit_progress(len(users)) <= 0:
                return

    # ---- recipients

    def _due(self, companies):
        """``(time zone, Monday of the week to summarize, users)``, for one batch of users at a time."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        for name, users in self._readers(companies).grouped("tz").items():
            tz = ZoneInfo(name or "UTC")
            monday = week_due(now, tz)
            if monday:
                untold = users.filtered(lambda u, monday=monday: (u.email_sequence_summary_week or monday.min) < monday)
                for ids in split_every(BATCH, untold.ids):
                    yield tz, monday, users.browse(ids)

    def _readers(self, companies):
        """The users of email sequences who want the summary and have an address."""
        return self.env["res.users"].search(
            [
                ("share", "=", False),
                ("email", "!=", False),
                ("email_sequence_summary", "=", True),
                ("company_ids", "in", companies.ids),
                ("all_group_ids", "in", self.env.ref("email_sequence.group_user").id),
            ]
        )

    def _summarize(self, users, companies, tz, monday):
        """Queue the emails of a batch; users with no activity and nothing scheduled get none."""
        week, week_before = (self._bounds(day, tz) for day in (monday, monday - timedelta(days=7)))
        counts, counts_before = (self._counts(users, companies, *bounds) for bounds in (week, week_before))
        replied, waiting = self._replied(users, companies, *week), self._waiting(users, companies)
        planned = self._planned(users, companies, until=self._bounds(monday + timedelta(days=7), tz)[1])
        self.env["mail.mail"].create(
            [
                self.with_context(lang=user.lang)._mail_values(
                    user, monday, (counts[user], counts_before[user]), replied[user], waiting[user], planned[user]
                )
                for user in users
                if counts[user].total() or waiting[user].total() or planned[user]
            ]
        )
        users.email_sequence_summary_week = monday

    # ---- what happened

    def _bounds(self, monday, tz):
        """Start and end of the week that begins on this Monday, in naive UTC."""
        return [moment.replace(tzinfo=None) for moment in week_bounds(monday, tz)]

    def _counts(self, users, companies, start, end):
        """``{user: {name: count}}`` of what happened from start to end, in the companies that the user may see."""
        counts, report = defaultdict(Counter), self.env["email.sequence.report"]
        for name in COUNTED:
            domain, date = report._happened(name)
            domain = [*domain, *self._of(users, companies), (date, ">=", start), (date, "<", end)]
            self._add(counts, name, report._read_group(domain, ["user_id", "company_id"], [f"{name}:sum"]))
        return counts

    def _waiting(self, users, companies):
        """``{user: {pause reason: count}}`` of the contacts whose sequence resumes only if somebody acts."""
        counts = defaultdict(Counter)
        subscriptions = self.env["email.sequence.subscription"]
        for reason in subscriptions._pause_reasons():
            if reason.needs_somebody:
                domain = [*self._of(users, companies), ("state", "=", "paused"), ("pause_reason", "=", reason.code)]
                groups = subscriptions._read_group(domain, ["user_id", "company_id"], ["__count"])
                self._add(counts, reason.code, groups)
        return counts

    def _planned(self, users, companies, until):
        """``{user: count}`` of the contacts whose next email is planned before a moment."""
        counts = defaultdict(Counter)
        domain = [
            *self._of(users, companies),
            ("state", "=", "active"),
            ("scheduled_datetime", "<", until),
            ("sequence_id.state", "=", "activated"),
        ]
        subscriptions = self.env["email.sequence.subscription"]
        self._add(counts, "planned", subscriptions._read_group(domain, ["user_id", "company_id"], ["__count"]))
        return defaultdict(int, {user: count["planned"] for user, count in counts.items()})

    def _replied(self, users, companies, start, end):
        """``{user: the subscriptions of contacts who first replied from start to end}``, latest first."""
        replied = self.env["email.sequence.subscription"].search(
            [*self._of(users, companies), ("reply_datetime", ">=", start), ("reply_datetime", "<", end)],
            order="reply_datetime desc, id desc",
        )
        seen = replied.filtered(lambda subscription: subscription.company_id in subscription.user_id.company_ids)
        return defaultdict(replied.browse, seen.grouped("user_id"))

    def _of(self, users, companies):
        return [("user_id", "in", users.ids), ("company_id", "in", companies.ids)]

    def _add(self, counts, name, rows):
        """Add the counts of rows ``(user, company, count)``, if the user may see the company."""
        for user, company, count in rows:
            if company in user.company_ids:
                counts[user][name] += count

    # ---- the email

    def _mail_values(self, user, monday, counts, replied, waiting, planned):
        """The email's values, in the language of the environment."""
        days = self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, monday, date_format="d MMMM"),
            last=format_date(self.env, monday + timedelta(days=6), date_format="d MMMM"),
        )
        url = user.get_base_url()
        list_url = f"{url}/odoo/action-email_sequence.email_sequence_subscription_action"
        qweb = self.env["ir.qweb"].sudo()
        body = qweb._render(
            "email_sequence.weekly_summary",
            {
                "days": days,
                "figures": self._statistics(*counts),
                "replied": replied[:NAMED],
                "more": len(replied) - NAMED,
                "waiting": [PAUSE_REASONS[code].needs_somebody(self.env, count) for code, count in waiting.items()],
                "planned": planned,
                "url": url,
                "list_url": list_url,
            },
        )
        sender = user.company_id.email_formatted or self.env.user.email_formatted
        return {
            "subject": self.env._("Your email sequences, %s", days),
            "body_html": body,
            "email_from": sender,
            "reply_to": sender,
            "email_to": user.email_formatted,
            "headers": {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            "auto_delete": True,
        }

    def _statistics(self, counts, counts_before):
        """``[(label, count, count of the week before)]``."""
        labels = {
            "sent": self.env._("Mails sent"),
            "replied_contacts": self.env._("Contacts who replied"),
            "bounced": self.env._("Mails that came back"),
            "unsubscribed": self.env._("Contacts who unsubscribed"),
        }
        return [(label, counts[name], counts_before[name]) for name, label in labels.items()]
