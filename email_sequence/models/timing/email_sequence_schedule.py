import zoneinfo
from datetime import UTC
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from ...tools.timing.schedule import Schedule, Window
from ...tools.timing.skip_dates import dates_between, named_ranges, too_long_break
from . import schedule_words

PARTS = ("window_ids", "skip_ids")
PLANNED_BY = (
    "window_ids.dayofweek",
    "window_ids.hour_from",
    "window_ids.hour_to",
    "skip_ids.date_from",
    "skip_ids.date_to",
)


class EmailSequenceSchedule(models.Model):
    """A sending schedule: weekly sending windows, and dates on which nothing is sent (semantics 1.3, 1.4).

    They are local times in the time zone of each sequence, or of its contacts.
    """

    _name = "email.sequence.schedule"
    _description = "Sending Schedule"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer("Order", default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: every company may use this schedule."
    )
    window_ids = fields.One2many("email.sequence.schedule.window", "schedule_id", string="Sending windows", copy=True)
    skip_ids = fields.One2many("email.sequence.schedule.skip", "schedule_id", string="Skip dates", copy=True)
    summary = fields.Char("Sends", compute="_compute_summary")
    openings = fields.Json("The next seven days", compute="_compute_openings")
    sequence_count = fields.Integer("Number of sequences", compute="_compute_sequence_count")

    @api.depends("window_ids.dayofweek", "window_ids.hour_from", "window_ids.hour_to")
    @api.depends_context("lang")
    def _compute_summary(self):
        for schedule in self:
            schedule.summary = schedule._has_valid_hours() and schedule_words.week(self.env, schedule._windows())

    @api.depends(*PLANNED_BY, "skip_ids.name")
    @api.depends_context("lang", "uid", "company")
    def _compute_openings(self):
        for schedule in self:
            schedule.openings = schedule._openings(self._reader_tz())

    def _compute_sequence_count(self):
        groups = self.env["email.sequence"]._read_group([("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"])
        counts = dict(groups)
        for schedule in self:
            schedule.sequence_count = counts.get(schedule._origin, 0)

    @api.constrains("window_ids")
    def _check_windows(self):
        for schedule in self:
            if overlapping := schedule._overlapping_window():
                raise ValidationError(
                    self.env._(
                        'Two sending windows of "%(schedule)s" overlap on %(day)s. Join them or change their hours.',
                        schedule=schedule.name,
                        day=overlapping._day_name(),
                    )
                )
        self.env["email.sequence"].sudo().search([("schedule_id", "in", self.ids)])._check_activated()

    @api.constrains(*PARTS)
    def _check_breaks(self):
        """A time to send is searched within two years, so there must be one."""
        for schedule in self:
            if found := too_long_break(schedule._windows(), schedule._skip_dates()):
                raise ValidationError(
                    self.env._(
                        '"%(schedule)s" would send nothing from %(first)s to %(last)s, which is more than a year. '
                        "Remove some of the dates to skip, or archive the sequences meanwhile.",
                        schedule=schedule.name,
                        first=format_date(self.env, found[0]),
                        last=format_date(self.env, found[1]),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super(EmailSequenceSchedule, self._looking_after_parts()).create(vals_list)
        return schedules.with_env(self.env)

    def write(self, vals):
        result = super(EmailSequenceSchedule, self._looking_after_parts()).write(vals)
        if any(part in vals for part in PARTS):
            self._on_times_changed()
        return result

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", schedule.name))
            for schedule, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def action_view_sequences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_action")
        return dict(action, domain=[("schedule_id", "in", self.ids)], context={"default_schedule_id": self.id})

    # ---- parts: windows and skip dates may be changed with their schedule or alone

    def _looking_after_parts(self):
        """The schedules, for a change of several parts: they check these and plan again once, at the end."""
        return self.with_context(email_sequence_checks_windows=True)

    def _part_changed(self):
        """Called after a window or a skip date was created, changed or removed."""
        if not self.env.context.get("email_sequence_checks_windows"):
            self._check_windows()
            self._check_breaks()
            self._on_times_changed()

    def _on_times_changed(self):
        """A hook, called after windows or skip dates changed: what was planned by them may no longer fit."""

    def _skip(self, names):
        """Send nothing on these dates.

        :param names: ``{date: name}``, none of which is skipped yet
        """
        self.write(
            {
                "skip_ids": [
                    Command.create({"date_from": first, "date_to": last, "name": name})
                    for first, last, name in named_ranges(names)
                ]
            }
        )

    def _overlapping_window(self):
        """A window that starts before an earlier one of the same day ends; empty if there is none."""
        windows = self.window_ids.sorted(lambda window: (window.dayofweek, window._minute("hour_from")))
        for earlier, later in pairwise(windows):
            if earlier.dayofweek == later.dayofweek and later._minute("hour_from") < earlier._minute("hour_to"):
                return later
        return windows.browse()

    def _has_valid_hours(self):
        """Whether the windows are valid: on a form that is not saved yet, one may end before it starts."""
        return all(window._is_valid() for window in self.window_ids) and not self._overlapping_window()

    # ---- for the pure engine, and for readers

    def _in_zone(self, tz):
        """The schedule as the pure engine reads it.

        :param tz: name of the time zone whose wall clock its windows are read by
        :return: a :class:`Schedule`, without any window for no schedule
        :raise ValueError: windows overlap, as on a form before it is saved
        """
        return Schedule(zoneinfo.ZoneInfo(tz), self._windows(), self._skip_dates())

    def _windows(self):
        """The windows as the pure engine reads them: a tuple of :class:`Window`, empty if there are none."""
        return tuple(
            Window(int(window.dayofweek), window._minute("hour_from"), window._minute("hour_to"))
            for window in self.window_ids
        )

    def _skip_dates(self):
        """The local dates on which nothing is sent, as a frozenset."""
        return frozenset(self._skip_names())

    def _skip_names(self):
        """``{date: name}`` of all dates on which nothing is sent; the name may be empty."""
        return {
            day: skip.name or ""
            for skip in self.skip_ids
            if skip._is_valid()
            for day in dates_between(skip.date_from, skip.date_to)
        }

    def _openings(self, tz):
        """The next seven days in a time zone, as the field widget ``email_sequence_openings`` draws them.

        :param tz: name of a time zone
        :return: as :func:`schedule_words.openings`; False without a schedule, and while a form has hours that cannot
            be read
        """
        if not self or not self._has_valid_hours():
            return False
        schedule = self._in_zone(tz)
        today = schedule.local_date(fields.Datetime.now().replace(tzinfo=UTC))
        return schedule_words.openings(self.env, schedule, today, self._skip_names())

    @api.model
    def _reader_tz(self):
        """The time zone in which a user reads what belongs to no sequence."""
        return self.env.user.tz or self.env.company.email_sequence_tz or "UTC"
