from odoo import api, fields, models


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
    @api.depends_context("lang")
    def _compute_email_sequence_usual_limits(self):
        limits = self.env["email.sequence.server.limit"]
        for server in self:
            server.email_sequence_usual_limits = limits._usual_limits(server.smtp_host)

    @api.depends_context("lang")
    def _compute_email_sequence_usage(self):
        for server in self:
            server.email_sequence_usage = self.env["email.sequence.limit"]._usage_sentence(server._origin)

    def write(self, vals):
        limits = self.env["email.sequence.server.limit"]
        limits_before = {server: limits._limits(server) for server in self.sudo()}
        result = super().write(vals)
        for server, before in limits_before.items():
            if limits._limits(server) != before:
                server.env["email.sequence.limit"]._limits_changed(server)
        return result

    def _active_usages_compute(self):
        usages = super()._active_usages_compute()
        sequences = self.env["email.sequence"].sudo().search([("mail_server_id", "in", self.ids)])
        for sequence in sequences:
            usages.setdefault(sequence.mail_server_id.id, []).append(self.env._("%s (Email sequence)", sequence.name))
        return usages
