"""Two Odoo processes at work on one server's limits at the same time (semantics 7 and 8), counted in what arrived."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from stage import Stage
from test_two_processes import further_dispatchers

from testbed.odoo_client import OdooClient
from testbed.odoo_server import OdooServer
from testbed.sales_world import SalesWorld

CONTACTS = 40
GAP_SECONDS, MINUTE_LIMIT, HOUR_LIMIT = 2, 8, 20
WATCHED_SECONDS = 45


@pytest.fixture
def paced(world: SalesWorld) -> Iterator[int]:
    """An outgoing server with a gap and limits of a minute and an hour."""
    values = {"name": "Paced account", "smtp_host": "127.0.0.1", "smtp_port": world.mail.smtp_port, "sequence": 99}
    limits = {
        "email_sequence_minimum_gap": GAP_SECONDS,
        "email_sequence_minute_limit": MINUTE_LIMIT,
        "email_sequence_hourly_limit": HOUR_LIMIT,
    }
    server = world.odoo.create("ir.mail_server", {**values, "smtp_encryption": "none", **limits})
    yield server
    sequences = world.odoo.search("email.sequence", [["mail_server_id", "=", server]])
    world.odoo.write("email.sequence", sequences, {"mail_server_id": False})
    world.odoo.unlink("ir.mail_server", server)


def test_7_and_8_two_lanes_keep_to_every_limit_together(stage: Stage, paced: int) -> None:
    world = stage.world
    partners = stage.odoo.call(
        "res.partner",
        "create",
        [{"name": f"Sink {n}", "email": stage.address(f"sink{n}", "sink.test")} for n in range(CONTACTS)],
    )
    subscriptions = world.subscribe(stage.sequence(("A question", 1), mail_server=paced), *partners)
    crons = further_dispatchers(stage, 2)
    with OdooServer(world.database) as second, ThreadPoolExecutor() as pool:
        world.pass_days(2)
        lanes = [stage.odoo, OdooClient(second.url, world.database)]
        until = time.monotonic() + WATCHED_SECONDS
        for lane in [pool.submit(keep_dispatching, *lane, until) for lane in zip(lanes, crons, strict=True)]:
            lane.result()
    stage.odoo.unlink("ir.cron", crons)
    moments = handed_over(stage, subscriptions)
    print(f"== {len(moments)} mails in {WATCHED_SECONDS} seconds by two lanes", flush=True)
    for period, count in ((GAP_SECONDS, 1), (60, MINUTE_LIMIT), (3600, HOUR_LIMIT)):
        assert most_within(moments, timedelta(seconds=period)) <= count
    assert len(moments) == MINUTE_LIMIT, "in less than a minute, but for more than the gaps take"
    assert_nothing_is_lost(stage, subscriptions, paced)


def keep_dispatching(client: OdooClient, cron: int, until: float) -> None:
    while time.monotonic() < until:
        client.call("ir.cron", "method_direct_trigger", [cron])
        time.sleep(0.2)


def handed_over(stage: Stage, subscriptions: list[int]) -> list[datetime]:
    domain = [["subscription_id", "in", subscriptions], ["trace_status", "=", "sent"]]
    rows = stage.odoo.search_read("email.sequence.trace", domain, ["handed_datetime"])
    return sorted(datetime.fromisoformat(row["handed_datetime"]) for row in rows)


def most_within(moments: list[datetime], period: timedelta) -> int:
    """How many mails at most left within less than the period."""
    return max((sum(end - period < moment <= end for moment in moments) for end in moments), default=0)


def assert_nothing_is_lost(stage: Stage, subscriptions: list[int], server: int) -> None:
    """Contacts without an email wait for a slot, and nobody got two."""
    waiting = stage.odoo.search(
        "email.sequence.subscription",
        [["id", "in", subscriptions], ["limit_server_id", "=", server], ["state", "=", "active"]],
    )
    assert len(waiting) == CONTACTS - MINUTE_LIMIT
    delivered = stage.world.mail.deliveries.per_recipient()
    sent = stage.odoo.search_read(
        "email.sequence.trace", [["subscription_id", "in", subscriptions]], ["email", "trace_status"]
    )
    assert {trace["trace_status"] for trace in sent} == {"sent"}
    assert [delivered[trace["email"]] for trace in sent] == [1] * MINUTE_LIMIT
