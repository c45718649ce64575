from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    email_sequence_lost_server = fields.Char(
        "Deleted outgoing mail server",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The user's own outgoing mail server, which was deleted: mails of email sequences wait for another one.",
    )

    email_sequence_summary = fields.Boolean(
        "Weekly summary of email sequences",
        default=True,
        help="A mail each Monday about the week before, where the company has switched that on.",
    )
    email_sequence_summary_week = fields.Date(
        "Summary sent of the week from",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The Monday on which the last week begins of which a summary was made.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_READABLE_FIELDS, "email_sequence_summary"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, "email_sequence_summary"]

    @api.model
    def action_setup_outgoing_mail_server(self, server_type):
        """Users who choose the default server in their preferences no longer miss a server of their own."""
        action = super().action_setup_outgoing_mail_server(server_type)
        if server_type == "default":
            self.env.user.sudo().email_sequence_lost_server = False
        return action
