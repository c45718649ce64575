from odoo import models


class EmailSequenceSubscription(models.Model):
    """What automatic replies do to subscriptions, as hooks like the other events."""

    _inherit = "email.sequence.subscription"

    def _on_automatic_reply(self, incoming):
        """An automatic reply arrived; called after an active one waits for the contact's return, if it does.

        :param incoming: the automatic reply, a record of ``email.sequence.incoming``
        """

    def _on_marked_automatic(self, incoming):
        """A user said that the reply that had paused them was automatic; called after they were resumed.

        :param incoming: the automatic reply, a record of ``email.sequence.incoming``
        """
