from odoo import api, fields, models

from . import change_impact, variant_statistics
from .counts import step_counts

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
    variant_figures = fields.Json("Figures per variant", compute="_compute_variant_figures")
    variant_verdict = fields.Char("Verdict", compute="_compute_variant_figures")

    def _compute_counts(self):
        for step, counts in step_counts(self).items():
            step.update({f"{name}_count": count for name, count in counts.items()})

    @api.depends(*VARIANTS)
    def _compute_variants_impact(self):
        for step in self:
            step.variants_impact = change_impact.of_variants(step)

    @api.depends(*VARIANTS)
    @api.depends_context("lang")
    def _compute_variant_figures(self):
        for step in self:
            rows = variant_statistics.rows_of_step(step)
            step.variant_figures = rows
            step.variant_verdict = variant_statistics.verdict_sentence(self.env, rows)

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
