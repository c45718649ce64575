"""The emails to come, day by day, under the limits of accounts (semantics 7): for the forecast and for estimates.

They are counted in groups of subscriptions, so that the effort does not grow with their number. The days are those of
the time zone that the sending windows are read in.
"""

import functools
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from odoo import fields
from odoo.tools import SQL

from ...tools.sending.limit import DAY, capacity
from ...tools.sending.spread import spread
from ...tools.timing.forecast import span_of_soonest
from ...tools.timing.schedule import open_intervals
from ..sending import quotas, server_quota
from ..sending.trace_statuses import DEPARTED

FOLLOW_UP, FIRST_AGAIN, FIRST = range(3)  # whose turn it is first, as in quotas.py


@dataclass(frozen=True)
class Emails:
    """Emails of one step that are alike.

    :param step, sender: records of ``email.sequence.step`` and ``res.users``
    :param tz: the time zone of contacts that have one of their own, else None
    :param server: the ``ir.mail_server``; none has no limit
    :param kind: what the caller tells apart by it; the emails after these are ``projected``
    :param turn: whether they are follow-ups, or first steps that wait for a slot, or other first steps
    """

    step: Any
    sender: Any
    tz: str | None
    server: Any
    kind: str = "planned"
    turn: int = FIRST


class Coming:
    """The emails to come.

    :param env: with all rights
    """

    def __init__(self, env):
        self._env = env
        self.now = fields.Datetime.now().replace(tzinfo=UTC)
        self._planned = defaultdict(Counter)
        self.schedule = functools.cache(lambda sequence, tz: sequence._sending_schedule(tz))
        self._capacity = functools.cache(self._capacity_on)

    def add(self, emails, day, count):
        """Plan so many more emails for a day; None is what is overdue."""
        day = day or _soonest_date(self.schedule(emails.step.sequence_id, emails.tz), self.now)
        if day:
            self._planned[day][emails] += count

    def by_day(self, until):
        """``(day, Emails, how many are sent)``, day by day up to ``until``, as the limits allow."""
        first = min(self._planned, default=until)
        return spread(
            self._planned,
            (first + timedelta(days=number) for number in range((until - first).days + 1)),
            turn=lambda emails: emails.turn,
            account=lambda emails: emails.server,
            capacity=lambda emails, day: self._capacity(emails.server, emails.step.sequence_id, emails.tz, day),
            following=functools.cache(_following),
        )

    def _capacity_on(self, server, sequence, tz, day):
        """How many emails of the sequence may be sent through the server on a day; None if it has no limit."""
        schedule = self.schedule(sequence, tz)
        intervals = open_intervals(schedule, day)
        if not intervals or not server_quota.limits(server):
            return None if intervals else 0
        if day > schedule.local_date(self.now):
            return daily_capacity(server, schedule, day)
        left = [(max(start, self.now), end) for start, end in intervals if end > self.now]
        return _left_today(server, left) if left else 0


def planned(sequences, until):
    """What active subscriptions wait for, in groups.

    :param sequences: with all rights
    :param until: only what is planned before it, naive UTC
    :return: ``(step, sender, tz, day, turn, server id, count)`` each; ``day`` is None for what is overdue; the server
        is that of the email before, or the one whose limit is the reason to wait, else None
    """
    if not sequences:
        return []
    sequences.env["email.sequence.subscription"].flush_model()
    sequences.flush_recordset(["tz"])
    turn, server, before = _by_turn(sequences.env)
    rows = sequences.env.execute_query(
        SQL(
            """
            SELECT s.next_step_id, s.user_id, NULLIF(s.tz, ''),
                   CASE WHEN s.scheduled_datetime > %(now)s
                        THEN (s.scheduled_datetime AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(NULLIF(s.tz, ''), q.tz))
                   END::date,
                   %(turn)s, %(server)s, count(*)
            FROM email_sequence_subscription s JOIN email_sequence q ON q.id = s.sequence_id %(before)s
            WHERE s.sequence_id IN %(sequences)s AND s.state = 'active' AND s.next_step_id IS NOT NULL
              AND s.scheduled_datetime < %(until)s
            GROUP BY 1, 2, 3, 4, 5, 6
            """,
            now=fields.Datetime.now(),
            turn=turn,
            server=server,
            before=before,
            sequences=tuple(sequences.ids),
            until=until,
        )
    )
    steps, users = sequences.env["email.sequence.step"], sequences.env["res.users"]
    return [(steps.browse(step_id), users.browse(user_id), *others) for step_id, user_id, *others in rows]


def daily_capacity(server, schedule, day):
    """How many emails may be sent on a date under all limits of the server; 0 if it has no limit."""
    limits = server_quota.limits(server)
    return _capacity_in(limits, open_intervals(schedule, day)) if limits else 0


def _by_turn(env):
    """SQL for whose turn it is, and for the server if it is known; without limits nobody has to wait for a turn."""
    if not server_quota.limited_servers(env):
        return SQL("%s", FOLLOW_UP), SQL("NULL::integer"), SQL()
    before = SQL(
        """
        LEFT JOIN LATERAL (SELECT t.mail_server_id, TRUE AS departed FROM email_sequence_trace t
                           WHERE t.subscription_id = s.id AND t.trace_status IN %s ORDER BY t.id DESC LIMIT 1) e ON TRUE
        """,
        DEPARTED,
    )
    turn = SQL(
        "CASE WHEN e.departed OR s.send_at_once THEN %s WHEN s.limit_server_id IS NOT NULL THEN %s ELSE %s END",
        FOLLOW_UP,
        FIRST_AGAIN,
        FIRST,
    )
    return turn, SQL("COALESCE(s.limit_server_id, e.mail_server_id)"), before


def _following(emails):
    """The emails of the next step, and after how many days; None after the last one."""
    later = emails.step.sequence_id.step_ids.filtered(lambda other: other._position() > emails.step._position())
    step = later.sorted()[:1]
    return (
        (Emails(step, emails.sender, emails.tz, emails.server, "projected", FOLLOW_UP), step.delay_days)
        if step
        else None
    )


def _left_today(server, intervals):
    """What the limits leave of today: emails sent in the 24 hours before the end of its windows take their slots."""
    limits, end = server_quota.limits(server), intervals[-1][1]
    sent = quotas.Quota(server).sent_since((end - DAY).astimezone(UTC).replace(tzinfo=None))
    return min([_capacity_in(limits, intervals), *(limit.count - sent for limit in limits if limit.period == DAY)])


def _capacity_in(limits, intervals):
    return capacity(limits, sum((end - start for start, end in intervals), timedelta()))


def _soonest_date(schedule, now) -> date | None:
    """The date of what is overdue: today, or the next date with window time; None if no window ever opens."""
    try:
        return schedule.local_date(span_of_soonest(schedule, now).first)
    except ValueError:
        return None
