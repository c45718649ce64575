"""Two Odoo processes with several dispatchers never overrun the limit of a server together (semantics 7 and 8)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from stage import Stage
from test_two_processes import count_sent, further_dispatchers

from testbed.odoo_client import OdooClient
from testbed.odoo_server import OdooServer
from testbed.sales_world import SalesWorld, wait_until

CONTACTS, LIMIT = 300, 110
DAYS = 12  # more than it takes


@pytest.fixture
def limited(world: SalesWorld) -> Iterator[int]:
    """An outgoing server with a limit; set on sequences, not Odoo's choice."""
    values = {"name": "Limited account", "smtp_host": "127.0.0.1", "smtp_port": world.mail.smtp_port, "sequence": 99}
    server = world.odoo.create(
        "ir.mail_server", {**values, "smtp_encryption": "none", "email_sequence_daily_limit": LIMIT}
    )
    yield server
    sequences = world.odoo.search("email.sequence", [["mail_server_id", "=", server]])
    world.odoo.write("email.sequence", sequences, {"mail_server_id": False})
    world.odoo.unlink("ir.mail_server", server)


def test_7_and_8_several_dispatchers_keep_to_the_limit_and_lose_nothing(stage: Stage, limited: int) -> None:
    world = stage.world
    partners = stage.odoo.call(
        "res.partner",
        "create",
        [{"name": f"Sink {n}", "email": stage.address(f"sink{n}", "sink.test")} for n in range(CONTACTS)],
    )
    subscriptions = world.subscribe(stage.sequence(("A question", 1), mail_server=limited), *partners)
    crons = further_dispatchers(stage, 3)
    world.mail.sink_seconds = 0.01
    with OdooServer(world.database) as second, ThreadPoolExecutor() as pool:
        other = OdooClient(second.url, world.database)
        world.pass_days(2)
        runs = [
            pool.submit(client.call, "ir.cron", "method_direct_trigger", [cron])
            for client, cron in zip([other, stage.odoo, other], crons, strict=True)
        ]
        for run in runs:
            run.result()
        wait_until(lambda: not count_due(stage, subscriptions), 60)
    assert count_sent(stage, subscriptions) == LIMIT
    waiting = stage.odoo.search(
        "email.sequence.subscription", [["limit_server_id", "=", limited], ["state", "=", "active"]]
    )
    assert len(waiting) == CONTACTS - LIMIT
    world.mail.sink_seconds = 0
    stage.odoo.unlink("ir.cron", crons)
    live_until_all_is_sent(stage, subscriptions)
    assert_each_got_it_once(stage, subscriptions)


def live_until_all_is_sent(stage: Stage, subscriptions: list[int]) -> None:
    """Let days pass; on none of them more leave than the limit allows."""
    sent = count_sent(stage, subscriptions)
    for _day in range(DAYS):
        stage.world.pass_days(1)
        wait_until(lambda: not count_due(stage, subscriptions), 60)
        before, sent = sent, count_sent(stage, subscriptions)
        assert sent - before <= LIMIT
        if sent == CONTACTS:
            return
    pytest.fail(f"After {DAYS} days {sent} mails are sent")


def count_due(stage: Stage, subscriptions: list[int]) -> int:
    """How many are due, or on their way."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    due = [["id", "in", subscriptions], ["state", "=", "active"], ["scheduled_datetime", "<=", now]]
    return stage.odoo.call("email.sequence.subscription", "search_count", due)


def assert_each_got_it_once(stage: Stage, subscriptions: list[int]) -> None:
    traces = stage.odoo.search_read(
        "email.sequence.trace", [["subscription_id", "in", subscriptions]], ["email", "trace_status"]
    )
    delivered = stage.world.mail.deliveries.per_recipient()
    assert [trace["trace_status"] for trace in traces] == ["sent"] * CONTACTS
    assert {delivered[trace["email"]] for trace in traces} == {1}
