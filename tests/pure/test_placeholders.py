"""The placeholders of templates, and how rendering notes the empty ones (semantics 6.5)."""

import pytest
from lxml import html
from markupsafe import Markup
from tools.sending.placeholders import fields_in, is_empty, note_in_html, note_in_line, of_html, of_line


def out(expression: str, default: str = "", **attributes: str) -> str:
    more = "".join(f' t-{name}="{value}"' for name, value in attributes.items())
    return f'<p>Hi <t t-out="{expression}"{more}>{default}</t>,</p>'


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (out("object.function"), [("object.function",)]),
        (out("object.function or ''"), [("object.function",)]),
        (out("object.function or ' '"), [("object.function",)]),
        (out("object.parent_id.function or object.function"), [("object.parent_id.function", "object.function")]),
        (out(" object.function "), [("object.function",)]),
        (out("object.name.split()[0]"), [()]),
        (out("object['name']"), [()]),
        (out("user.phone"), [()]),
        ('<b t-esc="object.function"/>', [("object.function",)]),
        ('<b class="c" t-out="object.function"> </b>', [("object.function",)]),
        ('<t t-out="object.function"><!-- nothing --></t>', [("object.function",)]),
        (out("object.function") + out("object.city"), [("object.function",), ("object.city",)]),
    ],
)
def test_of_a_body(source: str, found: list[tuple]):
    assert [(p.paths, p.is_sure) for p in of_html(source)] == [(paths, True) for paths in found]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>Hello</p>",
        out("object.function", "there"),
        out("object.function", "<b>there</b>"),
        out("object.function or 'there'"),
        out("object.function or object.city or 'there'"),
        out("'Hello'"),
        out("0"),
        out("object.function and ', ' + object.function"),
        out("', ' + object.function if object.function else ''"),
        out("user.signature"),
        out("object.user_id.signature or ''"),
        out("object. .name"),
        out("object.name # the name"),
        out("("),
        '<t t-foreach="object.child_ids" t-as="child"><t t-out="child.function"/></t>',
        '<t t-set="x"><t t-out="object.function"/></t>',
        '<a t-att-href="object.website">our page</a>',
        '<p t-field="object.function"/>',
        "<!-- <t t-out='object.function'/> -->",
        "\x00",
    ],
)
def test_none_that_may_be_empty(source: str):
    assert not of_html(source)


@pytest.mark.parametrize(
    "source",
    [
        out("object.function", **{"if": "object.function"}),
        '<div t-if="object.function">You as <t t-out="object.function"/></div>',
        '<div t-if="a">A</div><div t-elif="object.is_company"><b><t t-out="object.function"/></b></div>',
        '<div t-if="a">A</div><p t-else=""><t t-out="object.function"/></p>',
        '<t t-out="object.city or object.x.y()"><t t-out="object.function"/></t>',
    ],
)
def test_those_in_conditions_count_only_if_they_are_put_out(source: str):
    assert [p.is_sure for p in of_html(source) if p.paths == ("object.function",)] == [False]


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("Sales for {{ object.function }} in 2026", [("object.function",)]),
        ("{{object.function}}{{object.city or ''}}", [("object.function",), ("object.city",)]),
        ("{{ object.function ||| }}", [("object.function",)]),
        ("{{ object.name.upper() }}", [()]),
        ("{{ object.function ||| you }}", []),
        ("{{ object.function or 'you' }}", []),
        ("{{ 'you' }}", []),
        ("{{ object.function", []),
        ("{{ }} { object.function }", []),
        ("{{ ( }}", []),
    ],
)
def test_of_a_subject(source: str, paths: list[tuple]):
    assert [p.paths for p in of_line(source)] == paths


@pytest.mark.parametrize(
    ("expression", "fields"),
    [
        ("object.function", ["object.function"]),
        ("object.name.split()[0]", ["object.name"]),
        ("format_date(object.date)", ["object.date"]),
        ("object.a.b or object.c", ["object.a.b", "object.c"]),
        ("object.name + object.name", ["object.name"]),
        ("x", []),
        ("(", []),
    ],
)
def test_fields_in_an_expression(expression: str, fields: list[str]):
    assert fields_in(expression) == fields


@pytest.mark.parametrize(
    "value", [None, False, "", " \u00a0", Markup("<p><br></p>"), (), [], {}]
)  # fmt: skip
def test_empty(value: object):
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, 0.0, 1, True, "a", "<p></p>", Markup("<p>a</p>"), Markup("<img>"), [0]])
def test_not_empty(value: object):
    assert not is_empty(value)


def test_what_qweb_renders_later_is_not_looked_at():
    class Content:
        __html__ = __len__ = __str__ = lambda self: pytest.fail("rendered")

    assert not is_empty(Content())


class Rendering:
    """Evaluates what the sources call, as Odoo does."""

    def __init__(self, **values):
        self.object, self.noted = type("Record", (), values)(), []

    def note(self, expression, has_default, record, value):
        assert record is self.object
        self.noted.append((expression, has_default, value))
        return value

    def value(self, expression):
        return eval(expression, {"email_sequence_note": self.note, "object": self.object})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("object.name", "Ada"),
        ("object.name.split('a')[0] or \"x\"", "Ad"),
        ("object.name, 1", ("Ada", 1)),
        ("[x for x in object.name]", ["A", "d", "a"]),
        ("{'a': object.name}['a']", "Ada"),
        ("object.name == 'Ada' and 1 in (1, 2)", True),
        ("object.name\n or 'x'", "Ada"),
    ],
)
def test_what_is_put_out_stays_the_same(expression: str, value: object):
    root = html.fragment_fromstring("<t/>", create_parent="div")
    root[0].set("t-out", expression)
    note_in_html(root)
    assert Rendering(name="Ada").value(root[0].get("t-out")) == value


def test_default_text_and_expression_are_noted():
    root = html.fragment_fromstring(out("object.a", "there") + out("object.b or ''"), create_parent="div")
    note_in_html(root)
    rendering = Rendering(a=False, b=False)
    for node in root.iter("t"):
        rendering.value(node.get("t-out"))
    assert rendering.noted == [("object.a", True, False), ("object.b or ''", False, "")]


@pytest.mark.parametrize(
    "source",
    [
        '<t t-foreach="object.child_ids" t-as="object"><t t-out="object.name"/></t><t t-out="object.name"/>',
        '<t t-set="object" t-value="object.parent_id"/><t t-out="object.name"/>',
        '<t t-call="x"><t t-out="0"/></t>',
        out("("),
    ],
)
def test_sources_that_stay_as_they_are(source: str):
    root, untouched = (html.fragment_fromstring(source, create_parent="div") for _time in range(2))
    note_in_html(root)
    assert html.tostring(root) == html.tostring(untouched)


@pytest.mark.parametrize(
    ("source", "noted"),
    [
        ("a", "a"),
        ("{{ ( }}", "{{ ( }}"),
        ("a {{ object.b }} c", "a {{ email_sequence_note('object.b', False, object, (object.b)) }} c"),
        ("{{object.b|||c d}}", "{{ email_sequence_note('object.b', True, object, (object.b)) |||c d}}"),
    ],
)
def test_noting_in_a_subject(source: str, noted: str):
    assert note_in_line(source) == noted
