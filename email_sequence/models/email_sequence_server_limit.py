from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..tools.sending_limit import DAY, HOUR, MINUTE, Limit

DAILY, HOURLY = "email_sequence_daily_limit", "email_sequence_hourly_limit"
BY_MINUTE, GAP = "email_sequence_minute_limit", "email_sequence_minimum_gap"
PERIODS = {DAILY: DAY, HOURLY: HOUR, BY_MINUTE: MINUTE}

GMAIL = ("smtp.gmail.com", "smtp.googlemail.com")
OUTLOOK = ("smtp-mail.outlook.com", "smtp.outlook.com")
MICROSOFT_365 = ("smtp.office365.com", "smtp.outlook.com")
MICROSOFT_SAYS = "https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description"
OUTLOOK_SAYS = "https://support.microsoft.com/en-us/office/279ee200-594c-40f0-9ec8-bb6af7735c2e"
# (provider, its hosts, what it lets an account send, where it says so)
USUAL_LIMITS = (
    ("Gmail", GMAIL, {DAILY: 500}, "https://support.google.com/mail/answer/22839"),
    ("Google Workspace", GMAIL, {DAILY: 2000}, "https://support.google.com/a/answer/166852"),
    ("Outlook.com", OUTLOOK, {DAILY: 300}, OUTLOOK_SAYS),
    ("Microsoft 365", MICROSOFT_365, {DAILY: 10_000, BY_MINUTE: 30}, f"{MICROSOFT_SAYS}/exchange-online-limits"),
)


class EmailSequenceServerLimit(models.AbstractModel):
    """The limits that are set on an outgoing mail server, those that its provider has, and the words for them."""

    _name = "email.sequence.server.limit"
    _description = "Limits Set on Outgoing Mail Servers"

    @api.model
    def _of(self, server):
        """The limits of the server, as :class:`Limit`; none for no server.

        A personal server of Odoo has a pace of Odoo's own, which is that of its mail queue (system parameter
        ``mail.server.personal.limit.minutes``, 30 unless set). It holds here, too, unless a pace is set on the server.
        """
        values = {name: server[name] for name in (*PERIODS, GAP)}
        if server.owner_user_id and not (values[BY_MINUTE] or values[GAP]):
            values[BY_MINUTE] = server._get_personal_mail_servers_limit()
        return self._from_values(values)

    def _from_values(self, values):
        limits = [Limit(values[name], period) for name, period in PERIODS.items() if values.get(name)]
        gap = values.get(GAP)
        return [*limits, Limit(1, timedelta(seconds=gap))] if gap else limits

    @api.model
    def _limited_servers(self):
        any_set = Domain.OR([(name, ">", 0)] for name in (*PERIODS, GAP))
        return self.env["ir.mail_server"].search(any_set | Domain("owner_user_id", "!=", False))

    @api.model
    def _usual(self, host):
        """What providers with this SMTP host let an account send: plain data for the form's widget."""
        host = (host or "").strip().lower()
        return [
            {"provider": provider, "values": values, "words": self._words(self._from_values(values)), "source": source}
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
