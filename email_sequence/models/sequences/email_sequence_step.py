from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .email_sequence_step_variant import LETTERS

MAX_DELAY_DAYS = 365


class EmailSequenceStep(models.Model):
    """A step: an email template, a delay in days and whether it starts a new thread (semantics 1.2).

    Deleting a step that emails were sent for archives it, so that their traces keep it.
    """

    _name = "email.sequence.step"
    _description = "Email Sequence Step"
    _order = "sequence, id"
    _rec_name = "template_id"

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    sequence = fields.Integer("Order", default=10)
    template_id = fields.Many2one(
        "mail.template",
        "Email template",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('model', '=', 'res.partner'), ('user_id', '=', False)]",
        help="A shared template on contacts. A change of the template takes effect on every mail not yet sent.",
    )
    delay_days = fields.Integer(
        "Delay (days)",
        default=1,
        required=True,
        help="Calendar days after the previous step was sent, or after subscribing for the first step: "
        "1 to 365, and 0 on the first step to send at once.",
    )
    new_thread = fields.Boolean(
        "New thread", help="Starts a new conversation. Otherwise the mail is a reply in the thread of the step before."
    )
    variant_ids = fields.One2many("email.sequence.step.variant", "step_id", string="Variants", copy=True)
    weight = fields.Integer(
        default=1, required=True, help="How often the step's own template is drawn, beside the weights of its variants."
    )
    trace_ids = fields.One2many("email.sequence.trace", "step_id", string="Mails")
    delay_words = fields.Char("When it leaves", compute="_compute_delay_words")

    _weight_in_range = models.Constraint("CHECK (weight BETWEEN 0 AND 100)", "The weight of a variant is 0 to 100.")
    _delay_in_range = models.Constraint(
        f"CHECK (delay_days BETWEEN 0 AND {MAX_DELAY_DAYS})",
        "The delay of a step is 1 to 365 days; only the first step may have 0.",
    )

    @api.depends("delay_days", "sequence", "sequence_id.step_ids.sequence")
    def _compute_delay_words(self):
        for step in self:
            is_first = step == step.sequence_id.step_ids.sorted()[:1]
            step.delay_words = self._words_of_delay(step.delay_days, is_first)

    def _words_of_delay(self, days, is_first):
        if is_first and not days:
            return self.env._("at once")
        if is_first:
            return self.env._("1 day after subscribing") if days == 1 else self.env._("%s days after subscribing", days)
        if days == 1:
            return self.env._("1 day after the previous")
        return self.env._("%s days after the previous", days)

    @api.constrains("sequence_id", "sequence", "delay_days")
    def _check_delay(self):
        if not self.env.context.get("email_sequence_checks_steps"):
            self.sequence_id._check_delays()

    @api.constrains("template_id", "variant_ids")
    def _check_template(self):
        for step in self:
            step._check_usable(step._templates())

    @api.constrains("weight", "variant_ids", "template_id")
    def _check_variants(self):
        for step in self:
            variants = step.variant_ids
            if len(variants) >= len(LETTERS):
                raise ValidationError(self.env._("A step has up to %s templates.", len(LETTERS)))
            if step.template_id in variants.template_id:
                raise ValidationError(self.env._("Each variant of a step has a template of its own."))
            if variants and not any((step.weight, *variants.mapped("weight"))):
                raise ValidationError(self.env._("Give one of the variants a weight above 0."))

    def _check_usable(self, templates):
        """Raise unless emails of the step can be made of the templates."""
        for template in templates:
            if not template.active:
                raise ValidationError(self._template_in_use_sentence(template))
            if template.model != "res.partner":
                raise ValidationError(
                    self.env._(
                        'The template "%(template)s" is not made for contacts. '
                        'Choose one that applies to "Contact", or create a new one from the step.',
                        template=template.name,
                    )
                )
            if template.user_id:
                raise ValidationError(
                    self.env._(
                        'The template "%(template)s" belongs to %(owner)s alone. '
                        "A sequence is shared, so it needs a shared template.",
                        template=template.name,
                        owner=template.user_id.name,
                    )
                )

    def write(self, vals):
        archived = self.filtered("active") if vals.get("active") is False else self.browse()
        result = super().write(vals)
        if archived and not self.env.context.get("email_sequence_checks_steps"):
            archived.sequence_id._check_activated()
        return result

    def unlink(self):
        """Delete the steps that no email was sent for, and archive the others."""
        used = self.filtered(lambda step: step.sudo().with_context(active_test=False).trace_ids)
        if used:
            used.active = False
            used.sequence_id.invalidate_recordset(["step_ids"])
        unused = self - used
        sequences = unused.sequence_id
        unused._before_unlink()
        result = super(EmailSequenceStep, unused).unlink()
        if not self.env.context.get("email_sequence_checks_steps"):
            sequences._check_activated()
        return result

    def _before_unlink(self):
        """Hook: these steps, which no email was sent for, are about to be deleted."""

    def action_duplicate(self):
        """Insert a copy right after the step; subscriptions that are past it do not get the copy."""
        self.ensure_one()
        copy = self.copy({"delay_days": self.delay_days or 1})
        steps = (self.sequence_id.step_ids - copy).sorted()
        position = steps.ids.index(self.id) + 1
        for number, step in enumerate(steps[:position] + copy + steps[position:], 1):
            step.sequence = number
        return True

    def _templates(self):
        """The step's own template, and those of its variants, in order."""
        return self.template_id.concat(*(template for template, _weight in self._weighted_templates()[1:]))

    def _template_in_use_sentence(self, template):
        """That a template of the step cannot go, how many wait for it, and what to do (semantics 10)."""
        return self.env._(
            'The template "%(template)s" is used by a step of "%(sequence)s"; subscriptions that wait for it: '
            "%(waiting)s. Give the step another template, or take the step out of the sequence, first.",
            template=template.name,
            sequence=self.sequence_id.name,
            waiting=self._waiting_count(),
        )

    def _waiting_count(self):
        """How many subscriptions wait for one of these steps, whatever the user may see."""
        return 0

    def _position(self):
        """Sort key of the step within its sequence."""
        return (self.sequence, self.id)
