"""The placeholders of email templates: which there are, and how rendering notes those that turn out empty.

A body is QWeb (``t-out``, and ``t-esc`` as in old templates), a subject has inline placeholders
(``{{ expression ||| default text }}``). Semantics 6.5 concerns what they put into the email; these never count:

- constants, and expressions that choose by themselves to put out nothing: ``a and b``, ``a if b else ''``;
- a sender's signature;
- what is put out once for each item of a loop, or as the content of a variable (``t-set``). A variable with a value
  (``t-value``) counts where it is put out.

Attributes (``t-att-href``) and ``t-field`` are no such placeholders.
"""

import ast
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree, html

from .blank import is_blank, is_blank_html
from .plain_template import OUTPUTS, TESTS, path_of

INLINE = re.compile(r"\{\{(.+?)(\|\|\|\s*(.*?))?\}\}")  # as Odoo reads them
NOTE = "email_sequence_note"  # the function that rendering calls with the value of each placeholder
INNER = ("t-foreach", "t-set")
RECORD = "object"


@dataclass(frozen=True)
class Placeholder:
    """A placeholder that may turn out empty.

    ``paths`` are the fields of which the first with a value is put out, such as ``("object.function",)``; empty if the
    expression is anything else. ``is_sure`` says that it is put out whatever conditions the template has.
    """

    expression: str
    paths: tuple[str, ...] = ()
    is_sure: bool = True


@lru_cache(maxsize=512)
def of_html(source: str) -> tuple[Placeholder, ...]:
    """The placeholders of a body without a default text; none if the source cannot be read."""
    try:
        root = html.fragment_fromstring(source, create_parent="div")
    except (ValueError, etree.ParserError):
        return ()
    return tuple(
        Placeholder(expression, _paths(expression), not _is_conditional(node))
        for node, _attribute, expression in _watched(root)
        if not _has_default(node) and not _is_never_empty(expression)
    )


@lru_cache(maxsize=512)
def of_line(source: str) -> tuple[Placeholder, ...]:
    """The placeholders of a subject without a default text."""
    return tuple(
        Placeholder(expression, _paths(expression))
        for expression, default in _inline(source)
        if is_blank(default) and _counts(expression) and not _is_never_empty(expression)
    )


def note_in_html(root: etree._Element) -> None:
    """Let the rendering of this QWeb source call ``NOTE(expression, has default, object, value)`` for its outputs.

    The function has to return the value, so that what is rendered stays the same.
    """
    if any(RECORD in (node.get("t-as"), node.get("t-set")) for node in root.iter(etree.Element)):
        return
    for node, attribute, expression in list(_watched(root)):
        node.set(attribute, _call(expression, _has_default(node)))


def note_in_line(source: str) -> str:
    """As :func:`note_in_html`, for a source with inline placeholders."""

    def noted(found: re.Match) -> str:
        expression, default = found[1].strip(), found[3] or ""
        if not _counts(expression):
            return found[0]
        return f"{{{{ {_call(expression, not is_blank(default))} {found[2] or ''}}}}}"

    return INLINE.sub(noted, source)


def is_empty(value: object) -> bool:
    """Whether a placeholder with this value puts out nothing that is seen. A number is a value, also 0.

    Text with ``__html__`` is HTML; other values with it, such as QWeb's own, are taken as full, as they would be
    rendered to look at them. Anything else, such as records, is empty if it is false.
    """
    is_html = hasattr(type(value), "__html__")
    if isinstance(value, str):
        return is_blank_html(value) if is_html else is_blank(value)
    if is_html:
        return False
    return not value and (isinstance(value, bool) or not isinstance(value, int | float))


def fields_in(expression: str) -> list[str]:
    """The paths of fields in the expression, such as ``object.name`` in ``object.name.split()[0]``, in order."""
    tree = _parsed(expression)
    return list(dict.fromkeys(_fields_in(tree))) if tree else []


def _call(expression: str, has_default: bool) -> str:
    return f"{NOTE}({expression!r}, {has_default}, {RECORD}, ({expression}))"


def _inline(source: str) -> list[tuple[str, str]]:
    """``(expression, default text)`` of each inline placeholder."""
    return [(found[1].strip(), found[3] or "") for found in INLINE.finditer(source)]


def _watched(root: etree._Element):
    """``(element, attribute, expression)`` of each output that counts."""
    for node in root.iter(etree.Element):
        attribute = next((name for name in OUTPUTS if name in node.attrib), None)
        if attribute and not _is_inner(node):
            expression = node.get(attribute).strip()
            if _counts(expression):
                yield node, attribute, expression


def _is_inner(node: etree._Element) -> bool:
    return any(name in element.attrib for element in _lineage(node) for name in INNER)


def _is_conditional(node: etree._Element) -> bool:
    """Whether a test decides if it is put out, or another placeholder, whose default text it is."""
    if not TESTS.isdisjoint(node.attrib):
        return True
    return any(not (TESTS | OUTPUTS).isdisjoint(element.attrib) for element in node.iterancestors())


def _lineage(node: etree._Element):
    yield node
    yield from node.iterancestors()


def _has_default(node: etree._Element) -> bool:
    """Whether the element has content, which QWeb puts out if the value is None or False."""
    texts = (node.text, *(child.tail for child in node))
    return any(isinstance(child.tag, str) for child in node) or not all(is_blank(text or "") for text in texts)


@lru_cache(maxsize=1024)
def _counts(expression: str) -> bool:
    """Whether an email waits if the expression turns out empty."""
    tree = _parsed(expression)
    if tree is None or "#" in expression or isinstance(tree, ast.Constant):
        return False
    if any(path.endswith(".signature") for path in _fields_in(tree)):
        return False
    return not any(map(_chooses_nothing, ast.walk(tree)))


def _chooses_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.BoolOp):
        return isinstance(node.op, ast.And)
    return isinstance(node, ast.IfExp) and any(map(_is_nothing, (node.body, node.orelse)))


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and is_empty(node.value)


def _is_never_empty(expression: str) -> bool:
    """Whether the expression itself has a default: ``a or 'there'``."""
    last = _alternatives(_parsed(expression))[-1]
    return isinstance(last, ast.Constant) and not _is_nothing(last)


def _paths(expression: str) -> tuple[str, ...]:
    """The fields, if the expression is one of the contact's, or several with ``or`` between them."""
    values = [node for node in _alternatives(_parsed(expression)) if not _is_nothing(node)]
    try:
        paths = tuple(path_of(node) for node in values)
    except ValueError:
        return ()
    return paths if all(path.startswith(f"{RECORD}.") for path in paths) else ()


def _alternatives(tree: ast.expr) -> list[ast.expr]:
    return tree.values if isinstance(tree, ast.BoolOp) else [tree]


def _fields_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # a method of what it is called on
        return [path for part in (node.func.value, *node.args) for path in _fields_in(part)]
    if isinstance(node, ast.Attribute):
        with suppress(ValueError):
            return [path_of(node)]
    return [path for child in ast.iter_child_nodes(node) for path in _fields_in(child)]


def _parsed(expression: str) -> ast.expr | None:
    try:
        return ast.parse(f"({expression})", mode="eval").body if expression else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
