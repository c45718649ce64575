from odoo import models

from . import account


class EmailSequence(models.Model):
    _inherit = "email.sequence"

    def _sender_obstacles(self, senders):
        sequence = self.sudo()  # sudo: users may not read outgoing servers, but may know that one is missing
        accounts = account.Accounts(sequence.env)
        problems = {sender: accounts.problem(sequence, sender.sudo()) for sender in senders}
        return {
            **super()._sender_obstacles(senders),
            **{
                sender: "no_sender" if problem.failure == "sender_missing" else "no_account"
                for sender, problem in problems.items()
                if problem
            },
        }
