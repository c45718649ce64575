from odoo import models

from ..bulk.words import number


class EmailSequenceBulk(models.Model):
    """A bulk action tells the senders whose subscriptions it changed, once each (semantics 4.6)."""

    _inherit = "email.sequence.bulk"

    def _on_ended(self):
        if self.total_count > 1:  # the line in the contact's feed tells of a single one
            self._tell_senders()
        return super()._on_ended()

    def _tell_senders(self):
        """Tell each sender but the user how many of their subscriptions changed, if their company wants notices."""
        counts = self.sender_counts or {}
        senders = self.env["res.users"].browse(map(int, counts)).exists()
        told = self._action().notices({sender: counts[str(sender.id)] for sender in senders})
        for recipient, count in told.items():
            if recipient != self.user_id and recipient.company_id.email_sequence_notice != "none":
                self._tell(recipient, count)

    def _tell(self, recipient, count):
        def sentence(env):
            action = self.with_env(env)._action()
            return action.notice(recipient, user=self.user_id.name, count=number(env, count))

        self.env["email.sequence.feed"]._tell_of_bulk(recipient, self.user_id.partner_id, sentence)
