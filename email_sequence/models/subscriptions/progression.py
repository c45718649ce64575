"""Which step comes next: subscriptions on their way from step to step, or into another sequence.

A step that was sent to a subscription, or skipped, never comes again, whatever the order of the steps is now, and those
that were added before the one that it waits for are not for it (semantics 8, 10).
"""

from odoo.tools import groupby

from . import planner, subscribing
from .states import LIVE


def go_to_next(subscriptions):
    """Let each wait for the step after its next one, planned from the email that was really sent last."""
    go_to(next_steps(subscriptions))


def next_steps(subscriptions, without=()):
    """``{subscription: the first step after the one that it waits for}``, none of ``without``; empty: none."""
    return {
        subscription: steps_after(subscription, subscription.next_step_id, without)[:1]
        for subscription in subscriptions
    }


def steps_after(subscription, step, without=()):
    """The steps behind the given one that were neither sent to the subscription nor skipped, in order."""
    position = step._position() if step else (0, 0)
    steps = subscription.sequence_id.step_ids - passed_steps(subscription)
    return steps.filtered(lambda other: other not in without and other._position() > position).sorted()


def passed_steps(subscription):
    """The steps that were sent to the subscription, or skipped."""
    sent = subscription.trace_ids.filtered(lambda trace: trace.trace_status != "error").step_id
    return sent | subscription.skipped_step_ids


def go_to(steps):
    """Let each subscription of ``{subscription: step}`` wait for its step; one without a step is finished."""
    for step, group in groupby(steps.items(), lambda item: item[1]):
        first, *others = (subscription for subscription, _step in group)
        subscriptions = first.concat(*others)
        if step:
            subscriptions.write({"next_step_id": step.id, "send_at_once": False})
            planner.plan(subscriptions)
        else:
            subscriptions._finish()


def send_new_steps(subscriptions):
    """Let finished ones get the steps that were added behind the last one that they got (semantics 10).

    Except contacts who unsubscribed or were archived meanwhile.

    :return: the subscriptions that this call activated: one per contact and sequence, if none of theirs is live
    """
    over = subscriptions.filtered(
        lambda s: s.state == "finished" and s.partner_id.active and not s.unsubscribe_datetime
    )
    taken = {(live.sequence_id, live.partner_id) for live in _live_beside(over)}
    steps = {}
    for subscription in over:
        of_contact = (subscription.sequence_id, subscription.partner_id)
        step = steps_after(subscription, passed_steps(subscription).sorted()[-1:])[:1]
        if step and of_contact not in taken:
            taken.add(of_contact)
            steps[subscription] = step
    again = subscriptions.browse().concat(*steps)
    again.write({"state": "active", "finished_datetime": False})
    go_to(steps)
    if again:
        again._on_continued()
    return again


def move(subscriptions, sequence):
    """Take the live ones out of their sequences and subscribe their contacts to another one, from its first step.

    They keep their address and their sender. Those who cannot be subscribed there, or who unsubscribed, stay where
    they are.

    :return: the subscriptions that this call removed
    """
    live = subscriptions.filtered(lambda s: s.state in LIVE and s.sequence_id != sequence)
    live -= live._unsubscribed()
    by_partner = {subscription.partner_id.id: subscription for subscription in live if subscription.partner_id}
    addresses, _skipped = subscribing.sort_out(sequence, list(by_partner), again=True)
    moved = subscriptions.browse().concat(*(by_partner[partner_id] for partner_id in addresses))
    step = subscribing.step_to_start_at(sequence, None)
    for sender, group in moved.grouped("user_id").items():
        subscribing.subscribe(sequence, {s.partner_id.id: s.email for s in group}, step, sender.id)
    moved.remove(cause="move")
    if moved:
        moved._on_moved(sequence)
    return moved


def merge(partners, survivor):
    """Leave one live subscription per sequence to contacts that are merged; the others are removed.

    A paused one is kept before an active one, and the survivor's before another's.
    """
    # sudo: merging contacts concerns all of their sequences, also those that the user may not see.
    subscriptions = survivor.env["email.sequence.subscription"].sudo()
    live = subscriptions.search([("partner_id", "in", (partners | survivor).ids), ("state", "in", LIVE)])
    for group in live.grouped("sequence_id").values():
        _kept, *others = group.sorted(lambda s: (s.state != "paused", s.partner_id != survivor, s.id))
        subscriptions.concat(*others).remove()


def _live_beside(subscriptions):
    """The live subscriptions of the same contacts to the same sequences."""
    return subscriptions.search(
        [
            ("sequence_id", "in", subscriptions.sequence_id.ids),
            ("partner_id", "in", subscriptions.partner_id.ids),
            ("state", "in", LIVE),
        ]
    )
