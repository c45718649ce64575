"""Changing a schedule, and many subscriptions at once: time, and whether memory stays flat.

Runs inside Odoo's shell, which gives ``env``. Each measured work goes through the product's own code: a write on the
schedule, and the scheduled action that does what is too much for the request, batch by batch, with its commits.
"""

# ruff: noqa: F821

import os
import time

SUBSCRIPTIONS = int(os.environ.get("BENCH_SUBSCRIPTIONS", "100000"))
MEGABYTE = 1_000_000


def resident():
    """The memory that this process has in RAM, in megabytes."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE") / MEGABYTE


def make_sequence():
    """An activated sequence that sends on all days from 9 to 16."""
    schedule = env["email.sequence.schedule"].create(
        {
            "name": "Bench",
            "window_ids": [(0, 0, {"dayofweek": str(day), "hour_from": 9, "hour_to": 16}) for day in range(7)],
        }
    )
    template = env["mail.template"].create(
        {"name": "Bench", "model_id": env["ir.model"]._get_id("res.partner"), "subject": "Hello"}
    )
    sequence = env["email.sequence"].create(
        {
            "name": "Bench",
            "schedule_id": schedule.id,
            "step_ids": [(0, 0, {"template_id": template.id, "delay_days": 1})],
        }
    )
    sequence.action_activate()
    return sequence


def fill(sequence):
    """Contacts and their subscriptions, planned over the next five days, straight into the tables."""
    env.flush_all()
    env.cr.execute(
        """
        WITH person AS (
            INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type, create_date)
            SELECT 'Bench ' || n, 'Bench ' || n, 'bench' || n || '@bench.example', 'bench' || n || '@bench.example',
                   true, 'contact', now() FROM generate_series(1, %s) n
            RETURNING id, email
        )
        INSERT INTO email_sequence_subscription
            (sequence_id, company_id, partner_id, email, user_id, state, next_step_id, subscribed_datetime,
             scheduled_datetime, create_date, write_date)
        SELECT %s, %s, id, email, %s, 'active', %s, now() AT TIME ZONE 'UTC',
               date_trunc('day', now() AT TIME ZONE 'UTC') + interval '9 hours'
               + (1 + id %% 5) * interval '1 day' + (id * 7919 %% 25200) * interval '1 second', now(), now()
        FROM person
        """,
        (SUBSCRIPTIONS, sequence.id, sequence.company_id.id, env.uid, sequence.step_ids.id),
    )
    env.cr.execute("ANALYZE email_sequence_subscription; ANALYZE res_partner")
    env.cr.commit()
    env.invalidate_all()


def measure(name, work):
    """Print how long the work takes, what it says it did, and how much memory it adds."""
    before, started = resident(), time.monotonic()
    said = work()
    print(f"{name:48} {time.monotonic() - started:7.1f} s   {resident() - before:+7.0f} MB   {said}", flush=True)


def run_waiting():
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


def change_schedule(schedule):
    """Let all windows end at noon, and plan again what lay behind; the others keep their time."""
    schedule.write({"window_ids": [(1, window.id, {"hour_to": 12}) for window in schedule.window_ids]})
    env.cr.commit()
    return run_waiting()


def bulk(sequence, action):
    env["email.sequence.bulk"]._start(action, [("sequence_id", "=", sequence.id)])
    env.cr.commit()
    return run_waiting()


def impact(schedule):
    """What the schedule's form says before the change is saved."""
    windows = [(1, window.id, {"hour_to": 12}) for window in schedule.window_ids]
    return schedule.new({"window_ids": windows}, origin=schedule).impact


sequence = make_sequence()
print(f"{SUBSCRIPTIONS} active subscriptions", flush=True)
measure("filling the tables", lambda: fill(sequence))
measure("saying what a change of the schedule moves", lambda: impact(sequence.schedule_id))
measure("changing the schedule", lambda: change_schedule(sequence.schedule_id))
for action in ("pause", "resume", "remove"):
    measure(f"bulk action: {action}", lambda action=action: bulk(sequence, action))
