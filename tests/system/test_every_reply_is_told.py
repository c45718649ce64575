"""Every reply reaches the sender's mailbox, and the sender's answer to it reaches the contact (semantics 4.9)."""

from collections.abc import Iterator

import pytest
from stage import Stage

from testbed.mail_client import Mailbox
from testbed.sales_world import DOMAIN, SalesWorld, wait_until

EMILY = f"emily@{DOMAIN}"


@pytest.fixture(scope="module")
def emily(world: SalesWorld) -> Iterator[Mailbox]:
    """A sender who wants notifications by email, in a mailbox that Odoo does not read."""
    world.mail.add_account(EMILY)
    groups = [world.odoo.ref(name) for name in ("base.group_user", "email_sequence.group_user")]
    user = world.odoo.create(
        "res.users",
        {
            "name": "Emily Sender",
            "login": EMILY,
            "email": EMILY,
            "notification_type": "email",
            "group_ids": [[6, 0, groups]],
        },
    )
    yield Mailbox(world.mail, EMILY)
    world.odoo.write("res.users", user, {"active": False})


def sent_by_emily(stage: Stage, sequence: int) -> int:
    user = stage.odoo.search("res.users", [["login", "=", EMILY]])[0]
    stage.odoo.write("email.sequence", sequence, {"sender_rule": "fixed_user", "sender_id": user})
    return sequence


def text_of(mail) -> str:
    return mail.get_body(("plain", "html")).get_content()


def test_4_9_a_reply_to_the_last_email_and_the_answer_to_it(stage: Stage, emily: Mailbox) -> None:
    ada = stage.contact("Ada")
    subscription = stage.subscribe(sent_by_emily(stage, stage.sequence(("A question", 0))), ada)
    stage.world.wait_for_state(subscription, "finished")
    reply = ada.inbox.reply(ada.inbox.wait_for("A question"), "Yes, I want to buy. Call me today!")

    notice = emily.wait_for("Ada replied: Re: A question")
    assert "Ada" in notice["From"]
    assert "I want to buy" in text_of(notice)

    emily.reply(notice, "Gladly, at ten.", from_address=f"Emily Sender <{EMILY}>")
    answer = ada.inbox.wait_for(lambda mail: "Gladly, at ten." in text_of(mail))
    assert answer["Subject"] == "Re: A question"
    assert "Emily Sender" in answer["From"]
    assert reply in answer["References"]
    logged = wait_until(lambda: stage.in_chatter(ada, "Gladly, at ten."))
    assert [message["message_type"] for message in logged] == ["email"]

    ada.inbox.reply(answer, "Until then.")
    emily.wait_for(lambda mail: "Until then." in text_of(mail))  # of what the sender has answered, Odoo tells them


def test_4_9_two_sequences_one_notice(stage: Stage, emily: Mailbox) -> None:
    ben = stage.contact("Ben")
    for subject in ("Product news", "Book a meeting"):
        stage.subscribe(sent_by_emily(stage, stage.sequence((subject, 0), ("Once more", 1))), ben)
    ben.inbox.wait_for("Product news")
    ben.inbox.reply(ben.inbox.wait_for("Book a meeting"), "Not now.")
    emily.wait_for("Ben replied: Re: Book a meeting")
    stage.until_fetched()
    assert [mail["Subject"] for mail in emily.messages() if "Ben" in mail["Subject"]] == [
        "Ben replied: Re: Book a meeting"
    ]
