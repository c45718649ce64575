from odoo import models


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    def _on_automatic_reply(self, incoming):
        super()._on_automatic_reply(incoming)
        for subscription in self:
            self.env["email.sequence.feed"]._say_autoreply(subscription, incoming)

    def _on_marked_automatic(self, incoming):
        super()._on_marked_automatic(incoming)
        for subscription in self:
            self.env["email.sequence.feed"]._say_automatic(subscription, incoming, self.env.user)
