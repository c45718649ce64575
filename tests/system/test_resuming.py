"""Who is resumed, and who is not: with real mail, over Odoo's external API (semantics 4.7, 5.3, 6.2)."""

from stage import LOGIN, Stage

from testbed.mail_client import one_click

STEPS = (("A question", 0), ("Once more", 1))
BOTH = ["A question", "Re: A question"]


def account(stage: Stage, name: str, password: str) -> int:
    values = {
        "name": name,
        "smtp_host": "127.0.0.1",
        "smtp_port": stage.world.mail.auth_smtp_port,
        "smtp_encryption": "none",
        "smtp_authentication": "login",
        "smtp_user": LOGIN[0],
        "smtp_pass": password,
        "sequence": 99,
    }
    return stage.odoo.create("ir.mail_server", values)


def test_4_7_one_of_three_unsubscribed_and_gets_nothing_more(stage: Stage) -> None:
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem")]
    sequence = stage.sequence(*STEPS)
    stage.odoo.write("email.sequence", sequence, {"offers_unsubscribe": True})
    selected = [stage.subscribe(sequence, person) for person in people]
    for subscription in selected:
        stage.world.wait_for_sent(subscription, 1)
    one_click(stage.world.server.url, people[0].inbox.wait_for("A question"))
    assert stage.state(selected[0]) == ("paused", "unsubscribed")
    stage.odoo.call("email.sequence.subscription", "action_pause", selected)

    dialog = stage.odoo.create("email.sequence.bulk.start", {"action": "resume", "res_ids": selected})
    summary = stage.odoo.read("email.sequence.bulk.start", dialog, "summary")["summary"]
    assert summary == "Will be resumed: 2 (A user: 2). Stay as they are: 1. Of these, 1 unsubscribed."
    stage.odoo.call("email.sequence.bulk.start", "action_start", [dialog])
    stage.odoo.call("email.sequence.subscription", "action_resume", selected)
    stage.pass_days_until_sent(2, selected[1:], 2)
    assert [stage.delivered(person) for person in people] == [["A question"], BOTH, BOTH]
    assert stage.state(selected[0]) == ("paused", "unsubscribed")


def test_6_2_what_a_deleted_account_paused_is_sent_from_another(stage: Stage) -> None:
    deleted = account(stage, "Deleted account", "wrong password")
    ada, bob, cem = (stage.contact(name) for name in ("Ada", "Bob", "Cem"))
    sequence = stage.sequence(*STEPS, mail_server=deleted)
    failed = [stage.subscribe(sequence, person) for person in (ada, bob)]
    for subscription in failed:
        stage.world.wait_for_state(subscription, "paused", "send_error")
    by_hand = stage.subscribe(stage.sequence(("Another question", 1)), cem)
    stage.odoo.call("email.sequence.subscription", "action_pause", [by_hand])
    stage.odoo.unlink("ir.mail_server", deleted)
    another = account(stage, "Another account", LOGIN[1])
    stage.odoo.write("email.sequence", sequence, {"mail_server_id": another})

    stage.odoo.call("email.sequence.subscription", "action_resume_account", failed[:1])
    stage.pass_days_until_sent(2, failed, 1)
    assert [stage.delivered(person) for person in (ada, bob, cem)] == [["A question"], ["A question"], []]
    assert stage.state(by_hand) == ("paused", "manual")
    sent = [["subscription_id", "in", failed], ["trace_status", "=", "sent"], ["mail_server_id", "=", another]]
    assert len(stage.odoo.search("email.sequence.trace", sent)) == len(failed)
    stage.odoo.write("email.sequence", sequence, {"mail_server_id": False})
    stage.odoo.unlink("ir.mail_server", another)


def test_5_3_a_persons_later_mail_outlives_the_correction_of_an_earlier_one(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    ada.inbox.reply(mail, "I am at a fair this week.")
    stage.world.wait_for_state(subscription, "paused", "reply")
    first = stage.odoo.search("email.sequence.incoming", [["email_from", "ilike", ada.email]])
    ada.inbox.reply(mail, "Please call me on Thursday.")
    stage.until_fetched()
    stage.odoo.call("email.sequence.incoming", "action_mark_automatic", first)
    assert stage.state(subscription) == ("paused", "reply")
    second = stage.odoo.search("email.sequence.incoming", [["email_from", "ilike", ada.email], ["id", "not in", first]])
    stage.odoo.call("email.sequence.incoming", "action_mark_automatic", second)
    assert stage.state(subscription) == ("active", False)
