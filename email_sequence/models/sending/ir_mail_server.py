from odoo import api, fields, models

from odoo.addons.base.models import ir_mail_server

STEP_MAIL = "email_sequence_step_mail"  # in the context of those who build step mails


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
            server.email_sequence_usual_limits = self.env["email.sequence.server.limit"]._usual_limits(server.smtp_host)

    @api.depends_context("lang")
    def _compute_email_sequence_usage(self):
        for server in self:
            server.email_sequence_usage = self.env["email.sequence.limit"]._usage_sentence(server._origin)

    @api.depends_context("lang")
    def _compute_email_sequence_problem(self):
        for server in self:
            server.email_sequence_problem = self.env["email.sequence.account.problem"]._sentence(server._origin)

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        servers._email_sequence_own_server_found()
        return servers

    def write(self, vals):
        limits = self.env["email.sequence.server.limit"]
        set_before = {server: limits._limits(server) for server in self.sudo()}
        result = super().write(vals)
        for server, before in set_before.items():
            if limits._limits(server) != before:
                server.env["email.sequence.limit"]._limits_changed(server)
        if vals.get("owner_user_id"):
            self._email_sequence_own_server_found()
        return result

    def unlink(self):
        for server in self.sudo().filtered("owner_user_id"):
            server.owner_user_id.email_sequence_lost_server = server.name
        return super().unlink()

    def _build_email__(self, email_from, email_to, subject, body, *args, **kwargs):
        """Build step mails several times faster than Odoo builds others.

        Every other addon's ``_build_email__`` is called as ever: those above this one by themselves, and where there is
        one below, the mail is left to it and to Odoo.
        """
        build = super()._build_email__
        is_odoos = build.__func__.__module__ == ir_mail_server.__name__
        if is_odoos and not args and self.env.context.get(STEP_MAIL):
            build = self.env["email.sequence.mailer"]._build_email
        return build(email_from, email_to, subject, body, *args, **kwargs)

    def action_email_sequence_resume(self):
        """Resume all subscriptions that an error of this server paused."""
        return self.env["email.sequence.account.problem"]._resume(self)

    def _email_sequence_own_server_found(self):
        self.sudo().owner_user_id.email_sequence_lost_server = False

    def _active_usages_compute(self):
        usages = super()._active_usages_compute()
        sequences = self.env["email.sequence"].sudo().search([("mail_server_id", "in", self.ids)])
        for sequence in sequences:
            usages.setdefault(sequence.mail_server_id.id, []).append(self.env._("%s (Email sequence)", sequence.name))
        return usages
