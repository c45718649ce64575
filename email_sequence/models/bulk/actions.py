"""The bulk actions that users know, and one of the system's own."""

import functools

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..subscriptions import planner, progression
from .bulk_action import LIVE, BulkAction, add_bulk_action


@add_bulk_action
class Pause(BulkAction):
    """Pause by hand, for good or until a day (semantics 4.1, 4.7)."""

    code = "pause"
    label = "Pause"
    details = ("until",)

    def button(self):
        return self.env._("Pause")

    def forecast(self, **counts):
        return self.env._("Will be paused: %(ready)s. Stay as they are: %(others)s.", **counts)

    def running(self):
        return self.env._("Pausing…")

    def result(self, count):
        return self.env._("Paused: %s.", count)

    def notice(self, recipient, **values):
        return self.env._("%(user)s paused %(count)s of your subscriptions.", **values)

    def check(self):
        if self.bulk.until and self.bulk.until <= fields.Date.context_today(self.bulk):
            raise UserError(self.env._("They can resume by themselves from tomorrow on. Choose a later day."))

    def eligible(self):
        return Domain("state", "=", "active") | Domain("paused_until", "!=", False)

    def change(self, subscriptions):
        bulk = self.bulk
        return subscriptions.pause("manual", user=bulk.user_id, until=bulk.until, tell=bulk.total_count == 1)


@add_bulk_action
class Resume(BulkAction):
    """Resume what is paused, except if the contact unsubscribed or is archived (semantics 4.7)."""

    code = "resume"
    label = "Resume"

    def button(self):
        return self.env._("Resume")

    def forecast(self, **counts):
        return self.env._("Will be resumed: %(ready)s. Stay as they are: %(others)s.", **counts)

    def running(self):
        return self.env._("Resuming…")

    def result(self, count):
        return self.env._("Resumed: %s.", count)

    def notice(self, recipient, **values):
        return self.env._("%(user)s resumed %(count)s of your subscriptions.", **values)

    def eligible(self):
        return Domain("state", "=", "paused") & ~_stay_paused(self.env)

    def left_out(self):
        subscriptions = self.env["email.sequence.subscription"]
        sentences = {
            reason.code: functools.partial(reason.left_out, self.env)
            for reason in subscriptions._pause_reasons()
            if reason.left_out
        }
        sentences["archived"] = lambda count: self.env._("%s archived", count)
        return [(sentences[code], domain) for code, domain in subscriptions._stay_paused().items()]

    def change(self, subscriptions):
        return subscriptions.resume()


@add_bulk_action
class Remove(BulkAction):
    """Take contacts out of their sequences (semantics 3.5)."""

    code = "remove"
    label = "Remove"
    button_class = "btn-danger"

    def button(self):
        return self.env._("Remove")

    def forecast(self, **counts):
        return self.env._("Will be removed: %(ready)s. Stay as they are: %(others)s.", **counts)

    def running(self):
        return self.env._("Removing…")

    def result(self, count):
        return self.env._("Removed: %s.", count)

    def notice(self, recipient, **values):
        return self.env._("%(user)s removed %(count)s of your subscriptions.", **values)

    def change(self, subscriptions):
        return subscriptions.remove()


@add_bulk_action
class ChangeSender(BulkAction):
    """Send the next emails from the account of another user, who must have access to the sequence's company."""

    code = "reassign"
    label = "Change sender"
    details = ("sender_id",)

    def button(self):
        return self.env._("Change sender")

    def forecast(self, **counts):
        return self.env._("Will get the new sender: %(ready)s. Stay as they are: %(others)s.", **counts)

    def running(self):
        return self.env._("Changing the sender…")

    def result(self, count):
        return self.env._("Sender changed: %s.", count)

    def notice(self, recipient, **values):
        if recipient == self.bulk.sender_id:
            return self.env._("%(user)s made you the sender of %(count)s more subscriptions.", **values)
        return self.env._("%(user)s gave %(count)s of your subscriptions to another sender.", **values)

    def notices(self, counts):
        return {**counts, self.bulk.sender_id: sum(counts.values())} if counts else {}

    def check(self):
        sender = self.bulk.sender_id
        if sender != self.env.user and not self.env.user.has_group("email_sequence.group_manager"):
            raise AccessError(self.env._("Only a manager of sequences may choose another sender than themselves."))
        if not sender or sender.share:
            raise UserError(self.env._("Mails leave from an internal user. Choose another sender."))

    def eligible(self):
        sender = self.bulk.sender_id
        return LIVE & Domain("user_id", "!=", sender.id) & Domain("company_id", "in", sender.company_ids.ids)

    def change(self, subscriptions):
        return subscriptions.filtered_domain(self.eligible())._reassign(self.bulk.sender_id)


@add_bulk_action
class Move(BulkAction):
    """Subscribe contacts to another sequence of the same company and take them out of the one they are in."""

    code = "move"
    label = "Move to another sequence"
    details = ("target_id",)

    def button(self):
        return self.env._("Move")

    def forecast(self, **counts):
        return self.env._(
            "Will be moved, if their address can be written to: %(ready)s. Stay as they are: %(others)s.", **counts
        )

    def running(self):
        return self.env._("Moving to another sequence…")

    def result(self, count):
        return self.env._("Moved: %s.", count)

    def notice(self, recipient, **values):
        return self.env._("%(user)s moved %(count)s of your subscriptions to another sequence.", **values)

    def check(self):
        if not self.bulk.target_id:
            raise UserError(self.env._("Choose the sequence to move to."))
        self.bulk.target_id.sudo(False).check_access("read")

    def eligible(self):
        target = self.bulk.target_id
        return (
            LIVE
            & ~_stay_paused(self.env)
            & Domain("sequence_id", "!=", target.id)
            & Domain("company_id", "=", target.company_id.id)
        )

    def ready(self):
        subscriptions = self.env["email.sequence.subscription"].sudo(False)  # counted with the rights of the user
        there = subscriptions._search(Domain("sequence_id", "=", self.bulk.target_id.id) & LIVE)
        return self.eligible() & Domain("partner_id", "not in", there.subselect("partner_id"))

    def change(self, subscriptions):
        return progression.move(subscriptions.filtered_domain(self.eligible()), self.bulk.target_id)


@add_bulk_action
class SendNewSteps(BulkAction):
    """Let finished ones have the steps that were added after their last one (semantics 10)."""

    code = "go_on"
    label = "Go on with new steps"

    def button(self):
        return self.env._("Go on")

    def forecast(self, **counts):
        return self.env._(
            "Have finished, and go on if steps were added behind their last one: %(ready)s. "
            "Stay as they are: %(others)s.",
            **counts,
        )

    def running(self):
        return self.env._("Going on with new steps…")

    def result(self, count):
        return self.env._("Gone on: %s.", count)

    def notice(self, recipient, **values):
        return self.env._("%(user)s let %(count)s of your subscriptions go on with new steps.", **values)

    def eligible(self):
        return (
            Domain("state", "=", "finished")
            & Domain("unsubscribe_datetime", "=", False)
            & Domain("partner_id", "any", [("active", "=", True)])
        )

    def change(self, subscriptions):
        return progression.send_new_steps(subscriptions)


@add_bulk_action
class Reschedule(BulkAction):
    """Plan again what no longer fits a sending window, after a schedule or a time zone changed (semantics 2.5)."""

    code = "fit"
    label = "Plan again"
    is_offered = False
    is_system = True

    def running(self):
        return self.env._("Planning again…")

    def result(self, count):
        return self.env._("Planned again: %s.", count)

    def change(self, subscriptions):
        return planner.fit_again(subscriptions)


def _stay_paused(env):
    """The domain of paused subscriptions that no bulk action resumes (semantics 4.7)."""
    return Domain.OR(env["email.sequence.subscription"]._stay_paused().values())
