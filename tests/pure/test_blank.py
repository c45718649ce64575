"""What a reader sees nothing of (semantics 6.5)."""

import pytest
from tools.sending.blank import is_blank, is_blank_html


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0\u200b", "\ufeff \u00ad"])
def test_blank(text: str):
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", " a ", "\u200b0", "\u5f20"])
def test_not_blank(text: str):
    assert not is_blank(text)


@pytest.mark.parametrize(
    "source",
    [
        "",
        " &nbsp; ",
        "<p><br></p>",
        "<p><br/></p>\n<p>&nbsp;&#8203;</p>",
        '<div><table><tr><td style="color: red">&nbsp;</td></tr></table></div>',
        "<!-- Dear Ada -->",
        "<style>p {color: red}</style><title>Hello</title><script>a()</script>",
        '<a href="https://seller.example"></a><hr>',
    ],
)
def test_blank_html(source: str):
    assert is_blank_html(source)


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "<p>a</p>",
        "<p></p>a",
        "<!-- x -->a",
        "<style>p {}</style>a",
        '<p><img src="https://seller.example/a.png"></p>',
        '<img src="data:image/png;base64,AAAA"/>',
        "<svg></svg>",
        "&lt;",
        "\x00",
    ],
)
def test_html_that_shows_something(source: str):
    assert not is_blank_html(source)
