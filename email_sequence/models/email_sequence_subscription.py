from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SUBSCRIPTIONS_PER_BATCH = 1000


class EmailSequenceSubscription(models.Model):
    """A contact in a sequence, at one of its addresses: the state machine, and nothing else.

    ========= ============================================= ========================================
    state     meaning                                       set by
    ========= ============================================= ========================================
    active    ``next_step_id`` leaves at                    subscribing, ``action_resume``
              ``scheduled_datetime``
    paused    nothing leaves; ``pause_reason`` says why,    ``action_pause``, dispatcher (send_error),
              the next step is kept                         gateway (reply, bounce)
    finished  the last step was sent                        dispatcher
    removed   taken out; its traces stay for the reports    ``action_remove``
    ========= ============================================= ========================================

    Who may do what (semantics 13): users read subscriptions of their companies; everything else goes through the
    public actions, which check the right to read the contact.
    """

    _name = "email.sequence.subscription"
    _description = "Email Sequence Subscription"
    _order = "id desc"
    _rec_names_search = ["partner_id", "email", "sequence_id"]

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sequence_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", ondelete="set null")
    email = fields.Char("Address", required=True, index=True)
    user_id = fields.Many2one("res.users", "Sender", required=True, index=True, ondelete="restrict")
    state = fields.Selection(
        [("active", "Active"), ("paused", "Paused"), ("finished", "Finished"), ("removed", "Removed")],
        required=True,
        default="active",
    )
    next_step_id = fields.Many2one("email.sequence.step", "Next step", index="btree_not_null", ondelete="set null")
    scheduled_datetime = fields.Datetime("Next mail on")
    subscribed_datetime = fields.Datetime("Subscribed on", required=True, default=fields.Datetime.now)
    finished_datetime = fields.Datetime("Finished on")
    absent_until = fields.Date("Out of office until", help="Nothing leaves before this date: the contact is away.")
    pause_reason = fields.Selection(
        [
            ("manual", "A user"),
            ("reply", "A reply"),
            ("send_error", "A sending error"),
            ("bounce", "A bounce"),
            ("unsubscribed", "Unsubscribing"),
        ],
        "Paused because of",
    )
    pause_note = fields.Text("Why paused", help="Why it is paused, as a sentence.")
    paused_datetime = fields.Datetime("Paused on")
    pause_user_id = fields.Many2one("res.users", "Paused by", ondelete="set null")
    pause_incoming_id = fields.Many2one(
        "email.sequence.incoming", "Paused by the mail", index="btree_not_null", ondelete="set null"
    )
    pause_message_id = fields.Many2one("mail.message", "Message that says so", ondelete="set null")
    trace_ids = fields.One2many("email.sequence.trace", "subscription_id", string="Mails")
    next_sentence = fields.Char("What is next", compute="_compute_next_sentence")
    unknown_trace_id = fields.Many2one("email.sequence.trace", compute="_compute_unknown_trace_id")

    _one_live = models.UniqueIndex(
        "(sequence_id, partner_id) WHERE state IN ('active', 'paused')",
        "The contact is subscribed to this sequence already.",
    )
    _due_idx = models.Index("(sequence_id, scheduled_datetime, id) WHERE state = 'active'")
    _partner_live_idx = models.Index("(partner_id) WHERE state = 'active'")

    @api.depends("sequence_id.name")
    def _compute_display_name(self):
        for subscription in self:
            subscription.display_name = subscription.sequence_id.name

    @api.depends("state", "next_step_id", "scheduled_datetime", "pause_note", "sequence_id.state", "sequence_id.active")
    def _compute_next_sentence(self):
        feed = self.env["email.sequence.feed"]
        for subscription in self:
            subscription.next_sentence = feed._next_sentence(subscription)

    @api.depends("trace_ids.trace_status")
    def _compute_unknown_trace_id(self):
        for subscription in self:
            last = subscription.trace_ids.sorted("id")[-1:]
            subscription.unknown_trace_id = last if last.trace_status == "unknown" else False

    def action_pause(self):
        """Pause active subscriptions by hand; others stay as they are (semantics 4.1)."""
        self._check_may_change()
        self.sudo()._pause("manual", user=self.env.user)
        return True

    def action_resume(self):
        """Resume paused subscriptions with the step that was not sent (semantics 4.7).

        A planned time still ahead is kept, else the mail leaves in the next window time. A mail that perhaps left is
        never sent again by this: the subscription goes on with the step after it (semantics 8).
        """
        self._check_may_change()
        paused = self.sudo().filtered(lambda subscription: subscription.state == "paused")
        paused._resume()
        for subscription in paused:
            self.env["email.sequence.feed"]._say_resumed(subscription, self.env.user)
        self.env["email.sequence"]._wake_dispatcher()
        return True

    def action_send_again(self):
        """A person found that a mail with an unknown outcome did not leave: send its step once more, and resume."""
        self._check_may_change()
        for subscription in self.sudo():
            trace = subscription.unknown_trace_id
            if subscription.state != "paused" or not trace:
                raise UserError(
                    self.env._("Only a mail with an unknown outcome, of a paused subscription, can be sent again.")
                )
            trace.write({"trace_status": "error"})
            subscription.next_step_id = trace.step_id
        return self.action_resume()

    def action_remove(self):
        """Take the contacts out of their sequences; the history stays (semantics 3.5)."""
        self._check_may_change()
        live = self.sudo().filtered(lambda subscription: subscription.state in ("active", "paused"))
        live._remove()
        for subscription in live:
            self.env["email.sequence.feed"]._say_removed(subscription, self.env.user)
        return True

    def _check_may_change(self):
        """Who may read the contact may pause, resume and remove it (semantics 4.1, 13)."""
        self.check_access("read")
        self.sudo().partner_id.sudo(False).check_access("read")

    def _pause(self, reason, note=False, *, user=None, incoming=None, tell=True):
        """Pause the active ones of these subscriptions and say so in the contacts' feeds.

        Unsubscribing counts for those that are paused already, too: it is the stronger reason.


        :param str reason: a value of ``pause_reason``
        :param note: why, as a sentence
        :param user: who did it, for a pause by hand
        :param incoming: the mail that caused it
        :param bool tell: whether to notify the senders
        :return: the subscriptions that this call paused
        """
        stoppable = ("active", "paused") if reason == "unsubscribed" else ("active",)
        paused = self.filtered(lambda subscription: subscription.state in stoppable)
        paused.write(
            {
                "state": "paused",
                "pause_reason": reason,
                "pause_note": note,
                "paused_datetime": fields.Datetime.now(),
                "pause_user_id": user.id if user else False,
                "pause_incoming_id": incoming.id if incoming else False,
            }
        )
        for subscription in paused:
            subscription.pause_message_id = self.env["email.sequence.feed"]._say_paused(subscription, tell=tell)
        return paused

    def _active_at(self, moment):
        """The active ones that were there at the moment: a mail that came before them says nothing about them."""
        return self.filtered(lambda s: s.state == "active" and s.subscribed_datetime <= moment)

    def _hold(self, mail):
        """Let the next step wait for the return of a contact who is away (semantics 5.2).

        Until the date that the mail names, else as many days as the sequence says. A time planned later stays.
        """
        sequence = self.sequence_id
        if not sequence.hold_on_absence or self.state != "active":
            return
        self.absent_until = mail.return_date or sequence._local_date(mail.received_datetime, sequence.hold_days)
        if self.scheduled_datetime:
            self.scheduled_datetime = sequence._not_before(self.scheduled_datetime, self.absent_until)

    def _resume(self):
        now = fields.Datetime.now()
        for subscription in self:
            subscription.write({"state": "active", "absent_until": False, **self._not_paused()})
            if subscription.unknown_trace_id and subscription.next_step_id == subscription.unknown_trace_id.step_id:
                subscription._wait_for(subscription._unsent_steps_after(subscription.next_step_id)[:1])
            elif not subscription.next_step_id:
                subscription._wait_for(subscription.next_step_id)
            elif not subscription.scheduled_datetime or subscription.scheduled_datetime <= now:
                sequence = subscription.sequence_id
                subscription.scheduled_datetime = sequence._draw(sequence._sending_schedule(), now)

    def _remove(self):
        self.write({"state": "removed", "next_step_id": False, "scheduled_datetime": False, **self._not_paused()})

    @api.model
    def _merge(self, partners, survivor):
        """Leave one live subscription per sequence to contacts that are merged; the others are removed.

        A paused one is kept before an active one, and the survivor's before another's.
        """
        live = self.sudo().search(
            [("partner_id", "in", (partners | survivor).ids), ("state", "in", ("active", "paused"))]
        )
        for subscriptions in live.grouped("sequence_id").values():
            _kept, *others = subscriptions.sorted(lambda s: (s.state != "paused", s.partner_id != survivor, s.id))
            for subscription in others:
                subscription._remove()
                self.env["email.sequence.feed"]._say_removed(subscription, self.env.user)

    @api.model
    def _not_paused(self):
        return {
            "pause_reason": False,
            "pause_note": False,
            "paused_datetime": False,
            "pause_user_id": False,
            "pause_incoming_id": False,
            "pause_message_id": False,
        }

    def _wait_for(self, step):
        """Let the subscription wait for the step, planned from the mail that really left last; none: it is finished."""
        self.ensure_one()
        if not step:
            self._finish()
            return
        sequence = self.sequence_id
        last_sent = max(self.trace_ids.filtered("sent_datetime").mapped("sent_datetime"), default=False)
        planned = sequence._next_send_at(
            sequence._sending_schedule(),
            last_sent or self.subscribed_datetime,
            step.delay_days,
            fields.Datetime.now(),
        )
        self.write(
            {
                "next_step_id": step.id,
                "scheduled_datetime": sequence._not_before(planned, self.absent_until),
            }
        )

    def _finish(self):
        """No step is left (semantics 2.8); one that was paused meanwhile stays so, and finishes when resumed."""
        self.write({"next_step_id": False, "scheduled_datetime": False})
        self.filtered(lambda subscription: subscription.state == "active").write(
            {"state": "finished", "finished_datetime": fields.Datetime.now()}
        )

    def _unsent_steps_after(self, step):
        """The sequence's steps behind the given one that were not sent to this subscription, in order."""
        sent = self.trace_ids.filtered(lambda trace: trace.trace_status != "error").step_id
        position = step._position() if step else (0, 0)
        return (self.sequence_id.step_ids - sent).filtered(lambda other: other._position() > position).sorted()

    @api.model
    def _due_domain(self, now):
        return Domain("state", "=", "active") & Domain("scheduled_datetime", "<=", now)

    @api.model
    def _plan_overdue_again(self, sequences):
        """Draw a fresh random time in the next window time for what is overdue (semantics 2.5, 2.7).

        :return: how many were planned again
        """
        now, planned = fields.Datetime.now(), 0
        later = now + timedelta(seconds=1)  # so that what is planned again is not overdue
        for sequence in sequences.filtered(lambda sequence: sequence.schedule_id.window_ids):
            schedule = sequence._sending_schedule()
            domain = self._due_domain(now) & Domain("sequence_id", "=", sequence.id)
            while overdue := self.search(domain, limit=SUBSCRIPTIONS_PER_BATCH, order="scheduled_datetime, id"):
                for subscription in overdue:
                    subscription.scheduled_datetime = sequence._draw(schedule, later)
                planned += len(overdue)
        return planned
