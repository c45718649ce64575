"""Mails leave at once, as the seller, in one thread; while deactivated nothing leaves (semantics 2 and 9)."""

from stage import Stage

from testbed.sales_world import SELLER

STEPS = (("A question", 0), ("Never a subject of its own", 1))


def test_2_1_first_step_with_delay_0_leaves_at_once_from_the_seller(stage: Stage) -> None:
    _ada, subscription, mail = stage.mailed("Ada", *STEPS)
    assert mail["Subject"] == "A question"
    assert SELLER in mail["From"]
    assert "Hello Ada" in mail.get_body(("html",)).get_content()
    assert stage.statuses(subscription) == ["sent"]


def test_9_each_sent_mail_is_in_the_contacts_chatter(stage: Stage) -> None:
    ada, _subscription, mail = stage.mailed("Ada", *STEPS)
    kept = [message for message in stage.chatter(ada) if message["message_id"] == mail["Message-ID"]]
    assert [message["subject"] for message in kept] == ["A question"]
    assert "How are you?" in kept[0]["body"]


def test_9_second_step_is_a_reply_in_the_thread_of_the_first(stage: Stage) -> None:
    ada, subscription, first = stage.mailed("Ada", *STEPS)
    stage.pass_days_until_sent(2, [subscription], 2)
    second = ada.inbox.wait_for("Re: A question")
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [first["Message-ID"]]
    assert second["Message-ID"] != first["Message-ID"]
    assert stage.delivered(ada) == ["A question", "Re: A question"]


def test_2_8_a_subscription_whose_last_step_is_sent_is_finished(stage: Stage) -> None:
    _ada, subscription, _mail = stage.mailed("Ada", ("A question", 0))
    assert stage.state(subscription) == ("finished", False)


def test_2_7_deactivated_nothing_leaves_not_even_after_days(stage: Stage) -> None:
    sequence = stage.sequence(("A question", 1))
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem")]
    subscriptions = [stage.subscribe(sequence, person) for person in people]
    stage.odoo.call("email.sequence", "action_deactivate", [sequence])
    stage.world.pass_days(1)
    stage.sent_by_now()
    stage.world.pass_days(5)
    stage.sent_by_now("Watcher")
    assert [stage.delivered(person) for person in people] == [[], [], []]
    assert {stage.state(subscription) for subscription in subscriptions} == {("active", False)}


def test_2_7_activated_again_each_mail_leaves_once(stage: Stage) -> None:
    sequence = stage.sequence(("A question", 1), ("Once more", 1))
    people = [stage.contact(name) for name in ("Ada", "Bob", "Cem")]
    subscriptions = [stage.subscribe(sequence, person) for person in people]
    stage.odoo.call("email.sequence", "action_deactivate", [sequence])
    stage.world.pass_days(5)
    stage.odoo.call("email.sequence", "action_activate", [sequence])
    stage.pass_days_until_sent(1, subscriptions, 1)
    assert [stage.delivered(person) for person in people] == [["A question"]] * 3
    stage.pass_days_until_sent(2, subscriptions, 2)
    assert [stage.delivered(person) for person in people] == [["A question", "Re: A question"]] * 3


def test_2_7_deactivated_between_two_steps_the_second_waits(stage: Stage) -> None:
    sequence = stage.sequence(*STEPS)
    ada = stage.contact("Ada")
    subscription = stage.subscribe(sequence, ada)
    stage.world.wait_for_sent(subscription, 1)
    stage.odoo.call("email.sequence", "action_deactivate", [sequence])
    stage.world.pass_days(3)
    stage.sent_by_now()
    assert stage.delivered(ada) == ["A question"]
    stage.odoo.call("email.sequence", "action_activate", [sequence])
    stage.pass_days_until_sent(1, [subscription], 2)
    assert stage.delivered(ada) == ["A question", "Re: A question"]
