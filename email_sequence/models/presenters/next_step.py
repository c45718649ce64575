"""What is next for a subscription and when, or what it waits for: a sentence in its reader's language and time zone."""

import zoneinfo
from datetime import UTC

from odoo import fields
from odoo.tools import format_date, format_datetime

from ..sending import retry, server_quota
from ..timing import moments


def next_sentence(subscription):
    """What is next and when, or why nothing is."""
    env = subscription.env
    if subscription.state == "paused":
        return env["email.sequence.feed"]._paused_sentence(subscription, subscription.sequence_id.name)
    if subscription.state == "finished":
        return env._("Finished: every step was sent.")
    if subscription.state == "removed":
        return env._("Removed: nothing more will be sent.")
    if not subscription.sequence_id._running():
        return _deactivated(subscription)
    if env["email.sequence.feed"]._is_absent(subscription):
        absent_until = format_date(env, subscription.absent_until)
        return f"{env._('Out of office until %s.', absent_until)} {_sends(subscription)}"
    return _sends(subscription)


def _deactivated(subscription):
    env = subscription.env
    if not subscription.sequence_id.active:
        return env._("The sequence is archived: nothing leaves.")
    if not subscription.scheduled_datetime or subscription.scheduled_datetime <= fields.Datetime.now():
        return env._(
            "The sequence is deactivated: “%s” leaves in the next sending window after it is activated.",
            _step(subscription),
        )
    return env._("The sequence is deactivated. If it is activated by then: %s", _sends(subscription))


def _sends(subscription):
    """When the next step is sent: the planned moment in the time zone of its windows, and in the reader's."""
    env, planned = subscription.env, subscription.scheduled_datetime
    if not planned or planned <= fields.Datetime.now():
        return _sends_soon(subscription)
    if subscription.limit_server_id and not env["email.sequence.feed"]._is_absent(subscription):
        return _sends_after_limit(subscription, planned)
    # sudo: the reader may see the subscription, and so why its next step was deferred.
    if deferred := retry.announced(subscription.sudo()):
        return env._(
            "The mail server put “%(step)s” off (%(words)s), so it is tried again on %(moment)s.",
            step=_step(subscription),
            words=deferred.failure_reason,
            moment=_moment(subscription, planned),
        )
    window = moments.window_at(subscription._schedule(), planned)
    if not window:  # the schedule has changed: the dispatcher plans again what lies outside of its windows
        return env._("“%s” is being planned again: the sending schedule has changed.", _step(subscription))
    return env._(
        "“%(step)s” leaves on %(moment)s, in the sending window %(window)s.",
        step=_step(subscription),
        moment=_moment(subscription, planned),
        window=_hours(window),
    )


def _sends_soon(subscription):
    env, schedule, now = subscription.env, subscription._schedule(), fields.Datetime.now()
    if subscription.send_at_once or not schedule.windows or moments.is_open(schedule, now):
        return env._("“%s” leaves within a few minutes.", _step(subscription))
    return env._(
        "“%(step)s” waits for the sending window %(window)s.",
        step=_step(subscription),
        window=_window(subscription, schedule, moments.opens_at(schedule, now)),
    )


def _sends_after_limit(subscription, planned):
    """When the next step is sent that is over the limit of its account, even if a manager ordered it."""
    env = subscription.env
    # sudo: the reader may see the subscription, and so the name and the limits of the server that it waits for.
    server = subscription.sudo().limit_server_id
    words = {
        "limits": server_quota.words(env, server_quota.limits(server)),
        "server": server.name,
        "step": _step(subscription),
        "moment": _moment(subscription, planned),
    }
    if subscription.send_at_once:
        return env._(
            "The limit of %(server)s (%(limits)s) is reached, so “%(step)s” leaves as soon as there is room: on "
            "%(moment)s.",
            **words,
        )
    return env._("The limit of %(server)s (%(limits)s) is reached, so “%(step)s” leaves on %(moment)s.", **words)


def _step(subscription):
    return subscription.next_step_id._template_name_for(subscription.partner_id)


def _moment(subscription, moment):
    """A moment in the time zone of the sending windows, and in the reader's if that shows another time."""
    env, zone = subscription.env, subscription.tz or subscription.sequence_id.tz
    theirs = format_datetime(env, moment, tz=zone, dt_format="EEEE d MMMM HH:mm")
    mine = env.user.tz or "UTC"
    if _offset(moment, mine) == _offset(moment, zone):
        return env._("%(moment)s (%(zone)s)", moment=theirs, zone=zone)
    yours = format_datetime(env, moment, tz=mine, dt_format="EEEE HH:mm")
    return env._("%(moment)s (%(zone)s; %(yours)s your time)", moment=theirs, zone=zone, yours=yours)


def _window(subscription, schedule, moment):
    """The sending window in which a moment lies, such as "Monday 09:00–16:00, Europe/Paris time"."""  # noqa: RUF002
    env, zone = subscription.env, subscription.tz or subscription.sequence_id.tz
    return env._(
        "%(day)s %(hours)s, %(zone)s time",
        day=format_datetime(env, moment, tz=zone, dt_format="EEEE"),
        hours=_hours(moments.window_at(schedule, moment)),
        zone=zone,
    )


def _offset(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()


def _hours(window):
    return "–".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (window.start, window.end))  # noqa: RUF001
