"""Run the levels of test one after the other, each by pytest in a process of its own: ``scripts/test``."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from xml.etree import ElementTree

from testbed import postgres
from testbed.odoo_database import build_database
from testbed.odoo_server import write_configuration
from testbed.paths import ODOO_LAUNCHER, PYTHON, ROOT, addons, free_port, odoo_description
from testbed.provision.machine import find_browser

ADDON_DATABASE = "addon_tests"
GLUE_DATABASE = "glue_tests"
LINT_DATABASE = "lint_tests"
GLUE = (
    "email_sequence_dashboard",
    "email_sequence_digest",
    "email_sequence_link_tracker",
    "email_sequence_queue_job",
)
EXAMPLE = "email_sequence_customer"  # the bridge addon of docs/extending.md
LONG = "EMAIL_SEQUENCE_LONG_TESTS"
PROFILE = "HYPOTHESIS_PROFILE"
FAST = "fast"
EXPLORE = "explore"  # the profile that draws new examples each time: tests/pure/conftest.py


def is_long() -> bool:
    """Whether this is the long run of the tests."""
    return bool(os.environ.get(LONG))


def pure() -> tuple[list[str], dict[str, str]]:
    """The pure folder and the layout of the tree: no Odoo, no database."""
    words = ["tests/pure", "-p", "xdist", "-n", "2"]
    if os.environ[PROFILE] == EXPLORE:  # only the properties, which the plugin of Hypothesis marks
        words += ["-p", "_hypothesis_pytestplugin", "-m", "hypothesis"]
    elif os.environ[PROFILE] == FAST:
        words += ["-m", "not many_samples"]
    return words, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # all others only take time


def addon() -> tuple[list[str], dict[str, str]]:
    """The addon inside Odoo, by pytest-odoo, on a database without demo data; with tours in a browser."""
    if not find_browser():  # Odoo would skip the tours without a word
        raise RuntimeError("The tours need a browser; install one, for example with: apt-get install chromium")
    build_database(ADDON_DATABASE, ("email_sequence",))
    configuration = write_configuration(ADDON_DATABASE, http_port=free_port(), testbed=False)
    build_bundles(configuration)
    words = ["email_sequence", f"--odoo-config={configuration}", f"--odoo-database={ADDON_DATABASE}", "--odoo-http"]
    # Two at once, each on a copy of the database and of its files.
    words += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    words += ["-p", "testbed.own_filestore", "-p", "testbed.long_files_first"]
    return words, {**postgres.environment(), "PYTHONPATH": odoo_description()["python_path"]}


def glue() -> tuple[list[str], dict[str, str]]:
    """The addons that join it with others of Odoo's, inside Odoo, on a database that has them all."""
    paths = [*GLUE, f"testbed/addons/{EXAMPLE}", "email_sequence/tests/test_tables.py"]
    return _inside_odoo(GLUE_DATABASE, [*GLUE, EXAMPLE], paths, testbed=True)


def lint() -> tuple[list[str], dict[str, str]]:
    """Odoo's own checks of addons, inside Odoo, on a database that has all of ours."""
    return _inside_odoo(LINT_DATABASE, [addon.name for addon in addons()], ["tests/lint"])


def _inside_odoo(
    database: str, modules: Collection[str], paths: Iterable[str], testbed: bool = False
) -> tuple[list[str], dict[str, str]]:
    build_database(database, modules)
    configuration = write_configuration(database, http_port=free_port(), testbed=testbed)
    words = [f"--odoo-config={configuration}", f"--odoo-database={database}", "--odoo-http"]
    return [*paths, *words], {**postgres.environment(), "PYTHONPATH": odoo_description()["python_path"]}


def build_bundles(configuration: Path) -> None:
    """Build the scripts and styles of the browser once, which each browser test would do anew and roll back."""
    words = [ODOO_LAUNCHER, "shell", "-c", configuration, "-d", ADDON_DATABASE, "--no-http", "--log-level=error"]
    environment = os.environ | postgres.environment() | {"PYTHONWARNINGS": "ignore"}
    subprocess.run(words, input=BUILD_BUNDLES, env=environment, text=True, capture_output=True, check=True)


def system() -> tuple[list[str], dict[str, str]]:
    """A real Odoo process with its crons, real SMTP, IMAP and POP3, from outside."""
    # Two workers, each with an Odoo and a mail server of its own: the tests mostly wait for these.
    return ["tests/system", "-n", "2", "--dist", "loadfile", "-p", "testbed.long_files_first"], {}


BUILD_BUNDLES = """
for name in ("web.assets_web", "web.assets_web_print", "web.assets_tests", "web.assets_backend_lazy",
             "web.assets_unit_tests_setup", "web.assets_unit_tests", "web.assets_frontend",
             "web.assets_frontend_minimal", "web.assets_frontend_lazy"):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.js(), bundle.css()

env.cr.commit()
"""


LEVELS: dict[str, Callable[[], tuple[list[str], dict[str, str]]]] = {
    "pure": pure,
    "addon": addon,
    "glue": glue,
    "lint": lint,
    "system": system,
}


def run(level: str, chosen: str | None = None) -> Counter:
    """Run one level; how many tests passed, failed and were skipped. A run without a test has failed.

    :param chosen: which of its tests, as pytest's ``-k`` takes it; default: all
    """
    print(f"\n== {level} tests: {LEVELS[level].__doc__}", flush=True)
    started = time.monotonic()
    try:
        words, environment = LEVELS[level]()
    except RuntimeError as error:
        print(error, flush=True)
        return Counter(failed=1)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        plugins = ["-p", "no:odoo"] if level == "system" else []
        words += ["-k", chosen] if chosen else []
        status = subprocess.run(
            [PYTHON, "-W", "ignore", "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins, *words,
             "--durations=10", "--durations-min=10", f"--junitxml={report}", "-o", "junit_logging=system-out"],
            cwd=ROOT,
            env=os.environ | environment,
        ).returncode  # fmt: skip
        counts = _counts(report)
        print("\n".join(_said(report)), flush=True)
    if status and not counts["failed"]:
        counts["failed"] = 1
    print(f"== {level} tests took {time.monotonic() - started:.0f} s", flush=True)
    return counts


def _counts(report: Path) -> Counter:
    counts = Counter()
    if report.exists():
        for suite in ElementTree.parse(report).iter("testsuite"):
            number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            counts["failed"] += number["failures"] + number["errors"]
            counts["skipped"] += number["skipped"]
            counts["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    return counts


def _said(report: Path) -> list[str]:
    """What tests print for whoever runs them, as pytest keeps it: the lines that begin with two equal signs."""
    outputs = ElementTree.parse(report).iter("system-out") if report.exists() else ()
    return [line for output in outputs for line in (output.text or "").splitlines() if line.startswith("== ")]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/test", description=__doc__)
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--fast", action="store_true", help="only the pure tests, with few examples and samples")
    extent.add_argument(
        "--explore", action="store_true", help="only the properties among the pure tests, with new random examples"
    )
    extent.add_argument("--long", action="store_true", help="with the long tests of reliability: about an hour")
    parser.add_argument("-k", dest="chosen", metavar="EXPRESSION", help="only tests whose names match, as for pytest")
    parser.add_argument("levels", nargs="*", choices=[[], *LEVELS], help="default: all")
    arguments = parser.parse_args()
    if arguments.long:
        os.environ[LONG] = "1"
    os.environ.setdefault(PROFILE, FAST if arguments.fast else EXPLORE if arguments.explore else "thorough")
    levels = ["pure"] if arguments.fast or arguments.explore else arguments.levels or list(LEVELS)
    total = sum((run(level, arguments.chosen) for level in levels), Counter())
    print(f"\n{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
