from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from . import planner, progression


class EmailSequenceSubscription(models.Model):
    """Resuming what is paused: with the step that was not sent, in the next window time (semantics 4.7)."""

    _inherit = "email.sequence.subscription"

    def action_resume(self):
        """Resume paused subscriptions with the step that was not sent (semantics 4.7).

        A planned time in the future is kept, else the email is sent in the next window time. An email that may have
        been sent is never sent again by this: the subscription continues with the step after it (semantics 8).

        :return: True; for a single one whose contact unsubscribed, the dialog that asks first, and nothing is resumed.
            Among several, those who unsubscribed stay paused, as do those that another such reason paused
        :raise UserError: all contacts are archived (semantics 3.7); among others, those of archived ones stay paused
        """
        self._check_may_change()
        self.sudo()._check_not_archived()
        if len(self) == 1 and self._asking_first():
            action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_resume_action")
            return dict(action, context={"default_subscription_id": self.id, "dialog_size": "medium"})
        return self._resume_by_user()

    def _resume_by_user(self, *, anyway=False):
        """Resume for the user, who may change these; ``anyway`` is as in :meth:`resume`."""
        self.sudo()._check_not_archived()
        self.sudo().resume(anyway=anyway)
        self._wake_workers()
        return True

    def _asking_first(self):
        """Those that are resumed one by one only, after a question: because of a reason that the table says so of."""
        return self.filtered(lambda s: s.state == "paused" and s._why_paused().left_out)

    def _unsubscribed(self):
        """Those that are paused because the contact unsubscribed."""
        return self.filtered(lambda s: s.state == "paused" and s.pause_reason == "unsubscribed")

    def _unsubscribed_sentence(self):
        """What paused this subscription, and on which day for its reader: the contact, as a rule (semantics 4.7)."""
        paused = fields.Datetime.context_timestamp(self, self.paused_datetime)
        day = format_date(self.env, paused, date_format="long")
        if self.pause_note or not self._unsubscribed():
            why = self.pause_note or self._why_paused().why(self)
            return self.env._("Paused on %(day)s: %(why)s", day=day, why=why)
        return self.env._(
            "%(contact)s unsubscribed from “%(sequence)s” on %(day)s.",
            contact=self.partner_id.name or self.email,
            sequence=self.sequence_id.name,
            day=day,
        )

    def _of_archived(self):
        """Those that are paused, for any reason, and whose contact is archived."""
        return self.filtered(lambda s: s.state == "paused" and s.partner_id and not s.partner_id.active)

    def _check_not_archived(self):
        paused = self.filtered(lambda subscription: subscription.state == "paused")
        if paused and paused == paused._of_archived():
            names = ", ".join(paused.partner_id.mapped("display_name"))
            raise UserError(self.env._("Unarchive %s first: archived contacts get no emails from sequences.", names))

    @api.model
    def _stay_paused(self):
        """``{reason: domain}`` of the paused ones that :meth:`resume` leaves paused."""
        paused, asking = Domain("state", "=", "paused"), [r for r in self._pause_reasons() if r.left_out]
        archived = Domain("partner_id", "any", [("active", "=", False)])
        asks_first = Domain("pause_reason", "in", [reason.code for reason in asking])
        return {
            **{reason.code: paused & Domain("pause_reason", "=", reason.code) for reason in asking},
            "archived": paused & archived & ~asks_first,
        }

    @api.private
    def resume(self, *, anyway=False, cause="user"):
        """Resume the paused ones, except if the contact unsubscribed or is archived; the caller has checked the rights.

        :param bool anyway: also if the contact unsubscribed: a user confirmed this one
        :param str cause: ``user``, who may be a program that acts for one; ``date``: the pause was to end by itself;
            ``correction``: a user said that no person wrote the email that paused them (semantics 5.3)
        :return: the subscriptions that this call resumed
        """
        paused = self.filtered(lambda subscription: subscription.state == "paused") - self._of_archived()
        if not anyway:
            paused -= paused._asking_first()
        failed = paused.filtered(lambda subscription: subscription._why_paused().is_error)
        failed.user_id.sudo().filtered("email_sequence_lost_server").email_sequence_lost_server = False
        paused.write({"state": "active", "absent_until": False, **self._not_paused()})
        doubtful = paused.filtered(lambda s: s.unknown_trace_id and s.next_step_id == s.unknown_trace_id.step_id)
        progression.go_to_next(doubtful)
        paused.filtered(lambda subscription: not subscription.next_step_id)._finish()
        ahead = paused.filtered(lambda s: s.scheduled_datetime and s.scheduled_datetime > fields.Datetime.now())
        planner.fit_again(ahead)
        planner.draw_again(paused.filtered("next_step_id") - doubtful - ahead)
        if paused:
            paused._on_resumed(cause)
        return paused

    @api.model
    def _resume_returning(self, limit):
        """Resume those whose pause has ended by itself (semantics 4.7); return the ones looked at, up to ``limit``."""
        over = [("state", "=", "paused"), ("paused_until", "<=", fields.Datetime.now())]
        returning = self.search(over, order="paused_until, id", limit=limit).try_lock_for_update()
        left = returning - returning.resume(cause="date")
        left._of_archived().pause("archived")
        left.paused_until = False  # else they would be looked at again and again
        return returning
