"""What cannot be sent is paused with a sentence, and is sent once after resuming (semantics 6 and 8)."""

from collections.abc import Iterator

import pytest
from matrix import Matrix
from stage import LOGIN, Contact, Stage

from testbed.bad_certificate import server_with_bad_certificate
from testbed.faults import EVERYBODY, Fault
from testbed.odoo_client import OdooClient
from testbed.paths import free_port
from testbed.sales_world import SalesWorld, wait_until

FAILED = ("paused", "send_error")
STEPS = (("A question", 0), ("Once more", 1))
# Outcomes of a mail: of its subscription and its trace, and how often it arrived.
SENT = "active, sent, arrived 1"
PUT_OFF = "active, error, arrived 0"
PAUSED = "paused: send_error, error, arrived 0"
UNKNOWN = "paused: send_error, unknown, arrived 0"


@pytest.fixture
def account(world: SalesWorld) -> Iterator[int]:
    """An outgoing server that wants a login, and has the right one; set on sequences, not Odoo's choice."""
    server = world.odoo.create(
        "ir.mail_server",
        {
            "name": "Account with a login",
            "smtp_host": "127.0.0.1",
            "smtp_port": world.mail.auth_smtp_port,
            "smtp_encryption": "none",
            "smtp_authentication": "login",
            "smtp_user": LOGIN[0],
            "smtp_pass": LOGIN[1],
            "sequence": 99,
        },
    )
    yield server
    sequences = world.odoo.search("email.sequence", [["mail_server_id", "=", server]])
    world.odoo.write("email.sequence", sequences, {"mail_server_id": False})
    world.odoo.unlink("ir.mail_server", server)


def outcome(stage: Stage, subscription: int, contact: Contact) -> str:
    state = ": ".join(filter(None, stage.state(subscription)))
    return f"{state}, {', '.join(stage.statuses(subscription))}, arrived {len(stage.delivered(contact))}"


@pytest.mark.parametrize(
    ("failure", "wrong", "server"),
    [
        ("login", {"smtp_pass": "wrong password"}, "refuses the login"),
        ("cannot be reached", {"smtp_port": free_port()}, "does not listen"),
    ],
)
def test_6_1_and_6_2_an_error_of_the_account(
    stage: Stage, failures: Matrix, account: int, failure: str, wrong: dict, server: str
) -> None:
    """It pauses what is due with a sentence, and nothing else; corrected and resumed, the right step leaves once."""
    people = [stage.contact(name) for name in ("Ada", "Bob")]
    waiting = stage.contact("Cem")
    stage.odoo.write("ir.mail_server", account, wrong)
    now, later = (stage.sequence(("A question", delay), ("Once more", 1), mail_server=account) for delay in (0, 1))
    not_due = stage.subscribe(later, waiting)
    due = [stage.subscribe(now, person) for person in people]
    for subscription in due:
        assert failure in stage.world.wait_for_state(subscription, *FAILED)["pause_note"]
        assert stage.statuses(subscription) == ["error"]
    failures.check(server, "at the connection", PAUSED, outcome(stage, due[0], people[0]))
    assert stage.state(not_due) == ("active", False)

    stage.odoo.write("ir.mail_server", account, {"smtp_pass": LOGIN[1], "smtp_port": stage.world.mail.auth_smtp_port})
    stage.odoo.call("email.sequence.subscription", "action_resume", due)
    stage.pass_days_until_sent(2, [*due, not_due], 1)
    assert [stage.delivered(person) for person in (*people, waiting)] == [["A question"]] * 3
    stage.pass_days_until_sent(2, [*due, not_due], 2)
    assert [stage.delivered(person) for person in (*people, waiting)] == [["A question", "Re: A question"]] * 3


@pytest.fixture
def bad_certificate() -> Iterator[int]:
    with server_with_bad_certificate() as port:
        yield port


def test_6_1_encryption_that_fails_is_told_as_such(
    stage: Stage, failures: Matrix, account: int, bad_certificate: int
) -> None:
    """A certificate that nobody trusts, and a server that offers no encryption; nothing leaves in clear text."""
    cases = [
        ({"smtp_encryption": "ssl_strict", "smtp_port": bad_certificate}, "certificate verify failed"),
        ({"smtp_encryption": "starttls_strict"}, "STARTTLS extension not supported"),
    ]
    for values, words in cases:
        stage.odoo.write("ir.mail_server", account, {"smtp_port": stage.world.mail.auth_smtp_port, **values})
        ada = stage.contact(f"Ada.{values['smtp_encryption']}")
        subscription = stage.subscribe(stage.sequence(*STEPS, mail_server=account), ada)
        note = stage.world.wait_for_state(subscription, *FAILED)["pause_note"]
        assert "encrypted connection" in note
        assert words in note
        assert stage.delivered(ada) == []
        failures.check("does not encrypt as it should", "at the connection", PAUSED, outcome(stage, subscription, ada))


def test_6_2_one_action_resumes_all_that_the_account_paused(stage: Stage, account: int) -> None:
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem")]
    stage.odoo.write("ir.mail_server", account, {"smtp_pass": "wrong password"})
    sequence = stage.sequence(*STEPS, mail_server=account)
    subscriptions = [stage.subscribe(sequence, person) for person in people]
    for subscription in subscriptions:
        stage.world.wait_for_state(subscription, *FAILED)
    assert (
        "3 subscriptions"
        in stage.odoo.read("ir.mail_server", account, "email_sequence_problem")["email_sequence_problem"]
    )
    stage.odoo.write("ir.mail_server", account, {"smtp_pass": LOGIN[1]})
    stage.odoo.call("ir.mail_server", "action_email_sequence_resume", [account])
    stage.pass_days_until_sent(1, subscriptions, 1)
    assert [stage.delivered(person) for person in people] == [["A question"]] * 3


def test_6_2_the_sender_is_told_once_of_an_error_of_the_account(stage: Stage, account: int) -> None:
    stage.odoo.write("ir.mail_server", account, {"smtp_port": free_port()})
    login = stage.address("sue")
    sue = stage.odoo.create("res.users", {"name": "Sue", "login": login, "email": login, "password": "secret"})
    partners = [stage.contact(name).partner for name in ("Ada", "Bob", "Cem")]
    sequence = stage.sequence(*STEPS, mail_server=account)
    subscribed = stage.odoo.call("email.sequence", "subscribe", [sequence], partners, user_id=sue)["subscribed"]
    for subscription in subscribed:
        stage.world.wait_for_state(subscription, *FAILED)
    as_sue = OdooClient(stage.world.server.url, stage.world.database, login, "secret")
    told = as_sue.search_read("mail.message", [["subject", "ilike", "could not be sent"]], ["body"])
    assert len(told) == 1
    assert "cannot be reached" in told[0]["body"]


def test_6_1_second_step_fails_at_the_account_and_leaves_after_resuming(stage: Stage, account: int) -> None:
    ada = stage.contact("Ada")
    subscription = stage.subscribe(stage.sequence(*STEPS, mail_server=account), ada)
    stage.world.wait_for_sent(subscription, 1)
    stage.odoo.write("ir.mail_server", account, {"smtp_pass": "wrong password"})
    stage.world.pass_days(2)
    stage.world.wait_for_state(subscription, *FAILED)
    stage.odoo.write("ir.mail_server", account, {"smtp_pass": LOGIN[1]})
    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    stage.pass_days_until_sent(1, [subscription], 2)
    assert stage.delivered(ada) == ["A question", "Re: A question"]
    assert stage.statuses(subscription) == ["sent", "error", "sent"]


OF_ONE_MAIL = [
    ("takes the mail", "", None, SENT),
    ("replies 450", "at the recipient", Fault.RCPT_450, PUT_OFF),
    ("replies 550", "at the recipient", Fault.RCPT_550, PAUSED),
    ("breaks the connection", "at the recipient", Fault.DROP_AT_RCPT, PUT_OFF),
    ("says nothing more", "at the recipient", Fault.HANG_AT_RCPT, PUT_OFF),
    ("replies 552", "after the mail", Fault.DATA_552, PAUSED),
    ("replies 554", "after the mail", Fault.DATA_554, PAUSED),
    ("breaks the connection", "in the mail", Fault.DROP_IN_DATA, UNKNOWN),
    ("breaks the connection", "after the mail", Fault.DROP_AFTER_DATA, UNKNOWN),
    ("breaks the connection", "after taking the mail", Fault.DROP_AFTER_ACCEPTING, UNKNOWN.replace("0", "1")),
    ("says nothing more", "after the mail", Fault.HANG, UNKNOWN),
]


@pytest.fixture
def impatience(stage: Stage) -> Iterator[None]:
    """Odoo waits two seconds for a reply where it usually waits a minute."""
    stage.odoo.call("ir.config_parameter", "set_param", "email_sequence_testbed.smtp_patience", "2")
    yield
    stage.odoo.call("ir.config_parameter", "set_param", "email_sequence_testbed.smtp_patience", False)


def test_6_1_and_8_what_a_server_does_to_one_mail_never_stops_the_others(
    stage: Stage, failures: Matrix, impatience: None
) -> None:
    people = [stage.contact(f"Person{number}") for number in range(len(OF_ONE_MAIL))]
    for person, (_what, _when, fault, _expected) in zip(people, OF_ONE_MAIL, strict=True):
        if fault:
            stage.world.mail.faults[person.email] = fault
    subscriptions = stage.world.subscribe(stage.sequence(*STEPS), *(person.partner for person in people))
    for subscription in subscriptions:
        wait_until(lambda one=subscription: set(stage.statuses(one)) - {"sending"}, 60)
    for (what, when, _fault, expected), person, subscription in zip(OF_ONE_MAIL, people, subscriptions, strict=True):
        failures.check(what, when, expected, outcome(stage, subscription, person))


def test_6_2_a_server_that_takes_no_connection_puts_off_all_that_is_due(stage: Stage, failures: Matrix) -> None:
    people = [stage.contact(name) for name in ("Ada", "Bob")]
    stage.world.mail.faults[EVERYBODY] = Fault.CONNECT_421
    subscriptions = stage.world.subscribe(stage.sequence(*STEPS), *(person.partner for person in people))
    for subscription in subscriptions:
        wait_for_statuses(stage, subscription, "error")
    failures.check("replies 421", "at the connection", PUT_OFF, outcome(stage, subscriptions[0], people[0]))
    stage.world.mail.faults.clear()
    stage.world.pass_minutes(3)
    for subscription in subscriptions:
        wait_for_statuses(stage, subscription, "error", "sent")


def subscribe_with_fault(stage: Stage, fault: Fault) -> tuple[list[Contact], list[int]]:
    """Five contacts that are due at once; the server treats the third one badly, for ever."""
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem", "Dan", "Eve")]
    stage.world.mail.faults[people[2].email] = fault
    subscriptions = stage.world.subscribe(stage.sequence(*STEPS), *(person.partner for person in people))
    for subscription in subscriptions[:2] + subscriptions[3:]:
        stage.world.wait_for_sent(subscription, 1)
    return people, subscriptions


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.RCPT_550, "550 5.1.1 No such user here"), (Fault.DATA_554, "554 5.7.1 Message refused")],
)
def test_6_3_what_the_server_refuses_pauses_one_and_leaves_on_resuming(stage: Stage, fault: Fault, words: str) -> None:
    people, subscriptions = subscribe_with_fault(stage, fault)
    bad, bad_subscription = people[2], subscriptions[2]
    assert words in stage.world.wait_for_state(bad_subscription, *FAILED)["pause_note"]
    assert stage.statuses(bad_subscription) == ["error"]
    stage.world.mail.faults.clear()
    stage.odoo.call("email.sequence.subscription", "action_resume", [bad_subscription])
    stage.pass_days_until_sent(1, [bad_subscription], 1)
    assert stage.delivered(bad) == ["A question"]
    assert stage.statuses(bad_subscription) == ["error", "sent"]


def test_6_3_a_mail_that_is_too_large_pauses_one_and_the_others_of_its_account_leave(stage: Stage) -> None:
    """The server refuses it at MAIL FROM, by the size that the client announces (RFC 1870)."""
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem", "Dan", "Eve")]
    large = people[2]
    stage.odoo.write("res.partner", large.partner, {"function": "Archivist"})
    sequences = [stage.sequence(*STEPS), stage.sequence(*STEPS)]
    step = stage.odoo.search_read("email.sequence.step", [["sequence_id", "=", sequences[0]]], ["template_id"])[0]
    body = """<p>Hello</p><p t-if="object.function == 'Archivist'" t-out="'All of it. ' * 20000"/>"""
    stage.odoo.write("mail.template", step["template_id"][0], {"body_html": body})
    stage.world.mail.size_limit = 100_000
    subscriptions = stage.world.subscribe(sequences[0], *(person.partner for person in people))
    subscriptions += stage.world.subscribe(sequences[1], people[0].partner)
    too_large = subscriptions.pop(2)
    for subscription in subscriptions:
        stage.world.wait_for_sent(subscription, 1)
    note = stage.world.wait_for_state(too_large, *FAILED)["pause_note"]
    assert "larger than the mail server accepts" in note
    assert "552" in note
    assert stage.statuses(too_large) == ["error"]
    stage.world.mail.size_limit = None
    stage.odoo.call("email.sequence.subscription", "action_resume", [too_large])
    stage.pass_days_until_sent(1, [too_large], 1)
    assert stage.delivered(large) == ["A question"]


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(Fault.DROP_IN_DATA, 0), (Fault.DROP_AFTER_DATA, 0), (Fault.DROP_AFTER_ACCEPTING, 1)],
)
def test_8_a_mail_of_unknown_outcome_is_never_sent_again_by_itself(stage: Stage, fault: Fault, arrived: int) -> None:
    people, subscriptions = subscribe_with_fault(stage, fault)
    unsure, subscription = people[2], subscriptions[2]
    assert "may or may not have left" in stage.world.wait_for_state(subscription, *FAILED)["pause_note"]
    assert stage.statuses(subscription) == ["unknown"]
    stage.world.mail.faults.clear()
    stage.pass_days_until_sent(3, subscriptions[:2] + subscriptions[3:], 2)
    assert stage.statuses(subscription) == ["unknown"]
    assert len(stage.delivered(unsure)) == arrived
    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    stage.world.pass_days(1)
    stage.world.wait_for_state(subscription, "finished")
    assert stage.delivered(unsure) == ["A question", "Re: A question"][1 - arrived :]


def test_8_a_person_may_send_a_mail_of_unknown_outcome_again(stage: Stage) -> None:
    people, subscriptions = subscribe_with_fault(stage, Fault.DROP_AFTER_DATA)
    stage.world.wait_for_state(subscriptions[2], *FAILED)
    stage.world.mail.faults.clear()
    stage.odoo.call("email.sequence.subscription", "action_send_again", [subscriptions[2]])
    stage.pass_days_until_sent(1, [subscriptions[2]], 1)
    assert stage.delivered(people[2]) == ["A question"]


def wait_for_statuses(stage: Stage, subscription: int, *statuses: str) -> None:
    wait_until(lambda: stage.statuses(subscription) == [*statuses], 30, lambda: str(stage.statuses(subscription)))


def test_6_1_a_server_that_says_goodbye_puts_off_what_is_due_and_pauses_nobody(stage: Stage) -> None:
    people = [stage.contact(name) for name in ("Ada", "Bob")]
    stage.world.mail.faults["bounce@example.test"] = [Fault.MAIL_421]
    subscriptions = stage.world.subscribe(stage.sequence(*STEPS), *(person.partner for person in people))
    for subscription in subscriptions:
        wait_for_statuses(stage, subscription, "error")
        assert stage.state(subscription) == ("active", False)
        assert "tried again" in stage.world.subscription(subscription)["next_sentence"]
    stage.world.pass_minutes(3)
    for subscription, person in zip(subscriptions, people, strict=True):
        wait_for_statuses(stage, subscription, "error", "sent")
        assert stage.delivered(person) == ["A question"]


def test_6_1_a_recipient_put_off_twice_gets_the_mail_once(stage: Stage) -> None:
    ada = stage.contact("Ada")
    stage.world.mail.faults[ada.email] = [Fault.RCPT_450] * 2
    subscription = stage.subscribe(stage.sequence(*STEPS), ada)
    wait_for_statuses(stage, subscription, "error")
    stage.world.pass_minutes(3)
    wait_for_statuses(stage, subscription, "error", "error")
    stage.world.pass_minutes(6)
    wait_for_statuses(stage, subscription, "error", "error", "sent")
    assert stage.delivered(ada) == ["A question"]


def test_6_1_a_recipient_put_off_again_and_again_is_paused_with_the_servers_words(stage: Stage) -> None:
    ada = stage.contact("Ada")
    stage.world.mail.faults[ada.email] = Fault.RCPT_450
    subscription = stage.subscribe(stage.sequence(*STEPS), ada)
    for tries, minutes in enumerate((3, 6, 16), 1):
        wait_for_statuses(stage, subscription, *["error"] * tries)
        stage.world.pass_minutes(minutes)
    assert "450 4.2.1" in stage.world.wait_for_state(subscription, *FAILED)["pause_note"]
    assert stage.statuses(subscription) == ["error"] * 4
    assert stage.delivered(ada) == []
