"""Changing a schedule, and many subscriptions at once: time, and whether memory stays flat.

Runs inside Odoo's shell, which gives ``env``. Each measured work goes through the product's own code: a write on the
schedule, and the scheduled action that does what is too much for the request, batch by batch, with its commits.
"""

import os

from benchmarks import subscribing, world
from benchmarks.figures import measured, resident, tell


def main(env) -> None:
    """Change ``BENCH_SUBSCRIPTIONS`` active subscriptions in each way."""
    sequence = make_sequence(env)
    partners = subscribing.fill(env, int(os.environ["BENCH_SUBSCRIPTIONS"]))
    subscribing.insert(env, sequence, partners)
    env.cr.execute("ANALYZE email_sequence_subscription")
    env.cr.commit()
    schedule = sequence.schedule_id
    measure(env, "saying what a change of the schedule moves", lambda: impact(schedule))
    measure(env, "changing the schedule", lambda: change_schedule(env, schedule))
    for action in ("pause", "resume", "remove"):
        measure(env, f"bulk action: {action}", lambda action=action: bulk(env, sequence, action))


def make_sequence(env):
    """An activated sequence that sends on all days from 9 to 16."""
    sequence = world.sequence(env, world.account(env, 25))
    sequence.schedule_id.window_ids.write({"hour_from": 9, "hour_to": 16})
    return sequence


def measure(env, name, work):
    """Tell how long the work takes, what it says it did, and how much memory it adds."""
    with measured(env) as taken:
        said = work()
    tell(part="changes", name=name, said=said, **vars(taken))


def run_waiting(env):
    """Let the scheduled action do what waits; the memory after a tenth of it and at the end shows whether it grows."""
    bulk, after_a_tenth = env["email.sequence.bulk"], 0
    while waiting := bulk.search([("state", "in", ("waiting", "running"))], limit=1):
        bulk._cron_run()
        env.cr.commit()
        if not after_a_tenth and waiting.done_count * 10 >= waiting.total_count:
            after_a_tenth = resident()
    last = bulk.search([], order="id desc", limit=1)
    if not after_a_tenth:
        return "done within the request"
    added = resident() - after_a_tenth
    return f"{last.changed_count} of {last.total_count} changed, {added:+.0f} MB since the first tenth"


def change_schedule(env, schedule):
    """Let all windows end at noon, and plan again what lay behind; the others keep their time."""
    schedule.write({"window_ids": [(1, window.id, {"hour_to": 12}) for window in schedule.window_ids]})
    env.cr.commit()
    return run_waiting(env)


def bulk(env, sequence, action):
    env["email.sequence.bulk"]._start(action, [("sequence_id", "=", sequence.id)])
    env.cr.commit()
    return run_waiting(env)


def impact(schedule):
    """What the schedule's form says before the change is saved."""
    windows = [(1, window.id, {"hour_to": 12}) for window in schedule.window_ids]
    return schedule.new({"window_ids": windows}, origin=schedule).impact
