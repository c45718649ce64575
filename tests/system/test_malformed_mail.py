"""Whatever arrives, Odoo goes on fetching, and answers still pause (the product's rule on malformed mail)."""

import pytest
from stage import Stage

from testbed.sales_world import BOUNCE, CATCHALL, SELLER

REPLIED = ("paused", "reply")
MULTIPART = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
REPORT = (
    b"From: MAILER-DAEMON\r\nSubject: Undelivered Mail\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
)


def folded(name: bytes, item: bytes, size: int) -> bytes:
    """A header of so many bytes, folded as RFC 5322, 2.2.3 has it."""
    line = item * (900 // len(item))
    return name + b": " + b"\r\n ".join([line] * (size // len(line))) + b"\r\n"


# What stands behind "From: a subscriber". Odoo itself needs time that grows with the square of the length of a header
# that it reads: a subject of 10 MB keeps it busy for minutes, without the addon, too.
FROM_A_SUBSCRIBER = {
    "no other header": b"\r\nShort and to the point.\r\n",
    "no body": b"Subject: nothing\r\n",
    "multipart without a boundary": b"Content-Type: multipart/mixed\r\n\r\ntext\r\n",
    "multipart without an end": MULTIPART + b"--x\r\nContent-Type: text/html\r\n\r\n<p>",
    "parts in parts without an end": MULTIPART + b"--x\r\nContent-Type: multipart/x; boundary=x\r\n\r\n" * 50,
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n\r\n!!!=== no ===!!!\r\n",
    "8-bit garbage": b"Subject: \xff\xfe\x80 \xc3\r\nX-\xe9: \x81\r\n\r\n\xff\xfe\x00\x80\xc3(\xa0\xa1\r\n",
    "unknown charset of the text": b"Content-Type: text/plain; charset=x-martian\r\n\r\nGr\xfc\xdfe\r\n",
    "unknown charset of the subject": b"Subject: =?x-martian?B?R3L832U=?= =?utf-8?B?/////w==?=\r\n\r\ntext\r\n",
    "charset that is a path": b'Content-Type: text/plain; charset="../../etc"\r\n\r\ntext\r\n',
    "headers that contradict": b"Subject: one\r\nSubject: two\r\nMIME-Version: 9\r\nDate: yesterday\r\n"
    b"Content-Type: ;;;\r\n\r\ntext\r\n",
    "identifiers that are none": b"Message-ID: <<a b>@\r\nReferences: <<>> @ < \x80 >\r\nIn-Reply-To: ;\r\n\r\nx\r\n",
    "attachment called nothing": b"Content-Type: application/octet-stream; name*0*=x''%ff\r\n"
    b"Content-Disposition: attachment; filename=\r\n\r\nx\r\n",
    "header of 10 MB": folded(b"X-Ballast", b"ballast ", 10_000_000) + b"Subject: heavy\r\n\r\ntext\r\n",
    "subject of 100 kB": folded(b"Subject", b"heavy ", 100_000) + b"\r\ntext\r\n",
    "references of 100 kB": folded(b"References", b"<an.identifier@example.test> ", 100_000) + b"\r\ntext\r\n",
}

FROM_NOBODY = {
    "no headers": b"Just a line of text.\r\n",
    "nothing": b"\r\n",
    "garbage": bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n",
    "sender that is none": b'From: "=?utf-8?B?////?=" <>\r\nSubject: who?\r\n\r\ntext\r\n',
    "report without a report": REPORT + b"--x--\r\n",
    "report that is broken": REPORT
    + b"--x\r\nContent-Type: message/delivery-status\r\n\r\nAction failed\r\n\r\n\xff\r\n"
    b"--x\r\nContent-Type: message/rfc822\r\n\r\n--x--\r\n",
}


def test_5_1_malformed_mails_from_subscribers_are_a_persons_and_the_next_mail_is_fetched(stage: Stage) -> None:
    """In doubt a mail is a person's: each of them pauses whoever it names as its sender, once."""
    people = {name: stage.contact(f"Person{number}") for number, name in enumerate(FROM_A_SUBSCRIBER)}
    sequence = stage.sequence(("A question", 0), ("Once more", 1))
    ids = stage.world.subscribe(sequence, *(person.partner for person in people.values()))
    subscriptions = dict(zip(people, ids, strict=True))
    for subscription in ids:
        stage.world.wait_for_sent(subscription, 1)
    for name, person in people.items():
        head = f"From: {person.email}\r\nTo: {CATCHALL}\r\n".encode()
        stage.send_raw(head + FROM_A_SUBSCRIBER[name], person.email, CATCHALL)
    stage.until_fetched(timeout=60)
    assert {name: stage.state(subscription) for name, subscription in subscriptions.items()} == dict.fromkeys(
        people, REPLIED
    )
    said = {name: len(stage.in_chatter(person, "was paused")) for name, person in people.items()}
    assert said == dict.fromkeys(people, 1)
    an_answer_pauses(stage)


@pytest.mark.parametrize("address", [CATCHALL, BOUNCE])
def test_malformed_mails_from_nobody_change_nothing_and_the_next_mail_is_fetched(stage: Stage, address: str) -> None:
    _ada, subscription, _mail = stage.mailed("Ada")
    for content in FROM_NOBODY.values():
        stage.send_raw(content, "", address)
    stage.until_fetched()
    assert stage.state(subscription) == ("active", False)
    an_answer_pauses(stage)


def an_answer_pauses(stage: Stage) -> None:
    eve, subscription, mail = stage.mailed("Eve")
    eve.inbox.reply(mail, "Yes.")
    stage.world.wait_for_state(subscription, *REPLIED)


def test_a_malformed_answer_belongs_to_the_mail_that_it_names(stage: Stage) -> None:
    _ada, subscription, mail = stage.mailed("Ada")
    named = mail["Message-ID"].encode()
    content = b"From: \xff\xfe <\x80>\r\nIn-Reply-To:\t" + named + b"\r\nContent-Type: text/x; charset=x\r\n\r\n\x80"
    stage.send_raw(content, SELLER.replace("sam", "someone"), CATCHALL)
    stage.world.wait_for_state(subscription, *REPLIED)
