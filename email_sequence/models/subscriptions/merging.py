"""What becomes of the subscriptions of contacts that are merged: the stricter past of both counts (semantics 3.8)."""

from . import unsubscribed
from .progression import go_to_next, passed_steps
from .states import LIVE


def merge(partners, survivor):
    """Leave one live subscription per sequence to contacts that are about to be merged; the others are removed.

    The one that is further lives on, and is paused if another was. What any of the contacts got or skipped does not
    come again, and who unsubscribed stays so, whatever the state of that subscription is.

    :param partners: the contacts that are merged into ``survivor``; their subscriptions are moved after this
    """
    # sudo: merging contacts concerns all of their sequences, also those that the user may not see.
    subscriptions = survivor.env["email.sequence.subscription"].sudo()
    theirs = subscriptions.search([("partner_id", "in", (partners | survivor).ids)], order="id")
    for of_sequence in theirs.grouped("sequence_id").values():
        if len(of_sequence.partner_id) > 1:
            _merge_in_sequence(of_sequence, survivor)


def _merge_in_sequence(subscriptions, survivor):
    live = subscriptions.filtered(lambda s: s.state in LIVE)
    if not live:
        return
    kept = max(live, key=lambda s: (_sent_count(s), s.state == "paused", s.partner_id == survivor, -s.id))
    others = subscriptions.filtered(lambda s: s.partner_id != kept.partner_id)  # its contact's own past stays its past
    # what is only claimed can still be released, and what is unknown can be sent again
    doubtful = kept.trace_ids.filtered(lambda trace: trace.trace_status in ("sending", "unknown")).step_id
    steps = _steps_got(others) - (passed_steps(kept) - doubtful)
    kept.skipped_step_ids |= steps
    _take_over_pause(kept, others)
    (live - kept).remove(cause="merge")
    if kept.next_step_id in steps:
        go_to_next(kept)
    if steps or live != kept:
        kept._on_merged()


def _sent_count(subscription):
    return len(subscription.trace_ids.filtered(lambda trace: trace.trace_status != "error" and not trace.sent_again))


def _steps_got(subscriptions):
    """The steps that any of the subscriptions got or skipped. What is just being sent counts: it may leave."""
    return subscriptions.next_step_id.browse().union(*map(passed_steps, subscriptions))


def _take_over_pause(kept, others):
    """Pause the subscription that lives on if others unsubscribed, or for the reasons for which they are paused."""
    words = kept.with_context(lang=kept.user_id.lang or kept.env.lang).env
    for other in others.filtered(unsubscribed.holds):
        kept.pause("unsubscribed", words._("%s unsubscribed.", other.email), tell=False)
    for other in others.filtered(lambda s: s.state == "paused"):
        is_longer = not kept.paused_until or not other.paused_until or kept.paused_until < other.paused_until
        if is_longer and kept._is_stopped_by(other.pause_reason):
            kept.write({"state": "paused", "send_at_once": False, **_pause_of(other)})
            kept._on_paused(tell=False)


def _pause_of(subscription):
    """All that is known of the pause, as values to write, without the message that said so."""
    names = [name for name in subscription._not_paused() if name != "pause_message_id"]
    return {name: subscription._fields[name].convert_to_write(subscription[name], subscription) for name in names}
