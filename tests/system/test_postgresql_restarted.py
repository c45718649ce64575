"""PostgreSQL is restarted, or crashes, while mails leave: nothing leaves twice, nobody is forgotten (semantics 8)."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.odoo_client import OdooFault
from testbed.odoo_database import template_database
from testbed.own_postgres import OwnPostgres, own_postgres
from testbed.run_tests import is_long
from testbed.sales_world import MODULES, SalesWorld, wait_until

DATABASE = "system_tests_postgresql_restarted"
CONTACTS = 1000 if is_long() else 160
RESTARTS = ("fast", "immediate") * (8 if is_long() else 2)
SECONDS_PER_MAIL = 0.04
LOST_CONNECTION = "OperationalError|InterfaceError|AdminShutdown|CrashShutdown|ConnectionError|PoolError"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    """A PostgreSQL of this test alone, as others work with the usual one."""
    template = template_database(MODULES)
    with TemporaryDirectory() as folder, own_postgres(Path(folder, "data")) as server:
        server.adopt(template)
        monkeypatch.setattr(postgres, "environment", lambda: server.address)
        yield server


@pytest.fixture
def world(server: OwnPostgres) -> Iterator[SalesWorld]:
    with without_complaints(DATABASE, [LOST_CONNECTION]), SalesWorld(DATABASE) as world:
        world.mail.sink_seconds = SECONDS_PER_MAIL
        yield world


def test_8_postgresql_restarted_while_mails_leave(world: SalesWorld, server: OwnPostgres) -> None:
    rng = random.Random(8)
    contacts = [{"name": f"Sink {n}", "email": f"sink{n}@sink.test"} for n in range(CONTACTS)]
    partners = world.odoo.call("res.partner", "create", contacts)
    world.subscribe(world.sequence("Restarted", [("A question", 0), ("Once more", 1)]), *partners)
    hits = odoo_restarts = dead = 0
    for mode in RESTARTS:
        accepted = len(world.mail.deliveries) + rng.randrange(1, 12)
        world.mail.deliveries.wait_until(lambda deliveries, least=accepted: len(deliveries) >= least)
        hits += bool(under_way(world))
        server.restart(mode)
        wait_until(lambda: answers(world), 60)
        if dead_cron_threads(world) > dead:
            restart_odoo(world)
            dead, odoo_restarts = dead_cron_threads(world), odoo_restarts + 1
    statuses = wait_until(lambda: settled(world), 120, lambda: str(traces(world)))
    arrived = world.mail.deliveries.per_recipient()
    counts = Counter(statuses.values())
    assert hits >= len(RESTARTS) // 2, "most restarts must hit a dispatch"
    assert set(arrived.values()) == {1}, "twice"
    assert set(counts) <= {"sent", "unknown"}
    assert counts["sent"] > CONTACTS // 4
    assert [email for email, status in statuses.items() if status == "sent" and not arrived[email]] == [], "lost"
    assert set(arrived) <= set(statuses), "unrecorded"
    assert all_in_hand(world, statuses), "forgotten"
    print(
        f"== {len(RESTARTS)} restarts of PostgreSQL, {hits} while mails left, and {odoo_restarts} of Odoo: "
        f"{dict(counts)}, 0 twice, 0 lost, 0 forgotten",
        flush=True,
    )


def under_way(world: SalesWorld) -> int:
    statement = "SELECT count(*) FROM email_sequence_trace WHERE trace_status = 'sending'"
    return postgres.execute(world.database, statement)[0][0]


def answers(world: SalesWorld) -> bool:
    """Whether Odoo works again, by itself: nobody restarts it."""
    with suppress(OdooFault, OSError):
        return world.odoo.call("email.sequence", "search_count", []) == 1
    return False


def restart_odoo(world: SalesWorld) -> None:
    world.server.stop()
    world.server.start()
    world.server.wait_until_ready()


def dead_cron_threads(world: SalesWorld) -> int:
    """A cron thread ends where Odoo cannot connect at once; an Odoo with workers starts another by itself."""
    return world.server.log_path.read_text(errors="replace").count("Exception in thread odoo.service.cron")


def traces(world: SalesWorld) -> Counter:
    return Counter(
        status for (status,) in postgres.execute(world.database, "SELECT trace_status FROM email_sequence_trace")
    )


def settled(world: SalesWorld) -> dict[str, str] | None:
    """``{address: what became of its mail}`` once each has one and none is under way."""
    statement = "SELECT email, trace_status FROM email_sequence_trace"
    rows = postgres.execute(world.database, statement)
    is_settled = len(rows) == CONTACTS and "sending" not in dict(rows).values()
    return dict(rows) if is_settled else None


def all_in_hand(world: SalesWorld, statuses: dict[str, str]) -> bool:
    """Whether whoever got the mail waits for the next step, and the unknown ones are paused with a sentence."""
    subscriptions = world.odoo.search_read(
        "email.sequence.subscription", [], ["email", "state", "scheduled_datetime", "pause_reason", "pause_note"]
    )
    return len(subscriptions) == CONTACTS and all(
        s["state"] == "active" and s["scheduled_datetime"]
        if statuses[s["email"]] == "sent"
        else s["pause_reason"] == "send_error" and s["pause_note"]
        for s in subscriptions
    )
