from odoo import api, fields, models

from ...tools.sending.variants import draw
from .email_sequence_step_variant import LETTERS


class EmailSequenceStep(models.Model):
    """A/B tests: which of a step's templates a contact gets (semantics 12).

    It depends only on the contact, the step and the weights, so that a preview shows what will be sent. Once an email
    of the step was tried, the contact keeps its variant, even if the weights change or it is subscribed again. Nothing
    is chosen automatically.
    """

    _inherit = "email.sequence.step"

    share = fields.Float(compute="_compute_share", help="How many of the contacts yet to come get the step's template.")
    template_words = fields.Char("A/B", compute="_compute_template_words", help="How many templates it has.")

    @api.depends("weight", "variant_ids.weight")
    def _compute_share(self):
        for step in self:
            step.share = step.weight / (sum(weight for _template, weight in step._weighted_templates()) or 1)

    @api.depends("variant_ids")
    def _compute_template_words(self):
        for step in self:
            count = len(step._weighted_templates())
            step.template_words = self.env._("A/B · %s", count) if count > 1 else False

    def _weighted_templates(self):
        """``[(template, weight)]``, variant A first."""
        others = self.variant_ids.sorted("sequence")
        return [(self.template_id, self.weight), *((other.template_id, other.weight) for other in others)]

    def _letter(self, template):
        """Which variant the template is, "" if the step has no other one."""
        templates = [own for own, _weight in self._weighted_templates()]
        return LETTERS[templates.index(template)] if len(templates) > 1 else ""

    def _can_draw(self):
        """Whether the templates and weights can be saved as they are; a form may be incomplete."""
        weights = [weight for _template, weight in self._weighted_templates()]
        return all(template for template, _weight in self._weighted_templates()) and any(weights) and min(weights) >= 0

    def _templates_for(self, partners):
        """``{contact: the template that it gets}``, drawn if the step has several; also for a form's virtual step."""
        templates, weights = zip(*self._weighted_templates(), strict=True)
        if len(templates) == 1:
            return dict.fromkeys(partners, templates[0])
        kept = self._kept_templates(partners)
        return {
            partner: kept.get(partner) or templates[draw(weights, f"{self._origin.id}:{partner.id}")]
            for partner in partners
        }

    def _template_name_for(self, partner):
        """The name of the template that the contact gets."""
        step = self.sudo()
        return step._templates_for(partner).get(partner, step.template_id).name

    def _kept_templates(self, partners):
        """``{contact: template}`` of the contacts who keep the variant that was drawn for them before.

        A hook: sending knows which template a contact's email of the step was made of.
        """
        return {}
