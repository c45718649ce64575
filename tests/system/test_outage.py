"""Days without a dispatcher end in no burst, and Undo comes before the first email (semantics 2.6, 3.9)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from stage import Stage

from testbed import postgres
from testbed.odoo_client import OdooFault
from testbed.sales_world import wait_until

CONTACTS = 60
PAST = timedelta(days=4)
CRON = "email_sequence.ir_cron_dispatch"


@pytest.fixture
def switch(stage: Stage) -> Iterator:
    """Switch the scheduled action that sends on or off; it is on again at the end."""
    cron = stage.odoo.ref(CRON)

    def switched(active: bool) -> bool:
        with suppress(OdooFault):  # it is running
            stage.odoo.write("ir.cron", cron, {"active": active})
            return True
        return False

    yield lambda *, active: wait_until(lambda: switched(active))
    wait_until(lambda: switched(True))


def sinks(stage: Stage, name: str) -> list[int]:
    people = [{"name": f"{name} {n}", "email": stage.address(f"{name}{n}", "sink.test")} for n in range(CONTACTS)]
    return stage.odoo.call("res.partner", "create", people)


def count_sent(stage: Stage, subscriptions: list[int]) -> int:
    """How many emails were sent to them, or are being sent."""
    departed = [["subscription_id", "in", subscriptions], ["trace_status", "!=", "error"]]
    return stage.odoo.call("email.sequence.trace", "search_count", departed)


def planned(stage: Stage, subscriptions: list[int]) -> list[datetime]:
    rows = stage.odoo.call("email.sequence.subscription", "read", subscriptions, ["scheduled_datetime"])
    return [datetime.fromisoformat(row["scheduled_datetime"]).replace(tzinfo=UTC) for row in rows]


def last_look(stage: Stage) -> datetime:
    ((moment,),) = postgres.execute(stage.world.database, "SELECT looked_datetime FROM email_sequence_look")
    return moment.replace(tzinfo=UTC)


def let_days_pass_without_a_dispatcher(stage: Stage, subscriptions: list[int]) -> None:
    """They have been due for days, and no dispatcher has looked."""
    database = stage.world.database
    postgres.execute(database, "UPDATE email_sequence_look SET looked_datetime = looked_datetime - %s", [PAST])
    postgres.execute(
        database,
        "UPDATE email_sequence_subscription SET scheduled_datetime = scheduled_datetime - %s WHERE id = ANY(%s)",
        [PAST, subscriptions],
    )


def test_2_6_after_an_outage_of_days_nothing_leaves_in_a_burst(stage: Stage, switch) -> None:
    stage.sent_by_now()  # so that a dispatcher has looked
    subscriptions = stage.world.subscribe(stage.sequence(("A question", 1)), *sinks(stage, "late"))
    switch(active=False)
    let_days_pass_without_a_dispatcher(stage, subscriptions)
    before = datetime.now(UTC).replace(microsecond=0)
    assert max(planned(stage, subscriptions)) < before
    switch(active=True)
    wait_until(lambda: last_look(stage) >= before)
    stage.sent_by_now()
    sent, moments = count_sent(stage, subscriptions), planned(stage, subscriptions)
    print(
        f"\noverdue after four days: {CONTACTS}; sent at once: {sent}; over {max(moments) - min(moments)}", flush=True
    )
    assert sent <= 1, "one of the random times may be now"
    assert min(moments) >= before
    assert max(moments) < before + timedelta(days=2)
    stage.pass_days_until_sent(2, subscriptions[-3:], 1)


def subscribe_by_the_dialog(stage: Stage, name: str) -> tuple[int, list[int]]:
    """The dialog that has subscribed some to a sequence of two steps, and the subscriptions."""
    sequence = stage.sequence(("A question", 0), ("Once more", 1))
    dialog = stage.odoo.create("email.sequence.subscribe", {"sequence_id": sequence, "res_ids": sinks(stage, name)})
    action = stage.odoo.call("email.sequence.subscribe", "action_subscribe", [dialog])
    assert action["params"]["message"] == f"Subscribed: {CONTACTS}. Left out: 0."
    return dialog, stage.odoo.search("email.sequence.subscription", [["sequence_id", "=", sequence]])


def undo(stage: Stage, dialog: int) -> str:
    return stage.odoo.call("email.sequence.subscribe", "action_undo", [dialog])["params"]["message"]


def test_3_9_undo_comes_before_the_first_email(stage: Stage) -> None:
    dialog, subscriptions = subscribe_by_the_dialog(stage, "undone")
    stage.sent_by_now()  # a dispatcher has looked at all that is due
    assert undo(stage, dialog) == f"Removed: {CONTACTS}. Left as they were: 0."
    stage.world.pass_minutes(2)
    stage.sent_by_now()
    assert count_sent(stage, subscriptions) == 0


def test_3_9_undo_that_comes_too_late_says_to_how_many_it_was_sent(stage: Stage) -> None:
    dialog, subscriptions = subscribe_by_the_dialog(stage, "slow")
    stage.world.pass_minutes(2)
    stage.world.wait_for_sent(subscriptions[0], 1)
    wait_until(lambda: count_sent(stage, subscriptions) == CONTACTS)
    said = undo(stage, dialog)
    assert said == f"Removed: {CONTACTS}. Left as they were: 0. Already sent to {CONTACTS} of them."
