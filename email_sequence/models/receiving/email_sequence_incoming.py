import base64
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..subscriptions import planner

LOST_AFTER = timedelta(minutes=2)  # by then Odoo has finished its retries


class EmailSequenceIncoming(models.Model):
    """One row per incoming email that concerned a subscriber: its kind, and that it was handled.

    The unique Message-Id makes handling idempotent: the same email fetched again pauses nothing (semantics 4.5).
    """

    _name = "email.sequence.incoming"
    _description = "Incoming Mail of a Subscriber"
    _order = "id desc"
    _rec_name = "subject"

    message_id = fields.Char("Message-Id", required=True)
    kind = fields.Selection(
        [("human", "Reply"), ("autoreply", "Autoresponder"), ("bounce", "Bounce"), ("notice", "Notice")], required=True
    )
    rule = fields.Char(required=True, help="The detector that decided.")
    reclassified_user_id = fields.Many2one(
        "res.users",
        "Reclassified by",
        index="btree_not_null",
        ondelete="set null",
        help="Who said that the detector was wrong.",
    )
    email_from = fields.Char("From")
    subject = fields.Char()
    received_datetime = fields.Datetime("Received on", required=True, default=fields.Datetime.now)
    return_date = fields.Date("Back on", help="The day of return that the mail names.")
    trace_id = fields.Many2one("email.sequence.trace", "Mail it answers", index="btree_not_null", ondelete="set null")
    is_lost = fields.Boolean(help="Odoo's processing of the mail was rolled back; the sweep looks after it.")
    lost_mail = fields.Binary(attachment=True, groups="base.group_system")

    _message_id_unique = models.UniqueIndex("(message_id)")
    _lost_idx = models.Index("(create_date) WHERE is_lost")

    # ---- reclassifying (semantics 5.3)

    def action_mark_automatic(self):
        """A user says that a machine wrote it: what it paused resumes, and no report counts it as a reply."""
        for incoming in self.sudo():  # sudo: who may change the subscriptions may correct it; see `_reclassify`
            paused = self.env["email.sequence.subscription"].search(
                [("pause_incoming_id", "=", incoming.id), ("state", "=", "paused"), ("pause_reason", "=", "reply")]
            )
            incoming._reclassify("human", "autoreply")
            paused.sudo().resume(cause="correction")  # except those of archived contacts
            for subscription in paused.sudo():
                planner.hold(subscription, incoming)
                subscription._on_marked_automatic(incoming)
        self.env["email.sequence.subscription"]._wake_workers()
        return True

    def action_mark_person(self):
        """A user says that a person wrote it: it pauses the contact, and reports count it as a reply."""
        for incoming in self.sudo():  # sudo: who may change the subscriptions may correct it; see `_reclassify`
            incoming._reclassify("autoreply", "human")
            concerned = incoming._concerned_subscriptions()
            concerned |= concerned.partner_id.email_sequence_subscription_ids._active_at(incoming.received_datetime)
            if concerned:
                concerned._on_replied(incoming)
            for subscription in concerned:
                subscription.pause("reply", incoming=incoming, tell=subscription.user_id != self.env.user)
        return True

    def _reclassify(self, old_kind, new_kind):
        """Change the kind, if the user may change a subscription that the email concerns."""
        self.ensure_one()
        visible = self._concerned_subscriptions().sudo(False)._filtered_access("read")
        if not visible:
            raise AccessError(self.env._("You have no access to the subscriptions that this mail concerns."))
        visible._check_may_change()
        if self.kind != old_kind:
            raise UserError(self.env._("Somebody has corrected this already. Reload the page to see how."))
        self.write({"kind": new_kind, "reclassified_user_id": self.env.uid})
        self._note_reply()

    def _concerned_subscriptions(self):
        """The subscriptions whose feed lines name the email, and the one whose email it replies to."""
        messages = self.env["mail.message"].search([("email_sequence_incoming_id", "=", self.id)])
        return messages.email_sequence_subscription_id | self.trace_id.subscription_id

    def _note_reply(self):
        """Note on the email that it replies to when a person first replied, if any did (semantics 12)."""
        trace = self.trace_id
        if trace and self.kind == "human":
            for record in (trace, trace.subscription_id):
                record.reply_datetime = min(filter(None, (record.reply_datetime, self.received_datetime)))
        elif trace:
            replies = self.search([("trace_id", "=", trace.id), ("kind", "=", "human")], order="received_datetime")
            trace.reply_datetime = replies[:1].received_datetime
            trace.subscription_id._note_replies()

    # ---- emails whose processing was rolled back

    def _keep_for_catch_up(self, raw):
        """Keep the email here until it is known whether Odoo kept it in a retry."""
        self.write({"is_lost": True, "lost_mail": base64.b64encode(raw)})
        self.env.ref("email_sequence.ir_cron_sweep")._trigger(fields.Datetime.now() + LOST_AFTER)

    def _lost(self):
        return self.search([("is_lost", "=", True), ("create_date", "<=", fields.Datetime.now() - LOST_AFTER)])
