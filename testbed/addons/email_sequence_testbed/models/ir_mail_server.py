from odoo import models

PARAMETER = "email_sequence_testbed.smtp_patience"


class IrMailServer(models.Model):
    """Waits for a mail server's replies as many seconds as a system test has chosen, and not for a minute."""

    _inherit = "ir.mail_server"

    def _connect__(self, *args, **kwargs):
        session = super()._connect__(*args, **kwargs)
        patience = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        if session and patience:
            session.sock.settimeout(float(patience))
        return session
