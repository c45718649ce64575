"""The architecture, read from the source: who may import whom, what the pure tools may call, and the sizes.

A rule that concerns a folder holds for what the folder has, nothing included; only the tools must exist.
"""

import ast
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = "email_sequence"
ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
MAX_FUNCTION_LINES = 40
MAX_FILE_LINES = 350

NETWORK = {
    "aiohttp", "aiosmtplib", "asyncio", "asyncore", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib",
    "requests", "select", "selectors", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3",
    "wsgiref", "xmlrpc",
}  # fmt: skip
DATABASE = {"dbm", "psycopg", "psycopg2", "shelve", "sqlite3"}
CLOCK_AND_CHANCE = {"sched", "secrets", "time"}
PROCESSES = {"concurrent", "multiprocessing", "subprocess", "threading"}
PURE_LIBRARIES = {"dateutil", "lxml"}
PURE_STDLIB = sys.stdlib_module_names - NETWORK - DATABASE - CLOCK_AND_CHANCE - PROCESSES

# Calls that read the clock or a generator that nobody passed in; matched against the end of the dotted name.
# Not uuid.uuid4: it makes a name that nothing else has, and no rule's outcome hangs on it.
IMPURE_CALLS = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.urandom", "time.time", "uuid.uuid1",
    "utils.make_msgid", "utils.localtime",
)  # fmt: skip


@dataclass
class Module:
    """A Python file: its path in the repository, and what it says."""

    path: Path
    root: Path = ROOT

    @cached_property
    def source(self):
        return (self.root / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self):
        return ast.parse(self.source, str(self.path))

    @cached_property
    def imports(self):
        """(line, dotted name) of all imports; `from a import b` is a.b, relative ones are made absolute."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(node.lineno, f"{self._origin(node)}.{alias.name}") for alias in node.names]
        return [(line, name.removeprefix("odoo.addons.") if ADDON in name else name) for line, name in found]

    def _origin(self, node):
        if not node.level:
            return node.module
        package = self.path.parts[: len(self.path.parts) - node.level]
        return ".".join([*package, *([node.module] if node.module else [])])

    @cached_property
    def calls(self):
        """(line, dotted name) of all calls of names that were imported, `from a import b; b()` being a.b."""
        origins = {name.rpartition(".")[2]: name for _, name in self.imports}
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                first, dot, rest = ast.unparse(node.func).partition(".")
                found.append((node.lineno, origins.get(first, first) + dot + rest))
        return found

    @property
    def functions(self):
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_python(path):
    if path.suffix:
        return path.suffix == ".py"
    with path.open("rb") as file:
        first_line = file.readline()
    return first_line.startswith(b"#!") and b"python" in first_line


@cache
def module_at(path):
    """The module, parsed once for all rules."""
    return Module(path)


def modules(*folders, without=()):
    """The Python files below the folders, scripts without a suffix included."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.is_file())
    inside = (path.relative_to(ROOT) for path in paths if is_python(path))
    return [module_at(path) for path in inside if not any(path.is_relative_to(folder) for folder in without)]


def imports_of(found, is_wrong):
    """One line for each import of a module that is_wrong(dotted name)."""
    return [f"{module.path}:{line} {name}" for module in found for line, name in module.imports if is_wrong(name)]


def below(*packages):
    """Whether a dotted name is one of the packages or inside of one."""
    return lambda name: any(name == package or name.startswith(f"{package}.") for package in packages)


def own(*folders):
    return below(*(f"{ADDON}.{folder}" for folder in folders))


def is_impure_import(name):
    top = name.partition(".")[0]
    return not (top in PURE_STDLIB | PURE_LIBRARIES or own("tools")(name))


def is_impure_call(name):
    module, _, function = name.rpartition(".")
    return any(f".{name}".endswith(f".{call}") for call in IMPURE_CALLS) or (
        module == "random" and function != "Random"
    )


def is_other_models_class(name):
    """An Odoo model's class from the addon's models; plain classes, functions and constants beside it may be shared."""
    module, _, last = name.rpartition(".")
    path = Path(module.replace(".", "/") + ".py")
    if not own("models")(name) or not (ROOT / path).is_file():
        return False
    return any(
        isinstance(node, ast.ClassDef)
        and node.name == last
        and any(ast.unparse(base).startswith("models.") for base in node.bases)
        for node in module_at(path).tree.body
    )


def is_foreign_to_addon_tests(name):
    """Anything but Odoo's own modules below this addon, the tools, and what is beside a model's class."""
    if below(ADDON)(name):
        return not own("tools", "tests", "models")(name) or is_other_models_class(name)
    return below("odoo.addons")(name) and not below("odoo.addons.mail", "odoo.addons.base", "odoo.addons.web.tests")(
        name
    )


def is_hook(module):
    return module.path.name.startswith(("mail_", "res_", "ir_"))


def too_long_functions(found):
    return [
        f"{module.path}:{node.lineno} {node.name}: {length} lines"
        for module in found
        for node in module.functions
        if (length := node.end_lineno - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


class TestAddons:
    @pytest.mark.parametrize("addon", ADDONS)
    def test_can_be_built(self, addon):
        """As OCA's addons are: a build backend reads all else from the manifest."""
        assert 'build-backend = "whool.buildapi"' in (ROOT / addon / "pyproject.toml").read_text(encoding="utf-8")

    @pytest.mark.parametrize("addon", ADDONS)
    def test_models_import_no_screens(self, addon):
        screens = below(*(f"{addon}.{folder}" for folder in ("wizards", "report", "controllers")))
        assert imports_of(modules(f"{addon}/models"), screens) == []


class TestTools:
    def test_exist(self):
        assert [module for module in modules(f"{ADDON}/tools") if module.path.name != "__init__.py"]

    def test_import_only_the_pure_standard_library_dateutil_lxml_and_each_other(self):
        assert imports_of(modules(f"{ADDON}/tools"), is_impure_import) == []

    def test_read_neither_the_clock_nor_a_generator_of_their_own(self):
        found = modules(f"{ADDON}/tools")
        assert [f"{m.path}:{line} {name}" for m in found for line, name in m.calls if is_impure_call(name)] == []


class TestAddon:
    def test_models_reach_other_models_through_the_environment(self):
        assert imports_of(modules(f"{ADDON}/models"), is_other_models_class) == []

    def test_hooks_hold_no_rules(self):
        hooks = [module for module in modules(f"{ADDON}/models") if is_hook(module)]
        assert imports_of(hooks, own("tools")) == []

    def test_screens_do_not_import_tools(self):
        screens = modules(*(f"{ADDON}/{folder}" for folder in ("wizards", "report", "controllers")))
        assert imports_of(screens, own("tools")) == []

    def test_tests_import_no_foreign_addon_and_no_models_class(self):
        assert imports_of(modules(f"{ADDON}/tests"), is_foreign_to_addon_tests) == []

    def test_tests_stay_off_the_network(self):
        # smtplib is no way out there: its exceptions are how a mail server's refusal looks.
        assert imports_of(modules(f"{ADDON}/tests"), below(*(NETWORK - {"smtplib"}))) == []


class TestOutside:
    def test_what_works_from_outside_imports_neither_odoo_nor_the_addon(self):
        outside = modules("tests/system", "testbed", "scripts", without=["testbed/addons"])
        assert imports_of(outside, below("odoo", ADDON, "tools")) == []

    def test_pure_tests_and_benchmarks_do_not_import_odoo(self):
        assert imports_of(modules("tests/pure", "benchmarks"), below("odoo", ADDON)) == []


class TestSizes:
    CODE = (*ADDONS, "benchmarks", "testbed", "scripts", "tests")

    def test_no_function_is_longer_than_40_lines(self):
        assert too_long_functions(modules(*self.CODE)) == []

    def test_no_file_is_longer_than_350_lines(self):
        lines = {str(module.path): len(module.source.splitlines()) for module in modules(*self.CODE)}
        assert {path: count for path, count in lines.items() if count > MAX_FILE_LINES} == {}


class TestTheseRules:
    """The rules above find what they are meant to find."""

    @pytest.fixture
    def module(self, tmp_path):
        def write(path, source):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(source, encoding="utf-8")
            return Module(Path(path), tmp_path)

        return write

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            ("import odoo.tools", "odoo.tools"),
            ("from odoo import models", "odoo.models"),
            ("from . import sibling", "email_sequence.models.sibling"),
            ("from .sibling import Sibling", "email_sequence.models.sibling.Sibling"),
            ("from ..tools import incoming", "email_sequence.tools.incoming"),
            ("from odoo.addons.email_sequence.wizards import x", "email_sequence.wizards.x"),
            ("def late():\n    import socket", "socket"),
        ],
    )
    def test_imports_are_read_as_absolute_names(self, module, source, name):
        assert [found for _, found in module("email_sequence/models/a.py", source).imports] == [name]

    @pytest.mark.parametrize(
        ("name", "impure"),
        [
            ("datetime.datetime", False),
            ("datetime.time", False),
            ("lxml.html", False),
            ("email.message", False),
            ("email_sequence.tools.mail_headers", False),
            ("odoo.fields", True),
            ("email_sequence.models.a", True),
            ("time", True),
            ("http.client", True),
            ("psycopg2", True),
        ],
    )
    def test_impure_imports(self, name, impure):
        assert is_impure_import(name) == impure

    @pytest.mark.parametrize(
        ("source", "impure"),
        [
            ("from datetime import datetime\ndatetime.now(UTC)", True),
            ("import datetime as dt\ndt.datetime.utcnow()", True),
            ("from datetime import date\ndate.today()", True),
            ("import random\nrandom.random()", True),
            ("from random import choice\nchoice([1])", True),
            ("from email.utils import make_msgid\nmake_msgid()", True),
            ("from random import Random\ndef draw(rng: Random): return rng.random()", False),
            ("from datetime import datetime\ndatetime.fromtimestamp(0, UTC)", False),
            ("from datetime import time\ntime(9, 30)", False),
        ],
    )
    def test_impure_calls(self, module, source, impure):
        calls = module("email_sequence/tools/a.py", source).calls
        assert any(is_impure_call(name) for _, name in calls) == impure

    def test_long_functions(self, module):
        source = "def short():\n" + "    pass\n" * 39 + "\nasync def long():\n" + "    pass\n" * 40
        assert too_long_functions([module("a.py", source)]) == ["a.py:42 long: 41 lines"]

    def test_classes_of_models_and_their_constants_are_told_apart(self):
        assert is_other_models_class("email_sequence.models.sequences.email_sequence_step.EmailSequenceStep")
        assert not is_other_models_class("email_sequence.models.sequences.email_sequence_step.MAX_DELAY_DAYS")
        assert not is_other_models_class("email_sequence.models.sequences.email_sequence_step")
        assert not is_other_models_class("email_sequence.models.presenters.preview.Preview")

    def test_foreign_imports_of_addon_tests(self):
        assert is_foreign_to_addon_tests("odoo.addons.mass_mailing.tests.common")
        assert is_foreign_to_addon_tests("email_sequence.models.sequences.email_sequence.EmailSequence")
        assert not is_foreign_to_addon_tests("email_sequence.models.email_sequence_mailer.RENDERED_FIELDS")
        assert not is_foreign_to_addon_tests("odoo.addons.mail.tests.common.MailCommon")
        assert not is_foreign_to_addon_tests("email_sequence.tools.incoming")
        assert not is_foreign_to_addon_tests("odoo.exceptions.UserError")
