from odoo import fields, models

from ..subscriptions.states import LIVE


class EmailSequenceSubscription(models.Model):
    _inherit = "email.sequence.subscription"

    def _unsubscribe(self, traces, *, note=False, incoming=None):
        """Pause the live ones for good, and note it on the emails that led to it; calling it again changes nothing.

        :param traces: the emails by which the contact asked for it; if empty, the last one of each that this pauses
        :param note: why, as a sentence
        :param incoming: the email that asked for it
        """
        staying = self.filtered(lambda s: s.state in LIVE and s.pause_reason != "unsubscribed")
        asked_by = traces or traces.concat(*(subscription.trace_ids.sorted("id")[-1:] for subscription in staying))
        news = asked_by.filtered(lambda trace: not trace.subscription_id.unsubscribe_datetime)
        news.unsubscribe_datetime = fields.Datetime.now()
        self._note_unsubscribed()
        staying.pause("unsubscribed", note, incoming=incoming)
