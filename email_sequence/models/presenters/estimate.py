"""How long sending takes under the limits of the accounts, said before contacts are subscribed (semantics 7)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.tools import format_date, formatLang

from ...tools.timing.forecast import span_of_first
from ..sending import account, server_quota
from .coming import FIRST, Coming, Emails, planned

LONGEST = 730  # days that are looked at
NEW = "new"  # the emails that it is about


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
    last = _last_day(server, step.sudo(), count, first)
    if last == first:
        return None
    days = (last - schedule.local_date(now)).days + 1 if last else LONGEST
    return days, _sentence(sequence.env, limits, days, last)


def _last_day(server, step, count, first):
    """The day on which the last of so many more first emails is sent, behind all others of the server; None: too far.

    :param step: the one that they begin with, with all rights
    :param first: the day on which they may be sent
    """
    coming = Coming(step.env)
    for other, sender, tz, day, turn, server_id, number in planned(_running(step.env), datetime.max):
        of_server = server_id == server.id if server_id else account.server_of(other.sequence_id, sender) == server
        if of_server:
            coming.add(Emails(other, sender, tz, server, turn=turn), day, number)
    new = Emails(step, step.env["res.users"], None, server, NEW, FIRST)
    coming.add(new, first, count)
    for day, emails, sent in coming.by_day(first + timedelta(days=LONGEST)):
        count -= sent if emails == new else 0
        if not count:
            return day
    return None


def _running(env):
    return env["email.sequence"].search([("state", "=", "activated")])


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
