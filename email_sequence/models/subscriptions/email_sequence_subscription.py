from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..timing import moments
from . import progression
from .pause_reasons import PAUSE_REASONS, UNKNOWN
from .states import LIVE, STATES


class EmailSequenceSubscription(models.Model):
    """A contact in a sequence, at one of its addresses: its state machine.

    ========= ============================================= ========================================
    state     meaning                                       set by
    ========= ============================================= ========================================
    active    ``next_step_id`` is sent at                   subscribing, ``resume``
              ``scheduled_datetime``
    paused    nothing is sent; ``pause_reason`` says why,   ``pause``: by a user, the dispatcher
              the next step is kept; a pause by a user may  (send_error), the gateway (reply,
              end by itself at ``paused_until``             bounce), archiving the contact (archived)
    finished  the last step was sent                        dispatcher
    removed   taken out; its traces stay for the reports    ``remove``
    ========= ============================================= ========================================

    Rights (semantics 13): users read the subscriptions of their companies; everything else goes through the buttons
    (``action_…``), which check that the user may read the contact. What they do is in ``pause``, ``resume`` and
    ``remove``, which programs call after checks of their own; what others do when it happens is in
    ``email_sequence_subscription_events.py``.
    """

    _name = "email.sequence.subscription"
    _description = "Email Sequence Subscription"
    _order = "id desc"
    _rec_names_search = ["partner_id", "email", "sequence_id"]

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="sequence_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Contact", index="btree_not_null", ondelete="set null")
    email = fields.Char("Address", required=True, index=True)
    user_id = fields.Many2one("res.users", "Sender", required=True, index=True, ondelete="restrict")
    tz = fields.Selection(
        _tz_get,
        "Contact's time zone",
        help="By whose clock the sending windows are read, where the sequence sends in the contact's time zone and it "
        "is known. Empty: the sequence's.",
    )
    state = fields.Selection(
        [state.choice for state in STATES.values()],
        required=True,
        default="active",
    )
    next_step_id = fields.Many2one("email.sequence.step", "Next step", index="btree_not_null", ondelete="set null")
    scheduled_datetime = fields.Datetime("Next mail on")
    send_at_once = fields.Boolean(help="A manager let the next mail leave at once, inside or outside a window.")
    skipped_step_ids = fields.Many2many(
        "email.sequence.step",
        "email_sequence_subscription_skipped_step_rel",
        "subscription_id",
        "step_id",
        "Skipped steps",
    )
    subscribed_datetime = fields.Datetime("Subscribed on", required=True, default=fields.Datetime.now)
    finished_datetime = fields.Datetime("Finished on")
    absent_until = fields.Date("Out of office until", help="Nothing leaves before this date: the contact is away.")
    limit_server_id = fields.Many2one(
        "ir.mail_server",
        "Waits for the limit of",
        index="btree_not_null",
        ondelete="set null",
        help="The outgoing mail server whose limit of mails a day is the reason for the time of the next mail.",
    )
    pause_reason = fields.Selection([reason.choice for reason in PAUSE_REASONS.values()], "Paused because of")
    pause_note = fields.Text("Why paused", help="Why it is paused, as a sentence.")
    paused_datetime = fields.Datetime("Paused on")
    paused_until = fields.Datetime("Resumes on", help="When a pause by hand ends by itself.")
    pause_user_id = fields.Many2one("res.users", "Paused by", index="btree_not_null", ondelete="set null")
    pause_incoming_id = fields.Many2one(
        "email.sequence.incoming", "Paused by the mail", index="btree_not_null", ondelete="set null"
    )
    pause_server_id = fields.Many2one(
        "ir.mail_server",
        "Paused by an error of",
        index="btree_not_null",
        ondelete="set null",
        help="The outgoing mail server that has to be mended before it goes on.",
    )
    pause_message_id = fields.Many2one(
        "mail.message", "Message that says so", index="btree_not_null", ondelete="set null"
    )
    trace_ids = fields.One2many("email.sequence.trace", "subscription_id", string="Mails")
    unknown_trace_id = fields.Many2one("email.sequence.trace", compute="_compute_unknown_trace_id")

    _one_live = models.UniqueIndex(
        f"(sequence_id, partner_id) WHERE state IN {LIVE}",
        "The contact is subscribed to this sequence already.",
    )
    _due_idx = models.Index("(sequence_id, scheduled_datetime, id) INCLUDE (tz) WHERE state = 'active'")
    _ordered_idx = models.Index("(sequence_id) WHERE state = 'active' AND send_at_once")
    _returning_idx = models.Index("(paused_until) WHERE state = 'paused' AND paused_until IS NOT NULL")
    _stopped_idx = models.Index("(sequence_id) WHERE state = 'paused' AND pause_reason = 'send_error'")
    _standing_idx = models.Index("(sequence_id, state, next_step_id) INCLUDE (company_id, user_id, pause_reason)")
    _partner_live_idx = models.Index("(partner_id) WHERE state = 'active'")

    @api.depends("sequence_id.name")
    def _compute_display_name(self):
        for subscription in self:
            subscription.display_name = subscription.sequence_id.name

    @api.depends("trace_ids.trace_status")
    def _compute_unknown_trace_id(self):
        for subscription in self:
            last = subscription.trace_ids.sorted("id")[-1:]
            subscription.unknown_trace_id = last if last.trace_status == "unknown" else False

    def action_pause(self, until=False):
        """Pause active subscriptions; others stay as they are (semantics 4.1).

        :param until: the date on which they resume by themselves, in the time zone of their windows; default: never
        :raise UserError: ``until`` is no date, or before tomorrow
        """
        self._check_may_change()
        self.sudo().pause("manual", user=self.env.user, until=self._day_to_resume(until))
        return True

    def action_skip_step(self):
        """Skip the next step for these contacts; the one after it is planned from the last email that was sent."""
        self._check_may_change()
        live = self.sudo().filtered(lambda s: s.state in LIVE and s.next_step_id)
        skipped = {subscription: subscription.next_step_id for subscription in live}
        for subscription, step in skipped.items():
            subscription.skipped_step_ids += step
            subscription._on_skipped(step)
        progression.go_to_next(live)
        return True

    def action_send_now(self):
        """Send the next email within a minute or two, inside or outside a window: a manager's order."""
        if not self.env.user.has_group("email_sequence.group_manager"):
            raise AccessError(self.env._("Only a manager of sequences may send outside of the sending windows."))
        self._check_may_change()
        ready = self.sudo().filtered(lambda s: s.state == "active" and s.next_step_id and s.sequence_id._running())
        if not ready:
            raise UserError(self.env._("Nothing can leave now: activate the sequence, or resume the contact first."))
        ready.write({"send_at_once": True, "scheduled_datetime": fields.Datetime.now(), "absent_until": False})
        ready._on_send_now()
        self._wake_workers()
        return True

    def action_subscribe_again(self):
        """Open the dialog that subscribes the contact to the same sequence once more."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_subscribe_action")
        context = {
            "active_model": "res.partner",
            "active_ids": self.partner_id.ids,
            "default_sequence_id": self.sequence_id.id,
            "default_again": True,
        }
        return dict(action, context=context)

    def action_send_again(self):
        """A person found that an email with an unknown outcome was not sent: send its step once more, and resume.

        :raise UserError: there is no such email, or the contact unsubscribed, maybe by that very email
        """
        self._check_may_change()
        if left := self.sudo()._unsubscribed():
            raise UserError(left[0]._unsubscribed_sentence())
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
        """Remove the contacts from their sequences; their history stays (semantics 3.5)."""
        self._check_may_change()
        self.sudo().remove()
        return True

    @api.model
    def _day_to_resume(self, until):
        """The date on which a pause is to end by itself, as a caller names it; None for no date."""
        if not until:
            return None
        tomorrow = fields.Date.today() + timedelta(days=1)
        try:
            day = fields.Date.to_date(until)
        except (TypeError, ValueError):
            day = None
        if not day or day < tomorrow:
            raise UserError(
                self.env._("They can resume by themselves from tomorrow on. Choose a day such as %s.", tomorrow)
            )
        return day

    def _check_may_change(self):
        """Raise unless the user may read the contacts: they may pause, resume and remove those (semantics 4.1, 13)."""
        self.check_access("read")
        self.sudo().partner_id.sudo(False).check_access("read")

    # ---- what happens to them, for callers that have checked the rights; bridge addons call these, too

    @api.private
    def pause(self, reason, note=False, *, user=None, until=None, incoming=None, server=None, tell=True):
        """Pause those of these subscriptions that the reason stops (semantics 4.1, 4.2).

        :param str reason: a value of ``pause_reason``
        :param note: why, as a sentence
        :param user: who did it, for a pause by a user
        :param until: the date on which a pause by a user ends by itself
        :param incoming: the email that caused it
        :param server: the outgoing mail server whose error caused it
        :param bool tell: whether to notify the senders
        :return: the subscriptions that this call paused
        """
        paused = self.filtered(lambda subscription: subscription._is_stopped_by(reason))
        paused.write(
            {
                "state": "paused",
                "pause_reason": reason,
                "pause_note": note,
                "paused_datetime": fields.Datetime.now(),
                "paused_until": False,
                "pause_user_id": user.id if user else False,
                "pause_incoming_id": incoming.id if incoming else False,
                "pause_server_id": server.id if server else False,
                "send_at_once": False,
            }
        )
        if until:
            for subscription in paused:
                subscription.paused_until = moments.midnight(subscription._schedule(), until)
        if reason == "unsubscribed":
            paused._note_unsubscribed()
        if paused:
            paused._on_paused(tell=tell)
        return paused

    @api.private
    def remove(self, cause="user"):
        """Take the live ones out of their sequences; their history stays (semantics 3.5).

        :param str cause: ``user``, who may be a program that acts for one; ``move`` to another sequence; ``contact``:
            the contact is about to be deleted
        :return: the subscriptions that this call removed
        """
        live = self.filtered(lambda subscription: subscription.state in LIVE)
        nothing_next = {"next_step_id": False, "scheduled_datetime": False, "send_at_once": False}
        live.write({"state": "removed", **nothing_next, **self._not_paused()})
        if live:
            live._on_removed(cause)
        return live

    def _is_stopped_by(self, reason):
        """Whether the reason stops an active subscription, or replaces the reason for which one is paused.

        A pause that would end by itself gives way to every reason; else the table of reasons says what replaces what.
        """
        return self.state == "active" or (
            self.state == "paused" and (bool(self.paused_until) or reason in self._why_paused().gives_way_to)
        )

    def _why_paused(self):
        """The row of the table that says why this one is paused; of a bridge's that is gone, :data:`UNKNOWN`."""
        return PAUSE_REASONS.get(self.pause_reason, UNKNOWN)

    @api.model
    def _pause_reasons(self):
        """The rows of the reasons that this database has: ours, and those of its bridges."""
        return [PAUSE_REASONS[code] for code in self._fields["pause_reason"].get_values(self.env)]

    @api.model
    def _stopped_by_errors(self):
        """The domain of what waits until somebody corrects an error and resumes it (semantics 6.2)."""
        errors = [reason.code for reason in self._pause_reasons() if reason.is_error]
        return [("state", "=", "paused"), ("pause_reason", "in", errors)]

    def _active_at(self, moment):
        """Those that a reply stops and that existed at the moment: an earlier email says nothing about them."""
        return self.filtered(lambda s: s._is_stopped_by("reply") and s.subscribed_datetime <= moment)

    def _reassign(self, sender):
        """Send the emails of the live ones from another user's account.

        :return: the subscriptions that this call changed
        """
        live = self.filtered(lambda s: s.state in LIVE and s.user_id != sender)
        live.user_id = sender
        if live:
            live._on_reassigned()
        return live

    @api.model
    def _not_paused(self):
        return {
            "pause_reason": False,
            "pause_note": False,
            "paused_datetime": False,
            "paused_until": False,
            "pause_user_id": False,
            "pause_incoming_id": False,
            "pause_server_id": False,
            "pause_message_id": False,
        }

    def _finish(self):
        """No step is left (semantics 2.8); paused ones stay paused, and finish when they are resumed."""
        self.write({"next_step_id": False, "scheduled_datetime": False, "send_at_once": False})
        active = self.filtered(lambda subscription: subscription.state == "active")
        active.write({"state": "finished", "finished_datetime": fields.Datetime.now()})
        if active:
            active._on_finished()

    def _rendered_record(self):
        """The record that this subscription's templates are rendered on and its emails are logged on.

        It is the contact; an empty recordset if the contact was deleted. A bridge for leads returns
        ``self.lead_id or super()._rendered_record()``: a record of a model that inherits ``mail.thread``, the one that
        the templates of the sequence are made for, and the same one each time. The recipient, its language and its
        addresses stay those of the contact (``partner_id``).
        """
        self.ensure_one()
        return self.partner_id

    def _schedule(self):
        """The sending schedule as the pure engine reads it, in the time zone that counts for this subscription."""
        return self.sequence_id._sending_schedule(self.tz)
