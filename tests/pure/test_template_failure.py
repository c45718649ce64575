"""The failing placeholder is named in the words of the template's author (semantics 6.1)."""

import pytest
from tools.sending.template_failure import cause, placeholder

QWEB = """Failed to render QWeb template: <p>Hi</p>

Traceback (most recent call last):
AttributeError: 'bool' object has no attribute 'upper'

The above exception was the direct cause of the following exception:

odoo.addons.base.models.ir_qweb.QWebError: Error while rendering the template:
    AttributeError: 'bool' object has no attribute 'upper'
    Reference: <Element div at 0x7f7e4ead2e40>
    Path: /div/p/t
    Element: {element}
    From: (None, '/div/p/t', 'x')
"""
INLINE = """Failed to render inline_template template: Hi {{{{ object.nope }}}} {{{{ object.name }}}}
{kind}({cause}) while evaluating
{expression}"""


@pytest.mark.parametrize(
    ("element", "expression"),
    [
        ('<t t-out="object.function.upper()"/>', "object.function.upper()"),
        ('<p class="a" t-if="object.nope == \'x\'"/>', "object.nope == 'x'"),
        ('<p t-foreach="object.nope" t-as="x"/>', "object.nope"),
        ('<a t-att-href="object.website.strip()"/>', "object.website.strip()"),
        ('<a t-attf-href="/x/{{ object.nope }}"/>', "/x/{{ object.nope }}"),
        ("<t t-out='object.name[0]'/>", "object.name[0]"),
        ('<p t-if="object.name == \\\'Ada\\\'" t-out="object.name.upper()"/>', "object.name.upper()"),
        ('<p t-if="object.name" t-out="object.function"/>', "object.name"),
        ("<p/>", ""),
    ],
)
def test_6_1_of_a_body(element: str, expression: str):
    words = QWEB.format(element=element)
    assert placeholder(words) == expression
    assert cause(words) == "'bool' object has no attribute 'upper'"


@pytest.mark.parametrize(
    ("expression", "kind", "words", "told"),
    [
        ("object.nope", "AttributeError", "\"'res.partner' object has no attribute 'nope'\"",
         "'res.partner' object has no attribute 'nope'"),
        ("object.name + 1", "TypeError", "'can only concatenate str (not \"int\") to str'",
         'can only concatenate str (not "int") to str'),
        ("1 / 0", "ZeroDivisionError", "'division by zero'", "division by zero"),
        ("raise_it('x')", "KeyError", "Nonsense", "Nonsense"),
    ],
)  # fmt: skip
def test_6_1_of_a_subject(expression: str, kind: str, words: str, told: str):
    error = INLINE.format(kind=kind, cause=words, expression=repr(expression))
    assert placeholder(error) == expression
    assert cause(error) == told


@pytest.mark.parametrize("words", ["", "Something else", "Error while rendering the template:"])
def test_6_1_other_words_name_none(words: str):
    assert (placeholder(words), cause(words)) == ("", "")
