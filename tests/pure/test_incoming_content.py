"""The same email is recognised whichever way it came, and another one with its Message-Id is not taken for it."""

import base64
import quopri

import pytest
from tools.incoming.facts import read_facts

HEADERS = {
    "From": "Jo Doe <jo@customer.test>",
    "To": "sam@seller.test",
    "Date": "Mon, 02 Mar 2026 10:00:00 +0000",
    "Message-ID": "<used@customer.test>",
    "Subject": "Re: A question",
    "Content-Type": "text/plain; charset=utf-8",
}
TEXT = "Yes, please call me on Thursday.\nCafé or tea?\n"


def email(text=TEXT, **headers):
    fields = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"{head}\n{text}".encode()


def encoded(encoding, octets):
    return email(octets.decode("ascii"), Content_Transfer_Encoding=encoding)


COPIES = {
    "through another relay": b"Received: from mx.other.test; Mon, 2 Mar 2026 10:05:00 +0000\nX-Spam: no\n" + email(),
    "line ends of SMTP": email().replace(b"\n", b"\r\n"),
    "base64": encoded("base64", base64.encodebytes(TEXT.encode())),
    "quoted-printable": encoded("quoted-printable", quopri.encodestring(TEXT.encode())),
    "a tag in the subject": email(Subject="[EXTERNAL] Re: A question"),
    "a folded header": email(To="sam@seller.test,\n sales@seller.test"),
    "another zone": email(Date="Mon, 2 Mar 2026 11:00:00 +0100"),
    "white space": email(TEXT.replace("\n", "  \n") + "\n\n"),
}
OTHERS = {
    "text": email("I am away until Wednesday.\n"),
    "date": email(Date="Mon, 02 Mar 2026 10:00:01 +0000"),
    "subject": email(Subject="Re: An offer"),
    "sender": email(From="Al <al@customer.test>"),
}


@pytest.mark.parametrize("name", COPIES)
def test_4_5_a_copy_is_the_same_email(name):
    assert read_facts(COPIES[name]).digest == read_facts(email()).digest


@pytest.mark.parametrize("name", OTHERS)
def test_4_5_another_email_is_another_one(name):
    assert read_facts(OTHERS[name]).digest != read_facts(email()).digest


def test_a_link_that_a_gateway_rewrites_makes_no_difference():
    link = "See https://customer.test/plan for more.\n"
    rewritten = "See https://safe.gateway.test/?url=https%3A%2F%2Fcustomer.test for more.\n"
    assert read_facts(email(link)).digest == read_facts(email(rewritten)).digest


def test_4_5_text_as_odoo_keeps_it_is_recognised():
    facts = read_facts(email())
    assert facts.says_the_same("<pre>Yes, please call me on Thursday.\nCaf&eacute; or tea?\n</pre>")
    assert not facts.says_the_same("<p>I am away until Wednesday.</p>")
    assert not facts.says_the_same("")
    assert read_facts(email("")).says_the_same("<p></p>")


@pytest.mark.parametrize("name", ["Message-ID", "message-id"])
def test_4_5_an_id_of_its_own_is_the_same_each_time_and_changes_nothing_else(name):
    raw = email().replace(b"Message-ID", name.encode()) + b"Message-ID: <in.the.text@customer.test>\n"
    once, again = (read_facts(raw).under_id_of_its_own() for _ in range(2))
    assert once == again
    facts = read_facts(once)
    assert facts.message_id != "<used@customer.test>"
    assert facts.digest == read_facts(raw).digest
    assert once.endswith(b"\n\n" + raw.partition(b"\n\n")[2])
    assert facts.under_id_of_its_own() is None


def test_an_id_of_its_own_needs_an_id_and_a_header_may_be_folded():
    assert read_facts(email(Message_ID="")).under_id_of_its_own() is None
    folded = email(Message_ID="\r\n <used@customer.test>")
    assert b"used@customer.test" not in read_facts(folded).under_id_of_its_own()
