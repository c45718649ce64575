from odoo import api, fields, models

from ..timing.email_sequence_schedule import PLANNED_BY


class EmailSequenceSchedule(models.Model):
    _inherit = "email.sequence.schedule"

    impact = fields.Char(compute="_compute_impact")

    @api.depends(*PLANNED_BY)
    @api.depends_context("lang")
    def _compute_impact(self):
        for schedule in self:
            schedule.impact = schedule._has_valid_hours() and self.env["email.sequence.impact"]._of_schedule(schedule)
