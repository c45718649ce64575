"""Real autoresponders never pause, a real rejection does, and so do replies of real mail programs (semantics 4, 5).

All of them answer at once, each for a contact of its own, by IMAP and once more by POP3; then days pass.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from matrix import Matrix
from stage import PATIENCE, Contact, Stage

from testbed import home
from testbed.clients import CLIENTS
from testbed.mail_world import Protocol
from testbed.odoo_absence import AbsentEmployee, send_from_elsewhere
from testbed.responders import ABSENCE, RESPONDERS
from testbed.sales_world import BOUNCE, CATCHALL, SalesWorld, wait_until

SWEEP = "email_sequence.ir_cron_sweep"
STEPS = (("A question", 0), ("Once more", 1), ("For the last time", 1))
PIGEONHOLE, REJECTION, ODOO = "Pigeonhole vacation", "Pigeonhole reject", "Odoo's out of office"
AUTOMATIC = [PIGEONHOLE, *RESPONDERS, ODOO]
TO_THE_ENVELOPES_SENDER = {PIGEONHOLE, "procmail and formail -r", "BSD vacation", "GNU Mailutils sieve"}
REJECT = f'require ["reject"];\nreject "{ABSENCE}";\n'

NEVER_PAUSED = "active, noted as automatic: 1, replies: 0, mails: 2"
BOUNCED = "paused: bounce, noted as automatic: 0, replies: 0, mails: 1"
REPLIED = "paused: reply, in the chatter: 1, replies: 1, mails: 1"


@dataclass(frozen=True)
class Answerer:
    """A contact, the subscription, and what answers for it; ``answered`` raises where nothing was answered."""

    contact: Contact
    subscription: int
    answered: Future


@pytest.fixture(scope="module", autouse=True)
def mail_programs() -> None:
    """Without real programs there is nothing to test, which on a machine for tests is a failure."""
    if not home.are_unpacked():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("mail programs are missing: run scripts/setup")


@pytest.fixture(scope="module")
def answerers(
    world: SalesWorld, protocol: Protocol, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Answerer]]:
    """All of them, after they have answered, the answers were fetched, and two days have passed."""
    stage = Stage(world)
    folder = tmp_path_factory.mktemp(protocol.name)
    answers = all_answers(stage)
    contacts = {who: stage.contact(f"Person{number}") for number, who in enumerate(answers)}
    world.mail.set_vacation(contacts[PIGEONHOLE].email, ABSENCE)
    world.mail.set_sieve(contacts[REJECTION].email, REJECT)
    ids = world.subscribe(stage.sequence(*STEPS), *(contact.partner for contact in contacts.values()))
    with ThreadPoolExecutor(4) as pool:
        people = {
            who: Answerer(contact, subscription, pool.submit(answer, stage, answers[who], contact, folder))
            for (who, contact), subscription in zip(contacts.items(), ids, strict=True)
        }
    world.mail.set_sieve(contacts[PIGEONHOLE].email, "")
    stage.until_fetched(timeout=60)
    stage.run(SWEEP)
    world.pass_days(2)
    with suppress(TimeoutError):  # each test tells what became of its own
        wait_until(lambda: all(len(stage.delivered(people[who].contact)) == 2 for who in AUTOMATIC))
    stage.sent_by_now()
    yield people
    stage.clear()


Answer = Callable[[home.Home], None]


def all_answers(stage: Stage) -> dict[str, Answer]:
    """How each of them answers, given its home."""
    employee = AbsentEmployee(stage.world, stage.address("olga").partition("@")[0])
    answers = dict.fromkeys((PIGEONHOLE, REJECTION), nothing_to_do)
    answers |= RESPONDERS | {who: partial(client, text=f"Yes from {who}.") for who, client in CLIENTS.items()}
    return answers | {ODOO: partial(odoo_is_out_of_office, employee)}


def nothing_to_do(_home: home.Home) -> None:
    """The mail server itself has answered at delivery."""


def odoo_is_out_of_office(employee: AbsentEmployee, at_home: home.Home) -> None:
    mail: EmailMessage = at_home.mail()
    send_from_elsewhere(employee.answer(str(mail["Subject"])), at_home.inbox, mail)


def answer(stage: Stage, how: Answer, contact: Contact, folder: Path) -> None:
    """Wait for the mail, answer it, and wait until the answer is on its way; some programs answer when they are over.

    :raises TimeoutError: when there is no answer
    """
    if how is not nothing_to_do:
        contact.inbox.wait_for("A question", PATIENCE)
        how(home.Home(contact.inbox, folder / contact.email))
    stage.world.mail.deliveries.wait_until(lambda _: answers_of(stage, contact))


def answers_of(stage: Stage, contact: Contact) -> list[str]:
    """To whom mails went that name the contact."""
    deliveries = stage.world.mail.deliveries
    return [to for to in (CATCHALL, BOUNCE) for d in deliveries.to(to) if contact.email.encode() in d.content]


@dataclass(frozen=True)
class Checker:
    """Compares what came of an answer with what had to come, which the matrix shows."""

    stage: Stage
    answerers: dict[str, Answerer]
    matrix: Matrix
    protocol: Protocol

    def __call__(
        self, who: str, expected: str, feed: str = "noted as automatic", text: str = "Automatic reply"
    ) -> None:
        answered = self.answerers[who].answered
        got = "no answer" if answered.exception() else self.what_came_of(self.answerers[who], feed, text)
        self.matrix.add(who, self.protocol.name, expected, got)
        answered.result()
        assert got == expected

    def what_came_of(self, answerer: Answerer, feed: str, text: str) -> str:
        """The subscription's state, how often the contact's feed says ``text``, the replies, the mails that left."""
        state = ": ".join(filter(None, self.stage.state(answerer.subscription)))
        said = len(self.stage.in_chatter(answerer.contact, text))
        replies = sum(bool(trace["reply_datetime"]) for trace in self.stage.world.traces(answerer.subscription))
        return f"{state}, {feed}: {said}, replies: {replies}, mails: {len(self.stage.delivered(answerer.contact))}"


@pytest.fixture
def check(stage: Stage, answerers: dict[str, Answerer], matrix: Matrix, protocol: Protocol) -> Checker:
    return Checker(stage, answerers, matrix, protocol)


@pytest.mark.parametrize("who", AUTOMATIC)
def test_5_1_a_real_autoresponder_does_not_pause(check: Checker, who: str) -> None:
    """It is noted once, is no reply, and the next step leaves."""
    check(who, NEVER_PAUSED)


def test_5_1_some_real_autoresponders_answer_the_envelopes_sender(stage: Stage, answerers: dict[str, Answerer]) -> None:
    """In Odoo this is the address for bounces, whose mails the core forgets; the others write to Reply-To."""
    to = {who: answers_of(stage, answerers[who].contact) for who in AUTOMATIC}
    assert {who for who in AUTOMATIC if to[who] == [BOUNCE]} == TO_THE_ENVELOPES_SENDER
    assert all(to[who] == [CATCHALL] for who in AUTOMATIC if who not in TO_THE_ENVELOPES_SENDER)


def test_5_4_a_real_rejection_pauses_as_a_bounce(check: Checker) -> None:
    check(REJECTION, BOUNCED)


@pytest.mark.parametrize("who", CLIENTS)
def test_4_2_a_reply_written_in_a_real_mail_program_pauses(check: Checker, who: str) -> None:
    """It is kept in the contact's feed, and nothing more leaves."""
    check(who, REPLIED, feed="in the chatter", text=f"Yes from {who}.")
