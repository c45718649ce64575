"""Mail programs show the mails of a sequence as one conversation, also with answers in between (semantics 9)."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

from stage import Contact, Stage

from testbed.home import Home
from testbed.threads import CLIENTS

STEPS = (("A question", 0), ("Once more", 1), ("For the last time", 1))


def three_mails_and_an_answer(stage: Stage, ada: Contact) -> list[EmailMessage]:
    """What is in the contact's mail program after the first step, her answer, and two further steps."""
    subscription = stage.subscribe(stage.sequence(*STEPS), ada)
    stage.world.wait_for_sent(subscription, 1)
    first = ada.inbox.wait_for(lambda mail: mail["From"])
    answer = answer_to(first, ada)
    stage.send_raw(answer.as_bytes(), ada.email, "catchall@example.test")
    stage.world.wait_for_state(subscription, "paused", "reply")
    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    for sent in (2, 3):
        stage.pass_days_until_sent(2, [subscription], sent)
    stage.world.wait_for_state(subscription, "finished")
    stage.world.mail.settle()
    return [*ada.inbox.messages(), answer]


def answer_to(mail: EmailMessage, ada: Contact) -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = ada.email, mail["Reply-To"], f"Re: {mail['Subject']}"
    answer["Date"] = mail["Date"]
    answer["Message-ID"] = f"<answer.{ada.email}>"
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
    answer.set_content("Not now, ask me next week.")
    return answer


def other_mails(ada: Contact) -> list[EmailMessage]:
    """Of other conversations, later ones, and with the same subject."""
    mails = []
    for number, subject in enumerate(("Lunch?", "A question", "Re: A question")):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "bob@elsewhere.test", ada.email, subject
        mail["Date"] = f"Sat, 1 Nov 2036 10:0{number}:00 +0000"
        mail["Message-ID"] = f"<other.{number}.{ada.email}>"
        mail.set_content("Hello")
        mails.append(mail)
    return mails


def test_9_mail_programs_show_one_conversation_also_after_an_answer(stage: Stage, tmp_path: Path) -> None:
    ada = stage.contact("Ada")
    mails = three_mails_and_an_answer(stage, ada)
    assert [str(mail["Subject"]) for mail in mails[:3]] == ["A question", "Re: A question", "Re: A question"]
    box = mailbox.mbox(tmp_path / "box")
    for mail in [*mails, *other_mails(ada)]:
        box.add(mail)
    box.flush()
    ours = {str(mail["Message-ID"]).strip() for mail in mails}
    home = Home(ada.inbox, tmp_path / "home")
    for name, conversation in CLIENTS.items():
        shown = conversation(home, tmp_path / "box")
        print(f"== {name}: {len(shown)} mails in the conversation", flush=True)
        assert shown == ours, name
