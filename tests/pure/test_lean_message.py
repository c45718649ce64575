"""Emails built without parsing what needs no parsing: whoever reads them must see what was put in.

The standard library is no oracle here: Python 3.11 loses spaces where it folds words that are not ASCII, loses the
quotes of long names (a comma in one then makes two recipients), and reads a name of several encoded words with spaces
between them. So values are compared with what was given, as RFC 2047 says that they are read.
"""

import io
import re
import smtplib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tools.mail_headers import OWN_ID, new_message_id
from tools.sending.lean_message import LINE, lean_message

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEADERS = [
    ("Message-Id", "<1.abc@seller.example>"),
    ("Subject", "Hello Ada"),
    ("From", '"Sam Seller" <sam@seller.example>'),
    ("To", '"Ada Lovelace" <ada@customer.example>'),
]


def read(message: EmailMessage) -> EmailMessage:
    """The mail as whoever gets it reads it."""
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def raw_header(message: EmailMessage, name: str) -> str:
    """A header of the email as it arrives, on one line (RFC 5322 section 2.2.3)."""
    return re.sub(r"\r?\n(?=[ \t])", "", message_from_bytes(on_the_wire(message))[name])


def decoded(words: str) -> str:
    """Words as a mail program shows them (RFC 2047)."""
    return str(make_header(decode_header(words)))


def read_addresses(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    """Names and addresses as a mail program shows them: first it looks for the addresses, then it decodes the names."""
    return [(decoded(words), address) for words, address in getaddresses([raw_header(message, name)])]


def quoted(name: str, address: str) -> str:
    """A name and an address as Odoo's ``formataddr`` writes them."""
    return '"{}" <{}>'.format(re.sub(r'["\\]', r"\\\g<0>", name), address)


def build(*headers: tuple[str, str], text: str = "Hello", html: str = "<p>Hello</p>", attachments=()) -> EmailMessage:
    return lean_message([*HEADERS, *headers], text, html, attachments, date=NOW)


def on_the_wire(message: EmailMessage) -> bytes:
    """What smtplib gives to the server."""

    class Server(smtplib.SMTP):
        def __init__(self):
            super().__init__()
            self.given = io.BytesIO()
            self.does_esmtp = True
            self.ehlo_resp = b""

        def sendmail(self, _sender, _recipients, content, *_options):
            self.given.write(content)
            return {}

    server = Server()
    server.send_message(message, "sam@seller.example", ["ada@customer.example"])
    return server.given.getvalue()


def test_of_an_ordinary_mail_no_header_is_parsed(monkeypatch: pytest.MonkeyPatch):
    """Each would cost a class of its own, which is what makes the library slow."""
    ids = [new_message_id("a-seller-with-a-long-domain.example") for _mail in range(3)]

    def parse(_policy, name: str, _value: str):
        raise AssertionError(f"{name} is parsed")

    monkeypatch.setattr(policy.EmailPolicy, "header_store_parse", parse)
    mail = build(("In-Reply-To", ids[0]), ("References", " ".join(ids)), (OWN_ID, ids[0]))
    assert b"\r\n" + f"{OWN_ID}: {ids[0]}\r\n".encode() in on_the_wire(mail)


def test_has_the_headers_in_order_with_date_and_mime_version():
    mail = read(build())
    assert [name for name, _value in mail.items()[:4]] == [name for name, _value in HEADERS]
    assert (mail["Subject"], mail["To"].addresses[0].addr_spec) == ("Hello Ada", "ada@customer.example")
    assert mail["Date"].datetime == NOW
    assert mail["MIME-Version"] == "1.0"
    assert mail.get_content_type() == "multipart/alternative"


def test_is_an_email_message_that_other_addons_can_change():
    message = build()
    message.replace_header("To", "bob@customer.example")
    del message["Subject"]
    message["Subject"] = "Grüße"
    message.add_header("X-Other", "1")
    mail = read(message)
    assert (mail["To"], mail["Subject"], mail["X-Other"]) == ("bob@customer.example", "Grüße", "1")
    assert message["to"] == "bob@customer.example"


def test_text_comes_before_html():
    """The last alternative is the preferred one: RFC 2046 section 5.1.4."""
    parts = [part.get_content_type() for part in read(build()).iter_parts()]
    assert parts == ["text/plain", "text/html"]


def test_attachments_keep_name_content_and_type():
    inner = EmailMessage(policy=policy.SMTP)
    inner["Subject"] = "Inner"
    inner.set_content("x")
    files = [
        ("offer.txt", b"Half the price", "text/plain"),
        ("Größe.pdf", b"%PDF\0\xff", "application/pdf"),
        ("strange", b"1", "strange"),
        ("mail.eml", inner.as_bytes(), "message/rfc822"),
    ]
    mail = read(build(attachments=files))
    assert mail.get_content_type() == "multipart/mixed"
    attachments = list(mail.iter_attachments())
    assert [part.get_filename() for part in attachments] == [name for name, _content, _type in files]
    assert [part.get_content_type() for part in attachments] == [
        "text/plain", "application/pdf", "application/octet-stream", "message/rfc822",
    ]  # fmt: skip
    assert attachments[1].get_content() == files[1][1]
    assert attachments[3].get_content()["Subject"] == "Inner"


@pytest.mark.parametrize("mimetype", ["multipart/mixed", "message/delivery-status", "message/partial", "", "text"])
def test_an_attachment_of_a_type_that_cannot_be_encoded_is_a_plain_file(mimetype: str):
    message = build(attachments=[("file", b"\0\xff", mimetype)])
    assert on_the_wire(message)
    (part,) = read(message).iter_attachments()
    assert (part.get_content_type(), part.get_content()) == ("application/octet-stream", b"\0\xff")


@pytest.mark.parametrize("header", [b"Subject: Gr\xfc\xdfe", b"From: \xff <a@b.test>", b"To: <", b"Subject: \xe4" * 99])
def test_an_attached_mail_with_malformed_headers_is_sent_as_it_is(header: bytes):
    inner = header + b"\r\n\r\nx"
    assert inner in on_the_wire(build(attachments=[("mail.eml", inner, "message/rfc822")]))


@pytest.mark.parametrize("name", ["Subject", "To", "X-Other"])
@pytest.mark.parametrize("linefeed", ["\n", "\r\n", "\r"])
def test_a_value_with_a_linefeed_is_refused(name: str, linefeed: str):
    """Or a name could add headers of its own."""
    message = build()
    del message[name]
    with pytest.raises(ValueError, match="linefeed"):
        message[name] = f"x{linefeed}Bcc: all@victim.example"


@pytest.mark.parametrize(
    "name",
    ["Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject"],
)
def test_a_second_header_where_there_may_be_one_is_refused(name: str):
    """RFC 5322 section 3.6; mail programs differ in which of two they obey."""
    with pytest.raises(ValueError, match="at most 1"):
        lean_message([(name, "x")] * 2, "x", "x", date=NOW)


def test_long_references_are_not_folded():
    references = " ".join(f"<{number}.abcdefghijklmnop@seller.example>" for number in range(30))
    assert f"References: {references}\r\n".encode() in on_the_wire(build(("References", references)))


def test_other_long_headers_are_folded():
    """RFC 5322 section 2.1.1."""
    wire = on_the_wire(build(("X-Other", "word " * 60)))
    header, _blank, _body = wire.partition(b"\r\n\r\n")
    assert max(map(len, header.split(b"\r\n"))) <= LINE


def test_lines_end_as_smtp_wants_it():
    wire = on_the_wire(build(text="a\nb", html="<p>a\nb</p>"))
    assert wire.count(b"\n") == wire.count(b"\r\n") == wire.count(b"\r")


WORDS = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
    | st.text(st.sampled_from("abcdefg\"\\'.,:;@<>()[]_=?é漢"), min_size=1, max_size=30),
    min_size=1,
    max_size=9,
).map(" ".join)
ENCODED = re.compile(r"=\?.*\?=")  # what looks like an encoded word is read as one; nobody is called so
NAMES = [
    'O"Brien é',
    'Zoë "Zed" Müller',
    "a\\b",
    "\\",
    '"',
    'é "',
    "Müller, Jörg",
    "Ann <ann@old.example>, Ada",
    "Jörg (Sales) <ann@old.example>",
    "😀 Ada; undisclosed: x",
    "Ü" * 200,
    "том кто за неё отвечает в этом",
    "A very long name, of a company that has a department, Ltd. <ann@old.example>, and so on",
    "An offer that fits into a line of its own, but not into that of its header",
    'A very long name "with quotes", backslashes \\ and all that, Ltd. ' * 3 + "end",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("header", ["To", "From", "Reply-To"])
def test_a_name_arrives_as_it_is_and_its_address_is_the_only_one(header: str, name: str):
    message = lean_message([(header, quoted(name, "ada@customer.example"))], "x", "x", date=NOW)
    assert read_addresses(message, header) == [(name, "ada@customer.example")]
    assert [address.addr_spec for address in read(message)[header].addresses] == ["ada@customer.example"]


@pytest.mark.parametrize("subject", NAMES)
def test_a_subject_arrives_as_it_is(subject: str):
    message = lean_message([("Subject", subject)], "x", "x", date=NOW)
    assert decoded(raw_header(message, "Subject")) == read(message)["Subject"] == subject


def test_a_long_address_needs_no_name():
    address = f"{'a' * 60}@{'customer' * 5}.example"
    assert read_addresses(lean_message([("To", address)], "x", "x", date=NOW), "To") == [("", address)]


@pytest.mark.parametrize(
    "value", ["é", "é:;", "é: ada@customer.example;", "undisclosed-recipients:;", "<>", "", "@" * 99]
)
def test_what_is_no_address_raises_nothing(value: str):
    assert on_the_wire(lean_message([("To", value)], "x", "x", date=NOW))


@given(WORDS)
def test_any_subject_arrives_as_it_is(words: str):
    assume(not ENCODED.search(words))
    test_a_subject_arrives_as_it_is(words)


@given(WORDS)
def test_any_name_arrives_as_it_is_and_its_address_is_the_only_one(words: str):
    assume(not ENCODED.search(words))
    test_a_name_arrives_as_it_is_and_its_address_is_the_only_one("To", words)


@given(st.lists(WORDS, min_size=2, max_size=4))
def test_each_of_several_names_arrives_with_its_address(names: list[str]):
    assume(not any(map(ENCODED.search, names)))
    pairs = [(name, f"ada{number}@customer.example") for number, name in enumerate(names)]
    message = lean_message([("Reply-To", ", ".join(quoted(*pair) for pair in pairs))], "x", "x", date=NOW)
    assert read_addresses(message, "Reply-To") == pairs


@given(WORDS)
def test_headers_of_any_words_are_ascii_lines_that_need_no_folding(words: str):
    message = lean_message([("Subject", words), ("To", quoted(words, "ada@customer.example"))], "x", "x", date=NOW)
    header, _blank, _body = on_the_wire(message).partition(b"\r\n\r\n")
    assert header.isascii()
    assert max(map(len, header.split(b"\r\n"))) <= LINE


def test_an_address_that_is_not_ascii_goes_to_a_server_that_takes_it_as_it_is():
    """RFC 6532: smtplib asks for it by its policy, if one of the addresses needs it."""
    message = lean_message([("To", quoted("A long name, " * 9, "jörg@kunde.example"))], "x", "x", date=NOW)
    wire = message.as_bytes(policy=message.policy.clone(utf8=True)).decode()
    header = re.sub(r"\r\n(?= )", "", wire).partition("\r\n")[0].removeprefix("To: ")
    [(name, address)] = getaddresses([header])
    assert (decoded(name), address) == ("A long name, " * 9, "jörg@kunde.example")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
@example("a\rb\r\n\r\nc\n.\n\x0c\x85\u2028d")
def test_any_text_arrives_as_it_is_line_by_line(words: str):
    mail = read(build(text=words, html=words))
    lines = re.split("\r\n|\r|\n", words)
    expected = "".join(f"{line}\r\n" for line in (lines[:-1] if lines[-1] == "" and len(lines) > 1 else lines))
    for kind in ("plain", "html"):
        assert mail.get_body((kind,)).get_content() == expected
