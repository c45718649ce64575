"""When an email has its sender's signature already."""

import pytest
from tools.sending.html_end import with_end
from tools.sending.signature import is_in, is_placed, text_lines

SAM = "<p><b>Sam</b> Seller<br/>Sales &amp; more</p>"


@pytest.mark.parametrize(
    "source",
    [
        '<p>Hello</p><t t-out="user.signature"/>',
        "<div t-out='object.user_id.signature or \"\"'></div>",
        '<t t-if="user.signature"><t t-esc="user.signature"/></t>',
        '<t t-set="end" t-value="user.signature"/><t t-out="end"/>',
    ],
)
def test_3_10_template_puts_out_a_signature(source: str) -> None:
    assert is_placed(source)


@pytest.mark.parametrize(
    "source",
    ["", "<p>Your signature is missing</p>", '<p class="signature" t-out="object.name">x</p>',
     '<t t-out="object.x_signatures"/>'],
)  # fmt: skip
def test_3_10_template_puts_out_none(source: str) -> None:
    assert not is_placed(source)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Hello</p><p>Sam Seller<br>Sales &amp; more</p>",
        "<p>Hello</p><div><b>Sam</b>\n  Seller</div>\n<div>Sales &#38; more</div><p>PS: Call me</p>",
        "<table><tr><td>Hello</td></tr><tr><td>Sam Seller<br/>Sales &amp; more</td></tr></table>",
    ],
)
def test_3_10_body_says_the_same(body: str) -> None:
    assert is_in(body, SAM)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Hello</p>",
        "<p>I am Sam Seller</p><p>Sales &amp; more</p>",
        "<p>Sam Seller</p>",
        "<p>Sales &amp; more</p><p>Sam Seller</p>",
        "<style>Sam Seller\nSales & more</style><p>Hello</p>",
    ],
)
def test_3_10_body_says_something_else(body: str) -> None:
    assert not is_in(body, SAM)


def test_3_10_one_line_may_be_the_end_of_the_last_line() -> None:
    name = "<div>Sam Seller</div>"
    assert is_in("<p>Hello</p><p>Yours, <b>Sam Seller</b></p>", name)
    assert not is_in("<p>Yours, Sam Seller</p><p>PS: Call me</p>", name)


def test_3_10_image_alone_has_to_be_the_same() -> None:
    logo = '<p><img src="https://seller.example/logo.png"/></p>'
    assert is_in(f"<p>Hello</p>{logo}", logo)
    assert not is_in('<p>Hello</p><p><img src="https://seller.example/other.png"/></p>', logo)


def test_lines_are_those_that_a_reader_sees() -> None:
    html = "<!-- no --><title>no</title><p>One\ntwo</p>\n<div>three<span> four</span></div>&nbsp;<br/>"
    assert text_lines(html) == ["One two", "three four"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a</p>", "<p>a</p>+"),
        ("", "+"),
        ("<html><body>a</BODY ></html>", "<html><body>a+</BODY ></html>"),
        ("<html><p>a</p></html>", "<html><p>a</p>+</html>"),
        ("<pre></body></pre></body>", "<pre></body></pre>+</body>"),
    ],
)
def test_end_is_inside_the_body(body: str, expected: str) -> None:
    assert with_end(body, "+") == expected
