"""Headers that list URIs leave as mail programs read them (RFC 2369, RFC 2047 section 5; semantics 11)."""

import copy
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from tools.recipients.uri_list import uri_list
from tools.sending.lean_message import LEAN

LINK = f"https://odoo.seller.example/email_sequence/unsubscribe/123456/{'0a' * 32}"
MAILTO = "mailto:catchall@seller.example?subject=unsubscribe%20%3C0123456789abcdef.sequence%40seller.example%3E"
POLICIES = [policy.default, policy.SMTP, policy.SMTP.clone(max_line_length=40), LEAN]


def written(value, by=policy.SMTP):
    """The mail with the header, as bytes."""
    message = EmailMessage(policy=by)
    message["List-Unsubscribe"] = value
    message["Subject"] = "Next"
    return message.as_bytes()


@pytest.mark.parametrize("by", POLICIES)
def test_11_each_uri_leaves_whole_on_a_line_of_its_own(by):
    lines = written(uri_list("List-Unsubscribe", [LINK, MAILTO]), by).splitlines()
    assert lines[:2] == [f"List-Unsubscribe: <{LINK}>,".encode(), f" <{MAILTO}>".encode()]
    assert lines[2] == b"Subject: Next"


@pytest.mark.parametrize("by", POLICIES)
def test_11_a_single_uri_leaves_on_one_line(by):
    assert written(uri_list("List-Unsubscribe", [LINK]), by).startswith(f"List-Unsubscribe: <{LINK}>".encode())


def test_11_who_receives_it_reads_the_same_value():
    value = uri_list("List-Unsubscribe", [LINK, MAILTO])
    assert value == f"<{LINK}>, <{MAILTO}>"
    read = message_from_bytes(written(value), policy=policy.compat32)["List-Unsubscribe"]
    assert "".join(read.splitlines()) == value


def test_11_a_copied_mail_keeps_it():
    message = EmailMessage(policy=policy.SMTP)
    message["List-Unsubscribe"] = uri_list("List-Unsubscribe", [LINK, MAILTO])
    assert copy.deepcopy(message).as_bytes() == message.as_bytes()


def test_11_without_it_the_standard_library_would_hide_the_addresses():
    """What this is for; if this fails, the standard library has learnt it, and the class is not needed any more."""
    assert b"=?utf-8?" in written(f"<{LINK}>, <{MAILTO}>")
