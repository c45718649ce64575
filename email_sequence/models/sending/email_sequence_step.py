from odoo import models


class EmailSequenceStep(models.Model):
    _inherit = "email.sequence.step"

    def _kind(self):
        """What the step does when it is due: ``"email"``; a bridge returns others for its steps.

        The dispatcher then calls its own method ``_perform_<kind>``. A step that was deleted counts as an email.
        """
        return "email"

    def _kept_templates(self, partners):
        """Those for whom an email of the step was tried, with a template that it still has."""
        kept = super()._kept_templates(partners)
        tried = (
            self.env["email.sequence.trace"]
            .sudo()  # sudo: contacts keep their variant whoever looks
            .search_fetch(
                [
                    ("partner_id", "in", partners.ids),
                    ("step_id", "in", self._origin.ids),
                    ("template_id", "in", self._templates().ids),
                ],
                ["partner_id", "template_id"],
                order="id",
            )
        )
        return kept | {trace.partner_id: trace.template_id for trace in tried}
