from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.sending_window import Window


class EmailSequenceSchedule(models.Model):
    """A sending schedule: a named set of weekly sending windows; the time zone is the sequence's (semantics 1.3)."""

    _name = "email.sequence.schedule"
    _description = "Sending Schedule"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer("Order", default=10)
    company_id = fields.Many2one("res.company", help="Empty: every company may use this schedule.")
    window_ids = fields.One2many("email.sequence.schedule.window", "schedule_id", string="Sending windows", copy=True)
    summary = fields.Char(compute="_compute_summary")

    @api.depends("window_ids.dayofweek", "window_ids.hour_from", "window_ids.hour_to")
    def _compute_summary(self):
        for schedule in self:
            schedule.summary = ", ".join(schedule.window_ids.sorted().mapped("display_name"))

    @api.constrains("window_ids")
    def _check_windows(self):
        for schedule in self:
            windows = schedule.window_ids.sorted(lambda window: (window.dayofweek, window._minute("hour_from")))
            for earlier, later in pairwise(windows):
                if earlier.dayofweek == later.dayofweek and later._minute("hour_from") < earlier._minute("hour_to"):
                    raise ValidationError(
                        self.env._(
                            'Two sending windows of "%(schedule)s" overlap on %(day)s. '
                            "Join them or change their hours.",
                            schedule=schedule.name,
                            day=later._day_name(),
                        )
                    )
        self.env["email.sequence"].sudo().search([("schedule_id", "in", self.ids)])._check_activated()

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super(EmailSequenceSchedule, self.with_context(email_sequence_checks_windows=True)).create(
            vals_list
        )
        return schedules.with_env(self.env)

    def write(self, vals):
        return super(EmailSequenceSchedule, self.with_context(email_sequence_checks_windows=True)).write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", schedule.name))
            for schedule, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def _windows(self):
        """The windows as the pure engine reads them: a tuple of :class:`Window`, empty where none is set."""
        return tuple(
            Window(int(window.dayofweek), window._minute("hour_from"), window._minute("hour_to"))
            for window in self.window_ids
        )
