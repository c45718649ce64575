import functools

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..subscriptions import planner

# Whether a person's email concerns the subscription that was judged to be one since the moment, and whether an email to
# its address bounced since then.
SINCE = {
    "reply": """
        EXISTS (
            SELECT FROM email_sequence_incoming_subscription_rel concerns
            JOIN email_sequence_incoming mail ON mail.id = concerns.incoming_id
            WHERE concerns.subscription_id = %(id)s AND mail.kind = 'human' AND mail.judged_datetime >= %(since)s
        )
    """,
    "bounce": """
        EXISTS (
            SELECT FROM email_sequence_trace trace
            WHERE trace.email = %(email)s AND trace.trace_status = 'bounce' AND trace.bounce_datetime >= %(since)s
        )
    """,
}


class EmailSequenceSubscription(models.Model):
    """What incoming emails do to subscriptions, beside pausing them."""

    _inherit = "email.sequence.subscription"

    incoming_ids = fields.Many2many(
        "email.sequence.incoming",
        "email_sequence_incoming_subscription_rel",
        "subscription_id",
        "incoming_id",
        "Incoming emails that concern it",
        groups="base.group_system",
    )

    def _on_automatic_reply(self, incoming):
        """An automatic reply arrived; called after an active one waits for the contact's return, if it does.

        :param incoming: the automatic reply, a record of ``email.sequence.incoming``
        """

    def _on_marked_automatic(self, incoming):
        """A user said that the reply that had paused them was automatic; called after they were resumed.

        :param incoming: the automatic reply, a record of ``email.sequence.incoming``
        """

    @api.model
    def _happened(self, code):
        """Who replied or bounced counts also if it was paused for another reason before that, or is finished."""
        happened = super()._happened(code)
        if code not in SINCE:
            return happened

        def since(model, alias, query):
            column = functools.partial(model._field_to_sql, alias, query=query)
            moment = SQL("COALESCE(%s, %s)", column("paused_datetime"), column("subscribed_datetime"))
            return SQL(SINCE[code], id=column("id"), email=column("email"), since=moment)

        self.env["email.sequence.incoming"].flush_model(["kind", "judged_datetime"])
        self.env["email.sequence.trace"].flush_model(["email", "trace_status", "bounce_datetime"])
        return happened | (Domain("state", "!=", "active") & Domain.custom(to_sql=since))

    def _resume_corrected(self, incoming):
        """The email that paused these was automatic: they continue, unless something else has stopped them since.

        :param incoming: the email, of ``email.sequence.incoming``
        """
        later = {subscription: subscription._stopped_later_by() for subscription in self}
        corrected = self.filtered(lambda subscription: not later[subscription])
        left = corrected - corrected.resume(cause="correction", also=SINCE)
        for subscription in self:
            planner.hold(subscription, incoming)
            subscription._on_marked_automatic(incoming)
        left._pause_again()
        for subscription in self - corrected:
            subscription._stop_again(later[subscription])

    def _stopped_later_by(self):
        """The first email since the pause that would have paused this one, had it been active; maybe none."""
        return self.incoming_ids.filtered(
            lambda mail: (
                mail != self.pause_incoming_id
                and mail.judged_datetime >= self.paused_datetime
                and (mail.kind == "human" or (mail.kind == "bounce" and mail.trace_id.email == self.email))
            )
        ).sorted(lambda mail: (mail.judged_datetime, mail.id))[:1]

    def _stop_again(self, mail):
        """Pause this one as the email would have done when it arrived."""
        self._forget_pause().pause("reply" if mail.kind == "human" else "bounce", incoming=mail, tell=False)
        self.paused_datetime = mail.judged_datetime  # what came after it still counts
