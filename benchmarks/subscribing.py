"""Subscribing many contacts in one action, with all its checks, beside one bare INSERT … SELECT."""

import os

from benchmarks import world
from benchmarks.figures import measured, peak, tell


def main(env) -> None:
    """Subscribe ``BENCH_CONTACTS`` contacts; a process of its own for each number, as its peak of memory is told."""
    count = int(os.environ["BENCH_CONTACTS"])
    sequence = world.sequence(env, world.account(env, 25))
    ids = fill(env, count)
    user = world.seller(env)
    sequence.with_user(user).subscribe(fill(env, 1))  # what is cached once
    with measured(env) as taken:
        subscribed = sequence.with_user(user).subscribe(ids)["subscribed"]
    if len(subscribed) != count:
        raise AssertionError(f"{len(subscribed)} of {count} were subscribed")
    at_most = peak()
    with measured(env) as bare:
        insert(env, world.sequence(env, world.account(env, 25)), ids)
    tell(part="subscribing", contacts=count, **vars(taken) | {"peak": at_most}, bare_seconds=bare.seconds)


def fill(env, count: int) -> list[int]:
    """Contacts straight into the table; returns their ids."""
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type, create_date)
        SELECT 'Contact ' || n, 'Contact ' || n, %(batch)s || n || '@bench.example', %(batch)s || n || '@bench.example',
               true, 'contact', now()
        FROM generate_series(1, %(count)s) n RETURNING id
        """,
        {"batch": world.unique("b").replace(" ", ""), "count": count},
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """
        INSERT INTO email_sequence_address (partner_id, email, is_additional)
        SELECT id, email_normalized, false FROM res_partner WHERE id = ANY(%s)
        """,
        (ids,),
    )
    env.cr.execute("ANALYZE res_partner; ANALYZE email_sequence_address")
    env.cr.commit()
    return ids


def insert(env, sequence, partner_ids, **values) -> None:
    """Active subscriptions of the contacts, in one statement and without a check."""
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO email_sequence_subscription
            (sequence_id, company_id, partner_id, email, user_id, state, next_step_id, subscribed_datetime,
             scheduled_datetime, create_date, write_date)
        SELECT %(sequence)s, %(company)s, id, email, %(user)s, 'active', %(step)s, now() AT TIME ZONE 'UTC',
               now() AT TIME ZONE 'UTC' + (row_number() OVER (ORDER BY id) - %(due)s) * interval '1 minute',
               now(), now()
        FROM res_partner WHERE id = ANY(%(partners)s)
        """,
        {
            "sequence": sequence.id,
            "company": sequence.company_id.id,
            "user": world.seller(env).id,
            "step": sequence.step_ids.sorted()[:1].id,
            "partners": partner_ids,
            "due": 0,
            **values,
        },
    )
