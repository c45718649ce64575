"""Odoo behind PgBouncer: with sessions that are shared nothing is sent, with its own each email once (semantics 8)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.odoo_client import OdooFault
from testbed.odoo_database import template_database
from testbed.pgbouncer import pgbouncer
from testbed.sales_world import MODULES, SalesWorld, wait_until

DATABASE = "system_tests_pgbouncer"
CONTACTS = 200
LANES = 4
RUNS = 2  # of each scheduled action
REFUSES = "Email sequences send nothing: Odoo reaches PostgreSQL through a proxy"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[SalesWorld]:
    """A world whose Odoo reaches its database through PgBouncer, which pools transactions."""
    template_database(MODULES)
    with pgbouncer("transaction") as address, without_complaints(DATABASE, [REFUSES]):
        monkeypatch.setattr(postgres, "environment", lambda: address)
        with SalesWorld(DATABASE) as world:
            settings = world.odoo.create("res.config.settings", {"email_sequence_lanes": LANES})
            world.odoo.call("res.config.settings", "execute", [settings])
            yield world


def test_8_transactions_pooled_then_sessions_pooled(world: SalesWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = [{"name": f"Sink {n}", "email": f"sink{n}@sink.test"} for n in range(CONTACTS)]
    partners = world.odoo.call("res.partner", "create", contacts)
    world.mail.sink_seconds = 0.004
    subscriptions = world.subscribe(world.sequence("Pooled", [("A question", 0)]), *partners)
    run_lanes(world)
    assert world.server.log_path.read_text().count(REFUSES) >= LANES
    assert len(world.mail.deliveries) == 0
    assert count(world, subscriptions, "sending") == 0, "nobody is claimed for ever"
    assert health(world) == ["dispatch_refused"]

    world.server.kill()
    monkeypatch.undo()
    with pgbouncer("session") as address:
        monkeypatch.setattr(postgres, "environment", lambda: address)
        world.server.start()
        world.server.wait_until_ready()
        wait_until(lambda: count(world, subscriptions, "sent") == CONTACTS, 60)
        assert health(world) == []
        delivered = world.mail.deliveries.per_recipient()
        assert [delivered[contact["email"]] for contact in contacts] == [1] * CONTACTS
        world.server.kill()


def run_lanes(world: SalesWorld) -> None:
    """Run all lanes at once, several times: behind a pool of transactions nothing wakes Odoo's own threads."""
    crons = world.odoo.search("ir.cron", [["code", "=", "model._cron_dispatch()"]])
    assert len(crons) == LANES

    def run(cron: int) -> None:
        for _run in range(RUNS):
            with suppress(OdooFault):  # Odoo is running it already
                world.odoo.call("ir.cron", "method_direct_trigger", [cron])

    with ThreadPoolExecutor() as pool:
        list(pool.map(run, crons))


def count(world: SalesWorld, subscriptions: list[int], status: str) -> int:
    domain = [["subscription_id", "in", subscriptions], ["trace_status", "=", status]]
    return world.odoo.call("email.sequence.trace", "search_count", domain)


def health(world: SalesWorld) -> list[str]:
    """The codes of what Health says about sending."""
    findings = world.odoo.call("email.sequence", "get_health", [])
    return [finding["code"] for finding in findings if finding["topic"] == "sending"]
