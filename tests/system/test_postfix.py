"""The same rules on the mail of a genuine mail transfer agent: Postfix in front of Dovecot (semantics 4 and 5)."""

import os
from collections.abc import Iterator

import pytest
from odoo_log import without_complaints
from stage import Stage

from testbed import postfix
from testbed.sales_world import BOUNCE, DOMAIN, SELLER, SalesWorld

DATABASE = "system_tests_postfix"
STEPS = (("A question", 0), ("Once more", 1))


@pytest.fixture(scope="module")
def world() -> Iterator[SalesWorld]:
    """A world of its own; without Postfix there is none, which on a machine for tests is a failure."""
    if not postfix.is_available():
        if os.environ.get("CI") == "true" and os.geteuid() == 0:
            pytest.fail("Postfix is missing: scripts/setup installs it as root")
        pytest.skip("needs root and Postfix: run scripts/setup as root")
    with without_complaints(DATABASE), SalesWorld(DATABASE, mail=postfix.PostfixWorld(DOMAIN)) as world:
        yield world


@pytest.fixture
def stage(world: SalesWorld) -> Stage:
    return Stage(world)


def test_2_1_and_4_2_a_genuine_delivery_and_its_reply(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada", *STEPS)
    assert SELLER in mail["From"]
    assert mail["Return-Path"] == f"<{BOUNCE}>"
    assert any("(Postfix)" in hop for hop in mail.get_all("Received"))
    ada.inbox.reply(mail, "Yes, call me on Thursday.")
    stage.world.wait_for_state(subscription, "paused", "reply")
    assert stage.in_chatter(ada, "call me on Thursday")


def test_5_4_a_genuine_bounce_pauses_with_the_servers_words(stage: Stage) -> None:
    dan = stage.contact("Dan", with_mailbox=False)
    subscription = stage.subscribe(stage.sequence(*STEPS), dan)
    paused = stage.world.wait_for_state(subscription, "paused", "bounce")
    assert dan.email in paused["pause_note"]
    assert "5.1.1" in paused["pause_note"]
    assert stage.statuses(subscription) == ["bounce"]


def test_5_1_a_genuine_vacation_answer_is_noted_and_the_next_step_follows_in_the_thread(stage: Stage) -> None:
    bob = stage.contact("Bob")
    stage.world.mail.set_vacation(bob.email, "I am on holiday until Monday.")
    subscription = stage.subscribe(stage.sequence(*STEPS), bob)
    first = bob.inbox.wait_for("A question")
    stage.until_fetched()
    assert stage.state(subscription) == ("active", False)
    assert len(stage.in_chatter(bob, "Automatic reply")) == 1
    stage.pass_days_until_sent(2, [subscription], 2)
    second = bob.inbox.wait_for("Re: A question")
    assert second["In-Reply-To"] == first["Message-ID"]
