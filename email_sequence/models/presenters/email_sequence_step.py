from odoo import api, fields, models

from . import change_impact
from .counts import step_counts
from .variant_statistics import rows_of_step, verdict_sentence

VARIANTS = ("template_id", "weight", "variant_ids.template_id", "variant_ids.weight", "variant_ids.sequence")


class EmailSequenceStep(models.Model):
    """What the screens of a step show: its statistics, those of its variants, and what saving changes."""

    _inherit = "email.sequence.step"

    waiting_count = fields.Integer(
        "Waiting", compute="_compute_counts", help="Contacts whose next mail it is, active or paused."
    )
    sent_count = fields.Integer("Sent", compute="_compute_counts", help="Mails that left, also those that came back.")
    replied_count = fields.Integer(
        "Replied",
        compute="_compute_counts",
        help="Mails that were answered; autoresponders do not count.",
    )
    bounced_count = fields.Integer("Bounced", compute="_compute_counts", help="Mails that came back.")
    variants_impact = fields.Char("What saving does", compute="_compute_variants_impact")
    variant_statistics = fields.Json("Figures per variant", compute="_compute_variant_statistics")
    variant_verdict = fields.Char("Verdict", compute="_compute_variant_statistics")

    def _compute_counts(self):
        for step, counts in step_counts(self).items():
            step.update({f"{name}_count": count for name, count in counts.items()})

    @api.depends(*VARIANTS)
    def _compute_variants_impact(self):
        for step in self:
            step.variants_impact = change_impact.of_variants(step)

    @api.depends(*VARIANTS)
    @api.depends_context("lang")
    def _compute_variant_statistics(self):
        for step in self:
            rows = rows_of_step(step)
            step.variant_statistics = rows
            step.variant_verdict = verdict_sentence(self.env, rows)

    def action_open_variants(self):
        """Open the dialog of the step's templates and their statistics."""
        self.ensure_one()
        view = self.env.ref("email_sequence.email_sequence_step_view_form_variants")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("A/B test"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }
