"""Which templates put nothing but escaped text into their source."""

import pytest
from tools.sending.plain_template import is_kept, text_outputs, without_directives


@pytest.mark.parametrize(
    ("source", "outputs"),
    [
        ("", set()),
        ("<p>Hello</p>", set()),
        ("Hello, no tag", set()),
        ('<p>Hello <t t-out="object.name"/></p>', {"object.name"}),
        ('<p>Hello <t t-esc="object.name"/></p>', {"object.name"}),
        ("""<b t-out="object.name or 'you'">x</b>""", {"object.name"}),
        ('<t t-out="object.parent_id.name or user.name"/>', {"object.parent_id.name", "user.name"}),
        ("""<p t-if="object.name.startswith('A')">A</p><p t-else="">B</p>""", set()),
        ('<a href="https://seller.example" style="color: red">x</a>', set()),
    ],
)  # fmt: skip
def test_plain(source: str, outputs: set[str]):
    assert text_outputs(source) == outputs


@pytest.mark.parametrize(
    "source",
    [
        '<a t-att-href="object.website">x</a>',
        '<a t-attf-href="https://{{object.website}}">x</a>',
        """<a t-att="{'href': object.website}">x</a>""",
        '<t t-raw="object.name"/>',
        '<t t-field="object.comment"/>',
        """<t t-out="object.name" t-options="{'widget': 'image'}"/>""",
        '<t t-set="x" t-value="object.comment"/><t t-out="x"/>',
        '<t t-foreach="object.child_ids" t-as="child"><t t-out="child.comment"/></t>',
        '<t t-call="web.layout"/>',
        '<t t-tag="object.name"/>',
        '<t t-out="object.get_html()"/>',
        """<t t-out="object['comment']"/>""",
        """<t t-out="'<b>%s</b>' % object.name"/>""",
        '<t t-out="object"/>',
        '<t t-out="lambda: 1"/>',
        '<t t-out="object. .name"/>',
        '<img src="data:image/png;base64,AAAA"/>',
        "<!--[if mso]><p>Hello</p><![endif]-->",
    ],
)
def test_not_plain(source: str):
    assert text_outputs(source) is None


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Hello", "Hello"),
        ('<p>Dear <t t-out="object.name">you</t>, hello</p><p>b</p>', "<p>Dear you, hello</p><p>b</p>"),
        ('<b t-out="object.name" class="c">you</b>', '<b class="c">you</b>'),
        ('<p t-if="object.name">a</p><p t-else="">b</p>', "<p>a</p><p>b</p>"),
        ('<t t-if="object.name"><p>a<br>c</p></t>', "<p>a<br>c</p>"),
    ],
)
def test_all_branches_remain_without_their_directives(source: str, html: str):
    assert without_directives(source) == html


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>"),
        ('<p style="color: red;margin:0px ;">a</p>', '<p style="color:red; margin:0px">a</p>'),
        ("<p>caf\u00e9&nbsp;</p>", "<p>caf&eacute;&#160;</p>"),
    ],
)
def test_cleaning_may_lay_it_out_anew(source: str, cleaned: str):
    assert is_kept(source, cleaned)


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<p>a</p><script>b</script>", "<p>a</p>"),
        ('<p onclick="b">a</p>', "<p>a</p>"),
        ('<p style="color: red; position: fixed">a</p>', '<p style="color:red">a</p>'),
        ('<a href="javascript:b">a</a>', '<a href="">a</a>'),
        ("<form>a</form>", "<div>a</div>"),
        ("<p>--</p>", '<p data-o-mail-quote="1">--</p>'),
        ("<p>a</p>b", "<p>a</p>"),
    ],
)
def test_cleaning_may_not_take_or_add_anything(source: str, cleaned: str):
    assert not is_kept(source, cleaned)
