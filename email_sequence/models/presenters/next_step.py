import zoneinfo
from datetime import UTC

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class EmailSequenceOutlook(models.AbstractModel):
    """What is next for a subscription and when, or what it waits for, as a sentence on a screen for its reader."""

    _name = "email.sequence.outlook"
    _description = "What Is Next in an Email Sequence"

    @api.model
    def _next_sentence(self, subscription):
        """What is next and when, or why nothing is, for the reader's language and time zone."""
        if subscription.state == "paused":
            return self.env["email.sequence.feed"]._paused_sentence(subscription, subscription.sequence_id.name)
        if subscription.state == "finished":
            return self.env._("Finished: every step was sent.")
        if subscription.state == "removed":
            return self.env._("Removed: nothing more will be sent.")
        if not subscription.sequence_id._running():
            return self._deactivated(subscription)
        if self.env["email.sequence.feed"]._is_absent(subscription):
            absent_until = format_date(self.env, subscription.absent_until)
            return f"{self.env._('Out of office until %s.', absent_until)} {self._leaves(subscription)}"
        return self._leaves(subscription)

    def _deactivated(self, subscription):
        if not subscription.sequence_id.active:
            return self.env._("The sequence is archived: nothing leaves.")
        if not subscription.scheduled_datetime or subscription.scheduled_datetime <= fields.Datetime.now():
            return self.env._(
                "The sequence is deactivated: “%s” leaves in the next sending window after it is activated.",
                self._step(subscription),
            )
        return self.env._("The sequence is deactivated. If it is activated by then: %s", self._leaves(subscription))

    def _leaves(self, subscription):
        """When the next step leaves: the planned moment by the clock of its windows, and by the reader's."""
        planned = subscription.scheduled_datetime
        if not planned or planned <= fields.Datetime.now():
            return self._leaves_soon(subscription)
        if subscription.limit_server_id and not self.env["email.sequence.feed"]._is_absent(subscription):
            return self._leaves_later(subscription, planned)
        if put_off := self.env["email.sequence.retry"].sudo()._announced(subscription.sudo()):
            return self.env._(
                "The mail server put “%(step)s” off (%(words)s), so it is tried again on %(moment)s.",
                step=self._step(subscription),
                words=put_off.failure_reason,
                moment=self._moment(subscription, planned),
            )
        window = self.env["email.sequence.planner"]._window_at(subscription._schedule(), planned)
        if not window:  # the schedule has changed, and the dispatcher plans again what it finds outside of its windows
            return self.env._(
                "“%s” is being planned again: the sending schedule has changed.", self._step(subscription)
            )
        return self.env._(
            "“%(step)s” leaves on %(moment)s, in the sending window %(window)s.",
            step=self._step(subscription),
            moment=self._moment(subscription, planned),
            window=_hours(window),
        )

    def _leaves_soon(self, subscription):
        schedule, now = subscription._schedule(), fields.Datetime.now()
        planner = self.env["email.sequence.planner"]
        if subscription.send_at_once or not schedule.windows or planner._is_open(schedule, now):
            return self.env._("“%s” leaves within a few minutes.", self._step(subscription))
        return self.env._(
            "“%(step)s” waits for the sending window %(window)s.",
            step=self._step(subscription),
            window=self._window(subscription, schedule, planner._opens_at(schedule, now)),
        )

    def _leaves_later(self, subscription, planned):
        """When the next step leaves that is over the limit of its account, also where a manager ordered it."""
        server = subscription.sudo().limit_server_id
        limits = self.env["email.sequence.server.limit"].sudo()
        words = {
            "limits": limits._words(limits._limits(server)),
            "server": server.name,
            "step": self._step(subscription),
            "moment": self._moment(subscription, planned),
        }
        if subscription.send_at_once:
            return self.env._(
                "The limit of %(server)s (%(limits)s) is reached, so “%(step)s” leaves as soon as there is room: on "
                "%(moment)s.",
                **words,
            )
        return self.env._(
            "The limit of %(server)s (%(limits)s) is reached, so “%(step)s” leaves on %(moment)s.", **words
        )

    def _step(self, subscription):
        return subscription.next_step_id._template_name_for(subscription.partner_id)

    def _moment(self, subscription, moment):
        """A moment by the clock of the sending windows, and by the reader's where that shows another time."""
        zone = subscription.tz or subscription.sequence_id.tz
        theirs = format_datetime(self.env, moment, tz=zone, dt_format="EEEE d MMMM HH:mm")
        mine = self.env.user.tz or "UTC"
        if _offset(moment, mine) == _offset(moment, zone):
            return self.env._("%(moment)s (%(zone)s)", moment=theirs, zone=zone)
        yours = format_datetime(self.env, moment, tz=mine, dt_format="EEEE HH:mm")
        return self.env._("%(moment)s (%(zone)s; %(yours)s your time)", moment=theirs, zone=zone, yours=yours)

    def _window(self, subscription, schedule, moment):
        """The sending window in which a moment lies, such as "Monday 09:00–16:00, Europe/Paris time"."""  # noqa: RUF002
        zone = subscription.tz or subscription.sequence_id.tz
        return self.env._(
            "%(day)s %(hours)s, %(zone)s time",
            day=format_datetime(self.env, moment, tz=zone, dt_format="EEEE"),
            hours=_hours(self.env["email.sequence.planner"]._window_at(schedule, moment)),
            zone=zone,
        )


def _offset(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()


def _hours(window):
    return "–".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (window.start, window.end))  # noqa: RUF001
