"""Each email has exactly one envelope recipient, the subscription's address, whatever names hold (semantics 3.4)."""

from stage import Stage

from testbed.faults import Fault
from testbed.odoo_client import OdooClient

STEPS = (("A question", 0),)
# Odoo itself names a contact after its address, and people paste whole lines into the name.
NAMES = (
    "{other}",
    "<{other}>",
    "Ann <{other}>",
    'Ann "{other}"',
    "Ann, {other}; bob@customer.test",
    "{other} Ann\n<{other}>",
    "Änn {other}",
    "Änn, <{other}>",
    f"{'Ann ' * 30}{{other}}",
)


def test_3_4_an_address_in_a_contacts_name_gets_nothing(stage: Stage) -> None:
    """Seen in what the server was given as RCPT TO."""
    other = stage.address("old", "sink.test")
    emails = [stage.address(f"person{number}", "sink.test") for number in range(len(NAMES))]
    people = [
        stage.world.person(name.format(other=other), with_mailbox=False, email=email)[0]
        for name, email in zip(NAMES, emails, strict=True)
    ]
    before = len(stage.world.mail.deliveries)
    for subscription in stage.world.subscribe(stage.sequence(*STEPS), *people):
        stage.world.wait_for_sent(subscription, 1)
    taken = [delivery.recipient for delivery in stage.world.mail.deliveries][before:]
    assert sorted(taken) == sorted(emails)


def test_3_4_a_mail_whose_recipient_is_refused_is_not_sent_by_way_of_a_name(stage: Stage) -> None:
    other, email = stage.address("old", "sink.test"), stage.address("ann", "sink.test")
    partner, _inbox = stage.world.person(other, with_mailbox=False, email=email)
    stage.world.mail.faults[email] = Fault.RCPT_550
    (subscription,) = stage.world.subscribe(stage.sequence(*STEPS), partner)
    note = stage.world.wait_for_state(subscription, "paused", "send_error")["pause_note"]
    assert "550 5.1.1 No such user here" in note
    assert stage.world.mail.deliveries.to(other) == []


def test_3_4_a_test_mail_to_oneself_goes_to_nobody_else(stage: Stage) -> None:
    other, login = stage.address("old", "sink.test"), stage.address("me", "sink.test")
    user = {"name": other, "login": login, "email": login, "password": "secret"}
    group = stage.odoo.ref("email_sequence.group_manager")
    stage.odoo.create("res.users", {**user, "group_ids": [[4, group]]})
    preview = {"sequence_id": stage.sequence(*STEPS), "partner_id": stage.contact("Ada").partner}
    as_user = OdooClient(stage.world.server.url, stage.world.database, login, "secret")
    before = len(stage.world.mail.deliveries)
    as_user.call("email.sequence.preview", "action_send", [as_user.create("email.sequence.preview", preview)])
    mails = [delivery.message for delivery in stage.world.mail.deliveries][before:]
    tests = [mail for mail in mails if "X-Email-Sequence-Test" in mail]
    assert [mail["From"].addresses[0].addr_spec for mail in tests] == [login]
    assert stage.world.mail.deliveries.to(other) == []
