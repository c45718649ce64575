"""Templates that put nothing but escaped text into the HTML that their author wrote.

What such a template renders is as harmless as its source, whatever the records contain: QWeb escapes text
(``t-out``), so no value can become a tag or an attribute. So if cleaning would take nothing from the source, it
would take nothing from the emails either.
"""

import ast

from lxml import etree, html

TESTS = frozenset({"t-if", "t-elif", "t-else"})  # they put out nothing
OUTPUTS = frozenset({"t-out", "t-esc"})


def text_outputs(source: str) -> frozenset[str] | None:
    """The fields whose text the template puts out, as paths such as ``object.name``.

    :param source: the QWeb source of a template's body
    :return: None if the template does anything else: computed attributes, widgets, variables, loops, calls, embedded
        files, or expressions that are more than fields and constants
    """
    if "data:" in source:
        return None
    try:
        root = html.fragment_fromstring(source, create_parent="div")
        expressions = [expression for node in root.iter() for expression in _expressions(node)]
        return frozenset().union(
            *(_paths(ast.parse(expression.strip(), mode="eval").body) for expression in expressions)
        )
    except (ValueError, SyntaxError, etree.ParserError):
        return None


def without_directives(source: str) -> str:
    """The HTML of the template's source alone, with all its branches."""
    root = html.fragment_fromstring(source, create_parent="div")
    for node in list(root.iter()):
        for name in [name for name in node.attrib if name.startswith("t-")]:
            del node.attrib[name]
        if node.tag == "t":
            node.drop_tag()
    return _inner(root)


def is_kept(source: str, cleaned: str) -> bool:
    """Whether cleaning has kept all of the HTML, but perhaps for spaces and semicolons in styles."""
    return _shape(source) == _shape(cleaned)


def _shape(source: str) -> list:
    nodes = html.fragment_fromstring(source, create_parent="div").iter()
    return [(node.tag, _attributes(node), (node.text or "").strip(), (node.tail or "").strip()) for node in nodes]


def _attributes(node: etree._Element) -> dict:
    style = [tuple(map(str.strip, declaration.partition(":"))) for declaration in node.get("style", "").split(";")]
    return {**node.attrib, "style": [declaration for declaration in style if any(declaration)]}


def _inner(root: etree._Element) -> str:
    return (root.text or "") + "".join(etree.tostring(node, encoding="unicode", method="html") for node in root)


def _expressions(node: etree._Element) -> list[str]:
    if not isinstance(node.tag, str):
        raise ValueError("a comment, which mail clients may read as more")
    directives = {name: value for name, value in node.attrib.items() if name.startswith("t-")}
    if directives.keys() - TESTS - OUTPUTS:
        raise ValueError("more than text outputs")
    return [value for name, value in directives.items() if name in OUTPUTS]


def _paths(node: ast.expr) -> set[str]:
    """The fields in an expression of fields, constants, ``or`` and ``and``."""
    if isinstance(node, ast.BoolOp):
        return set().union(*map(_paths, node.values))
    if isinstance(node, ast.Constant):
        return set()
    if isinstance(node, ast.Attribute):
        return {_path(node)}
    raise ValueError("more than fields and constants")


def _path(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_path(node.value)}.{node.attr}"
    if isinstance(node, ast.Name):
        return node.id
    raise ValueError("a call, an index or an operation")
