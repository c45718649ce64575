"""The help page's own example, and replies that are hard to read or to carry (semantics 4.2, 4.3).

All of it with the mailboxes fetched by IMAP, and once more by POP3.
"""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from matrix import Matrix
from stage import Contact, Stage

from testbed.mail_client import Mailbox
from testbed.mail_world import Protocol
from testbed.sales_world import CATCHALL, SELLER, SalesWorld

PAUSED = "paused: reply, in the chatter: 1"
STEPS = (("A question", 0), ("Once more", 1))
SWEEP = "email_sequence.ir_cron_sweep"
TEN_MEGABYTES = 10_000_000


@pytest.fixture(scope="module", autouse=True)
def synchronised_mailbox(world: SalesWorld, protocol: Protocol) -> Iterator[None]:
    """The seller's own, beside the one for replies."""
    Mailbox(world.mail, SELLER).clear()
    server = world.fetch_from(SELLER, protocol)
    yield
    world.odoo.write("fetchmail.server", server, {"active": False})


def with_three_addresses(stage: Stage) -> tuple[Contact, Mailbox, Mailbox]:
    """A contact and two more mailboxes of the same person, whose addresses are listed on the contact."""
    contact = stage.contact("Ada")
    others = [stage.stranger(name) for name in ("ada.private", "ada.old")]
    for other in others:
        stage.odoo.create("email.sequence.address", {"partner_id": contact.partner, "email": other.address})
    return contact, *others


def subscribe_at(stage: Stage, contact: Contact, address: str) -> int:
    """Subscribe the contact to a sequence of its own at one of its addresses; the first mail has left."""
    result = stage.odoo.call("email.sequence", "subscribe", [stage.sequence(*STEPS)], [contact.partner], email=address)
    (subscription,) = result["subscribed"]
    stage.world.wait_for_sent(subscription, 1)
    return subscription


def test_4_2_help_page_two_sequences_at_one_address_and_an_unrelated_mail_from_another(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    """Both pause at once, and are resumed from the contact; a third address does the same."""
    ada, private, old = with_three_addresses(stage)
    subscriptions = [subscribe_at(stage, ada, ada.email) for _ in range(2)]
    for sender in (private, old):
        sender.send(SELLER, "By the way", f"I write from {sender.address}.")
        stage.until_fetched(SELLER)
        got = stage.outcome(ada, subscriptions, f"I write from {sender.address}.")
        who = f"help page: from the contact's address {sender.address.partition('@')[0].rpartition('.')[0]}"
        matrix.check(who, protocol.name, f"paused: reply, {PAUSED}", got)
        stage.odoo.call("email.sequence.subscription", "action_resume", subscriptions)
        assert [stage.state(subscription)[0] for subscription in subscriptions] == ["active", "active"]


def test_4_2_help_page_sequences_at_two_addresses_and_a_mail_from_a_third(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    ada, private, old = with_three_addresses(stage)
    subscriptions = [subscribe_at(stage, ada, address) for address in (ada.email, private.address)]
    assert [mail["Subject"] for mail in private.messages()] == ["A question"]
    old.send(SELLER, "By the way", "I have a third address.")
    stage.until_fetched(SELLER)
    got = stage.outcome(ada, subscriptions, "I have a third address.")
    matrix.check("help page: sequences at two addresses", protocol.name, f"paused: reply, {PAUSED}", got)


def test_4_3_help_page_a_reply_from_an_address_that_is_saved_nowhere(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    stage.stranger("nobody.knows").reply(mail, "This is my other address.")
    stage.until_fetched()
    got = stage.outcome(ada, [subscription], "This is my other address.")
    matrix.check("help page: a reply from another address", protocol.name, PAUSED, got)


def test_4_3_a_reply_in_a_broken_charset(stage: Stage, matrix: Matrix, protocol: Protocol) -> None:
    """An unknown charset, and bytes that are text in none: Odoo gives such a mail up, and the sweep keeps it later."""
    ada, subscription, mail = stage.mailed("Ada")
    head = f"From: {ada.email}\r\nTo: {CATCHALL}\r\nMessage-ID: <broken.{ada.email}>\r\n"
    thread = f"In-Reply-To: {mail['Message-ID']}\r\nReferences: {mail['Message-ID']}\r\n"
    subject = b"Subject: =?x-martian?Q?Gr=FC=DFe?= \xff\xfe\r\n"
    charset = b"Content-Type: text/plain; charset=x-martian\r\nContent-Transfer-Encoding: 8bit\r\n"
    body = b"\r\nGr\xfc\xdfe \x80\xff\xfe\xc3(. Yes, call me.\r\n"
    stage.send_raw((head + thread).encode() + subject + charset + body, ada.email, CATCHALL)
    stage.until_fetched()
    assert stage.state(subscription) == ("paused", "reply")
    stage.world.pass_days(1)
    stage.run(SWEEP)
    got = stage.outcome(ada, [subscription], "Yes, call me.")
    matrix.check("a reply, in a broken charset", protocol.name, PAUSED, got)


def test_4_3_a_reply_with_an_attachment_of_10_megabytes(stage: Stage, matrix: Matrix, protocol: Protocol) -> None:
    """The attachment is kept with it."""
    ada, subscription, mail = stage.mailed("Ada")
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = ada.email, CATCHALL, "Re: A question"
    answer["Message-ID"], answer["In-Reply-To"] = f"<heavy.{ada.email}>", mail["Message-ID"]
    answer.set_content("Our plans are attached.")
    answer.add_attachment(bytes(TEN_MEGABYTES), "application", "octet-stream", filename="plans.bin")
    stage.send_raw(answer.as_bytes(policy=SMTP), ada.email, CATCHALL)
    stage.until_fetched()
    got = stage.outcome(ada, [subscription], "Our plans are attached.")
    matrix.check("a reply, with 10 MB attached", protocol.name, PAUSED, got)
    of_contact = [["res_model", "=", "res.partner"], ["res_id", "=", ada.partner]]
    attachments = stage.odoo.search_read("ir.attachment", of_contact, ["name", "file_size"])
    assert [(a["name"], a["file_size"]) for a in attachments] == [("plans.bin", TEN_MEGABYTES)]
