from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command

BODY = Markup(
    """<p>%(greeting)s <t t-out="object.name or ''"></t>,</p>
    <p>%(text)s</p>
    <p>%(goodbye)s<br/><t t-out="user.name or ''"></t></p>"""
)


class EmailSequenceExample(models.AbstractModel):
    """An example for who has no sequence yet: three steps with templates in the user's language, not activated."""

    _name = "email.sequence.example"
    _description = "Example of an Email Sequence"

    @api.model
    def _create_example(self):
        """A sequence of the user's company with a template for each step; the user needs the right to create one."""
        sequences = self.env["email.sequence"]
        sequences.check_access("create")
        name = self.env._("Example: arrange a call")
        templates = self.env["mail.template"].sudo().create([self._template(name, *words) for words in self._mails()])
        return sequences.create(
            {
                "name": sequences._free_name(name),
                "step_ids": [
                    Command.create({"template_id": template.id, "delay_days": days, "sequence": number})
                    for number, (template, days) in enumerate(zip(templates, (0, 3, 7), strict=True), 1)
                ],
            }
        )

    def _mails(self):
        """What each mail is called, its subject and its text."""
        return [
            (
                self.env._("first mail"),
                self.env._("A short call, {{ object.name }}?"),
                self.env._("I would like to show you in fifteen minutes how we can help. Does this week suit you?"),
            ),
            (
                self.env._("reminder"),
                self.env._("A short call?"),
                self.env._("Did you have a moment to read my last message? A short yes or no helps me already."),
            ),
            (
                self.env._("last mail"),
                self.env._("My last message"),
                self.env._("I do not want to take more of your time. If it suits you better later, just write to me."),
            ),
        ]

    def _template(self, name, what, subject, text):
        words = {
            "greeting": self.env._("Hello"),
            "text": text,
            "goodbye": self.env._("Best regards"),
        }
        return {
            "name": f"{name} – {what}",  # noqa: RUF001
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "subject": subject,
            "body_html": BODY % words,
        }
