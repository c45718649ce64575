"""kill -9 at random moments of a dispatch: no step leaves twice, and nobody is forgotten (semantics 8)."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.run_tests import is_long
from testbed.sales_world import SalesWorld, wait_until

DATABASE = "system_tests_killed"
CONTACTS = 2500 if is_long() else 500  # more than leave, or are left unknown, until the last kill
KILLS_PER_STEP = (60, 45) if is_long() else (14, 10)
STEPS = (("A question", 0), ("Once more", 1))
SUBJECTS = ("A question", "Re: A question")
SECONDS_PER_MAIL = 0.03
LONGEST_LIFE = 0.8  # seconds between a start, or its first mail, and the kill


@dataclass
class Figures:
    """What is printed at the end; those named in ``BROKEN`` must be 0."""

    seed: int
    contacts: int = CONTACTS
    kills: int = 0
    kills_while_sending: int = 0
    mails: int = 0
    sent: int = 0
    unknown: int = 0
    unknown_arrived: int = 0
    planned_after_step_1: int = 0
    finished: int = 0
    twice: int = 0
    lost: int = 0
    unrecorded: int = 0
    forgotten: int = 0
    seconds: int = 0
    started: float = field(default_factory=time.monotonic, repr=False)

    BROKEN = ("twice", "lost", "unrecorded", "forgotten")

    def tell(self) -> None:
        rows = {name: value for name, value in vars(self).items() if name != "started"}
        print("\n".join(f"== {name.replace('_', ' '):22}{value:>12}" for name, value in rows.items()), flush=True)


@pytest.fixture
def world() -> Iterator[SalesWorld]:
    """A world of its own, as its Odoo is killed; mails take long enough to be interrupted."""
    with without_complaints(DATABASE), SalesWorld(DATABASE) as world:
        world.mail.sink_seconds = SECONDS_PER_MAIL
        yield world


def test_8_kill_9_while_mails_leave(world: SalesWorld) -> None:
    figures = Figures(int(os.environ.get("KILL_SEED", random.SystemRandom().randrange(10**6))))
    rng = random.Random(figures.seed)
    print(f"== kill -9 of Odoo at random moments, seed {figures.seed} (KILL_SEED sets it)", flush=True)
    subscriptions = subscribe(world)
    for number, kills in enumerate(KILLS_PER_STEP, 1):
        kill_while_sending(world, rng, kills, figures)
        wait_until(lambda: nothing_is_due(world), 120)
        judge(world, subscriptions, figures)
        print(f"== step {number}: {figures.kills} kills, {figures.mails} mails, {figures.unknown} unknown", flush=True)
        if number == 1:
            figures.planned_after_step_1 = count_states(world)["active"]
            resume_and_pass_days(world)
    figures.finished = count_states(world)["finished"]
    figures.seconds = round(time.monotonic() - figures.started)
    figures.tell()
    assert {name: getattr(figures, name) for name in Figures.BROKEN} == dict.fromkeys(Figures.BROKEN, 0)
    assert figures.kills == sum(KILLS_PER_STEP)
    assert figures.kills_while_sending >= figures.kills // 2, "most kills must hit a dispatch"
    assert figures.sent >= CONTACTS


# ---- the story


def subscribe(world: SalesWorld) -> list[int]:
    """Contacts whose first mail is due at once; the ids of the subscriptions."""
    contacts = [{"name": f"Sink {n}", "email": f"sink{n}@sink.test"} for n in range(CONTACTS)]
    partners = world.odoo.call("res.partner", "create", contacts)
    return world.subscribe(world.sequence("Interrupted", STEPS), *partners)


def kill_while_sending(world: SalesWorld, rng: random.Random, kills: int, figures: Figures) -> None:
    """Kill Odoo so many times, as long as anything is due: soon after a mail left, or at any moment after a start."""
    for _ in range(kills):
        if rng.random() < 0.75:
            accepted = len(world.mail.deliveries)
            world.mail.deliveries.wait_until(lambda deliveries, before=accepted: len(deliveries) > before)
        time.sleep(rng.uniform(0, LONGEST_LIFE))
        world.server.kill()
        figures.kills += 1
        figures.kills_while_sending += bool(being_sent(world))
        world.server.start()
        world.server.wait_until_ready()


def being_sent(world: SalesWorld) -> int:
    """How many mails the dispatcher was about; asked of the database, as Odoo is dead."""
    statement = "SELECT count(*) FROM email_sequence_trace WHERE trace_status = 'sending'"
    return postgres.execute(world.database, statement)[0][0]


def nothing_is_due(world: SalesWorld) -> bool:
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    due = [["state", "=", "active"], ["scheduled_datetime", "<=", now]]
    under_way = [["trace_status", "=", "sending"]]
    return not (
        world.odoo.search("email.sequence.subscription", due, limit=1)
        or world.odoo.search("email.sequence.trace", under_way, limit=1)
    )


def resume_and_pass_days(world: SalesWorld) -> None:
    """A person goes on with the step after each mail whose outcome is unknown; then the second step is due."""
    paused = world.odoo.search("email.sequence.subscription", [["state", "=", "paused"]])
    world.odoo.call("email.sequence.subscription", "action_resume", paused)
    world.pass_days(2)


# ---- the verdict


def judge(world: SalesWorld, subscriptions: list[int], figures: Figures) -> None:
    """Compare what the mail server took with what Odoo has recorded."""
    accepted = Counter((delivery.recipient, str(delivery.message["Subject"])) for delivery in world.mail.deliveries)
    traces = world.odoo.search_read("email.sequence.trace", [], ["email", "subject", "trace_status", "subscription_id"])
    mails = {(trace["email"], trace["subject"]): trace["trace_status"] for trace in traces}
    assert len(mails) == len(traces), "two traces of one step"
    assert {subject for _, subject in accepted} <= set(SUBJECTS)
    statuses = Counter(mails.values())
    figures.mails = sum(accepted.values())
    figures.sent, figures.unknown = statuses["sent"], statuses["unknown"]
    figures.unknown_arrived = sum(mails[mail] == "unknown" for mail in accepted if mail in mails)
    figures.twice = sum(count > 1 for count in accepted.values())
    figures.lost = sum(status == "sent" and mail not in accepted for mail, status in mails.items())
    figures.unrecorded = sum(mails.get(mail) not in ("sent", "unknown") for mail in accepted)
    figures.forgotten = sum(not is_in_hand(subscription) for subscription in read(world, subscriptions))


def read(world: SalesWorld, subscriptions: list[int]) -> list[dict]:
    fields = ["state", "scheduled_datetime", "next_step_id", "pause_reason", "pause_note"]
    return world.odoo.call("email.sequence.subscription", "read", subscriptions, fields)


def is_in_hand(subscription: dict) -> bool:
    """Whether a subscription is finished, planned, or paused with a reason that a person understands."""
    return {
        "finished": True,
        "active": bool(subscription["scheduled_datetime"] and subscription["next_step_id"]),
        "paused": subscription["pause_reason"] == "send_error" and bool(subscription["pause_note"]),
    }.get(subscription["state"], False)


def count_states(world: SalesWorld) -> Counter:
    subscriptions = world.odoo.search_read("email.sequence.subscription", [], ["state"])
    return Counter(subscription["state"] for subscription in subscriptions)
