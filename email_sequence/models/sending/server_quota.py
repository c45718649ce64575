from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ...tools.sending.limit import DAY, HOUR, MINUTE, Limit

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
        (
            "https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description/"
            "exchange-online-limits"
        ),
    ),
)

PERIODS = {
    "email_sequence_daily_limit": DAY,
    "email_sequence_hourly_limit": HOUR,
    "email_sequence_minute_limit": MINUTE,
}
GAP = "email_sequence_minimum_gap"


class EmailSequenceServerLimit(models.AbstractModel):
    """Which limits an outgoing mail server has, what its provider usually lets an account send, and both as words."""

    _name = "email.sequence.server.limit"
    _description = "Which Limits an Outgoing Mail Server Has"

    @api.model
    def _limits(self, server):
        """The limits of the server, as :class:`Limit`; none for no server.

        A personal server of Odoo has a pace of Odoo's own, which is that of its mail queue (system parameter
        ``mail.server.personal.limit.minutes``, 30 unless set). It holds here, too, unless a pace is set on the server.
        """
        values = {name: server[name] for name in (*PERIODS, GAP)}
        if server.owner_user_id and not (server.email_sequence_minute_limit or server.email_sequence_minimum_gap):
            values["email_sequence_minute_limit"] = server._get_personal_mail_servers_limit()
        return self._limits_of(values)

    @api.model
    def _limits_of(self, values):
        """The values of the limits' fields as :class:`Limit`."""
        limits = [Limit(values[name], period) for name, period in PERIODS.items() if values.get(name)]
        gap = values.get(GAP)
        return [*limits, Limit(1, timedelta(seconds=gap))] if gap else limits

    @api.model
    def _limited_servers(self):
        """The servers that have a limit: one small query, as a limit holds from the moment at which it is set."""
        any_set = Domain.OR([(name, ">", 0)] for name in (*PERIODS, GAP))
        return self.env["ir.mail_server"].search(any_set | Domain("owner_user_id", "!=", False))

    @api.model
    def _usual_limits(self, host):
        """What the providers with this host let an account send, as the form offers it; most hosts have none.

        :return: ``{provider, values: {field: number}, words, source: an address that says so}`` each
        """
        host = (host or "").strip().lower()
        return [
            {"provider": provider, "values": values, "words": self._words(self._limits_of(values)), "source": source}
            for provider, hosts, values, source in USUAL_LIMITS
            if host in hosts
        ]

    @api.model
    def _words(self, limits):
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
