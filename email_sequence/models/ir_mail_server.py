from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..tools.sending_limit import DAY, HOUR, MINUTE, Limit

GMAIL = ("smtp.gmail.com", "smtp.googlemail.com")
OUTLOOK = ("smtp-mail.outlook.com", "smtp.outlook.com")
MICROSOFT_365 = ("smtp.office365.com", "smtp.outlook.com")
# (provider, its hosts, what it lets an account send, where it says so)
USUAL_LIMITS = (
    ("Gmail", GMAIL, {"email_sequence_daily_limit": 500}, "https://support.google.com/mail/answer/22839"),
    ("Google Workspace", GMAIL, {"email_sequence_daily_limit": 2000}, "https://support.google.com/a/answer/166852"),
    (
        "Outlook.com",
        OUTLOOK,
        {"email_sequence_daily_limit": 300},
        "https://support.microsoft.com/en-us/office/sending-limits-in-outlook-com-279ee200-594c-40f0-9ec8-bb6af7735c2e",
    ),
    (
        "Microsoft 365",
        MICROSOFT_365,
        {"email_sequence_daily_limit": 10_000, "email_sequence_minute_limit": 30},
        "https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description/"
        "exchange-online-limits",
    ),
)


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    email_sequence_daily_limit = fields.Integer(
        "Mails a day",
        help="How many mails of email sequences may leave from this server in any 24 hours; 0: as many as are due. "
        "What is over a limit leaves later, in the sending windows.",
    )
    email_sequence_hourly_limit = fields.Integer(
        "Mails an hour", help="How many mails of email sequences may leave in any 60 minutes; 0: as many as are due."
    )
    email_sequence_minute_limit = fields.Integer(
        "Mails a minute",
        help="How many mails of email sequences may leave in any 60 seconds; 0: as many as are due, or where the "
        "server belongs to a user and has no gap either, as many as Odoo's own limit of personal servers says.",
    )
    email_sequence_minimum_gap = fields.Integer(
        "Seconds between mails", help="How long to wait after a mail of an email sequence before the next one; 0: not."
    )
    email_sequence_usual_limits = fields.Json(
        "Usual limits", compute="_compute_email_sequence_usual_limits", help="What the provider lets an account send."
    )
    email_sequence_usage = fields.Char("Now", compute="_compute_email_sequence_usage")

    _email_sequence_limits_not_negative = models.Constraint(
        "CHECK (LEAST(email_sequence_daily_limit, email_sequence_hourly_limit, email_sequence_minute_limit,"
        " email_sequence_minimum_gap) >= 0)",
        "A limit of mails cannot be negative; 0 means no limit.",
    )

    @api.depends("smtp_host")
    def _compute_email_sequence_usual_limits(self):
        for server in self:
            host = (server.smtp_host or "").strip().lower()
            server.email_sequence_usual_limits = [
                {
                    "provider": provider,
                    "values": values,
                    "words": self._email_sequence_limit_words(self._email_sequence_limits_of(values)),
                    "source": source,
                }
                for provider, hosts, values, source in USUAL_LIMITS
                if host in hosts
            ]

    @api.depends_context("lang")
    def _compute_email_sequence_usage(self):
        for server in self:
            server.email_sequence_usage = self.env["email.sequence.limit"]._usage_sentence(server._origin)

    # ---- limits

    def _email_sequence_limits(self):
        """The limits of the server, as :class:`Limit`; none for no server.

        A personal server of Odoo has a pace of Odoo's own, which is that of its mail queue (system parameter
        ``mail.server.personal.limit.minutes``, 30 unless set). It holds here, too, unless a pace is set on the server.
        """
        values = {name: self[name] for name in self._email_sequence_limit_fields()}
        paced = self.email_sequence_minute_limit or self.email_sequence_minimum_gap
        if self.owner_user_id and not paced:
            values["email_sequence_minute_limit"] = self._get_personal_mail_servers_limit()
        return self._email_sequence_limits_of(values)

    @api.model
    def _email_sequence_limits_of(self, values):
        """The values of the limits' fields as :class:`Limit`."""
        periods = {
            "email_sequence_daily_limit": DAY,
            "email_sequence_hourly_limit": HOUR,
            "email_sequence_minute_limit": MINUTE,
        }
        limits = [Limit(values[name], period) for name, period in periods.items() if values.get(name)]
        gap = values.get("email_sequence_minimum_gap")
        return [*limits, Limit(1, timedelta(seconds=gap))] if gap else limits

    @api.model
    def _email_sequence_limit_fields(self):
        return (
            "email_sequence_daily_limit",
            "email_sequence_hourly_limit",
            "email_sequence_minute_limit",
            "email_sequence_minimum_gap",
        )

    @api.model
    def _email_sequence_limited(self):
        """The servers that have a limit."""
        any_set = Domain.OR([(name, ">", 0)] for name in self._email_sequence_limit_fields())
        return self.search(any_set | Domain("owner_user_id", "!=", False))

    @api.model
    def _email_sequence_limit_words(self, limits):
        """Limits as a user reads them, such as "500 a day, 30 an hour"."""
        words = {
            DAY: self.env._("%(count)s a day"),
            HOUR: self.env._("%(count)s an hour"),
            MINUTE: self.env._("%(count)s a minute"),
        }
        other = self.env._("%(count)s in %(seconds)s seconds")
        return ", ".join(
            words.get(limit.period, other)
            % {"count": formatLang(self.env, limit.count, digits=0), "seconds": limit.period // timedelta(seconds=1)}
            for limit in limits
        )

    def write(self, vals):
        limits = {server: server._email_sequence_limits() for server in self.sudo()}
        result = super().write(vals)
        for server, before in limits.items():
            if server._email_sequence_limits() != before:
                server.env["email.sequence.limit"]._limits_changed(server)
        return result

    def _active_usages_compute(self):
        usages = super()._active_usages_compute()
        sequences = self.env["email.sequence"].sudo().search([("mail_server_id", "in", self.ids)])
        for sequence in sequences:
            usages.setdefault(sequence.mail_server_id.id, []).append(self.env._("%s (Email sequence)", sequence.name))
        return usages
