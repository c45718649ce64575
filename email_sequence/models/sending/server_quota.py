"""Which limits an outgoing mail server has, what its provider usually lets an account send, and both as words."""

from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import formatLang

from ...tools.sending.limit import DAY, HOUR, MINUTE, Limit

GMAIL = ("smtp.gmail.com", "smtp.googlemail.com")
OUTLOOK = ("smtp-mail.outlook.com", "smtp.outlook.com")
MICROSOFT_365 = ("smtp.office365.com", "smtp.outlook.com")
# (provider, its hosts, what it lets an account send, the page that says so)
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


def limits(server):
    """The limits of the server, as :class:`Limit`; none for no server.

    A personal server of Odoo has a limit of Odoo's own, that of its mail queue (system parameter
    ``mail.server.personal.limit.minutes``, 30 unless set). It holds here, too, unless the server has a limit per minute
    or a gap.
    """
    values = {name: server[name] for name in (*PERIODS, GAP)}
    if server.owner_user_id and not (server.email_sequence_minute_limit or server.email_sequence_minimum_gap):
        values["email_sequence_minute_limit"] = server._get_personal_mail_servers_limit()
    return limits_of(values)


def limits_of(values):
    """The values of the limits' fields as :class:`Limit`."""
    found = [Limit(values[name], period) for name, period in PERIODS.items() if values.get(name)]
    gap = values.get(GAP)
    return [*found, Limit(1, timedelta(seconds=gap))] if gap else found


def limited_servers(env):
    """The servers that have a limit: one small query, as a limit holds from the moment at which it is set."""
    any_set = Domain.OR([(name, ">", 0)] for name in (*PERIODS, GAP))
    return env["ir.mail_server"].search(any_set | Domain("owner_user_id", "!=", False))


def usual_limits(env, host):
    """What the providers with this host let an account send, as the form offers it; most hosts have none.

    :return: ``{provider, values: {field: number}, words, source: an address that says so}`` each
    """
    host = (host or "").strip().lower()
    return [
        {"provider": provider, "values": values, "words": words(env, limits_of(values)), "source": source}
        for provider, hosts, values, source in USUAL_LIMITS
        if host in hosts
    ]


def words(env, limits):
    """Limits as a user reads them, such as "500 a day, 30 an hour"."""
    by_period = {
        DAY: env._("%(count)s a day"),
        HOUR: env._("%(count)s an hour"),
        MINUTE: env._("%(count)s a minute"),
    }
    other = env._("%(count)s in %(seconds)s seconds")
    return ", ".join(
        by_period.get(limit.period, other)
        % {"count": formatLang(env, limit.count, digits=0), "seconds": limit.period // timedelta(seconds=1)}
        for limit in limits
    )
