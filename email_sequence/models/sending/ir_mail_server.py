from odoo import api, fields, models

from odoo.addons.base.models import ir_mail_server

from . import account_problem, quotas, server_quota, smtp

STEP_MAIL = "email_sequence_step_mail"  # context key: a step's email is being built


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
    email_sequence_problem = fields.Char(compute="_compute_email_sequence_problem")

    _email_sequence_limits_not_negative = models.Constraint(
        "CHECK (LEAST(email_sequence_daily_limit, email_sequence_hourly_limit, email_sequence_minute_limit,"
        " email_sequence_minimum_gap) >= 0)",
        "A limit of mails cannot be negative; 0 means no limit.",
    )

    @api.depends("smtp_host")
    @api.depends_context("lang")
    def _compute_email_sequence_usual_limits(self):
        for server in self:
            server.email_sequence_usual_limits = server_quota.usual_limits(self.env, server.smtp_host)

    @api.depends_context("lang")
    def _compute_email_sequence_usage(self):
        for server in self:
            server.email_sequence_usage = quotas.Quota(server._origin).usage_sentence()

    @api.depends_context("lang")
    def _compute_email_sequence_problem(self):
        for server in self:
            server.email_sequence_problem = account_problem.sentence(server._origin)

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        servers._email_sequence_own_server_found()
        return servers

    def write(self, vals):
        set_before = {server: server_quota.limits(server) for server in self.sudo()}
        result = super().write(vals)
        for server, before in set_before.items():
            if server_quota.limits(server) != before:
                quotas.Quota(server).limits_changed()
        if vals.get("owner_user_id"):
            self._email_sequence_own_server_found()
        return result

    def unlink(self):
        for server in self.sudo().filtered("owner_user_id"):
            server.owner_user_id.email_sequence_lost_server = server.name
        return super().unlink()

    def _build_email__(self, email_from, email_to, subject, body, *args, **kwargs):
        """Build step emails several times faster than Odoo builds others.

        Every other addon's ``_build_email__`` is called as ever: those above this one by themselves, and if there is
        one below, the email is left to it and to Odoo.
        """
        build = super()._build_email__
        is_odoos = build.__func__.__module__ == ir_mail_server.__name__
        if is_odoos and not args and self.env.context.get(STEP_MAIL):
            build = self.env["email.sequence.mailer"]._build_email
        return build(email_from, email_to, subject, body, *args, **kwargs)

    def _email_sequence_transport(self, account):
        """How the emails of an account are handed over: a :class:`Transport`, which is not open yet.

        Called on the account's server, which is empty for that of Odoo's configuration, whenever a run of a dispatcher
        needs a connection. A bridge returns another transport for the servers that are its own.

        :param account: the :class:`Account`
        """
        return smtp.SmtpTransport(self.env["ir.mail_server"], account)

    def _email_sequence_own_server_found(self):
        self.sudo().owner_user_id.email_sequence_lost_server = False

    def _active_usages_compute(self):
        usages = super()._active_usages_compute()
        sequences = self.env["email.sequence"].sudo().search([("mail_server_id", "in", self.ids)])
        for sequence in sequences:
            usages.setdefault(sequence.mail_server_id.id, []).append(self.env._("%s (Email sequence)", sequence.name))
        return usages
