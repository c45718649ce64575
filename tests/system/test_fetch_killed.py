"""kill -9 while answers are fetched: each person's pauses once, no autoresponder's does, none is lost (semantics 4, 5).

A relay between Odoo and the mail server kills Odoo at the moments that matter to the protocol.
"""

import itertools
import os
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from odoo_log import without_complaints

from testbed.mail_client import Mailbox
from testbed.mail_world import Protocol
from testbed.relay import Relay
from testbed.sales_world import CATCHALL, SalesWorld

DATABASE = "system_tests_fetch_killed"
# Of 50 contacts for each protocol: what they write, and what has to come of it.
KINDS = {"reply": 18, "unrelated": 6, "automatic": 6, "silence": 20}
EXPECTED = {"reply": "paused once", "unrelated": "paused once", "automatic": "noted once", "silence": "left alone"}
LONGEST_WORK = 0.06  # seconds that a mail is worked on before the kill
SWEEP = "email_sequence.ir_cron_sweep"


@dataclass(frozen=True)
class Moment:
    """When to kill: Odoo sends the nth line that fits; that line arrives or not, and Odoo works on for a while."""

    words: str
    line: str
    nth: int
    arrives: bool = False
    seconds: float = 0


def moments(protocol: Protocol, rng: random.Random) -> list[Moment]:
    """The kills of one protocol, in order; by IMAP Odoo marks a mail as unread again while it works on it."""
    nth = [rng.randint(2, 6) for _ in range(3)]
    work = rng.uniform(0, LONGEST_WORK)
    if protocol is Protocol.POP3:
        return [
            Moment("at work on a mail", r"RETR ", nth[0], arrives=True, seconds=work),
            Moment("all mails are done, and none is deleted yet", r"QUIT", 1),
        ]
    return [
        Moment("at work on a mail", r"\S+ FETCH ", nth[0], arrives=True, seconds=work),
        Moment("a mail is taken, and not yet marked as unread again", r"\S+ STORE \d+ -FLAGS ", nth[1]),
        Moment("a mail is done, and not yet marked as read", r"\S+ STORE \d+ \+FLAGS ", nth[2]),
    ]


@pytest.fixture(scope="module")
def world() -> Iterator[SalesWorld]:
    """A world of its own, as its Odoo is killed."""
    with without_complaints(DATABASE), SalesWorld(DATABASE) as world:
        yield world


@pytest.fixture(scope="module")
def people(world: SalesWorld) -> dict[Protocol, list["Person"]]:
    """By protocol, who is mailed and may answer; all have got the first step."""
    emails = [f"{protocol.value}{n}@sink.test" for protocol in Protocol for n in range(sum(KINDS.values()))]
    partners = world.odoo.call("res.partner", "create", [{"name": email, "email": email} for email in emails])
    ids = world.subscribe(world.sequence("Answered", [("A question", 0), ("Once more", 1)]), *partners)
    for subscription in ids:
        world.wait_for_sent(subscription, 1)
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    random.Random(0).shuffle(kinds)
    everybody = [Person(*facts) for facts in zip(kinds * len(Protocol), partners, ids, emails, strict=True)]
    return {protocol: [p for p in everybody if p.email.startswith(protocol.value)] for protocol in Protocol}


@pytest.mark.parametrize("protocol", Protocol, ids=lambda protocol: protocol.name)
def test_4_2_and_5_1_kill_9_while_answers_are_fetched(
    world: SalesWorld, people: dict[Protocol, list["Person"]], protocol: Protocol
) -> None:
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().randrange(10**6)))
    started = time.monotonic()
    plan = moments(protocol, random.Random(seed))
    with Relay(world.mail.port_of(protocol)) as relay:
        relay.watch = lambda _line: False  # nothing is fetched before all have answered
        world.fetch_by(CATCHALL, protocol, relay.port)
        write_back(world, people[protocol])
        for moment in plan:
            kill_at(world, relay, moment)
        relay.watch = lambda _line: True
        restart(world)
        world.wait_until_fetched()
        world.odoo.call("ir.cron", "method_direct_trigger", [world.odoo.ref(SWEEP)])
    came, wrong = judge(world, people[protocol])
    print(f"== {protocol.name}: {len(plan)} kills (seed {seed}; KILL_SEED sets it), {came}, {len(wrong)} wrong, "
          f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
    assert not wrong
    assert came == {"paused once": 24, "noted once": 6, "left alone": 20}


# ---- the story


@dataclass(frozen=True)
class Person:
    """A subscriber, and what kind of answer it gives."""

    kind: str
    partner: int
    subscription: int
    email: str

    @property
    def words(self) -> str:
        return f"These are the words of {self.email}."


def write_back(world: SalesWorld, people: list[Person]) -> None:
    """Whoever answers does so, and all the mails are delivered."""
    traces = world.odoo.search_read("email.sequence.trace", [], ["subscription_id", "message_id"])
    mails = {trace["subscription_id"][0]: trace["message_id"] for trace in traces}
    for person in people:
        answered = {"In-Reply-To": mails[person.subscription], "References": mails[person.subscription]}
        headers = {
            "reply": answered,
            "unrelated": {},
            "automatic": answered | {"Auto-Submitted": "auto-replied"},
        }
        if person.kind in headers:
            Mailbox(world.mail, person.email).send(CATCHALL, "Something", person.words, **headers[person.kind])
    world.mail.settle()


def kill_at(world: SalesWorld, relay: Relay, moment: Moment) -> None:
    """Let Odoo fetch until the moment, and kill it then."""
    killed = threading.Event()
    seen = itertools.count(1)

    def kill() -> None:
        world.server.kill()
        killed.set()

    def watch(line: bytes) -> bool:
        if not re.match(moment.line.encode(), line) or next(seen) != moment.nth:
            return True
        threading.Timer(moment.seconds, kill).start()
        return moment.arrives

    relay.watch = watch
    restart(world)
    assert killed.wait(60), f"no moment at which {moment.words}"


def restart(world: SalesWorld) -> None:
    if not world.server.running:
        world.server.start()
        world.server.wait_until_ready()


# ---- the verdict


def judge(world: SalesWorld, people: list[Person]) -> tuple[dict[str, int], list[str]]:
    """What came of how many people, and all that is known of those of whom something else had to come."""
    domain = [["model", "=", "res.partner"], ["res_id", "in", [person.partner for person in people]]]
    feeds = defaultdict(str)
    for message in world.odoo.search_read("mail.message", domain, ["res_id", "body"]):
        feeds[message["res_id"]] += re.sub(r"<[^>]*>", "", message["body"]) + "\n"
    ids = [person.subscription for person in people]
    rows = world.odoo.call("email.sequence.subscription", "read", ids, ["pause_reason"])
    reasons = {row["id"]: row["pause_reason"] for row in rows}
    came = {person: what_came_of(person, reasons[person.subscription], feeds[person.partner]) for person in people}
    wrong = [f"{person}: {outcome}" for person, outcome in came.items() if outcome != EXPECTED[person.kind]]
    return dict(Counter(came.values())), wrong


def what_came_of(person: Person, pause_reason: str | bool, feed: str) -> str:
    """One of the outcomes that there should be, else all the facts."""
    facts = (pause_reason, feed.count("was paused"), feed.count("Automatic reply"), feed.count(person.words))
    return {
        ("reply", 1, 0, 1): "paused once",
        (False, 0, 1, 1): "noted once",
        (False, 0, 0, 0): "left alone",
    }.get(facts, f"pause reason, lines of pause and of automatic reply, the mail: {facts}")
