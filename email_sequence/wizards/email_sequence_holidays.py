from datetime import date

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.timing import public_holidays

YEARS_AHEAD = 10


class EmailSequenceHolidays(models.TransientModel):
    """The dialog that lists public holidays and adds them to a schedule's skip dates (semantics 1.4)."""

    _name = "email.sequence.holidays"
    _description = "Import Public Holidays"

    schedule_id = fields.Many2one("email.sequence.schedule", required=True, index=True, ondelete="cascade")
    source = fields.Selection(
        [("calendar", "A working calendar"), ("country", "A country")],
        "Take them from",
        required=True,
        default="country",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working calendar",
        index="btree_not_null",
        domain="[('company_id', 'in', allowed_company_ids + [False])]",
        default=lambda self: self.env.company.resource_calendar_id,
    )
    country_id = fields.Many2one(
        "res.country", index="btree_not_null", default=lambda self: self.env.company.country_id
    )
    state_id = fields.Many2one("res.country.state", index="btree_not_null", domain="[('country_id', '=', country_id)]")
    year_from = fields.Integer("From the year", required=True, default=lambda self: self._today().year)
    year_to = fields.Integer("To the year", required=True, default=lambda self: self._today().year + 1)
    date_count = fields.Integer("Dates to add", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview")
    problem = fields.Char(compute="_compute_preview")

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.state_id.country_id != self.country_id:
            self.state_id = False

    @api.depends("schedule_id", "source", "calendar_id", "country_id", "state_id", "year_from", "year_to")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.problem, names = False, {}
            try:
                names = wizard._names_to_add()
            except UserError as error:
                wizard.problem = str(error)
            wizard.date_count = len(names)
            wizard.preview = wizard._table_of(names)

    def action_add(self):
        """Add the dates that the dialog lists; nothing is added if something is wrong."""
        self.ensure_one()
        names = self._names_to_add()
        if not names:
            raise UserError(self.env._("No date is left to add. Choose other years, or another country or calendar."))
        self.schedule_id._skip(names)
        return {"type": "ir.actions.act_window_close"}

    def _names_to_add(self):
        """``{date: name}`` without dates that are past or skipped already.

        :raise UserError: says what is wrong and what to do
        """
        skipped = self.schedule_id._skip_dates()
        return {day: name for day, name in self._found_names().items() if day not in skipped}

    def _found_names(self):
        first, last = self._first_and_last()
        if self.source == "calendar":
            return public_holidays.of_calendar(self.calendar_id, first, last) if self.calendar_id else {}
        return public_holidays.of_country(self.country_id, self.state_id, first, last) if self.country_id else {}

    def _first_and_last(self):
        today = self._today()
        if not today.year <= self.year_from <= self.year_to <= today.year + YEARS_AHEAD:
            raise UserError(
                self.env._(
                    "Choose years from %(first)s to %(last)s, the first one not after the last one.",
                    first=today.year,
                    last=today.year + YEARS_AHEAD,
                )
            )
        return max(today, date(self.year_from, 1, 1)), date(self.year_to, 12, 31)

    def _today(self):
        return fields.Date.context_today(self)

    def _table_of(self, names):
        if not names:
            return False
        rows = (
            Markup("<tr><td class='text-nowrap'>%s</td><td>%s</td></tr>")
            % (format_date(self.env, day, date_format="EEE d MMM y"), names[day])
            for day in sorted(names)
        )
        return Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>") % Markup().join(rows)
