from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    email_sequence_lost_server = fields.Char(
        "Deleted outgoing mail server",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The user's own outgoing mail server, which was deleted: mails of email sequences wait for another one.",
    )

    def action_setup_outgoing_mail_server(self, server_type):
        """Who chooses the default server in the preferences does not miss a server of their own."""
        action = super().action_setup_outgoing_mail_server(server_type)
        if server_type == "default":
            self.env.user.sudo().email_sequence_lost_server = False
        return action
