import base64
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

LOST_AFTER = timedelta(minutes=2)  # by then Odoo has tried again what it tries again


class EmailSequenceIncoming(models.Model):
    """One row per incoming mail that concerned a subscriber: what it was taken for, and that it was handled.

    The unique Message-Id makes handling idempotent: the same mail fetched again pauses nothing (semantics 4.5).
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
        """A person says that a machine wrote this: what it paused goes on, and it is no reply in any report."""
        for mail in self.sudo():
            paused = self.env["email.sequence.subscription"].search(
                [("pause_incoming_id", "=", mail.id), ("state", "=", "paused"), ("pause_reason", "=", "reply")]
            )
            mail._reclassify("human", "autoreply")
            paused.sudo()._resume()  # except those of archived contacts
            for subscription in paused.sudo():
                self.env["email.sequence.planner"]._hold(subscription, mail)
                self.env["email.sequence.feed"]._say_automatic(subscription, mail, self.env.user)
        self.env["email.sequence.lane"]._wake()
        return True

    def action_mark_person(self):
        """A person says that a person wrote this: it pauses the contact, and is a reply in the reports."""
        for mail in self.sudo():
            mail._reclassify("autoreply", "human")
            concerned = mail._concerned_subscriptions()
            theirs = concerned.partner_id.email_sequence_subscription_ids._active_at(mail.received_datetime)
            for subscription in concerned | theirs:
                subscription._pause("reply", incoming=mail, tell=subscription.user_id != self.env.user)
        return True

    def _reclassify(self, old_kind, new_kind):
        """Change the kind, by a user who may change a subscription that the mail concerns."""
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
        """The subscriptions in whose feed the mail is named, and the one whose mail it answers."""
        messages = self.env["mail.message"].search([("email_sequence_incoming_id", "=", self.id)])
        return messages.email_sequence_subscription_id | self.trace_id.subscription_id

    def _note_reply(self):
        """Let the mail of ours that it answers say when a person first replied, if one did (semantics 12)."""
        answered = self.trace_id
        if answered and self.kind == "human":
            for record in (answered, answered.subscription_id):
                record.reply_datetime = min(filter(None, (record.reply_datetime, self.received_datetime)))
        elif answered:
            replies = self.search([("trace_id", "=", answered.id), ("kind", "=", "human")], order="received_datetime")
            answered.reply_datetime = replies[:1].received_datetime
            answered.subscription_id._note_replies()

    # ---- mails whose processing was rolled back

    def _leave_to_sweep(self, raw):
        """Keep the mail here until it is known whether Odoo kept it when it tried again."""
        self.write({"is_lost": True, "lost_mail": base64.b64encode(raw)})
        self.env.ref("email_sequence.ir_cron_sweep")._trigger(fields.Datetime.now() + LOST_AFTER)

    def _lost(self):
        return self.search([("is_lost", "=", True), ("create_date", "<=", fields.Datetime.now() - LOST_AFTER)])
