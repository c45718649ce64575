from odoo import models


class EmailSequenceAddress(models.Model):
    _inherit = "email.sequence.address"

    def _on_works_again(self):
        # sudo: who may read the contact has just changed what the line says
        self.env["email.sequence.feed"].sudo()._say_works_again(self, self.env.user)
        return super()._on_works_again()
