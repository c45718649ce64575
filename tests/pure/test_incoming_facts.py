"""What the gateway reads of a mail can be stored, and finds what the database holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from must_end import must_end
from tools.incoming.facts import named_return_date, read_facts, readable_text

ANSWER = b"""\
From: =?utf-8?q?Ad=C3=A1?= <Ada@Example.test>
To: sam@seller.test
Subject: =?utf-8?q?Re:_Caf=C3=A9?=
Message-ID: <answer@example.test>
In-Reply-To: <two@seller.test>
References: <one@seller.test>
 <two@seller.test>

Yes, call me.
Tomorrow.
"""


def test_an_answer():
    facts = read_facts(ANSWER)
    assert facts.kind == "human"
    assert facts.senders == ("ada@example.test",)
    assert facts.email_from == "Adá <Ada@Example.test>"
    assert facts.subject == "Re: Café"
    assert facts.raw == ANSWER


def test_message_ids_are_in_brackets_as_odoo_keeps_them():
    facts = read_facts(ANSWER)
    assert facts.message_id == "<answer@example.test>"
    assert facts.referenced_ids == ("<one@seller.test>", "<two@seller.test>")


def test_a_mail_without_a_message_id_gets_the_same_one_each_time_and_another_mail_another():
    without = ANSWER.replace(b"Message-ID: <answer@example.test>\n", b"")
    assert read_facts(without).message_id == read_facts(without).message_id
    assert read_facts(without).message_id != read_facts(without + b"!").message_id


def test_text_and_bytes_say_the_same():
    assert read_facts(ANSWER.decode()) == read_facts(ANSWER)


def test_a_bounce_names_the_addresses_and_the_servers_words():
    notice = b"""\
From: MAILER-DAEMON@mx.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <notice@mx.test>
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; Dan@example.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B
Content-Type: text/rfc822-headers

Message-ID: <ours@seller.test>

--B--
"""
    facts = read_facts(notice)
    assert (facts.kind, facts.bounced) == ("bounce", ("dan@example.test",))
    assert "5.1.1" in facts.diagnostic
    assert "<ours@seller.test>" in facts.referenced_ids


def test_the_text_keeps_its_lines():
    assert readable_text(ANSWER).splitlines() == ["Yes, call me.", "Tomorrow."]


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        (b"unsubscribe", True),
        (b"Unsubscribe <two@seller.test>", True),
        (b"=?utf-8?q?unsubscribe?=", True),
        (b"Re: unsubscribe", False),
        (b"unsubscribed", False),
        (b"How do I unsubscribe?", False),
    ],
)
def test_11_a_request_to_unsubscribe_is_known_by_its_subject(subject, asked):
    raw = ANSWER.replace(b"=?utf-8?q?Re:_Caf=C3=A9?=", subject)
    assert read_facts(raw).is_unsubscribe_request is asked


def test_11_a_request_to_unsubscribe_names_the_mail_in_its_subject():
    facts = read_facts(b"From: a@b.test\nTo: X <Catchall@Seller.test>\nSubject: unsubscribe <ours@seller.test>\n\n")
    assert facts.referenced_ids == ("<ours@seller.test>",)
    assert facts.recipients == ("catchall@seller.test",)


def test_4_5_a_copy_of_our_own_mail_is_known_though_a_list_gave_it_another_id():
    facts = read_facts(b"X-Email-Sequence-Id: <ours@seller.test>\n" + ANSWER)
    assert facts.own_ids == ("<answer@example.test>", "<ours@seller.test>")
    assert read_facts(ANSWER).own_ids == ("<answer@example.test>",)


def test_the_id_that_odoo_gives_a_mail_can_be_stored():
    assert read_facts(ANSWER).kept_as("<n\x00ew@odoo>").message_id == "<new@odoo>"


def test_5_2_the_day_of_return():
    away = ANSWER.replace(b"Yes, call me.", b"I am out of the office until 20 March 2026.")
    assert named_return_date(away, date(2026, 3, 2)) == date(2026, 3, 20)
    assert named_return_date(ANSWER, date(2026, 3, 2)) is None


def test_a_mail_of_any_size_costs_the_same():
    attachment = b"--B\nContent-Type: application/octet-stream\n\n" + b"QUJD" * 18 * 150_000 + b"\n"
    head = ANSWER.replace(b"\n\n", b"\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\n", 1)
    with must_end():
        facts = read_facts(head + attachment)
    assert (facts.kind, facts.message_id) == ("human", "<answer@example.test>")
    assert readable_text(head + attachment).splitlines()[:2] == ["Yes, call me.", "Tomorrow."]


@pytest.mark.parametrize("hostile", [b"\x00", b"\xed\xa0\x80", "\ud800".encode("utf-16-le", "surrogatepass")])
def test_what_postgresql_cannot_store_is_left_out(hostile):
    facts = read_facts(ANSWER.replace(b"Caf", b"Caf" + hostile).replace(b"<answer", b"<an" + hostile + b"swer"))
    for text in (facts.subject, facts.message_id, facts.email_from):
        text.encode()  # a lone surrogate cannot be encoded
        assert "\x00" not in text


@given(st.binary(max_size=400))
def test_reading_never_raises_and_always_names_the_mail(raw):
    facts = read_facts(raw)
    assert facts.message_id.startswith("<")
    readable_text(raw).encode()


def test_at_most_1000_lines_where_a_part_may_begin_are_read():
    """Each empty line is one, the one below the headers included."""
    assert "The end" in readable_text(ANSWER + b"\n" * 999 + b"The end")
    assert "The end" not in readable_text(ANSWER + b"\n" * 1000 + b"The end")


@pytest.mark.parametrize(
    "hostile",
    [
        b"Content-Type: " + b"(" * 300,
        b"Content-Type: message/rfc822\n\n" * 1_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nx\n" * 100_000,
        b"Content-Type: text/plain" + b"; rrt" * 120_000,
        b"Content-Type: text/plain" + b"; rrt\n" * 120_000,
        b"Content-Type: multipart/report; boundary=x\n\n"
        + (b"--x\nContent-Type: message/delivery-status\n\n" + b"Status: 5.1.1\n\n" * 100) * 100,
        b"Content-Type: text/plain; charset=utf-8\n\n" + "\ufdfa".encode() * 16_000,
    ],
    ids=["comments", "nested", "many parts", "long line", "long header", "many blocks", "letters that grow"],
)
def test_what_would_keep_the_parser_busy_is_bounded(hostile):
    with must_end():
        facts = read_facts(b"Message-ID: <a@b.test>\nFrom: ada@example.test\n" + hostile)
    assert (facts.message_id, facts.senders) == ("<a@b.test>", ("ada@example.test",))
