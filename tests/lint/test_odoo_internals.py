"""``docs/odoo-internals.md``: each name of Odoo on that page is still in the file that it names.

Needs Odoo's source, and neither a database nor a running Odoo.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from testbed.paths import QUEUE_JOB_ADDONS, odoo_description

PAGE = Path(__file__).resolve().parents[2] / "docs" / "odoo-internals.md"
ROW = re.compile(r"^\| (`[^|]+`) \| `([^|`]+)` \|", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")


def rows(page):
    """``(name, file)`` of each row of the tables; a row may have several names."""
    return [(name, file) for names, file in ROW.findall(page) for name in NAME.findall(names)]


@cache
def source(file):
    """The text of one of Odoo's files, None if there is no such file."""
    odoo = odoo_description()
    core = Path(odoo["python_path"])
    folders = [core, core / "odoo" / "addons", *map(Path, odoo["addons_paths"]), QUEUE_JOB_ADDONS]
    found = next((folder / file for folder in folders if (folder / file).is_file()), None)
    return found and found.read_text(encoding="utf-8")


@cache
def names(file):
    """What a Python file defines, sets or calls."""
    found = set()
    for node in ast.walk(ast.parse(source(file))):
        match node:
            case ast.FunctionDef() | ast.ClassDef() | ast.alias():
                found.add(node.name)
            case ast.Attribute():
                found.add(node.attr)
            case ast.Name():
                found.add(node.id)
            case ast.arg():
                found.add(node.arg)
    return found


def is_there(name, file):
    """Whether the last part of a dotted name occurs in the file; other words may stand in its texts, too."""
    owner, _dot, last = name.rpartition(".")
    if file.endswith(".py") and owner:
        return last in names(file)
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", source(file)))


@pytest.mark.parametrize(("name", "file"), rows(PAGE.read_text(encoding="utf-8")))
def test_odoo_still_has(name, file):
    assert source(file), f"Odoo has no {file} any more"
    assert is_there(name, file)


def test_the_page_is_read():
    assert len(rows(PAGE.read_text(encoding="utf-8"))) > 80


def test_what_is_gone_is_noticed():
    assert not is_there("mail.thread.message_vanish", "mail/models/mail_thread.py")
    assert not is_there("message_vanish", "mail/static/src/core/common/message.js")
