"""Lanes as jobs of OCA's queue_job: each email once, even after kill -9, and also if nobody runs jobs (semantics 8)."""

from collections.abc import Iterator

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.sales_world import SalesWorld, wait_until

DATABASE = "system_tests_queue_job"
WITHOUT_RUNNER = "system_tests_no_job_runner"
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
            save_settings(world, email_sequence_lanes=LANES, email_sequence_by_jobs=True)
            yield world


@pytest.fixture
def world_without_runner() -> Iterator[SalesWorld]:
    """A world whose database has queue_job installed, but whose Odoo runs no jobs."""
    with without_complaints(WITHOUT_RUNNER), SalesWorld(WITHOUT_RUNNER, modules=["email_sequence_queue_job"]) as world:
        yield world


def save_settings(world: SalesWorld, **values: object) -> None:
    """Save settings."""
    settings = world.odoo.create("res.config.settings", values)
    world.odoo.call("res.config.settings", "execute", [settings])


def subscribe(world: SalesWorld, name: str, contacts: int = CONTACTS) -> list[int]:
    values = [{"name": f"{name} {n}", "email": f"{name}{n}@{DOMAIN}"} for n in range(contacts)]
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
    print(f"== {CONTACTS} mails by {len(jobs)} jobs, each once", flush=True)


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
    print(f"== 1 kill, {CONTACTS} mails, {unknown} unknown, {times.count(0)} of them not sent", flush=True)
    assert max(times) == 1
    assert times.count(0) <= unknown


def test_8_without_a_job_runner_scheduled_actions_send(world_without_runner: SalesWorld) -> None:
    world = world_without_runner
    installed = subscribe(world, "installed", 3)
    wait_until(lambda: count(world, installed, "sent") == 3)
    assert health(world) == []

    save_settings(world, email_sequence_by_jobs=True)
    chosen = subscribe(world, "chosen", 3)
    wait_until(lambda: postgres.execute(world.database, "SELECT id FROM queue_job WHERE state = 'pending'"))
    assert count(world, chosen, "sent") == 0
    minutes_later = "UPDATE queue_job SET date_created = date_created - interval '6 minutes'"
    postgres.execute(world.database, minutes_later)
    wait_until(lambda: count(world, chosen, "sent") == 3)
    assert health(world) == ["jobs_late"]
    delivered = world.mail.deliveries.per_recipient()
    assert list(delivered.values()) == [1] * 6


def health(world: SalesWorld) -> list[str]:
    """The codes of what Health says about sending."""
    findings = world.odoo.call("email.sequence", "get_health", [])
    return [finding["code"] for finding in findings if finding["topic"] == "sending"]
