"""Answers that arrive while mails to the same contacts are being handed over (semantics 4.2, 4.8)."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from stage import CATCHALL, Stage

from testbed.sales_world import wait_until

PEOPLE = 30
SECONDS_A_MAIL = 0.2


@pytest.fixture
def slow_server(stage: Stage) -> Iterator[None]:
    """A mail server that takes its time, so that a batch is under way for seconds."""
    usual, stage.world.mail.sink_seconds = stage.world.mail.sink_seconds, SECONDS_A_MAIL
    yield
    stage.world.mail.sink_seconds = usual


def answer_from(address: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = address, CATCHALL, "Let us talk"
    message["Message-ID"] = f"<talk.{address}>"
    message.set_content("Call me.")
    return message.as_bytes(policy=SMTP)


def test_4_2_answers_that_come_while_the_same_contacts_are_mailed_pause_all_their_sequences(
    stage: Stage, slow_server: None
) -> None:
    world = stage.world
    addresses = [stage.address(f"crowd{number}", "sink.test") for number in range(PEOPLE)]
    partners = [world.person("Crowd", with_mailbox=False, email=address)[0] for address in addresses]
    later = world.subscribe(stage.sequence(("In a week", 7)), *partners)
    now = world.subscribe(stage.sequence(("A question", 0), ("Once more", 1)), *partners)
    wait_until(lambda: len(delivered(stage, addresses)) >= PEOPLE // 10)
    for address in addresses:
        stage.send_raw(answer_from(address), address, CATCHALL)
    assert len(delivered(stage, addresses)) < PEOPLE, "the batch was over before the answers came"
    stage.until_fetched()
    for subscription in (*now, *later):
        world.wait_for_state(subscription, "paused", "reply")

    statuses = wait_until(lambda: settled(stage, now))
    assert set(statuses) <= {(), ("sent",)}
    assert len(delivered(stage, addresses)) == statuses.count(("sent",))
    world.pass_days(9)
    stage.sent_by_now()
    assert len(delivered(stage, addresses)) == statuses.count(("sent",))
    assert {stage.state(subscription) for subscription in (*now, *later)} == {("paused", "reply")}


def delivered(stage: Stage, addresses: list[str]) -> list[str]:
    return [str(mail.message["Subject"]) for address in addresses for mail in stage.world.mail.deliveries.to(address)]


def settled(stage: Stage, subscriptions: list[int]) -> list[tuple[str, ...]] | None:
    """What became of each subscription's mails, once none is under way."""
    statuses = [tuple(stage.statuses(subscription)) for subscription in subscriptions]
    return None if any("sending" in found for found in statuses) else statuses
