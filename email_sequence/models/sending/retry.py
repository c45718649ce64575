"""Trying again, in the same sending window, what a server deferred (a reply of 4xx: RFC 5321 section 4.2.1).

Each try has a trace ``error`` of its own, whose ``retry_datetime`` says when the next one follows. When the window or
the tries are over, the subscription pauses like after any other error (semantics 6.1).
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..subscriptions import planner
from ..timing import moments

WAITS = (timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15))


def try_again(traces, outcomes):
    """Plan another try of these claimed emails, if there is one left.

    :param dict outcomes: ``{trace id: Outcome}``
    :return: the emails that are tried again
    """
    tries, times, now = _count_tries(traces), {}, fields.Datetime.now()
    for trace in traces:
        subscription = trace.subscription_id
        moment = now + WAITS[tries[trace.id]] if tries[trace.id] < len(WAITS) else None
        if moment and subscription.state == "active" and _in_same_window(trace, now, moment):
            times[subscription.id] = moment
            failure = {"failure_type": outcomes[trace.id].failure, "failure_reason": outcomes[trace.id].detail}
            trace.write({"trace_status": "error", "retry_datetime": moment, **failure})
    planner.store(traces.env, times)
    return traces.filtered(lambda trace: trace.subscription_id.id in times)


def announced(subscription):
    """The try that the subscription waits for, as the trace of the one before it; none if it waits for none."""
    last = subscription.trace_ids.sorted("id")[-1:]
    waits = last.retry_datetime and last.retry_datetime == subscription.scheduled_datetime
    return last if waits and last.step_id == subscription.next_step_id else last.browse()


def _in_same_window(trace, now, moment):
    if trace.at_once:
        return True
    schedule = trace.subscription_id._schedule()
    window = moments.window_at(schedule, now)
    return bool(window) and moments.window_at(schedule, moment) == window


def _count_tries(traces):
    """``{trace id: how many tries of the same step were deferred before it, without a pause between them}``."""
    if not traces:
        return {}
    traces.flush_model(["retry_datetime", "trace_status"])
    return dict(
        traces.env.execute_query(
            SQL(
                """
                SELECT t.id, count(e.id) FROM email_sequence_trace t
                LEFT JOIN email_sequence_trace e
                    ON e.subscription_id = t.subscription_id AND e.step_id = t.step_id AND e.id < t.id
                    AND e.retry_datetime IS NOT NULL
                    AND NOT EXISTS (SELECT FROM email_sequence_trace o
                                    WHERE o.subscription_id = t.subscription_id AND o.retry_datetime IS NULL
                                      AND o.id > e.id AND o.id < t.id)
                WHERE t.id IN %s GROUP BY t.id
                """,
                tuple(traces.ids),
            )
        )
    )
