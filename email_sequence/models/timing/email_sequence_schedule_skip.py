from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...tools.timing.skip_dates import LONGEST_BREAK


class EmailSequenceScheduleSkip(models.Model):
    """Dates on which nothing is sent: a holiday, a company break; local dates of the sequence (semantics 1.4)."""

    _name = "email.sequence.schedule.skip"
    _description = "Dates on Which Nothing Is Sent"
    _inherit = ["email.sequence.schedule.part"]
    _order = "date_from, id"

    name = fields.Char("Reason")
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date(
        "Last day", compute="_compute_date_to", store=True, readonly=False, precompute=True, required=True
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for skip in self:
            if not skip.date_to or (skip.date_from and skip.date_to < skip.date_from):
                skip.date_to = skip.date_from

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for skip in self:
            if skip.date_from > skip.date_to:
                raise ValidationError(
                    self.env._(
                        "The dates on which nothing is sent must end after they start, or on the same day: %s.",
                        skip.display_name,
                    )
                )
            if (skip.date_to - skip.date_from).days >= LONGEST_BREAK:
                raise ValidationError(
                    self.env._(
                        "Nothing is sent for more than a year: %s. Archive the sequences instead.", skip.display_name
                    )
                )

    @api.depends("name", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for skip in self:
            days = dict.fromkeys([skip.date_from, skip.date_to])  # only one if they are the same
            dates = " – ".join(format_date(self.env, day) for day in days if day)  # noqa: RUF001
            skip.display_name = f"{skip.name} ({dates})" if skip.name else dates

    def _is_valid(self):
        """Whether the dates are in order and not too many, which a form that is not saved yet may violate."""
        return bool(self.date_from and self.date_to and 0 <= (self.date_to - self.date_from).days < LONGEST_BREAK)
