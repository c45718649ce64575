"""Databases with modules installed, made once and then copied."""

import ast
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from testbed import postgres
from testbed.odoo_server import DATA, data_dir, tail, write_configuration
from testbed.paths import LOGS, ODOO_LAUNCHER, ROOT, TESTBED_ADDONS, addons, free_port, odoo_description

TEMPLATES_KEPT = 12
PREFIX = "template_"
_LOUD = re.compile(r" (?:WARNING|ERROR|CRITICAL) ")
UNDER_WAY = "_under_way"
# What an installation does not read: a change there needs no new template.
NOT_INSTALLED = {"__pycache__", "tests", "static"}


def build_database(name: str, modules: Collection[str], demo: bool = False, source: Path = ROOT) -> None:
    """Make the database ``name`` anew with these modules installed, and demo data where asked for.

    It is a copy of a template that is made at the first use, and again when Odoo or an addon's source has changed.

    :param source: the folder with this project's addons
    :raises RuntimeError: with the end of the log, when the installation fails
    """
    with _templates_locked():
        template = _template(frozenset(modules), demo, source)
        copy_database(template, name)
        _prune(keep=template)


def template_database(modules: Collection[str], demo: bool = False) -> str:
    """The name of the template of which :func:`build_database` makes its copies; it is there then."""
    with _templates_locked():
        template = _template(frozenset(modules), demo, ROOT)
        _prune(keep=template)
        return template


def upgrade_database(name: str, module: str) -> Path:
    """Upgrade a module and all that depend on it, as an administrator does on the command line: ``-u``.

    :return: the log, which stays
    :raises RuntimeError: with the end of the log, when it fails
    """
    log_path = LOGS / f"upgrade-{name}.log"
    _run_odoo(name, ["-u", module], log_path, f"Odoo could not upgrade {module}")
    return log_path


def drop_database(name: str) -> None:
    """Remove a database with its files, if it exists."""
    postgres.drop_database(name)
    shutil.rmtree(data_dir(name), ignore_errors=True)


def copy_database(database: str, copy: str) -> None:
    """Make ``copy`` anew as a copy of a database that nobody uses, with its files."""
    drop_database(copy)
    postgres.create_database(copy, template=database)
    filestore = data_dir(database) / "filestore" / database
    if filestore.exists():  # its files are named by their content and never change: a link is as good as a copy
        shutil.copytree(filestore, data_dir(copy) / "filestore" / copy, copy_function=os.link)


def _template(modules: frozenset[str], demo: bool, source: Path) -> str:
    """The name of an existing template with these modules, made now where there is none.

    Modules of this project are installed on a copy of the template with the modules of Odoo that they need.
    """
    own = frozenset(module for module in modules if _folder(module, source))
    name = PREFIX + _fingerprint(modules, demo, source)
    if not postgres.database_exists(name):
        under_way = name + UNDER_WAY
        drop_database(under_way)
        if own:
            copy_database(_template(modules - own | _odoo_modules_below(own, source), demo, source), under_way)
        _install(under_way, sorted(own or modules), demo, source)
        _rename(under_way, name)
    data_dir(name).mkdir(parents=True, exist_ok=True)
    os.utime(data_dir(name))
    return name


def _folder(module: str, source: Path) -> Path | None:
    """The folder of a module of this project; None for Odoo's."""
    return next(
        (root / module for root in (source, TESTBED_ADDONS) if (root / module / "__manifest__.py").exists()), None
    )


def _odoo_modules_below(own: Collection[str], source: Path) -> frozenset[str]:
    """Odoo's modules that modules of this project depend on, also through one another."""
    found = {"base"}
    for module in own:
        manifest = _folder(module, source) / "__manifest__.py"
        depends = set(ast.literal_eval(manifest.read_text()).get("depends", []))
        below = {name for name in depends if _folder(name, source)}
        found |= depends - below | (_odoo_modules_below(below, source) if below else set())
    return frozenset(found)


def _fingerprint(modules: Collection[str], demo: bool, source: Path) -> str:
    odoo = odoo_description()
    digest = hashlib.sha256(repr((odoo["source"], odoo["version"], sorted(modules), demo)).encode())
    if any(_folder(module, source) for module in modules):
        for addon in (*addons(source), *TESTBED_ADDONS.iterdir()):
            for path in sorted(addon.rglob("*")):
                if path.is_file() and not NOT_INSTALLED & set(path.relative_to(addon).parts):
                    digest.update(str(path.relative_to(addon.parent)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _install(database: str, modules: list[str], demo: bool, source: Path) -> None:
    log_path = LOGS / f"install-{database}.log"
    words = ["-i", ",".join(modules), *(["--with-demo"] if demo else [])]
    _run_odoo(database, words, log_path, f"Odoo could not install {', '.join(modules)}", source)
    if complaints := _complaints(log_path, [module for module in modules if _folder(module, source)]):
        raise RuntimeError("\n".join([f"Odoo warned while it installed {', '.join(modules)}:", *complaints]))
    log_path.unlink()


def _run_odoo(database: str, words: list[str], log_path: Path, refusal: str, source: Path = ROOT) -> None:
    """Run Odoo's command line on a database until it ends, its output in a log of its own."""
    log_path.parent.mkdir(parents=True, exist_ok=True)
    configuration = write_configuration(database, http_port=free_port(), source=source)
    with log_path.open("wb") as log:
        status = subprocess.run(
            [ODOO_LAUNCHER, "-c", configuration, *words, "--stop-after-init", "--no-http"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        ).returncode
    if status:
        raise RuntimeError(f"{refusal}:\n{tail(log_path)}")


def _complaints(log_path: Path, own: Collection[str]) -> list[str]:
    """The warnings and errors of a log that name a module of this project."""
    lines = log_path.read_text(errors="replace").splitlines()
    return [line for line in lines if _LOUD.search(line) and any(module in line for module in own)]


def _rename(database: str, name: str) -> None:
    shutil.rmtree(data_dir(name), ignore_errors=True)
    data_dir(database).rename(data_dir(name))
    filestore = data_dir(name) / "filestore"
    if (filestore / database).exists():
        (filestore / database).rename(filestore / name)
    postgres.rename_database(database, name)


def _prune(keep: str) -> None:
    """Drop what interrupted installations left, and the templates that were not used for the longest time."""
    templates = sorted(DATA.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime, reverse=True)
    half_made = [path for path in templates if path.name.endswith(UNDER_WAY)]
    for old in [*half_made, *templates[TEMPLATES_KEPT:]]:
        if old.name != keep:
            drop_database(old.name)


@contextmanager
def _templates_locked() -> Iterator[None]:
    """One process at a time makes or copies templates."""
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
