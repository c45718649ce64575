from odoo import models

from . import planner


class EmailSequenceSchedule(models.Model):
    _inherit = "email.sequence.schedule"

    def _on_times_changed(self):
        planner.schedules_changed(self)
        return super()._on_times_changed()
