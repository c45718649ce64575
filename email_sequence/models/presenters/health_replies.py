"""Whether replies can be seen at all: a sequence pauses only for emails that reach Odoo (semantics 4.2).

================= ==========================================================================================
finding           holds if
================= ==========================================================================================
no_server         no incoming mail server is confirmed, and no email came in the last days by another way
server_given_up   Odoo took back a server's confirmation, after five days of errors
server_failing    the last attempt to fetch from a confirmed server failed
fetch_off         the scheduled action that fetches is switched off
fetch_late        Odoo has not tried to fetch from a server since an hour after it should have
no_catchall       a company has no catchall address, and senders' own mailboxes are not fetched
================= ==========================================================================================
"""

import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_datetime, format_list

from odoo.addons.base.models.ir_cron import _intervalTypes

from ...tools.mail_headers import one_line
from ...tools.presenters.finding import Finding, Fix

LATE_AFTER = timedelta(hours=1)  # counted from when Odoo should have fetched
ARRIVED_WITHIN = timedelta(days=7)
MESSAGES_LOOKED_THROUGH = 10_000  # the latest ones, by id: there is no index on kind or date
MADE_BY_ODOO = "-openerp-"  # in the Message-Id of what Odoo writes itself, demo data and first greetings included
NAMES_SHOWN = 3


def findings(companies):
    """The findings, in the order in which to fix them; needs the superuser's rights.

    :param companies: those whose catchall address is looked at; mail servers belong to all of them
    """
    servers = companies.env["fetchmail.server"].search(
        Domain("state", "=", "done") | Domain("error_date", "!=", False) | Domain("error_message", "!=", False),
        order="priority, id",
    )
    confirmed = servers.filtered(lambda server: server.state == "done")
    fed_otherwise = _is_fed_otherwise(confirmed)
    found = [*_broken(servers), *_unfetched(confirmed.filtered(lambda server: server.server_type != "local"))]
    if not confirmed and not fed_otherwise and not found:
        found.append(_no_server(companies.env))
    return found if fed_otherwise else [*found, *_uncaught(companies, confirmed)]


# ---- incoming mail servers


def _no_server(env):
    return Finding(
        "no_server",
        env._("No incoming mail server is set up. Set one up for the mailbox to which replies go."),
        Fix(env._("Incoming mail servers"), "mail.action_email_server_tree"),
    )


def _is_fed_otherwise(confirmed):
    """Whether a script feeds emails to Odoo, from mailboxes that Odoo does not know.

    The script (odoo-mailgate.py) needs no record; without any server, an email that came lately proves it.
    """
    if confirmed:
        return "local" in confirmed.mapped("server_type")
    messages = confirmed.env["mail.message"]
    latest = messages.search([], order="id desc", limit=1).id or 0
    return bool(
        messages.search(
            [
                ("id", ">", latest - MESSAGES_LOOKED_THROUGH),
                ("message_type", "=", "email"),
                ("message_id", "not like", MADE_BY_ODOO),
                ("create_date", ">", fields.Datetime.now() - ARRIVED_WITHIN),
            ],
            order="id desc",
            limit=1,
        )
    )


def _broken(servers):
    """A finding for each server in error; Odoo clears the error at the next success, and drafts have none."""
    return [
        _given_up(server) if server.state == "draft" else _failing(server)
        for server in servers
        if server.error_date or server.error_message
    ]


def _given_up(server):
    return Finding(
        "server_given_up",
        server.env._(
            "Odoo has stopped fetching mail from “%s” after days of errors. Correct the server and confirm it.",
            server.name,
        ),
        _fix_server(server),
        _words(server),
    )


def _failing(server):
    return Finding(
        "server_failing",
        server.env._(
            "Odoo has not been able to fetch mail from “%(server)s” since %(moment)s. Check the server.",
            server=server.name,
            moment=_moment(server.env, server.error_date or server.write_date),
        ),
        _fix_server(server),
        _words(server),
    )


def _fix_server(server):
    return Fix.form(server.env._("Open the server"), server)


def _words(server):
    """What the server said; Python's imaplib gives it as bytes, of which Odoo keeps the notation."""
    return re.sub(r"""^b(["'])(.*)\1$""", r"\2", one_line(server.error_message or ""))


# ---- the scheduled action that fetches


def _unfetched(servers):
    """Whether Odoo fetches at all: it notes the date of each attempt, whatever comes of it."""
    cron = servers.env.ref("mail.ir_cron_mail_gateway_action", raise_if_not_found=False) or servers.env["ir.cron"]
    if not servers:
        return []
    if not cron.active:
        return [_switched_off(cron)]
    interval = _intervalTypes[cron.interval_type](cron.interval_number)
    due = fields.Datetime.now() - interval - LATE_AFTER
    late = servers.filtered(lambda server: (server.date or server.write_date) < due)
    return [_fetched_late(cron, late)] if late else []


def _switched_off(cron):
    return Finding(
        "fetch_off",
        cron.env._("Odoo does not look for new mail: its scheduled action is switched off. Switch it on."),
        _fix_cron(cron),
    )


def _fetched_late(cron, servers):
    env = servers.env
    return Finding(
        "fetch_late",
        env._(
            "Odoo has not looked for new mail in %(servers)s since %(moment)s. Let its scheduled action run.",
            servers=_listed(env, [f"“{name}”" for name in servers.mapped("name")]),
            moment=_moment(env, min(server.date or server.write_date for server in servers)),
        ),
        _fix_cron(cron),
    )


def _fix_cron(cron):
    label = cron.env._("Open the scheduled action")
    return Fix.form(label, cron) if cron else Fix(label, "base.ir_cron_act")


# ---- where replies go


def _uncaught(companies, confirmed):
    """Companies without a catchall address, whose replies go to the senders' own mailboxes, if some is not fetched.

    A mailbox is fetched if a confirmed server logs in with the sender's address, or the part before its "@".
    Forwarding outside of Odoo cannot be seen from here.
    """
    uncaught = companies.filtered(lambda company: not company.catchall_email)
    senders = _senders(uncaught) if uncaught else {}
    logins = {login.strip().lower() for login in confirmed.mapped("user") if login}
    unseen = {company: users.filtered(lambda u: _is_unseen(u, logins)) for company, users in senders.items()}
    return [_no_catchall(company, users) for company, users in unseen.items() if users]


def _senders(companies):
    """``{company: users}``: users whose emails wait to be sent, and fixed senders; without any, the current user."""
    env = companies.env
    waiting = env["email.sequence.subscription"]._read_group(
        [("company_id", "in", companies.ids), ("state", "=", "active")], ["company_id", "user_id"]
    )
    fixed = env["email.sequence"]._read_group(
        [("company_id", "in", companies.ids), ("state", "=", "activated"), ("sender_rule", "=", "fixed_user")],
        ["company_id", "sender_id"],
    )
    senders = dict.fromkeys(companies, env["res.users"])
    for company, sender in [*waiting, *fixed]:
        senders[company] |= sender
    return {company: users or env.user for company, users in senders.items()}


def _is_unseen(sender, logins):
    """Whether a sender has an address, and no login is that of its mailbox."""
    address = sender.email_normalized
    return bool(address) and logins.isdisjoint({address, address.partition("@")[0]})


def _no_catchall(company, senders):
    env = company.env
    return Finding(
        "no_catchall",
        env._(
            "Replies to %(senders)s go to mailboxes that Odoo does not fetch: %(company)s has no alias domain. "
            "Set one, or add these mailboxes as incoming mail servers.",
            senders=_listed(env, senders.mapped("name")),
            company=company.name,
        ),
        Fix(env._("Settings"), "base_setup.action_general_configuration"),
    )


# ---- words


def _moment(env, moment):
    return format_datetime(env, moment, dt_format="short")


def _listed(env, names):
    """The first names in words, and how many more there are."""
    more = len(names) - NAMES_SHOWN
    return format_list(env, names[:NAMES_SHOWN] + ([env._("%s more", more)] if more > 0 else []))
