"""A contact that changes is emailed as it is now, and nobody gets again what they had (semantics 3.6 to 3.8, 11)."""

import re
import urllib.request
from urllib.parse import urlsplit

from stage import Contact, Stage

STEPS = (("A question", 0), ("Once more", 1), ("A last word", 1))
FIRST, SECOND = ["A question"], ["A question", "Re: A question"]


def subscribed(stage: Stage, sequence: int, name: str, more: int = 0) -> tuple[Contact, int]:
    """A contact that got the first step, and as many more."""
    contact = stage.contact(name)
    subscription = stage.subscribe(sequence, contact)
    stage.world.wait_for_sent(subscription, 1)
    for step in range(more):
        stage.pass_days_until_sent(2, [subscription], step + 2)
    return contact, subscription


def merge(stage: Stage, survivor: Contact, *others: Contact) -> None:
    """As the dialog of the list of contacts does."""
    wizard = "base.partner.merge.automatic.wizard"
    partners = [contact.partner for contact in (survivor, *others)]
    dialog = stage.odoo.create(wizard, {"partner_ids": [[6, 0, partners]], "dst_partner_id": survivor.partner})
    stage.odoo.call(wizard, "action_merge", [dialog])


def open_dialog(stage: Stage, subscription: int, button: str) -> tuple[str, int]:
    """What a button of a subscription opens, saved as the web client saves it: its model and id."""
    action = stage.odoo.call("email.sequence.subscription", button, [subscription])
    return action["res_model"], stage.odoo.create(action["res_model"], {"subscription_id": subscription})


def unsubscribe(stage: Stage, contact: Contact) -> None:
    """As a mail program does for its user (RFC 8058)."""
    mail = contact.inbox.wait_for(FIRST[0])
    path = urlsplit(re.search("<(http[^>]+)>", "".join(mail["List-Unsubscribe"].split()))[1]).path
    link = stage.odoo.url + path  # its port is a free one, which the email does not name
    urllib.request.urlopen(link, data=b"List-Unsubscribe=One-Click", timeout=60).close()


def test_3_6_typo_that_bounced_is_corrected_and_the_step_sent_again(stage: Stage) -> None:
    ada = stage.contact("Ada", with_mailbox=False)
    subscription = stage.subscribe(stage.sequence(*STEPS), ada)
    stage.world.wait_for_state(subscription, "paused", "bounce")
    right = stage.contact("Lovelace")  # lends its mailbox
    stage.odoo.write("res.partner", right.partner, {"email": False})
    stage.odoo.write("res.partner", ada.partner, {"email": right.email})
    model, dialog = open_dialog(stage, subscription, "action_resume")
    question = stage.odoo.read(model, dialog, "bounce_question")["bounce_question"]
    assert question.startswith(f"The last email bounced at {ada.email}. Send it again to {right.email}")
    stage.odoo.call(model, "action_resume", [dialog])
    stage.pass_days_until_sent(1, [subscription], 2)  # the email that bounced is one of them
    assert stage.delivered(right) == FIRST
    stage.pass_days_until_sent(2, [subscription], 3)
    assert stage.delivered(right) == SECOND
    assert stage.statuses(subscription) == ["bounce", "sent", "sent"]


def test_3_6_another_address_is_chosen_in_the_subscriptions_dialog(stage: Stage) -> None:
    ada, subscription = subscribed(stage, stage.sequence(*STEPS), "Ada")
    private = stage.contact("Private")
    stage.odoo.write("res.partner", private.partner, {"email": False})
    values = {"email_sequence_address_ids": [[0, 0, {"email": private.email}]]}
    stage.odoo.write("res.partner", ada.partner, values)
    model, dialog = open_dialog(stage, subscription, "action_change_address")
    stage.odoo.call(model, "action_save", [dialog])
    stage.pass_days_until_sent(2, [subscription], 2)
    assert (stage.delivered(ada), stage.delivered(private)) == (FIRST, ["Re: A question"])


def test_3_7_archived_and_unarchived(stage: Stage) -> None:
    ada, subscription = subscribed(stage, stage.sequence(*STEPS), "Ada")
    stage.odoo.write("res.partner", ada.partner, {"active": False})
    stage.world.pass_days(2)
    stage.sent_by_now()
    stage.odoo.write("res.partner", ada.partner, {"active": True})
    assert stage.state(subscription) == ("paused", "archived")
    assert stage.delivered(ada) == FIRST
    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    stage.pass_days_until_sent(1, [subscription], 2)
    assert stage.delivered(ada) == SECOND


def test_3_8_two_of_the_same_sequence_are_merged(stage: Stage) -> None:
    """The survivor has got one step, the other two: what is left is the third, once."""
    sequence = stage.sequence(*STEPS)
    bob, bobs = subscribed(stage, sequence, "Bob", more=1)
    ada, adas = subscribed(stage, sequence, "Ada")
    merge(stage, ada, bob)
    assert [stage.state(adas), stage.state(bobs)] == [("removed", False), ("active", False)]
    stage.pass_days_until_sent(2, [bobs], 3)
    stage.world.pass_days(2)
    stage.sent_by_now("Cem")
    assert (stage.delivered(ada), stage.delivered(bob)) == (FIRST, [*SECOND, "Re: A question"])
    assert stage.in_chatter(ada, "were merged into one")


def test_3_8_who_unsubscribed_gets_nothing_after_merging(stage: Stage) -> None:
    """Although that subscription was removed, and the survivor has another address."""
    sequence = stage.sequence(*STEPS)
    stage.odoo.write("email.sequence", sequence, {"offers_unsubscribe": True})
    ada, adas = subscribed(stage, sequence, "Ada")
    unsubscribe(stage, ada)
    assert stage.state(adas) == ("paused", "unsubscribed")
    stage.odoo.call("email.sequence.subscription", "action_remove", [adas])
    bob, bobs = subscribed(stage, sequence, "Bob")
    merge(stage, bob, ada)
    assert stage.state(bobs) == ("paused", "unsubscribed")
    stage.world.pass_days(2)
    stage.sent_by_now()
    assert (stage.delivered(ada), stage.delivered(bob)) == (FIRST, FIRST)
    stage.odoo.call("email.sequence.subscription", "action_remove", [bobs])
    again = stage.odoo.call("email.sequence", "subscribe", [sequence], [bob.partner], again=True)
    assert [skipped["reason"] for skipped in again["skipped"]] == ["unsubscribed"]
