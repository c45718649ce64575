"""Which placeholder of an email template failed and why, read from the words of Odoo's rendering engines."""

import re
from ast import literal_eval
from contextlib import suppress
from html import unescape

# Of an inline template (subject): AttributeError("…") while evaluating\n'object.name.nope'
EVALUATED = re.compile(
    r"\b[A-Z]\w+\((?P<cause>[^()]*|['\"].*)\) while evaluating\n(?P<expression>'.*'|\".*\")", re.DOTALL
)
# Of QWeb (body): the error after this line, and the element on a line of its own
IN_QWEB = re.compile(r"Error while rendering the template:\s*\n\s*\w+: (?P<cause>.+)")
ELEMENT = re.compile(r"^\s*Element: (?P<element><.+>)\s*$", re.MULTILINE)
NAMES = r"out|esc|if|elif|foreach|value|field|att|attf?-[\w-]+"
DIRECTIVE = re.compile(rf"""\bt-(?:{NAMES})=(?P<quote>["'])(.*?)(?P=quote)""")


def placeholder(words: str) -> str:
    """The expression that failed, such as ``object.function.upper()``; empty if the words do not name it.

    :param words: the error, and the one that it was raised from, as text
    """
    words = unescape(words)
    if evaluated := EVALUATED.search(words):
        return _literal(evaluated["expression"])
    element = ELEMENT.search(words)
    return _blamed(element["element"].replace("\\'", "'"), cause(words)) if element else ""


def cause(words: str) -> str:
    """Why the expression failed, such as ``'bool' object has no attribute 'upper'``; may be empty."""
    words = unescape(words)
    if evaluated := EVALUATED.search(words):
        return _literal(evaluated["cause"])
    in_qweb = IN_QWEB.search(words)
    return in_qweb["cause"].strip() if in_qweb else ""


def _blamed(element: str, why: str) -> str:
    """The expression of the element that has a name in it which ``why`` quotes, else the first."""
    expressions = [expression for _quote, expression in DIRECTIVE.findall(element)]
    names = re.findall(r"'(\w+)'", why)
    return next((e for e in expressions if any(name in e for name in names)), "".join(expressions[:1]))


def _literal(source: str) -> str:
    with suppress(ValueError, SyntaxError):
        return str(literal_eval(source))
    return source
