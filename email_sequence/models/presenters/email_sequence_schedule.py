from odoo import api, fields, models

from ..timing.email_sequence_schedule import PLANNED_BY
from . import change_impact


class EmailSequenceSchedule(models.Model):
    _inherit = "email.sequence.schedule"

    impact = fields.Char(compute="_compute_impact")

    @api.depends(*PLANNED_BY)
    @api.depends_context("lang")
    def _compute_impact(self):
        for schedule in self:
            schedule.impact = schedule._has_valid_hours() and change_impact.of_schedule(schedule)
