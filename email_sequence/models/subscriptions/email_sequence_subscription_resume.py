from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from . import contact, planner, progression

PAUSED = Domain("state", "=", "paused")


class EmailSequenceSubscription(models.Model):
    """Resuming what is paused: with the step that was not sent, in the next window time (semantics 4.7).

    Whether a subscription becomes active again, in whatever way, is decided by :meth:`_may_continue` alone.
    """

    _inherit = "email.sequence.subscription"

    def action_resume(self, also=()):
        """Resume paused subscriptions with the step that was not sent (semantics 4.7).

        A planned time in the future is kept, else the email is sent in the next window time. An email that may have
        been sent is never sent again by this: the subscription continues with the step after it (semantics 8).

        :param list also: which of several are to be included, by what the contact did: ``reply``, ``bounce``
        :return: True; for a single one about which :meth:`_has_question` knows something, the dialog that asks it,
            and nothing is resumed. Among several, those who unsubscribed stay paused, and those
            who replied or bounced unless ``also`` says so; after a bounce, the next step follows
        :raise UserError: all contacts are archived (semantics 3.7); among others, those of archived ones stay paused
        """
        self._check_may_change()
        self.sudo()._check_not_archived()
        contact.about_to_resume(self.sudo().filtered(lambda s: s.state == "paused"))
        is_one = len(self) == 1
        asks = is_one and self.sudo()._asking_first()
        if asks or (is_one and self._has_question()):
            action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_resume_action")
            name = action["name"] if asks else self.env._("Resume?")
            context = {"default_subscription_id": self.id, "dialog_size": "medium"}
            return dict(action, name=name, context=context)
        return self._resume_by_user(anyway=is_one, also=also)

    def _has_question(self):
        """Whether a user must know something before this one is resumed: a hook, for what other rooms know."""
        return bool(self.sudo()._bounced_elsewhere())

    def _resume_by_user(self, *, anyway=False, also=()):
        """Resume for the user, who may change these; the parameters are as in :meth:`resume`."""
        self.sudo()._check_not_archived()
        self.sudo().resume(anyway=anyway, also=also)
        self._wake_workers()
        return True

    def action_send_again(self):
        """A person found that an email with an unknown outcome was not sent: send its step once more, and resume.

        :raise UserError: there is no such email, or the contact unsubscribed, maybe by that very email
        """
        self._check_may_change()
        contact.about_to_resume(self.sudo().filtered(lambda s: s.state == "paused"))
        if left := self.sudo()._unsubscribed():
            blacklisted = self.env._("%s is on the blacklist.", left[0].email)
            raise UserError(left[0]._unsubscribed_sentence() or blacklisted)
        for subscription in self.sudo():
            trace = subscription.unknown_trace_id
            if subscription.state != "paused" or not trace:
                raise UserError(
                    self.env._("Only a mail with an unknown outcome, of a paused subscription, can be sent again.")
                )
            trace.write({"trace_status": "error"})
            subscription.next_step_id = trace.step_id
        return self.action_resume()

    # ---- who may continue: the one place that decides (semantics 4.7)

    def _may_continue(self, *, also=(), anyway=False):
        """Those of these that may become active again, or be taken along to another sequence.

        :param also: codes of the pause reasons that the user chose to include, of those that are a choice
        :param bool anyway: a user decided about each of these: only an archived contact is in the way
        """
        obstacles = self._happened("archived") if anyway else Domain.OR(self._left_out(also).values())
        # sudo: the caller has checked the rights; what a contact did keeps it out, whoever asks.
        allowed = set(self.sudo().search(Domain("id", "in", self.ids) & ~obstacles).ids)
        return self.filtered(lambda subscription: subscription.id in allowed)

    @api.model
    def _left_out(self, also=()):
        """``{code: domain}`` of those that do not continue with others: each for the first reason that holds.

        The codes are those of pause reasons.

        :param also: as :meth:`_may_continue` takes it
        """
        asking = [reason.code for reason in self._pause_reasons() if reason.asks_first]
        choices = [reason.code for reason in self._pause_reasons() if reason.is_choice and reason.code not in also]
        left, told = {}, Domain.FALSE
        for code in (*asking, "archived", *choices):
            left[code] = self._happened(code) & ~told
            told |= left[code]
        return left

    @api.model
    def _happened(self, code):
        """The domain of those to whom what a pause reason stands for happened, also if another reason paused them.

        A hook: other rooms know more of what happened. Of what is paused, only what happened since then counts: what
        was before is settled.
        """
        if code == "archived":
            return Domain("partner_id", "any", [("active", "=", False)])
        happened = PAUSED & Domain("pause_reason", "=", code)
        return happened | self._has_unsubscribed() if code == "unsubscribed" else happened

    @api.model
    def _has_unsubscribed(self):
        """The domain of those whose contact unsubscribed or is on the blacklist, in whatever state (semantics 11)."""
        # sudo: only some users may read the blacklist, but it keeps out whoever is on it.
        blacklist = self.env["mail.blacklist"].sudo().with_context(active_test=True)._search([])
        return Domain("unsubscribe_datetime", "!=", False) | Domain("email", "in", blacklist.subselect("email"))

    def _asking_first(self):
        """Those that are resumed one by one only, after a question: because of a reason that the table says so of."""
        asking = Domain.OR(self._happened(reason.code) for reason in self._pause_reasons() if reason.asks_first)
        return self.search(Domain("id", "in", self.ids) & PAUSED & asking)

    def _unsubscribed(self):
        """Those that are paused and whose contact unsubscribed."""
        return self.search(Domain("id", "in", self.ids) & PAUSED & self._happened("unsubscribed"))

    def _of_archived(self):
        """Those that are paused, for any reason, and whose contact is archived."""
        return self.filtered(lambda s: s.state == "paused" and s.partner_id and not s.partner_id.active)

    def _check_not_archived(self):
        paused = self.filtered(lambda subscription: subscription.state == "paused")
        if paused and paused == paused._of_archived():
            names = ", ".join(paused.partner_id.mapped("display_name"))
            raise UserError(self.env._("Unarchive %s first: archived contacts get no emails from sequences.", names))

    def _unsubscribed_sentence(self):
        """What the contact did, as a rule that paused this subscription, and on which day for its reader."""
        is_paused_by_it = self._why_paused().asks_first
        moment = self.paused_datetime if is_paused_by_it else self.unsubscribe_datetime
        if not moment:
            return ""  # the address is on the blacklist, which the dialog says by itself
        day = format_date(self.env, fields.Datetime.context_timestamp(self, moment), date_format="long")
        if is_paused_by_it and (self.pause_note or self.pause_reason != "unsubscribed"):
            why = self.pause_note or self._why_paused().why(self)
            return self.env._("Paused on %(day)s: %(why)s", day=day, why=why)
        return self.env._(
            "%(contact)s unsubscribed from “%(sequence)s” on %(day)s.",
            contact=self.partner_id.name or self.email,
            sequence=self.sequence_id.name,
            day=day,
        )

    # ---- resuming

    @api.private
    def resume(self, *, also=(), anyway=False, cause="user"):
        """Resume the paused ones that may continue; the caller has checked the rights.

        :param also: codes of the pause reasons to include that are a choice: ``reply``, ``bounce``
        :param bool anyway: also if the contact unsubscribed, replied or bounced: a user decided about each of these
        :param str cause: ``user``, who may be a program that acts for one; ``date``: the pause was to end by itself
        :return: the subscriptions that this call resumed
        """
        paused = self.filtered(lambda subscription: subscription.state == "paused")
        if not anyway:
            contact.about_to_resume(paused)
        paused = paused._may_continue(also=also, anyway=anyway)
        failed = paused.filtered(lambda subscription: subscription._why_paused().is_error)
        failed.user_id.sudo().filtered("email_sequence_lost_server").email_sequence_lost_server = False
        paused._continue()
        if paused:
            paused._on_resumed(cause)
        return paused

    def _continue(self):
        """Let these paused ones be active, with the step that was not sent."""
        self.write({"state": "active", "absent_until": False, **self._not_paused()})
        doubtful = self.filtered(lambda s: s.unknown_trace_id and s.next_step_id == s.unknown_trace_id.step_id)
        progression.go_to_next(doubtful)
        self.filtered(lambda subscription: not subscription.next_step_id)._finish()
        ahead = self.filtered(lambda s: s.scheduled_datetime and s.scheduled_datetime > fields.Datetime.now())
        planner.fit_again(ahead)
        planner.draw_again(self.filtered("next_step_id") - doubtful - ahead)

    @api.model
    def _resume_returning(self, limit):
        """Resume those whose pause has ended by itself (semantics 4.7); return the ones looked at, up to ``limit``."""
        over = [("state", "=", "paused"), ("paused_until", "<=", fields.Datetime.now())]
        returning = self.search(over, order="paused_until, id", limit=limit).try_lock_for_update()
        left = returning - returning.resume(cause="date")
        left._pause_again()
        left.paused_until = False  # else they would be looked at again and again
        return returning

    def _pause_again(self):
        """Their pause is over, but they may not continue: let them be paused by what keeps them now."""
        archived = self._of_archived()
        archived._forget_pause().pause("archived")
        others = (self - archived).filtered(lambda subscription: subscription.pause_reason != "unsubscribed")
        for subscription in others._unsubscribed():
            words = subscription.with_context(lang=subscription.user_id.lang or self.env.lang).env
            note = words._("%s unsubscribed or is on the blacklist.", subscription.email)
            subscription._forget_pause().pause("unsubscribed", note)

    def _forget_pause(self):
        """Let these be active, for the moment until they are paused for another reason; return them."""
        self.write({"state": "active", **self._not_paused()})
        return self
