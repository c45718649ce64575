from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_DELAY_DAYS = 365


class EmailSequenceStep(models.Model):
    """A step: an email template, a delay in days and whether it starts a new thread (semantics 1.2)."""

    _name = "email.sequence.step"
    _description = "Email Sequence Step"
    _order = "sequence, id"
    _rec_name = "template_id"

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, index=True, ondelete="cascade")
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
    trace_ids = fields.One2many("email.sequence.trace", "step_id", string="Mails")

    _delay_in_range = models.Constraint(
        f"CHECK (delay_days BETWEEN 0 AND {MAX_DELAY_DAYS})",
        "The delay of a step is 1 to 365 days; only the first step may have 0.",
    )

    @api.constrains("sequence_id", "sequence", "delay_days")
    def _check_delay(self):
        if not self.env.context.get("email_sequence_checks_steps"):
            self.sequence_id._check_delays()

    @api.constrains("template_id")
    def _check_template(self):
        for template in self.template_id:
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

    def unlink(self):
        waiting = self.env["email.sequence.subscription"].sudo().search([("next_step_id", "in", self.ids)])
        following = {
            subscription: (subscription._unsent_steps_after(subscription.next_step_id) - self)[:1]
            for subscription in waiting
        }
        sequences = self.sequence_id
        result = super().unlink()
        for subscription, step in following.items():
            subscription._wait_for(step)
        if not self.env.context.get("email_sequence_checks_steps"):
            sequences._check_activated()
        return result

    def _position(self):
        """Sort key of the step within its sequence."""
        return (self.sequence, self.id)
