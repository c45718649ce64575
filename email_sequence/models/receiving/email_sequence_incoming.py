import base64
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..subscriptions.states import LIVE

LOST_AFTER = timedelta(minutes=2)  # by then Odoo has finished its retries


class EmailSequenceIncoming(models.Model):
    """One row per incoming email that concerned a subscriber: its kind, and that it was handled.

    Message-Id and content make handling idempotent: the same email fetched again pauses nothing (semantics 4.5).
    """

    _name = "email.sequence.incoming"
    _description = "Incoming Mail of a Subscriber"
    _order = "id desc"
    _rec_name = "subject"

    message_id = fields.Char("Message-Id", required=True)
    digest = fields.Char(help="Tells the mail from others with its Message-Id; empty if its content was not known.")
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
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", ondelete="set null")
    subscription_ids = fields.Many2many(
        "email.sequence.subscription",
        "email_sequence_incoming_subscription_rel",
        "incoming_id",
        "subscription_id",
        "Email sequences",
        help="The subscriptions that the email concerned when it arrived, in whatever state they were.",
    )
    judged_datetime = fields.Datetime(
        "Judged on",
        required=True,
        default=fields.Datetime.now,
        help="When it was last said what it is, and acted upon.",
    )
    is_lost = fields.Boolean(help="Odoo's processing of the mail was rolled back; the sweep looks after it.")
    lost_mail = fields.Binary(attachment=True, groups="base.group_system")

    _message_id_unique = models.UniqueIndex("(message_id, COALESCE(digest, ''))")
    _lost_idx = models.Index("(create_date) WHERE is_lost")

    # ---- reclassifying (semantics 5.3)

    def action_mark_automatic(self):
        """A user says that a machine wrote it: what it paused continues, and no report counts it as a reply.

        What a later email of a person or a bounce would have paused stays paused, by that one.
        """
        self.browse().check_access("read")
        for incoming in self:
            concerned = incoming._reclassify("human", "autoreply").sudo()  # sudo: the user may change these
            paused = concerned.filtered(
                lambda s, mail=incoming: (
                    s.state == "paused" and s.pause_reason == "reply" and s.pause_incoming_id.id == mail.id
                )
            )
            paused._resume_corrected(incoming.sudo())
        self.env["email.sequence.subscription"]._wake_workers()
        return True

    def action_mark_person(self):
        """A user says that a person wrote it: it pauses the contact, and reports count it as a reply."""
        self.browse().check_access("read")
        for incoming in self:
            concerned = incoming._reclassify("autoreply", "human").sudo()  # sudo: the user may change these
            mail = incoming.sudo()  # sudo: hooks may read what it concerns
            answered = mail.trace_id.subscription_id
            concerned = concerned.filtered(lambda s, answered=answered: s.state in LIVE or s in answered)
            if concerned:
                concerned._on_replied(mail)
            concerned.pause("reply", incoming=mail, tell=False)
            mail._on_person_wrote(mail.subscription_ids | concerned)
        return True

    def _reclassify(self, old_kind, new_kind):
        """Change the kind, if the user may change a subscription that the email concerns.

        :return: those that it concerns and that the user may change; a correction touches no others
        :raise AccessError: there are none, or the user may not change the one whose email it replies to
        """
        self.ensure_one()
        mail = self.sudo()  # sudo: whom it concerns is in the record itself; the user's rights on these decide
        concerned = mail._concerned_subscriptions().sudo(False)._changeable()
        if not concerned or mail.trace_id.subscription_id.sudo(False) - concerned:
            raise AccessError(self.env._("You have no access to the subscriptions that this mail concerns."))
        if mail.kind != old_kind:
            raise UserError(self.env._("Somebody has corrected this already. Reload the page to see how."))
        mail.write({"kind": new_kind, "reclassified_user_id": self.env.uid, "judged_datetime": fields.Datetime.now()})
        mail._note_reply()
        return concerned

    def _concerned_subscriptions(self):
        """The subscriptions that it was matched with when it arrived, and the one whose email it replies to."""
        return self.subscription_ids | self.trace_id.subscription_id

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

    def _on_person_wrote(self, subscriptions, text=""):
        """A person wrote this email; called after it paused what it pauses, for the room that tells the senders.

        :param subscriptions: those that it concerns, whatever their state (semantics 4.9)
        :param text: the text of the email, as HTML, if Odoo has not kept it in a chatter (yet)
        """

    def _kept_messages(self):
        """The messages as which Odoo kept the email, the first one first; none while it is lost."""
        return self.env["mail.message"].search(
            [("message_id", "=", self.message_id), ("message_type", "=", "email")], order="id"
        )

    # ---- emails whose processing was rolled back

    def _keep_for_catch_up(self, raw):
        """Keep the email here until it is known whether Odoo kept it in a retry."""
        self.write({"is_lost": True, "lost_mail": base64.b64encode(raw)})
        self.env.ref("email_sequence.ir_cron_sweep")._trigger(fields.Datetime.now() + LOST_AFTER)

    def _lost(self):
        return self.search([("is_lost", "=", True), ("create_date", "<=", fields.Datetime.now() - LOST_AFTER)])
