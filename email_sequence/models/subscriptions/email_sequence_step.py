from odoo import models

from . import planner, progression


class EmailSequenceStep(models.Model):
    """Those who wait for a step: they go on if it is taken out, and are planned again if its delay changes."""

    _inherit = "email.sequence.step"

    def write(self, vals):
        delays = {step: step.delay_days for step in self}
        archived = self.filtered("active") if vals.get("active") is False else self.browse()
        leavers = archived._waiting()
        result = super().write(vals)
        progression.go_to_next(leavers)
        for step in self.filtered(lambda step: step.active and step.delay_days != delays[step]):
            planner.plan(step._waiting().filtered(lambda s: not s.send_at_once))
        return result

    def _before_unlink(self):
        progression.go_to(progression.next_steps(self._waiting(), without=self))
        return super()._before_unlink()

    def _waiting(self):
        """The subscriptions that wait for one of these steps, paused ones included, with all rights."""
        # sudo: a change of a step concerns all of them, also those that the user may not see.
        return self.env["email.sequence.subscription"].sudo().search([("next_step_id", "in", self.ids)])

    def _waiting_count(self):
        return len(self._waiting())
