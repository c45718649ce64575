import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime, format_list

from odoo.addons.base.models.ir_cron import _intervalTypes

from ...tools.mail_headers import one_line
from ...tools.presenters.finding import Finding, Mend

LATE_AFTER = timedelta(hours=1)  # counted from when the mail should have been fetched
ARRIVED_WITHIN = timedelta(days=7)
MESSAGES_LOOKED_THROUGH = 10_000  # the latest ones, by id: there is no index on kind or date
MADE_BY_ODOO = "-openerp-"  # in the Message-Id of what Odoo writes itself, demo data and first greetings included
MENDERS = "base.group_system"  # who may open incoming mail servers, scheduled actions and settings
NAMES_SHOWN = 3


class EmailSequenceHealth(models.AbstractModel):
    """Whether replies can be seen at all: a sequence pauses only for mails that reach Odoo (semantics 4.2).

    ================= ==========================================================================================
    finding           holds when
    ================= ==========================================================================================
    no_server         no incoming mail server is confirmed, and no mail came in the last days by another way
    server_given_up   Odoo took back a server's confirmation, after five days of errors
    server_failing    the last attempt to fetch from a confirmed server failed
    fetch_off         the scheduled action that fetches is switched off
    fetch_late        Odoo has not tried to fetch from a server since an hour after it should have
    no_catchall       a company has no catchall address, and senders' own mailboxes are not fetched
    ================= ==========================================================================================
    """

    _name = "email.sequence.health"
    _description = "Health of Email Sequences"

    @api.model
    def _for_client(self, companies):
        """The findings as plain data; who may not mend gets neither the way to mend nor what a server said.

        :param companies: those whose catchall address is looked at; mail servers belong to all of them
        """
        may_mend = self.env.user.has_group(MENDERS)
        return [
            {
                "code": finding.code,
                "topic": finding.topic,
                "sentence": finding.sentence,
                "detail": finding.detail if may_mend else "",
                "mend": finding.mend._asdict() if may_mend else False,
            }
            for finding in (
                *self.sudo()._findings(companies.sudo()),
                *self.env["email.sequence.health.sending"].sudo()._findings(companies.sudo()),
            )
        ]

    @api.model
    def _findings(self, companies):
        """The :class:`Finding` list, in the order in which to mend; needs the rights of the superuser."""
        servers = self.env["fetchmail.server"].search(
            Domain("state", "=", "done") | Domain("error_date", "!=", False) | Domain("error_message", "!=", False)
        )
        confirmed = servers.filtered(lambda server: server.state == "done")
        fed_otherwise = self._fed_otherwise(confirmed)
        findings = [*self._broken(servers), *self._unfetched(confirmed.filtered(lambda s: s.server_type != "local"))]
        if not confirmed and not fed_otherwise and not findings:
            findings.append(self._no_server())
        return findings if fed_otherwise else [*findings, *self._uncaught(companies, confirmed)]

    # ---- incoming mail servers

    @api.model
    def _no_server(self):
        return Finding(
            "no_server",
            self.env._("No incoming mail server is set up. Set one up for the mailbox to which replies go."),
            Mend(self.env._("Incoming mail servers"), "mail.action_email_server_tree"),
        )

    @api.model
    def _fed_otherwise(self, confirmed):
        """Whether a script feeds mails to Odoo, out of mailboxes that Odoo does not know.

        The script (odoo-mailgate.py) needs no record; without any server, a mail that came lately proves it.
        """
        if confirmed:
            return "local" in confirmed.mapped("server_type")
        messages = self.env["mail.message"]
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

    @api.model
    def _words(self, server):
        """What the server said; Python's imaplib gives it as bytes, of which Odoo keeps the notation."""
        return re.sub(r"""^b(["'])(.*)\1$""", r"\2", one_line(server.error_message or ""))

    @api.model
    def _broken(self, servers):
        """A finding for each server in error; Odoo clears the error at the next success, and drafts have none."""
        return [
            self._given_up(server) if server.state == "draft" else self._failing(server)
            for server in servers
            if server.error_date or server.error_message
        ]

    @api.model
    def _given_up(self, server):
        return Finding(
            "server_given_up",
            self.env._(
                "Odoo has stopped fetching mail from “%s” after days of errors. Correct the server and confirm it.",
                server.name,
            ),
            self._mend_server(server),
            self._words(server),
        )

    @api.model
    def _failing(self, server):
        return Finding(
            "server_failing",
            self.env._(
                "Odoo has not been able to fetch mail from “%(server)s” since %(moment)s. Check the server.",
                server=server.name,
                moment=self._moment(server.error_date or server.write_date),
            ),
            self._mend_server(server),
            self._words(server),
        )

    @api.model
    def _mend_server(self, server):
        return Mend(self.env._("Open the server"), form_of(server))

    # ---- the scheduled action that fetches

    @api.model
    def _unfetched(self, servers):
        """Whether Odoo looks for mail at all: it notes the date of each attempt, new mail or not, failed or not."""
        cron = self.env.ref("mail.ir_cron_mail_gateway_action", raise_if_not_found=False) or self.env["ir.cron"]
        if not servers:
            return []
        if not cron.active:
            return [self._switched_off(cron)]
        interval = _intervalTypes[cron.interval_type](cron.interval_number)
        due = fields.Datetime.now() - interval - LATE_AFTER
        late = servers.filtered(lambda server: (server.date or server.write_date) < due)
        return [self._fetched_late(cron, late)] if late else []

    @api.model
    def _switched_off(self, cron):
        return Finding(
            "fetch_off",
            self.env._("Odoo does not look for new mail: its scheduled action is switched off. Switch it on."),
            self._mend_cron(cron),
        )

    @api.model
    def _fetched_late(self, cron, servers):
        return Finding(
            "fetch_late",
            self.env._(
                "Odoo has not looked for new mail in %(servers)s since %(moment)s. Let its scheduled action run.",
                servers=self._listed(f"“{name}”" for name in servers.mapped("name")),
                moment=self._moment(min(server.date or server.write_date for server in servers)),
            ),
            self._mend_cron(cron),
        )

    @api.model
    def _mend_cron(self, cron):
        return Mend(self.env._("Open the scheduled action"), form_of(cron) if cron else "base.ir_cron_act")

    # ---- where replies go

    @api.model
    def _uncaught(self, companies, confirmed):
        """Companies without a catchall address, whose replies go to the senders' own mailboxes, if some is not fetched.

        A mailbox is fetched when a confirmed server logs in with the sender's address, or the part before its "@".
        Forwarding outside of Odoo cannot be seen from here.
        """
        uncaught = companies.filtered(lambda company: not company.catchall_email)
        senders = self._senders(uncaught) if uncaught else {}
        logins = {login.strip().lower() for login in confirmed.mapped("user") if login}
        unseen = {company: users.filtered(lambda u: _is_unseen(u, logins)) for company, users in senders.items()}
        return [self._no_catchall(company, users) for company, users in unseen.items() if users]

    @api.model
    def _senders(self, companies):
        """``{company: users}``: whose mails wait to leave, and the fixed senders; without any, the user who asks."""
        waiting = self.env["email.sequence.subscription"]._read_group(
            [("company_id", "in", companies.ids), ("state", "=", "active")], ["company_id", "user_id"]
        )
        fixed = self.env["email.sequence"]._read_group(
            [("company_id", "in", companies.ids), ("state", "=", "activated"), ("sender_rule", "=", "fixed_user")],
            ["company_id", "sender_id"],
        )
        senders = dict.fromkeys(companies, self.env["res.users"])
        for company, sender in [*waiting, *fixed]:
            senders[company] |= sender
        return {company: users or self.env.user for company, users in senders.items()}

    @api.model
    def _no_catchall(self, company, senders):
        return Finding(
            "no_catchall",
            self.env._(
                "Replies to %(senders)s go to mailboxes that Odoo does not fetch: %(company)s has no alias domain. "
                "Set one, or add these mailboxes as incoming mail servers.",
                senders=self._listed(senders.mapped("name")),
                company=company.name,
            ),
            Mend(self.env._("Settings"), "base_setup.action_general_configuration"),
        )

    # ---- words

    @api.model
    def _moment(self, moment):
        return format_datetime(self.env, moment, dt_format="short")

    @api.model
    def _listed(self, names):
        """The first names in words, and how many more there are."""
        names = list(names)
        more = len(names) - NAMES_SHOWN
        return format_list(self.env, names[:NAMES_SHOWN] + ([self.env._("%s more", more)] if more > 0 else []))


def _is_unseen(sender, logins):
    """Whether a sender has an address, and no login is that of its mailbox."""
    address = sender.email_normalized
    return bool(address) and logins.isdisjoint({address, address.partition("@")[0]})


def form_of(record):
    """The action that opens a record's form."""
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
        "target": "current",
    }
