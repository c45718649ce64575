"""One run of the dispatcher in a process of its own: how its memory grows, and how lanes share the work."""

import os
import time

from benchmarks import subscribing, world
from benchmarks.figures import peak, tell


def prepare(env) -> None:
    """Let ``BENCH_MAILS`` mails of a new sequence be due; tells its id."""
    sequence = world.sequence(env, world.account(env, int(os.environ["BENCH_PORT"])))
    mails = int(os.environ["BENCH_MAILS"])
    subscribing.insert(env, sequence, subscribing.fill(env, mails), due=mails)
    env.cr.execute("ANALYZE email_sequence_subscription")
    env.cr.commit()
    tell(part="prepared", sequence=sequence.id)


def main(env) -> None:
    """Dispatch until nothing of ``BENCH_SEQUENCE`` is due; begins when the file ``BENCH_GO`` is there."""
    traces, sequence = env["email.sequence.trace"], int(os.environ["BENCH_SEQUENCE"])
    tell(part="ready")
    while not os.path.exists(os.environ["BENCH_GO"]):
        time.sleep(0.01)
    started = time.time()
    env["email.sequence.dispatcher"]._cron_dispatch()
    ended = time.time()
    env.cr.rollback()
    sent = traces.search_count([("sequence_id", "=", sequence), ("trace_status", "=", "sent")])
    tell(part="dispatched", started=started, ended=ended, sent=sent, peak=peak())
