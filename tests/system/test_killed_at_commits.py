"""kill -9 just before and just after each commit of a dispatcher's run (semantics 8)."""

from collections import Counter
from collections.abc import Iterator

import pytest
from odoo_log import without_complaints

from testbed import postgres
from testbed.run_tests import is_long
from testbed.sales_world import SalesWorld, wait_until

DATABASE = "system_tests_killed_at_commits"
CONTACTS = 12  # two groups that are handed over
PARAMETER = "email_sequence_testbed.dies_at_commit"
MORE_THAN_THERE_ARE = 60
RUNS_THAT_SURVIVE = 3
SOME = (3, -5, 7, -8, 9)  # in the short run: around the claim, the handing over and the recording


@pytest.fixture
def world() -> Iterator[SalesWorld]:
    """A world of its own, as its Odoo dies."""
    with without_complaints(DATABASE), SalesWorld(DATABASE) as world:
        yield world


def commits() -> Iterator[int]:
    if not is_long():
        yield from SOME
        return
    for number in range(1, MORE_THAN_THERE_ARE):
        yield from (number, -number)


def test_8_kill_9_at_each_commit(world: SalesWorld) -> None:
    kills, outcomes = 0, Counter()
    for commit in commits():
        addresses = killed_at(world, commit)
        if not addresses:
            break
        kills += 1
        statement = f"DELETE FROM ir_config_parameter WHERE key = '{PARAMETER}'"
        postgres.execute(world.database, statement)
        world.server.start()
        world.server.wait_until_ready()
        statuses = settled(world, addresses)
        arrived = world.mail.deliveries.per_recipient()
        for address in addresses:
            assert arrived[address] <= 1, f"twice, killed at commit {commit}"
            assert statuses[address] in ("sent", "unknown"), f"forgotten, killed at commit {commit}"
            assert arrived[address] or statuses[address] == "unknown", f"lost, killed at commit {commit}"
        outcomes.update(statuses.values())
    print(f"== {kills} kills at commits, {CONTACTS} mails each: {dict(outcomes)}, 0 twice, 0 forgotten", flush=True)
    assert kills >= len(SOME)


def killed_at(world: SalesWorld, commit: int) -> list[str] | None:
    """The addresses of the contacts who were mailed when the dispatcher died; None where no run has so many commits.

    A dispatcher that was looking already when their mails became due is not doomed; so several runs must survive.
    """
    for attempt in range(RUNS_THAT_SURVIVE):
        addresses = make_due(world, commit, attempt)
        if dies(world, addresses):
            return addresses
    return None


def make_due(world: SalesWorld, commit: int, attempt: int) -> list[str]:
    """Contacts whose mail is due, and a dispatcher that dies at the commit; their addresses."""
    values = [{"name": f"Sink {n}", "email": f"sink{n}.{commit}.{attempt}@sink.test"} for n in range(CONTACTS)]
    partners = world.odoo.call("res.partner", "create", values)
    sequence = world.sequence(f"Killed at {commit}, {attempt}", [("A question", 0)])
    world.odoo.call("ir.config_parameter", "set_param", PARAMETER, str(commit))
    world.subscribe(sequence, *partners)
    return [contact["email"] for contact in values]


def dies(world: SalesWorld, addresses: list[str]) -> bool:
    """Whether Odoo dies before all is done: a run has only so many commits."""
    sent = f"SELECT count(*) FROM email_sequence_trace WHERE email IN {tuple(addresses)} AND trace_status = 'sent'"

    def is_over() -> bool:
        return not world.server.running or postgres.execute(world.database, sent)[0][0] == CONTACTS

    wait_until(is_over, 30)
    return not world.server.running


def settled(world: SalesWorld, addresses: list[str]) -> dict[str, str]:
    """What became of the mails, when nothing is under way any more."""

    def statuses() -> dict[str, str] | None:
        traces = world.odoo.search_read("email.sequence.trace", [["email", "in", addresses]], ["email", "trace_status"])
        found = {trace["email"]: trace["trace_status"] for trace in traces}
        return found if len(found) == CONTACTS and "sending" not in found.values() else None

    return wait_until(statuses, 60)
