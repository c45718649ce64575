from collections import Counter

from odoo import api, models

from ..sending.trace_statuses import SENT
from ..subscriptions.states import LIVE


class Standing(Counter):
    """How many subscriptions of a sequence are where: ``{(state, next step): count}``."""

    def total(self, state=None):
        """All of them, or those in this state."""
        return sum(count for (its_state, _step), count in self.items() if state in (None, its_state))

    def waiting_for(self, step):
        """The active and the paused ones whose next step it is."""
        return sum(self[state, step] for state in LIVE)


class EmailSequenceFigures(models.AbstractModel):
    """Counts of sequences for their screens, by one grouped query each, however many sequences there are.

    They are those of the reports (``email.sequence.report``), each answered by an index alone.
    """

    _name = "email.sequence.figures"
    _description = "Figures of Email Sequences"

    @api.model
    def _counts(self, sequences):
        """``{sequence: Standing}``."""
        counts = {sequence._origin: Standing() for sequence in sequences}
        for sequence, state, step, count in self.env["email.sequence.subscription"]._read_group(
            [("sequence_id", "in", sequences._origin.ids)], ["sequence_id", "state", "next_step_id"], ["__count"]
        ):
            counts[sequence][state, step] = count
        return {sequence: counts[sequence._origin] for sequence in sequences}

    @api.model
    def _standing(self, sequence, standing):
        """Who is where, for the client: ``[{"label", "count", "kind"}]``, the steps in order, and those at the end."""
        steps = [
            {
                "label": step.template_id.sudo().name or "",
                "count": standing.waiting_for(step._origin),
                "kind": "waiting",
            }
            for step in sequence.step_ids.sorted()
        ]
        return [*steps, {"label": self.env._("Finished"), "count": standing.total("finished"), "kind": "finished"}]

    @api.model
    def _replied(self, sequences):
        """``{sequence: contacts who answered one of its mails}``; autoresponders never count (semantics 12)."""
        return dict(
            self.env["email.sequence.subscription"]._read_group(
                [("sequence_id", "in", sequences._origin.ids), ("reply_datetime", "!=", False)],
                ["sequence_id"],
                ["__count"],
            )
        )

    @api.model
    def _of_steps(self, steps):
        """``{step: {"waiting", "sent", "replied", "bounced"}}``."""
        figures = {step: Counter(waiting=0, sent=0, replied=0, bounced=0) for step in steps}
        by_origin = {step._origin: counts for step, counts in figures.items()}
        sequences = steps.sequence_id._origin
        for step, count in self.env["email.sequence.subscription"]._read_group(
            [
                ("sequence_id", "in", sequences.ids),
                ("state", "in", LIVE),
                ("next_step_id", "in", steps._origin.ids),
            ],
            ["next_step_id"],
            ["__count"],
        ):
            by_origin[step]["waiting"] = count
        mails = [("sequence_id", "in", sequences.ids), ("step_id", "in", steps._origin.ids)]
        for step, status, count in self.env["email.sequence.trace"]._read_group(
            [*mails, ("trace_status", "in", SENT)], ["step_id", "trace_status"], ["__count"]
        ):
            by_origin[step]["sent"] += count
            if status == "bounce":
                by_origin[step]["bounced"] = count
        for step, count in self.env["email.sequence.trace"]._read_group(
            [*mails, ("reply_datetime", "!=", False)], ["step_id"], ["__count"]
        ):
            by_origin[step]["replied"] = count
        return figures
