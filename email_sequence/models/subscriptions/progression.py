from odoo import api, models
from odoo.tools import groupby

from .states import LIVE


class EmailSequenceMover(models.AbstractModel):
    """Which step comes next: subscriptions on their way from step to step, or into another sequence.

    A step that was sent to a subscription, or skipped, never comes again, whatever the order of the steps is now, and
    those that were added before the one that it waits for are not for it (semantics 8, 10).
    """

    _name = "email.sequence.mover"
    _description = "Moving Subscriptions from Step to Step"

    @api.model
    def _go_to_next(self, subscriptions):
        """Let each wait for the step after the one that it waits for, planned from the mail that really left last."""
        self._go_to(self._next_steps(subscriptions))

    @api.model
    def _next_steps(self, subscriptions, without=()):
        """``{subscription: the first step after the one that it waits for}``, none of ``without``; empty: none."""
        return {
            subscription: self._steps_after(subscription, subscription.next_step_id, without)[:1]
            for subscription in subscriptions
        }

    @api.model
    def _passed_steps(self, subscription):
        """The steps that were sent to the subscription, or skipped."""
        sent = subscription.trace_ids.filtered(lambda trace: trace.trace_status != "error").step_id
        return sent | subscription.skipped_step_ids

    @api.model
    def _go_to(self, steps):
        """Let each subscription of ``{subscription: step}`` wait for its step; one without a step is finished."""
        for step, group in groupby(steps.items(), lambda item: item[1]):
            first, *others = (subscription for subscription, _step in group)
            subscriptions = first.concat(*others)
            if step:
                subscriptions.write({"next_step_id": step.id, "send_at_once": False})
                self.env["email.sequence.planner"]._plan(subscriptions)
            else:
                subscriptions._finish()

    @api.model
    def _go_on(self, subscriptions):
        """Let finished ones have the steps that were added behind the last one that they got (semantics 10).

        Except contacts who unsubscribed or were archived meanwhile.

        :return: the subscriptions that this call took up again: one per contact and sequence, where none is live
        """
        over = subscriptions.filtered(
            lambda s: s.state == "finished" and s.partner_id.active and not s.unsubscribe_datetime
        )
        taken = {(live.sequence_id, live.partner_id) for live in self._live_beside(over)}
        steps = {}
        for subscription in over:
            place = (subscription.sequence_id, subscription.partner_id)
            step = self._steps_after(subscription, self._passed_steps(subscription).sorted()[-1:])[:1]
            if step and place not in taken:
                taken.add(place)
                steps[subscription] = step
        again = subscriptions.browse().concat(*steps)
        again.write({"state": "active", "finished_datetime": False})
        self._go_to(steps)
        if again:
            again._on_continued()
        return again

    @api.model
    def _move(self, subscriptions, sequence):
        """Take the live ones out of their sequences and subscribe their contacts to another one, from its first step.

        They keep their address and their sender. Those who cannot be subscribed there, or who unsubscribed, stay where
        they are.

        :return: the subscriptions that this call removed
        """
        subscriber = self.env["email.sequence.subscriber"]
        live = subscriptions.filtered(lambda s: s.state in LIVE and s.sequence_id != sequence)
        live -= live._unsubscribed()
        by_partner = {subscription.partner_id.id: subscription for subscription in live if subscription.partner_id}
        addresses, _skipped = subscriber._sort_out(sequence, list(by_partner), again=True)
        moved = subscriptions.browse().concat(*(by_partner[partner_id] for partner_id in addresses))
        step = subscriber._step_to_start_at(sequence, None)
        for sender, group in moved.grouped("user_id").items():
            subscriber._subscribe(sequence, {s.partner_id.id: s.email for s in group}, step, sender.id)
        moved.remove(cause="move")
        if moved:
            moved._on_moved(sequence)
        return moved

    @api.model
    def _merge(self, partners, survivor):
        """Leave one live subscription per sequence to contacts that are merged; the others are removed.

        A paused one is kept before an active one, and the survivor's before another's.
        """
        Subscription = self.env["email.sequence.subscription"].sudo()
        live = Subscription.search([("partner_id", "in", (partners | survivor).ids), ("state", "in", LIVE)])
        for subscriptions in live.grouped("sequence_id").values():
            _kept, *others = subscriptions.sorted(lambda s: (s.state != "paused", s.partner_id != survivor, s.id))
            Subscription.concat(*others).remove()

    def _steps_after(self, subscription, step, without=()):
        """The steps behind the given one that were neither sent to the subscription nor skipped, in order."""
        position = step._position() if step else (0, 0)
        steps = subscription.sequence_id.step_ids - self._passed_steps(subscription)
        return steps.filtered(lambda other: other not in without and other._position() > position).sorted()

    def _live_beside(self, subscriptions):
        """The live subscriptions of the same contacts to the same sequences."""
        return subscriptions.search(
            [
                ("sequence_id", "in", subscriptions.sequence_id.ids),
                ("partner_id", "in", subscriptions.partner_id.ids),
                ("state", "in", LIVE),
            ]
        )
