from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.timing.openings import clock

MINUTES_PER_HOUR = 60
LAST_HOUR = 24.0


class EmailSequenceScheduleWindow(models.Model):
    """A sending window: a span of one weekday, in the sequence's local time (semantics 1.3)."""

    _name = "email.sequence.schedule.window"
    _description = "Sending Window"
    _inherit = ["email.sequence.schedule.part"]
    _order = "dayofweek, hour_from, id"

    dayofweek = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Day",
        required=True,
        default="0",
    )
    hour_from = fields.Float("From", required=True, default=9.0, help="Local hour at which the window opens.")
    hour_to = fields.Float("To", required=True, default=16.0, help="Local hour at which it closes; 24:00 is midnight.")

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for window in self:
            if not window._lies_in_one_day():
                raise ValidationError(self.env._("A sending window lies between 00:00 and 24:00 of one day."))
            if window._minute("hour_from") >= window._minute("hour_to"):
                raise ValidationError(
                    self.env._(
                        "The sending window on %(day)s must end after it starts. "
                        "For a window over midnight, add one until 24:00 and one from 00:00 on the next day.",
                        day=window._day_name(),
                    )
                )

    @api.depends("dayofweek", "hour_from", "hour_to")
    def _compute_display_name(self):
        for window in self:
            start, end = clock(window._minute("hour_from")), clock(window._minute("hour_to"))
            window.display_name = f"{window._day_name()} {start}–{end}"  # noqa: RUF001

    def _day_name(self):
        return dict(self._fields["dayofweek"]._description_selection(self.env))[self.dayofweek]

    def _minute(self, field_name):
        """Minutes after local midnight of ``hour_from`` or ``hour_to``."""
        return round(self[field_name] * MINUTES_PER_HOUR)

    def _lies_in_one_day(self):
        return 0 <= self.hour_from < LAST_HOUR and 0 < self.hour_to <= LAST_HOUR

    def _is_valid(self):
        """Whether it starts before it ends, on one day, which a form that is not saved yet may violate."""
        return self._lies_in_one_day() and self._minute("hour_from") < self._minute("hour_to")
