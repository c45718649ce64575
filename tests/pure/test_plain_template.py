"""Which templates put nothing but escaped text into their source."""

import pytest
from tools.plain_template import text_outputs


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
