from odoo import api, fields, models


class EmailSequenceSchedulePart(models.AbstractModel):
    """A part of a sending schedule: a window or skip dates.

    Emails are planned by them, so the schedule is told of every change, however it is made.
    """

    _name = "email.sequence.schedule.part"
    _description = "Part of a Sending Schedule"

    schedule_id = fields.Many2one("email.sequence.schedule", required=True, index=True, ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.schedule_id._part_changed()
        return parts

    def write(self, vals):
        before = self.schedule_id
        result = super().write(vals)
        (before | self.schedule_id)._part_changed()
        return result

    def unlink(self):
        schedules = self.schedule_id
        result = super().unlink()
        schedules._part_changed()
        return result
