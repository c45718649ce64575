from odoo import api, fields, models


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    email_sequence_daily_limit = fields.Integer(
        "Email sequences: mails a day",
        help="How many mails of email sequences may leave from this server in any 24 hours; 0: as many as are due. "
        "What is over the limit leaves later, in the next sending windows.",
    )
    email_sequence_usual_limit = fields.Char("Usual limit", compute="_compute_email_sequence_usual_limit")

    _email_sequence_daily_limit_not_negative = models.Constraint(
        "CHECK (email_sequence_daily_limit >= 0)", "The limit of mails a day cannot be negative; 0 means no limit."
    )

    @api.depends("smtp_host")
    def _compute_email_sequence_usual_limit(self):
        for server in self:
            server.email_sequence_usual_limit = self._email_sequence_usual_limits().get(
                (server.smtp_host or "").strip().lower()
            )

    @api.model
    def _email_sequence_usual_limits(self):
        """``{host: what its provider lets an account send in 24 hours}``, by the providers' help pages."""
        google = self.env._("Gmail allows 500 a day, Google Workspace 2,000.")
        outlook = self.env._("Outlook.com allows 300 a day.")
        microsoft = self.env._("Microsoft 365 allows 10,000 a day.")
        return {
            "smtp.gmail.com": google,
            "smtp.googlemail.com": google,
            "smtp-mail.outlook.com": outlook,
            "smtp.office365.com": microsoft,
            "smtp.outlook.com": f"{outlook} {microsoft}",
        }

    def write(self, vals):
        limits = {server: server.email_sequence_daily_limit for server in self.sudo()}
        result = super().write(vals)
        for server, limit in limits.items():
            if server.email_sequence_daily_limit != limit:
                server.env["email.sequence.limit"]._limit_changed(server)
        return result

    def _active_usages_compute(self):
        usages = super()._active_usages_compute()
        sequences = self.env["email.sequence"].sudo().search([("mail_server_id", "in", self.ids)])
        for sequence in sequences:
            usages.setdefault(sequence.mail_server_id.id, []).append(self.env._("%s (Email sequence)", sequence.name))
        return usages
