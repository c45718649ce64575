"""Counts of sequences and steps for their screens, one grouped query each, however many sequences there are.

They equal those of the reports (``email.sequence.report``), but an index alone answers each.
"""

from collections import Counter

from ..sending.trace_statuses import SENT
from ..subscriptions.states import LIVE


class Breakdown(Counter):
    """How many subscriptions of a sequence wait for which step, in which state: ``{(state, next step): count}``."""

    def total(self, state=None):
        """All of them, or those in this state."""
        return sum(count for (its_state, _step), count in self.items() if state in (None, its_state))

    def waiting_for(self, step):
        """The active and the paused ones whose next step it is."""
        return sum(self[state, step] for state in LIVE)


def breakdowns(sequences):
    """``{sequence: Breakdown}``."""
    counts = {sequence._origin: Breakdown() for sequence in sequences}
    for sequence, state, step, count in sequences.env["email.sequence.subscription"]._read_group(
        [("sequence_id", "in", sequences._origin.ids)], ["sequence_id", "state", "next_step_id"], ["__count"]
    ):
        counts[sequence][state, step] = count
    return {sequence: counts[sequence._origin] for sequence in sequences}


def breakdown_for_client(sequence, breakdown):
    """``[{"label", "count", "kind"}]``: the steps in order, with the contacts who wait for them; then the finished."""
    steps = [
        {"label": step.template_id.sudo().name or "", "count": breakdown.waiting_for(step._origin), "kind": "waiting"}
        for step in sequence.step_ids.sorted()
    ]
    return [*steps, {"label": sequence.env._("Finished"), "count": breakdown.total("finished"), "kind": "finished"}]


def replied_counts(sequences):
    """``{sequence: contacts who replied to one of its emails}``; autoresponders never count (semantics 12)."""
    return dict(
        sequences.env["email.sequence.subscription"]._read_group(
            [("sequence_id", "in", sequences._origin.ids), ("reply_datetime", "!=", False)],
            ["sequence_id"],
            ["__count"],
        )
    )


def step_counts(steps):
    """``{step: {"waiting", "sent", "replied", "bounced"}}``."""
    counts = {step: Counter(waiting=0, sent=0, replied=0, bounced=0) for step in steps}
    by_origin = {step._origin: of_step for step, of_step in counts.items()}
    sequences, traces = steps.sequence_id._origin, steps.env["email.sequence.trace"]
    for step, count in steps.env["email.sequence.subscription"]._read_group(
        [
            ("sequence_id", "in", sequences.ids),
            ("state", "in", LIVE),
            ("next_step_id", "in", steps._origin.ids),
        ],
        ["next_step_id"],
        ["__count"],
    ):
        by_origin[step]["waiting"] = count
    emails = [("sequence_id", "in", sequences.ids), ("step_id", "in", steps._origin.ids)]
    for step, status, count in traces._read_group(
        [*emails, ("trace_status", "in", SENT)], ["step_id", "trace_status"], ["__count"]
    ):
        by_origin[step]["sent"] += count
        if status == "bounce":
            by_origin[step]["bounced"] = count
    for step, count in traces._read_group([*emails, ("reply_datetime", "!=", False)], ["step_id"], ["__count"]):
        by_origin[step]["replied"] = count
    return counts
