from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.sending.failures import FAILURES
from . import retry, sent_mail_log
from .trace_statuses import DEPARTED, TRACE_STATUSES

TOLD_AGAIN_AFTER = timedelta(hours=1)


class EmailSequenceTrace(models.Model):
    """One row per email attempted: the ledger that makes sending exactly-once, and the source of the reports.

    ========= ========================================================== ================================
    status    meaning                                                    set by
    ========= ========================================================== ================================
    sending   claimed by a dispatcher; handed to the server if           dispatcher, claim and hand-over
              ``handed_datetime`` is set
    sent      the server took it                                         dispatcher, record
    error     it certainly was not sent; the step is not consumed        dispatcher, record
    unknown   handed over, outcome lost: never sent again by itself      dispatcher, record and recovery
    bounce    sent, and bounced for good                                 gateway
    ========= ========================================================== ================================
    """

    _name = "email.sequence.trace"
    _description = "Email Sequence Trace"
    _order = "id desc"
    _rec_name = "subject"

    subscription_id = fields.Many2one("email.sequence.subscription", required=True, index=True, ondelete="cascade")
    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", ondelete="set null")
    step_id = fields.Many2one("email.sequence.step", index="btree_not_null", ondelete="set null")
    template_id = fields.Many2one(
        "mail.template",
        "Email template",
        index="btree_not_null",
        ondelete="set null",
        help="The one that the mail was made of, whatever the step has now.",
    )
    user_id = fields.Many2one("res.users", "Sender", index=True, ondelete="set null")
    mail_server_id = fields.Many2one("ir.mail_server", "Outgoing mail server", ondelete="set null")
    email = fields.Char(required=True, index=True)
    date = fields.Datetime(
        "Sent or tried on", required=True, default=fields.Datetime.now, index=True, help="The day of it in reports."
    )
    tz = fields.Char("By the clock of", help="The time zone by which its sending window was read.")
    message_id = fields.Char("Message-Id", required=True)
    starts_thread = fields.Boolean()
    at_once = fields.Boolean("Outside the plan", help="A manager let it leave at once, inside or outside a window.")
    subject = fields.Char()
    mail_message_id = fields.Many2one(
        "mail.message", "Mail in the chatter", index="btree_not_null", ondelete="set null"
    )
    body = fields.Html("Mail", compute="_compute_body", sanitize=False, help="As the contact's chatter has it.")
    trace_status = fields.Selection(
        [status.choice for status in TRACE_STATUSES.values()],
        "Status",
        required=True,
        default="sending",
    )
    claim_token = fields.Integer(help="Names the dispatcher that claimed the mail, by its advisory lock.")
    handed_datetime = fields.Datetime("Handed to the server on")
    failure_type = fields.Selection([failure.choice for failure in FAILURES.values()])
    failure_reason = fields.Text("What went wrong", help="What happened and what to do, as a sentence.")
    retry_datetime = fields.Datetime("Tried again on", help="When the next try follows, where the server put it off.")
    sent_datetime = fields.Datetime("Sent on")
    open_datetime = fields.Datetime("Opened on")
    reply_datetime = fields.Datetime("Replied on")
    bounce_datetime = fields.Datetime("Came back on", index="btree_not_null")
    unsubscribe_datetime = fields.Datetime(
        "Unsubscribed on", index="btree_not_null", help="When the contact left the sequence by this mail."
    )

    _message_id_unique = models.UniqueIndex("(message_id)")
    _step_once = models.UniqueIndex(
        "(subscription_id, step_id) WHERE trace_status != 'error'", "A step is sent to a subscription at most once."
    )
    _one_sending = models.UniqueIndex("(subscription_id) WHERE trace_status = 'sending'")
    _failed_idx = models.Index("(user_id, failure_type, write_date) WHERE failure_type IS NOT NULL")
    _sending_idx = models.Index("(claim_token) WHERE trace_status = 'sending'")
    _replied_idx = models.Index("(sequence_id, step_id, subscription_id) WHERE reply_datetime IS NOT NULL")
    _figures_idx = models.Index("(sequence_id, step_id, trace_status)")
    _handed_idx = models.Index("(mail_server_id, handed_datetime) WHERE mail_server_id IS NOT NULL")

    @api.depends("mail_message_id.body")
    @api.depends_context("uid")
    def _compute_body(self):
        for trace in self:
            message = trace.mail_message_id
            trace.body = message.body if message and message.has_access("read") else False

    def _thread(self):
        """The emails of the conversation that a reply step continues, oldest first (semantics 9)."""
        emails = self.filtered(lambda trace: trace.trace_status in DEPARTED).sorted("id")
        starts = [index for index, trace in enumerate(emails) if trace.starts_thread]
        return emails[starts[-1] :] if starts else emails

    def _note_bounce(self, mail, diagnostic):
        """A failure notice says that these emails did not arrive after all."""
        self._note_arrival()
        self.filtered(lambda trace: trace.trace_status == "sent").write(
            {"trace_status": "bounce", "bounce_datetime": mail.received_datetime, "failure_reason": diagnostic}
        )

    def _note_arrival(self):
        """Anything that comes back for an email whose outcome was unknown proves that it was sent (semantics 8)."""
        for trace in self.filtered(lambda trace: trace.trace_status == "unknown"):
            sent = trace.handed_datetime or trace.date
            trace.write({"trace_status": "sent", "sent_datetime": sent, "date": sent, "failure_type": False,
                         "failure_reason": False})  # fmt: skip
            trace.subscription_id._note_sent(trace.step_id)

    # ---- recording what became of emails (semantics 2.4, 6, 8)

    def _record_outcomes(self, outcomes):
        """Write what became of claimed steps and let their subscriptions wait for what comes next.

        Must be the first thing in a transaction. Traces that another process settled meanwhile stay as they are.

        :param dict outcomes: ``{trace id: Outcome}``
        :return: these traces
        """
        self._lock_subscriptions()
        claimed = self.exists().filtered(lambda trace: trace.trace_status == "sending")
        by_status = claimed.grouped(lambda trace: outcomes[trace.id].status)
        by_status.pop("released", self.browse()).unlink()
        by_status.pop("sent", self.browse())._record_sent(outcomes)
        deferred = by_status.pop("deferred", self.browse())
        deferred -= retry.try_again(deferred, outcomes)
        self.browse().concat(deferred, *by_status.values())._record_failed(outcomes)
        return self

    def _lock_subscriptions(self):
        self.env.cr.execute(
            SQL(
                """
                SELECT FROM email_sequence_subscription
                WHERE id = ANY(ARRAY(SELECT subscription_id FROM email_sequence_trace WHERE id IN %s))
                ORDER BY id FOR NO KEY UPDATE
                """,
                tuple(self.ids),
            )
        )

    def _record_sent(self, outcomes):
        emails = self.filtered(lambda trace: outcomes[trace.id].email)
        messages = sent_mail_log.log(self.env, [outcomes[trace.id].email for trace in emails])
        for trace, message in zip(emails, messages, strict=False):
            trace.mail_message_id = message
        now = fields.Datetime.now()
        self.write({"trace_status": "sent", "sent_datetime": now, "date": now})
        for step, traces in self.grouped("step_id").items():
            traces.subscription_id._note_sent(step)

    def _record_failed(self, outcomes):
        problems = {}
        for trace in self:
            outcome = outcomes[trace.id]
            failure = FAILURES[outcome.failure]
            sentence = failure.words(self.with_context(lang=trace.user_id.lang or self.env.lang).env, outcome.detail)
            status = "error" if outcome.status == "deferred" else outcome.status
            trace.write({"trace_status": status, "failure_type": outcome.failure, "failure_reason": sentence})
            if outcome.is_of_account:
                problems.setdefault((trace.user_id, outcome.failure, sentence), []).append(trace.id)
            server = trace.mail_server_id or trace.mail_server_id.browse(outcome.server_id)
            trace.subscription_id.pause(
                failure.pause_reason, sentence, server=outcome.is_of_account and server, tell=not outcome.is_of_account
            )
        for (sender, failure, sentence), trace_ids in problems.items():
            if not self.browse(trace_ids)._was_told(sender, failure):
                self._account_failed(sender, sentence)

    @api.model
    def _account_failed(self, sender, sentence):
        """Called once for each problem of a sender's account, after it paused subscriptions (semantics 6.2).

        :param sender: the user
        :param sentence: what is wrong and what to do, in the sender's language
        """

    def _was_told(self, sender, failure):
        """Whether the sender was told of the same problem of their account shortly before these traces."""
        return bool(
            self.search_count(
                [
                    ("id", "not in", self.ids),
                    ("user_id", "=", sender.id),
                    ("failure_type", "=", failure),
                    ("retry_datetime", "=", False),
                    ("write_date", ">=", fields.Datetime.now() - TOLD_AGAIN_AFTER),
                ],
                limit=1,
            )
        )
