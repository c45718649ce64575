"""`docs/extending.md` keeps its word: what it lists exists, and the addon that it shows is the one that is tested."""

import ast
import re

import pytest
from test_layout import ADDON, ROOT, modules

PAGE = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "testbed/addons/email_sequence_customer"
ROW = re.compile(r"^\| `([a-z_.]+)` \| `([a-z_]+)` \|", re.MULTILINE)
QUOTED = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)```$", re.MULTILINE | re.DOTALL)


def model_of(made):
    """The model that a class makes or extends, None if it is none."""
    names = {
        ast.unparse(node.targets[0]): node.value
        for node in made.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    name = names.get("_name") or names.get("_inherit")
    return name and name.value


def methods():
    """(model, method) of all that the addon defines."""
    return {
        (model_of(made), node.name)
        for module in modules(f"{ADDON}/models", f"{ADDON}/report")
        for made in ast.walk(module.tree)
        if isinstance(made, ast.ClassDef)
        for node in made.body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.fixture(scope="module")
def defined():
    return methods()


@pytest.mark.parametrize("row", ROW.findall(PAGE), ids=".".join)
def test_an_extension_point_exists(row, defined):
    assert row in defined


def test_the_page_has_extension_points():
    assert len(ROW.findall(PAGE)) > 30


def test_every_event_is_listed(defined):
    events = {row for row in defined if row[0] == "email.sequence.subscription" and row[1].startswith("_on_")}
    assert events - set(ROW.findall(PAGE)) == set()


def test_the_addon_is_quoted_as_it_is_tested():
    quoted = dict(QUOTED.findall(PAGE))
    assert {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in quoted} == quoted
    written = {path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*") if path.suffix in (".py", ".xml")}
    assert written - set(quoted) == {"tests/__init__.py"}
