"""Two Odoo processes on one database share the work; nobody gets a mail twice (semantics 8)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from stage import Stage

from testbed.odoo_client import OdooClient
from testbed.odoo_server import OdooServer
from testbed.run_tests import is_long
from testbed.sales_world import wait_until

CONTACTS = 10_000 if is_long() else 300


def further_dispatchers(stage: Stage, count: int) -> list[int]:
    """Scheduled actions that dispatch beside the addon's own: Odoo itself never runs one of them twice at once."""
    model = stage.odoo.search("ir.model", [["model", "=", "email.sequence.dispatcher"]])[0]
    values = {"model_id": model, "user_id": stage.odoo.ref("base.user_root"), "interval_type": "days"}
    values |= {"state": "code", "code": "model._cron_dispatch()"}
    return [stage.odoo.create("ir.cron", {"name": f"Further dispatcher {number}", **values}) for number in range(count)]


def test_8_two_odoo_processes_with_several_dispatchers_send_each_mail_once(stage: Stage) -> None:
    world = stage.world
    partners = stage.odoo.call(
        "res.partner",
        "create",
        [{"name": f"Sink {n}", "email": stage.address(f"sink{n}", "sink.test")} for n in range(CONTACTS)],
    )
    subscriptions = world.subscribe(stage.sequence(("A question", 1), ("Once more", 1)), *partners)
    crons = further_dispatchers(stage, 3)
    world.mail.sink_seconds = 0.01
    with OdooServer(world.database) as second, ThreadPoolExecutor() as pool:
        other = OdooClient(second.url, world.database)
        clients = [other, stage.odoo, other]
        world.pass_days(2)
        runs = [
            pool.submit(client.call, "ir.cron", "method_direct_trigger", [cron])
            for client, cron in zip(clients, crons, strict=True)
        ]
        for run in runs:
            run.result()
        wait_until(lambda: count_sent(stage, subscriptions) == CONTACTS, 900 if is_long() else 60)
    world.mail.sink_seconds = 0
    stage.odoo.unlink("ir.cron", crons)
    each_once(stage, subscriptions)


def count_sent(stage: Stage, subscriptions: list[int]) -> int:
    domain = [["subscription_id", "in", subscriptions], ["trace_status", "=", "sent"]]
    return stage.odoo.call("email.sequence.trace", "search_count", domain)


def each_once(stage: Stage, subscriptions: list[int]) -> None:
    traces = stage.odoo.search_read(
        "email.sequence.trace",
        [["subscription_id", "in", subscriptions]],
        ["email", "trace_status", "claim_token", "message_id"],
    )
    shares = Counter(trace["claim_token"] for trace in traces)
    print(f"== {len(traces)} mails by {len(shares)} dispatchers: {sorted(shares.values())}", flush=True)
    assert Counter(trace["trace_status"] for trace in traces) == {"sent": CONTACTS}
    assert len(shares) >= 2, "the work was not shared"
    delivered = stage.world.mail.deliveries.per_recipient()
    assert {delivered[trace["email"]] for trace in traces} == {1}
    planned = stage.odoo.call("email.sequence.subscription", "read", subscriptions, ["state", "scheduled_datetime"])
    assert all(subscription["state"] == "active" and subscription["scheduled_datetime"] for subscription in planned)
