"""Any mail from a subscriber pauses; nothing else does, and nothing is lost (semantics 4.2 to 4.5).

All of it with the mailboxes fetched by IMAP, and once more by POP3.
"""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from matrix import Matrix
from stage import Stage

from testbed.mail_client import Mailbox
from testbed.mail_world import Protocol
from testbed.sales_world import CATCHALL, DOMAIN, SELLER, SalesWorld

ACTIVE, REPLIED = ("active", False), ("paused", "reply")
BOTH_PAUSED = "paused: reply, paused: reply, in the chatter: 1"
OFFICE, SALES = f"office@{DOMAIN}", f"sales@{DOMAIN}"


@pytest.fixture(scope="module", autouse=True)
def synchronised_mailboxes(world: SalesWorld, protocol: Protocol) -> Iterator[None]:
    """The seller's own mailbox, and an office's; Odoo has no route for what arrives there."""
    world.mail.add_account(OFFICE, aliases=[SALES])
    for address in (SELLER, OFFICE):
        Mailbox(world.mail, address).clear()
    servers = [world.fetch_from(SELLER, protocol), world.fetch_from(OFFICE, protocol)]
    yield
    world.odoo.write("fetchmail.server", servers, {"active": False})


def in_two_sequences(stage: Stage, name: str) -> tuple:
    """A contact that has got the first step of two sequences: the contact, the subscriptions, the two mails."""
    contact = stage.contact(name)
    mails, subscriptions = [], []
    for subject in ("Product news", "Book a meeting"):
        subscriptions.append(stage.subscribe(stage.sequence((subject, 0), ("Once more", 1)), contact))
        stage.world.wait_for_sent(subscriptions[-1], 1)
        mails.append(contact.inbox.wait_for(subject))
    return contact, subscriptions, mails


def test_4_2_a_reply_from_the_known_address_pauses_all_sequences_of_the_contact(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    ada, subscriptions, mails = in_two_sequences(stage, "Ada")
    answer = ada.inbox.reply(mails[0], "Yes, call me on Thursday.")
    stage.until_fetched()
    got = stage.outcome(ada, subscriptions, "call me on Thursday")
    matrix.check("a reply, to the reply address", protocol.name, BOTH_PAUSED, got)
    answered, other = (stage.world.traces(subscription)[0] for subscription in subscriptions)
    assert answered["reply_datetime"]
    assert not other["reply_datetime"]
    assert [message["message_id"] for message in stage.in_chatter(ada, "call me on Thursday")] == [answer]
    stage.world.pass_days(2)
    stage.sent_by_now()
    assert sorted(stage.delivered(ada)) == ["Book a meeting", "Product news"]


def test_4_6_the_feed_says_that_a_reply_paused(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    ada.inbox.reply(mail, "Yes.")
    stage.world.wait_for_state(subscription, *REPLIED)
    assert stage.in_chatter(ada, f"was paused: {ada.email} wrote back")


def test_4_2_a_reply_to_the_sellers_own_address_pauses(stage: Stage, matrix: Matrix, protocol: Protocol) -> None:
    ada, subscriptions, mails = in_two_sequences(stage, "Ada")
    answered = dict.fromkeys(("In-Reply-To", "References"), mails[0]["Message-ID"])
    ada.inbox.send(SELLER, "Re: Product news", "I write to you directly.", **answered)
    stage.until_fetched(SELLER)
    got = stage.outcome(ada, subscriptions, "I write to you directly.")
    matrix.check("a reply, to the seller's own mailbox", protocol.name, BOTH_PAUSED, got)


def test_4_3_a_reply_from_an_unknown_address_pauses_only_the_subscription_that_it_answers(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    ada, subscriptions, (_, mail) = in_two_sequences(stage, "Ada")
    stage.stranger("assistant").reply(mail, "Ada asked me to answer.")
    stage.until_fetched()
    got = stage.outcome(ada, subscriptions, "Ada asked me to answer.")
    expected = "active, paused: reply, in the chatter: 1"
    matrix.check("a reply, from an unknown address", protocol.name, expected, got)


def test_4_2_a_mail_from_an_address_that_two_contacts_list_pauses_both(
    stage: Stage, matrix: Matrix, protocol: Protocol
) -> None:
    (ada, hers, _), (_ben, his, _) = stage.mailed("Ada"), stage.mailed("Ben")
    ben = stage.odoo.search("res.partner", [["email", "=", stage.address("ben")]])[0]
    stage.odoo.create("email.sequence.address", {"partner_id": ben, "email": ada.email})
    ada.inbox.send(SELLER, "For both of us", "We talked about it.")
    stage.until_fetched(SELLER)
    got = stage.outcome(ada, (hers, his), "We talked about it.")
    matrix.check("an address that two contacts list", protocol.name, BOTH_PAUSED, got)


@pytest.mark.parametrize(("address", "mailbox"), [(SELLER, SELLER), (SALES, OFFICE)], ids=["seller", "office"])
def test_4_4_an_unrelated_unroutable_mail_from_a_subscriber_pauses_and_is_kept(
    stage: Stage, matrix: Matrix, protocol: Protocol, address: str, mailbox: str
) -> None:
    ada, subscriptions, _mails = in_two_sequences(stage, "Ada")
    sent = ada.inbox.send(address, "Something else", "Do you sell bicycles, too?")
    stage.until_fetched(mailbox)
    got = stage.outcome(ada, subscriptions, "Do you sell bicycles, too?")
    matrix.check(f"an unrelated mail, to {address}", protocol.name, BOTH_PAUSED, got)
    kept = stage.in_chatter(ada, "Do you sell bicycles, too?")
    assert [(message["message_id"], message["subject"]) for message in kept] == [(sent, "Something else")]
    assert not any(stage.world.traces(subscription)[0]["reply_datetime"] for subscription in subscriptions)


def test_4_2_an_unrelated_mail_from_a_stranger_pauses_nobody(stage: Stage, matrix: Matrix, protocol: Protocol) -> None:
    ada, subscription, _mail = stage.mailed("Ada")
    stage.stranger("peddler").send(SELLER, "Cheap watches", "Buy now.")
    stage.until_fetched(SELLER)
    got = stage.outcome(ada, [subscription], "Buy now.")
    matrix.check("an unrelated mail, from a stranger", protocol.name, "active, in the chatter: 0", got)


def test_4_5_an_internal_users_mail_about_a_contact_pauses_nobody(stage: Stage) -> None:
    _ada, subscription, mail = stage.mailed("Ada")
    Mailbox(stage.world.mail, SELLER).reply(mail, "A note for the file.")
    stage.until_fetched()
    assert stage.state(subscription) == ACTIVE


def answer_in_both_mailboxes(stage: Stage, mail: EmailMessage, sender: str) -> EmailMessage:
    """One reply, to the seller's reply address with the office in copy, so that Odoo fetches it twice."""
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Cc"] = sender, CATCHALL, OFFICE
    answer["Subject"], answer["Message-ID"] = "Re: A question", f"<answer.{sender}>"
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
    answer.set_content("Yes, gladly.")
    stage.send_raw(answer.as_bytes(policy=SMTP), sender, CATCHALL, OFFICE)
    return answer


def test_4_5_the_same_reply_in_two_mailboxes_pauses_once_and_not_again_after_resuming(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    answer = answer_in_both_mailboxes(stage, mail, ada.email)
    stage.world.wait_for_state(subscription, *REPLIED)
    stage.until_fetched()
    stage.until_fetched(OFFICE)
    assert len(stage.in_chatter(ada, "Yes, gladly.")) == 1
    assert len(stage.in_chatter(ada, "was paused")) == 1

    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    stage.send_raw(answer.as_bytes(policy=SMTP), ada.email, CATCHALL, OFFICE)
    stage.until_fetched()
    stage.until_fetched(OFFICE)
    stage.run("email_sequence.ir_cron_sweep")
    assert stage.state(subscription) == ACTIVE
    stage.pass_days_until_sent(2, [subscription], 2)
    assert stage.delivered(ada) == ["A question", "Re: A question"]


def test_4_5_a_new_reply_after_resuming_pauses_again(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    for text in ("Yes.", "And one more thing."):
        ada.inbox.reply(mail, text)
        stage.world.wait_for_state(subscription, *REPLIED)
        stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
        assert stage.state(subscription) == ACTIVE
