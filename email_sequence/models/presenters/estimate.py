"""How long sending takes under the limits of the accounts, said before contacts are subscribed (semantics 7)."""

from collections import Counter
from datetime import UTC, timedelta

from odoo import fields
from odoo.tools import format_date, formatLang

from ...tools.sending.limit import DAY, capacity, last_day
from ...tools.timing.forecast import span_of_first
from ...tools.timing.schedule import open_intervals
from ..sending import account, quotas, server_quota

LONGEST = 730  # days that are looked at


def daily_capacity(server, schedule, day):
    """How many emails may be sent on a date under all limits of the server; 0 if it has no limit."""
    limits = server_quota.limits(server)
    return _capacity(limits, schedule, day) if limits else 0


def duration_sentence(sequence, step, partner_ids):
    """Such as "500 a day: done in about 4 days"; False if the limits do not make it last longer than a day.

    The account that takes the longest counts.

    :param partner_ids: the contacts to be subscribed now, beginning with the step
    """
    counts = _counts_by_server(sequence, partner_ids)
    sentences = [_of_server(server, sequence, step, count) for server, count in counts.items()]
    return max(filter(None, sentences), key=lambda days_and_words: days_and_words[0], default=(0, False))[1]


def _counts_by_server(sequence, partner_ids):
    """``{outgoing server: how many of the contacts get their emails from it}``, counted by sender."""
    env, counts = sequence.env, Counter()
    if sequence.sender_rule == "salesperson":
        groups = env["res.partner"]._read_group([("id", "in", partner_ids)], ["user_id"], ["__count"])
        senders = [(salesperson or env.user, count) for salesperson, count in groups]
    else:
        senders = [(sequence._sender_for(env["res.partner"]), len(partner_ids))]
    for sender, count in senders:
        # sudo: users may not read outgoing servers, but may know how long theirs takes.
        counts[account.server_of(sequence.sudo(), sender.sudo())] += count
    return counts


def _of_server(server, sequence, step, count):
    """``(days, sentence)``, or None if no limit makes it last longer."""
    limits = server_quota.limits(server)
    schedule = sequence._sending_schedule(False)
    if not limits or not count or not schedule.windows:
        return None
    now = fields.Datetime.now().replace(tzinfo=UTC)
    first = schedule.local_date(span_of_first(schedule, now, step.delay_days).first)
    later = sequence.step_ids.filtered(lambda other: other._position() > step._position()).sorted()
    ahead = quotas.Quota(server).waiting_count()
    capacities = _capacities(server, limits, schedule, first, now)
    last = last_day(count + ahead, later.mapped("delay_days"), capacities)
    if last == first:
        return None
    days = (last - schedule.local_date(now)).days + 1 if last else LONGEST
    return days, _sentence(sequence.env, limits, days, last)


def _sentence(env, limits, days, last):
    words = server_quota.words(env, limits)
    if not last:
        return env._("%s: not done within two years", words)
    return env._(
        "%(limits)s: done in about %(days)s days, on %(day)s",
        limits=words,
        days=formatLang(env, days, digits=0),
        day=format_date(env, last, date_format="EEEE d MMMM"),
    )


def _capacities(server, limits, schedule, first, now):
    """``(date, capacity)`` of the days from the first one on."""
    for number in range(LONGEST):
        day = first + timedelta(days=number)
        count = _capacity(limits, schedule, day, now)
        yield day, _left_today(server, limits, count) if day == schedule.local_date(now) else count


def _left_today(server, limits, count):
    """What is left of today's capacity: emails sent in the last 24 hours have used some of it."""
    sent = quotas.Quota(server).sent_count(DAY)
    return min([count, *(limit.count - sent for limit in limits if limit.period == DAY)])


def _capacity(limits, schedule, day, since=None):
    """How many emails the limits allow in the windows of a date, or in what is left of them."""
    intervals = open_intervals(schedule, day)
    opened = (end - max(start, since or start) for start, end in intervals if not since or end > since)
    return capacity(limits, sum(opened, timedelta()))
