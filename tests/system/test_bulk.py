"""kill -9 in the middle of a bulk action: each subscription is changed exactly once (semantics 4.1, 8)."""

import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.sales_world import SalesWorld, wait_until

DATABASE = "system_tests_bulk"
CONTACTS = 3000
KILLS = 3
LONGEST_LIFE = 0.5  # seconds between a batch that was done and the kill
UNDER_WAY = ("waiting", "running")


@pytest.fixture
def world() -> Iterator[SalesWorld]:
    """A world of its own, as its Odoo is killed."""
    with without_complaints(DATABASE), SalesWorld(DATABASE) as world:
        yield world


def test_8_kill_9_while_3000_are_paused_and_resumed(world: SalesWorld) -> None:
    subscriptions = subscribe(world)
    kills = {action: kill_while(world, action, subscriptions) for action in ("pause", "resume")}
    print(f"== kills in the middle: {kills}", flush=True)
    assert all(kills.values()), "no kill met a bulk action half way"
    states = Counter(row["state"] for row in world.odoo.call("email.sequence.subscription", "read", subscriptions))
    assert states == {"active": CONTACTS}
    assert lines_of_the_feed(world) == {2: CONTACTS}, "each has one line for the pause, and one for the resume"


def subscribe(world: SalesWorld) -> list[int]:
    """3,000 contacts whose first mail leaves tomorrow at the earliest; the ids of the subscriptions."""
    contacts = [{"name": f"Bulk {n}", "email": f"bulk{n}@sink.test"} for n in range(CONTACTS)]
    partners = world.odoo.call("res.partner", "create", contacts)
    return world.subscribe(world.sequence("Interrupted bulk", (("A question", 1),)), *partners)


def kill_while(world: SalesWorld, action: str, subscriptions: list[int]) -> int:
    """Start a bulk action as its dialog does, kill Odoo between batches, until it is done; the kills half way."""
    dialog = world.odoo.create("email.sequence.bulk.start", {"action": action, "res_ids": subscriptions})
    world.odoo.call("email.sequence.bulk.start", "action_start", [dialog])
    kills, done = 0, 0
    for _ in range(KILLS):
        wait_until(lambda before=done: progress(world)[0] > before or progress(world)[1] not in UNDER_WAY, 60)
        time.sleep(random.SystemRandom().uniform(0, LONGEST_LIFE))
        world.server.kill()
        done, state = progress(world)
        kills += state in UNDER_WAY
        world.server.start()
        world.server.wait_until_ready()
    wait_until(lambda: progress(world)[1] == "done", 120, lambda: f"{progress(world)}")
    assert bulk(world, "total_count", "changed_count") == (CONTACTS, CONTACTS)
    return kills


def progress(world: SalesWorld) -> tuple[int, str]:
    """How many are done, and the state; asked of the database, as Odoo may be dead."""
    return bulk(world, "done_count", "state")


def bulk(world: SalesWorld, *columns: str) -> tuple:
    statement = f"SELECT {', '.join(columns)} FROM email_sequence_bulk ORDER BY id DESC LIMIT 1"
    return tuple(postgres.execute(world.database, statement)[0])


def lines_of_the_feed(world: SalesWorld) -> Counter:
    """How many subscriptions have how many lines."""
    statement = """
        SELECT lines, count(*) FROM (
            SELECT count(*) AS lines FROM mail_message WHERE email_sequence_subscription_id IS NOT NULL
            GROUP BY email_sequence_subscription_id) AS each
        GROUP BY lines
    """
    return Counter(dict(postgres.execute(world.database, statement)))
