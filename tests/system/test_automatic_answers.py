"""Autoresponders never pause, permanent failures do, notices and receipts change nothing (semantics 5)."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from stage import Contact, Stage

from testbed.notices import failure_notice
from testbed.sales_world import BOUNCE, CATCHALL, DOMAIN

ACTIVE, BOUNCED = ("active", False), ("paused", "bounce")
SWEEP = "email_sequence.ir_cron_sweep"


def until_noted(stage: Stage, contact: Contact, subscription: int) -> None:
    """Odoo has fetched an autoresponder's answer; it is noted once, pauses nothing and is no reply."""
    stage.until_fetched()
    stage.run(SWEEP)
    assert stage.state(subscription) == ACTIVE
    assert len(stage.in_chatter(contact, "Automatic reply")) == 1
    assert not stage.world.traces(subscription)[0]["reply_datetime"]


@pytest.mark.parametrize("address", [CATCHALL, BOUNCE])
@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Automatic reply: A question", {"Auto-Submitted": "auto-replied"}),
        ("Abwesend: A question", {"X-Auto-Response-Suppress": "All", "Precedence": "bulk"}),
    ],
)
def test_5_1_an_autoresponders_answer_does_not_pause(stage: Stage, address: str, subject: str, headers: dict) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    threading_headers = {"In-Reply-To": mail["Message-ID"], "References": mail["Message-ID"]}
    ada.inbox.send(address, subject, "I am out of the office until Monday.", **headers, **threading_headers)
    until_noted(stage, ada, subscription)


def test_5_1_a_person_who_answers_after_the_autoresponder_pauses(stage: Stage) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    ada.inbox.reply(mail, "I am out of the office.", subject="Out of office", Auto_Submitted="auto-replied")
    until_noted(stage, ada, subscription)
    ada.inbox.reply(mail, "I am back: yes, please.")
    stage.world.wait_for_state(subscription, "paused", "reply")
    assert stage.world.traces(subscription)[0]["reply_datetime"]


def test_5_4_a_permanent_failure_pauses_all_subscriptions_of_the_address(stage: Stage) -> None:
    ada = stage.contact("Ada", with_mailbox=False)
    later = stage.subscribe(stage.sequence(("In a week", 7)), ada)
    now = stage.subscribe(stage.sequence(("A question", 0), ("Once more", 1)), ada)
    for subscription in (now, later):
        paused = stage.world.wait_for_state(subscription, *BOUNCED)
        assert "5.1.1" in paused["pause_note"]
        assert ada.email in paused["pause_note"]
    assert stage.statuses(now) == ["bounce"]
    stage.world.pass_days(8)
    stage.sent_by_now()
    assert stage.delivered(ada) == ["A question"]


def test_5_4_a_failure_of_another_address_pauses_not_the_contact_that_was_quoted(stage: Stage) -> None:
    _ada, subscription, mail = stage.mailed("Ada")
    gone = stage.address("forwarded-to")
    original = mail.as_bytes(policy=SMTP)
    stage.send_raw(failure_notice("mx.example.test", BOUNCE, gone, "550 5.1.1 Unknown", original), "", BOUNCE)
    stage.until_fetched()
    assert stage.state(subscription) == ACTIVE
    assert stage.statuses(subscription) == ["sent"]


def delivery_notice(mail: EmailMessage, recipient: str, action: str, status: str) -> bytes:
    """A notice about our mail that is no failure (RFC 3464, 2.3.3)."""
    failed = failure_notice("mx.example.test", BOUNCE, recipient, f"{status} Not yet", mail.as_bytes(policy=SMTP))
    return (
        failed.replace(b"Action: failed", b"Action: " + action.encode())
        .replace(b"Status: 5.0.0", b"Status: " + status.encode())
        .replace(b"Undelivered Mail Returned to Sender", b"Delivery Status Notification (Delay)")
        .replace(b"could not\r\nbe delivered to", b"has not yet\r\nbeen delivered to")
    )


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
@pytest.mark.parametrize("address", [BOUNCE, CATCHALL])
def test_5_4_a_notice_that_is_no_failure_changes_nothing(stage: Stage, address: str, action: str, status: str) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    stage.send_raw(delivery_notice(mail, ada.email, action, status), "", address)
    changes_nothing(stage, ada, subscription)


def read_receipt(mail: EmailMessage, contact: Contact) -> bytes:
    """That the mail was displayed, as a mail program says it (RFC 8098)."""
    receipt = EmailMessage()
    receipt["From"], receipt["To"], receipt["Subject"] = contact.email, CATCHALL, f"Read: {mail['Subject']}"
    receipt["Message-ID"] = f"<receipt.{contact.email}>"
    receipt["In-Reply-To"] = receipt["References"] = mail["Message-ID"]
    receipt.set_content(f"Your message to {contact.email} was displayed.")
    receipt.make_mixed()
    report = EmailMessage()
    report["Content-Type"] = "message/disposition-notification"
    report.set_payload(
        f"Reporting-UA: testbed\r\nFinal-Recipient: rfc822;{contact.email}\r\n"
        f"Original-Message-ID: {mail['Message-ID']}\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    )
    receipt.attach(report)
    content = receipt.as_bytes(policy=SMTP)
    return content.replace(b"multipart/mixed;", b"multipart/report; report-type=disposition-notification;")


@pytest.mark.parametrize("address", [BOUNCE, CATCHALL])
def test_5_4_a_read_receipt_changes_nothing(stage: Stage, address: str) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    stage.send_raw(read_receipt(mail, ada), ada.email, address)
    changes_nothing(stage, ada, subscription)


def changes_nothing(stage: Stage, contact: Contact, subscription: int) -> None:
    stage.until_fetched()
    stage.run(SWEEP)
    assert stage.state(subscription) == ACTIVE
    (trace,) = stage.world.traces(subscription)
    assert (trace["trace_status"], trace["reply_datetime"]) == ("sent", False)
    assert not stage.in_chatter(contact, "Automatic reply")


def test_5_4_a_notice_about_nobody_is_survived(stage: Stage) -> None:
    unknown = f"nobody@{DOMAIN}"
    stage.send_raw(failure_notice("mx.example.test", BOUNCE, unknown, "550 5.1.1", b"Subject: x\r\n"), "", BOUNCE)
    ada, subscription, mail = stage.mailed("Ada")
    ada.inbox.reply(mail, "Yes.")
    stage.world.wait_for_state(subscription, "paused", "reply")
