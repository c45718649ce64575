"""Where a company runs OCA's queue_job, the lanes run as its jobs: each mail once, also after kill -9 (semantics 8)."""

from collections.abc import Iterator

import pytest
from odoo_log import without_complaints

from testbed.sales_world import SalesWorld, wait_until

DATABASE = "system_tests_queue_job"
DOMAIN = "sink.test"  # takes all mails
CONTACTS = 200
LANES = 2
REQUEUED_AFTER = 180  # seconds at most, by queue_job itself
CHANNEL = "root.email_sequence"


@pytest.fixture(scope="module")
def world() -> Iterator[SalesWorld]:
    """A world whose Odoo has queue_job, which may run two jobs at once."""
    with pytest.MonkeyPatch.context() as environment, without_complaints(DATABASE):
        environment.setenv("ODOO_QUEUE_JOB_CHANNELS", f"root:{LANES}")
        with SalesWorld(DATABASE, modules=["email_sequence_queue_job"], server_wide=["queue_job"]) as world:
            settings = world.odoo.create("res.config.settings", {"email_sequence_lanes": LANES})
            world.odoo.call("res.config.settings", "execute", [settings])
            yield world


def subscribe(world: SalesWorld, name: str) -> list[int]:
    values = [{"name": f"{name} {n}", "email": f"{name}{n}@{DOMAIN}"} for n in range(CONTACTS)]
    return world.subscribe(world.sequence(name, [(name, 0)]), *world.odoo.call("res.partner", "create", values))


def count(world: SalesWorld, subscriptions: list[int], *statuses: str) -> int:
    domain = [["subscription_id", "in", subscriptions], ["trace_status", "in", statuses]]
    return world.odoo.call("email.sequence.trace", "search_count", domain)


def test_8_mails_leave_by_jobs_of_the_addons_channel(world: SalesWorld) -> None:
    world.mail.sink_seconds = 0.01
    subscriptions = subscribe(world, "jobs")
    wait_until(lambda: count(world, subscriptions, "sent") == CONTACTS, 60)
    jobs = world.odoo.search_read("queue.job", [["method_name", "=", "_job_dispatch"]], ["channel", "state"])
    assert {job["channel"] for job in jobs} == {CHANNEL}
    assert not [job for job in jobs if job["state"] == "failed"]
    delivered = world.mail.deliveries.per_recipient()
    assert [delivered[f"jobs{n}@{DOMAIN}"] for n in range(CONTACTS)] == [1] * CONTACTS
    print(f"\n{CONTACTS} mails by {len(jobs)} jobs, each once", flush=True)


def test_8_a_job_that_dies_loses_nothing_and_sends_nothing_twice(world: SalesWorld) -> None:
    world.mail.sink_seconds = 0.03
    subscriptions = subscribe(world, "killed")
    wait_until(lambda: count(world, subscriptions, "sent"), 60)
    world.server.kill()
    world.mail.sink_seconds = 0
    world.server.start()
    world.server.wait_until_ready()
    wait_until(lambda: count(world, subscriptions, "sent", "unknown") == CONTACTS, REQUEUED_AFTER)
    delivered = world.mail.deliveries.per_recipient()
    times = [delivered[f"killed{n}@{DOMAIN}"] for n in range(CONTACTS)]
    unknown = count(world, subscriptions, "unknown")
    print(f"\n1 kill, {CONTACTS} mails, {unknown} unknown, {times.count(0)} of them not sent", flush=True)
    assert max(times) == 1
    assert times.count(0) <= unknown
