"""Embedded images become parts of an email, whatever builds it."""

import base64
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from tools.sending.images import add_parts, decoded, inline, replaced, without_parts
from tools.sending.lean_message import lean_message

DOT = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
URI = f"data:image/png;base64,{base64.b64encode(DOT).decode()}"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="%s"/>',
        "<img alt='x' src='%s'>",
        '<p>a</p><IMG width="1"\n SRC="%s" alt="y"/>',
        '<table background="%s"><tr/></table>',
        "<div style=\"color:red; background-image:url('%s')\">a</div>",
        '<div style="background:url(&quot;%s&quot;)">a</div>',
    ],
)
def test_6_4_embedded_image_is_found(html: str) -> None:
    seen = []
    assert replaced(html % URI, lambda address: seen.append(address) or "cid:1") == html % "cid:1"
    assert seen == [URI]


@pytest.mark.parametrize("html", ['<p>src="data:image/png;base64,QUJD"</p>', '<a href="data:image/png,x">x</a>', ""])
def test_what_is_no_image_stays(html: str) -> None:
    assert replaced(html, lambda _address: "cid:1") == html


@pytest.mark.parametrize(
    ("uri", "mimetype", "content"),
    [
        (URI, "image/png", DOT),
        ("data:image/PNG;base64,QUJD\n RA==", "image/png", b"ABCD"),
        ("data:image/png;charset=utf-8;base64,QUJD&#10;RA==", "image/png", b"ABCD"),
        ("data:image/png;base64,QUJDRA%3D%3D", "image/png", b"ABCD"),
        ("data:image/svg+xml;utf8,%3Csvg/%3E", "image/svg+xml", b"<svg/>"),
        ("data:image/svg+xml,&lt;svg a=&quot;1&quot;/&gt;", "image/svg+xml", b'<svg a="1"/>'),
    ],
)
def test_6_4_embedded_image_is_read(uri: str, mimetype: str, content: bytes) -> None:
    image = decoded(uri)
    assert (image.mimetype, image.content) == (mimetype, content)


@pytest.mark.parametrize("uri", ["data:image/png;base64,", "data:image/png;base64,A", "data:image/png", "data:image/"])
def test_what_cannot_be_read_is_none(uri: str) -> None:
    assert decoded(uri) is None


def test_names_of_images() -> None:
    assert [inline(b"x", mimetype).name for mimetype in ("image/png", "image/svg+xml", "image/")] == [
        "image.png", "image.svg", "image.bin",
    ]  # fmt: skip


def lean(attachments: list) -> EmailMessage:
    headers = [("Subject", "Hello"), ("From", "sam@seller.example"), ("To", "ada@customer.example")]
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return lean_message(headers, "Hello", f'<img src="cid:{inline(DOT, "image/png").cid}"/>', attachments, date=now)


def odoos(attachments: list) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "Hello"
    message.add_alternative("Hello", subtype="plain", charset="utf-8")
    message.add_alternative(f'<img src="cid:{inline(DOT, "image/png").cid}"/>', subtype="html", charset="utf-8")
    for name, content, mimetype in attachments:
        message.add_attachment(content, *mimetype.split("/"), filename=name)
    return message


@pytest.mark.parametrize("build", [lean, odoos])
@pytest.mark.parametrize("attachments", [[], [("offer.pdf", b"%PDF", "application/pdf")]])
def test_6_4_html_and_its_images_are_related(build, attachments: list) -> None:
    """RFC 2387: the alternative to the text is the HTML with its images, beside the attached files."""
    message = build(attachments)
    image = inline(DOT, "image/png")
    add_parts(message, (image,))
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    alternative = next(part for part in read.walk() if part.get_content_type() == "multipart/alternative")
    text, related = alternative.iter_parts()
    html, part = related.iter_parts()
    assert (text.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    assert f'src="cid:{part["Content-ID"].strip("<>")}"' in html.get_content()
    assert (part.get_content(), part.get_content_disposition(), part.get_filename()) == (DOT, "inline", "image.png")
    assert [part.get_filename() for part in read.iter_attachments()] == [name for name, *_rest in attachments]


def test_text_does_not_name_them() -> None:
    assert without_parts('<p>a<img src="cid:1@image" alt="x"/></p>') == '<p>a<img alt="x"/></p>'
