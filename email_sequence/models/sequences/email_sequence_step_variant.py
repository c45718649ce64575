from odoo import api, fields, models

LETTERS = "ABCD"  # of the templates of a step, which has no more than these


class EmailSequenceStepVariant(models.Model):
    """Another template of a step, for an A/B test: each contact gets one of them at random (semantics 12).

    The step's own template is variant A; the others follow in their order.
    """

    _name = "email.sequence.step.variant"
    _description = "Variant of an Email Sequence Step"
    _order = "step_id, sequence, id"
    _rec_name = "template_id"

    step_id = fields.Many2one("email.sequence.step", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer("Order", default=10)
    template_id = fields.Many2one(
        "mail.template",
        "Email template",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('model', '=', 'res.partner'), ('user_id', '=', False)]",
    )
    weight = fields.Integer(default=1, required=True, help="How often it is drawn, beside the weights of the others.")
    share = fields.Float(compute="_compute_share", help="How many of the contacts yet to come get it.")

    _weight_in_range = models.Constraint("CHECK (weight BETWEEN 0 AND 100)", "The weight of a variant is 0 to 100.")
    _template_once = models.UniqueIndex("(step_id, template_id)", "Each variant of a step has a template of its own.")

    @api.depends("weight", "step_id.weight", "step_id.variant_ids.weight")
    def _compute_share(self):
        for variant in self:
            weights = [variant.step_id.weight, *(variant.step_id.variant_ids | variant).mapped("weight")]
            variant.share = variant.weight / (sum(weights) or 1)

    @api.constrains("template_id", "step_id", "weight")
    def _check_variants(self):
        for step in self.step_id:
            step._check_usable(step.variant_ids.template_id)
            step._check_variants()
