from odoo import fields, models

from . import progression
from .states import LIVE


class EmailSequenceSubscription(models.Model):
    """What happened to a subscription, for the reports; kept whatever its state is later (semantics 12)."""

    _inherit = "email.sequence.subscription"

    last_step_id = fields.Many2one(
        "email.sequence.step", "Last step sent", index="btree_not_null", ondelete="set null", readonly=True
    )
    reply_datetime = fields.Datetime(
        "First replied on",
        readonly=True,
        index="btree_not_null",
        help="When a person first answered one of its mails.",
    )
    unsubscribe_datetime = fields.Datetime("Unsubscribed on", readonly=True, index="btree_not_null")

    _replied_idx = models.Index("(sequence_id, company_id) WHERE reply_datetime IS NOT NULL")
    _unsubscribed_idx = models.Index("(sequence_id, company_id) WHERE unsubscribe_datetime IS NOT NULL")

    def _note_sent(self, step):
        """The step was sent to these subscriptions: plan their next one."""
        self.last_step_id = step
        live = self.filtered(lambda subscription: subscription.state in LIVE)
        progression.go_to({subscription: progression.steps_after(subscription, step)[:1] for subscription in live})
        if self:
            self._on_sent(step)

    def _note_replies(self):
        """Take over from their emails when the contact first replied to one; empty if it never did."""
        for subscription in self:
            subscription.reply_datetime = min(
                filter(None, subscription.trace_ids.mapped("reply_datetime")), default=False
            )

    def _note_unsubscribed(self):
        """Remember when each first unsubscribed."""
        self.filtered(lambda subscription: not subscription.unsubscribe_datetime).write(
            {"unsubscribe_datetime": fields.Datetime.now()}
        )
