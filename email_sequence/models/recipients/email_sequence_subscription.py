from odoo import fields, models

from ..subscriptions.states import LIVE


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    def _unsubscribe(self, traces, *, note=False, incoming=None):
        """Pause the live ones of the contacts for good, and note it on the emails that led to it.

        A person unsubscribes, so this holds for whatever else the contact has in the same sequence: it may be an email
        of a removed or finished subscription that leads here. Calling it again changes nothing.

        :param traces: the emails by which the contact asked for it; if empty, the last one of each that this pauses
        :param note: why, as a sentence
        :param incoming: the email that asked for it
        """
        live = (self | self._beside()).filtered(lambda s: s.state in LIVE)
        staying = live.filtered(lambda s: s.pause_reason != "unsubscribed")
        asked_by = traces or traces.concat(*(subscription.trace_ids.sorted("id")[-1:] for subscription in staying))
        news = asked_by.filtered(lambda trace: not trace.subscription_id.unsubscribe_datetime)
        news.unsubscribe_datetime = fields.Datetime.now()
        self._note_unsubscribed()
        staying.pause("unsubscribed", note, incoming=incoming)

    def _beside(self):
        """All subscriptions of the same contacts to the same sequences, with all rights."""
        places = {(subscription.partner_id, subscription.sequence_id) for subscription in self}
        # sudo: recipients unsubscribe without being users
        found = self.sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("sequence_id", "in", self.sequence_id.ids)]
        )
        return found.filtered(lambda s: (s.partner_id, s.sequence_id) in places)
