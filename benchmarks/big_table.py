"""Among a million subscriptions and their mails: picking the batch that is due, and whose mail a reply answers."""

import os
import time
from email.message import EmailMessage
from statistics import median

from tools.incoming.facts import read_facts  # of the addon: the pure folder

from benchmarks import subscribing, world
from benchmarks.figures import tell

DUE, BATCH, TIMES = 5000, 500, 21


def main(env) -> None:
    """Fill the tables with ``BENCH_ROWS`` subscriptions with a sent mail each, and measure."""
    rows = int(os.environ["BENCH_ROWS"])
    sequence = world.sequence(env, world.account(env, 25))
    subscribing.insert(env, sequence, subscribing.fill(env, rows), due=DUE)
    add_sent_mails(env, sequence)
    env.cr.commit()
    vacuum(env)
    bare, ours, plan = claim(env, sequence)
    tell(part="claim", rows=rows, bare=bare, ours=ours, plan=plan)
    answer, stranger = match(env, sequence)
    tell(part="match", rows=rows, answer=answer, stranger=stranger)


def add_sent_mails(env, sequence) -> None:
    env.cr.execute(
        """
        INSERT INTO email_sequence_trace
            (subscription_id, sequence_id, company_id, partner_id, step_id, user_id, email, message_id, trace_status,
             handed_datetime, sent_datetime, date, create_date, write_date)
        SELECT id, sequence_id, company_id, partner_id, %s, user_id, email, '<' || id || '.bench@seller.example>',
               'sent', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', now(), now()
        FROM email_sequence_subscription WHERE sequence_id = %s
        """,
        (sequence.step_ids.sorted()[-1:].id, sequence.id),
    )


def vacuum(env) -> None:
    """As autovacuum does by itself after a while: statistics, and the map by which an index alone is enough."""
    connection = env.cr._cnx
    autocommit, connection.autocommit = connection.autocommit, True
    for table in ("email_sequence_subscription", "email_sequence_trace", "res_partner"):
        env.cr.execute(f"VACUUM ANALYZE {table}")  # pylint: disable=sql-injection
    connection.autocommit = autocommit


def timed(env, work) -> float:
    """The median milliseconds of some calls, each rolled back."""
    taken = []
    for _time in range(TIMES):
        env.invalidate_all()
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
        env.cr.rollback()
    return median(taken)


def claim(env, sequence):
    """Milliseconds of the bare look into the index, and of the product's, which locks what it picks; and the plan."""
    bare = """
        SELECT id FROM email_sequence_subscription
        WHERE sequence_id = %s AND state = 'active' AND scheduled_datetime <= now() AT TIME ZONE 'UTC'
        ORDER BY scheduled_datetime, id LIMIT %s
    """

    def look():
        env.cr.execute(bare, (sequence.id, BATCH))
        return env.cr.fetchall()

    def pick():
        return env["email.sequence.trace"]._lock_due(sequence, [False], BATCH)

    if not len(look()) == len(pick()) == BATCH:
        raise AssertionError("not the batch that is due")
    env.cr.rollback()
    env.cr.execute(f"EXPLAIN {bare}", (sequence.id, BATCH))
    plan = [row[0].strip() for row in env.cr.fetchall()]
    return timed(env, look), timed(env, pick), plan


def match(env, sequence):
    """Milliseconds of finding whose mail a reply answers, and that a stranger's mail answers none."""
    trace = env["email.sequence.trace"].search([("sequence_id", "=", sequence.id)], limit=1, offset=1000)
    answer = read_facts(reply(trace.email, trace.message_id))
    stranger = read_facts(reply("nobody@elsewhere.example", "<unknown@elsewhere.example>"))
    gateway = env["email.sequence.gateway"]
    if gateway._match(answer).traces != trace or gateway._match(stranger):
        raise AssertionError("the reply's mail was not found")
    return [timed(env, lambda facts=facts: gateway._match(facts)) for facts in (answer, stranger)]


def reply(sender: str, message_id: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "seller@seller.example", "Re: Hello"
    mail["Message-Id"], mail["In-Reply-To"], mail["References"] = "<1@there.example>", message_id, message_id
    mail.set_content("Yes, please call me.")
    return mail.as_bytes()
