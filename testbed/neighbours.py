"""Run Odoo's own tests without our addons and with them, and compare: ``scripts/neighbours``.

Both run at the same time, by pytest-odoo, each on a database of its own without demo data, that has the same modules of
Odoo. There the tests that Odoo runs while it installs a module run, too, with our addons' hooks around them; by Odoo's
own runner most of them would run before our addons are loaded. Tests that fail with our addons only are run again on
both databases; a test that passes then is not held against them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from testbed import postgres
from testbed.neighbours_report import Comparison, OdooTest, read_results
from testbed.odoo_database import build_database
from testbed.odoo_server import tail, write_configuration
from testbed.paths import LOGS, PYTHON, ROOT, free_port, odoo_description

WITHOUT, WITH = "neighbours_without", "neighbours_with"
BELOW = ("base", "contacts", "mail", "resource")  # what our main addon installs
# Modules of Odoo, and which files of their tests; none: all.
FAST = {
    "base": (
        "test_ir_cron", "test_ir_mail_server", "test_ir_mail_server_smtpd", "test_mail", "test_qweb",
        "test_res_company", "test_res_config", "test_res_partner", "test_res_partner_merge", "test_res_users",
    ),
    "base_setup": (),
    "contacts": (),
    "digest": (),
    "google_gmail": (),
    "link_tracker": (),
    "mail": (),
    "mass_mailing": (),
    "microsoft_outlook": (),
    "portal": (),
    "resource": (),
    "test_mail": (),
    "test_mail_full": (),
    "test_mass_mailing": (),
}  # fmt: skip
SLOW = {
    **FAST,
    "calendar": (),
    "crm": (),
    "hr": (),
    "im_livechat": (),
    "sms": (),
    "spreadsheet_dashboard": (),
    "test_base_automation": (),
    "test_mail_sms": (),
    "test_resource": (),
}


def build(modules: Collection[str]) -> None:
    """Make both databases. Our addons that join others install themselves where Odoo's module is there."""
    build_database(WITHOUT, {*BELOW, *modules})
    build_database(WITH, {*BELOW, *modules, "email_sequence"})


def compare(places: Sequence[Path | str], *, browser: bool) -> Comparison:
    """Run the tests in these files and folders, or by these names of pytest's, on both databases at once.

    :raises RuntimeError: with the end of the log, if a run ends without a report
    """
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder, f"{database}.xml") for database in (WITHOUT, WITH)]
        runs = [
            start(database, [*places, f"--junitxml={report}", *(["--odoo-browser"] if browser else [])])
            for database, report in zip((WITHOUT, WITH), reports, strict=True)
        ]
        for process in runs:
            process.wait()
        for database, report in zip((WITHOUT, WITH), reports, strict=True):
            if not report.exists():
                raise RuntimeError(f"The tests on {database} did not end:\n{tail(log_path(database))}")
        return Comparison(*map(read_results, reports))


def log_path(database: str) -> Path:
    return LOGS / f"{database}.log"


def start(database: str, words: Sequence[Path | str]) -> subprocess.Popen:
    """A process that runs tests on a database; it writes what it says to a log."""
    configuration = write_configuration(database, http_port=free_port(), testbed=False)
    plugins = ["-p", "no:cacheprovider", "-p", "testbed.standard_tests", "--continue-on-collection-errors"]
    options = [f"--odoo-config={configuration}", f"--odoo-database={database}", "--odoo-http"]
    with log_path(database).open("wb") as log:
        return subprocess.Popen(
            [PYTHON, "-W", "ignore", "-m", "pytest", "-q", *plugins, *options, *words],
            cwd=ROOT,
            env=os.environ | postgres.environment() | {"PYTHONPATH": odoo_description()["python_path"]},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def folder_of(module: str) -> Path:
    """Where a module of Odoo is.

    :raises RuntimeError: if it is nowhere
    """
    for path in odoo_description()["addons_paths"]:
        if Path(path, module, "__manifest__.py").exists():
            return Path(path, module)
    raise RuntimeError(f"This Odoo has no module {module}.")


def places_of(modules: dict[str, Collection[str]]) -> list[Path]:
    """The folders or files of the modules' tests."""
    places = []
    for module, names in modules.items():
        tests = folder_of(module) / "tests"
        places += [tests / f"{name}.py" for name in names] or [tests]
    return places


def node_of(test: OdooTest) -> str:
    return str(folder_of(test.module).parent / test.node)


def run(modules: dict[str, Collection[str]], *, slow: bool) -> Comparison:
    """Build, run, and run again what fails with our addons only."""
    places = places_of(modules)
    build({*(SLOW if slow else FAST), *modules})  # the same ones for parts of them
    comparison = compare(places, browser=slow)
    if not comparison.new:
        return comparison
    return comparison.settled(compare([node_of(test) for test in comparison.new], browser=slow))


def show(first: str, tests: Sequence[OdooTest], comparison: Comparison | None = None) -> None:
    """Print a sentence and the tests that it is about, if any, with what went wrong in them."""
    if tests:
        print(f"\n{first}")
    for test in tests:
        words = comparison.with_ours[test].words if comparison else ""
        print(f"  {test}" + (f"\n    {words}" if words else ""))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/neighbours", description=__doc__)
    parser.add_argument("--slow", action="store_true", help="with a browser, and with further modules")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="modules of Odoo; default: what our hooks touch")
    arguments = parser.parse_args()
    started = time.monotonic()
    modules = SLOW if arguments.slow else FAST
    if arguments.modules:
        modules = {module: modules.get(module, ()) for module in arguments.modules}
    try:
        comparison = run(modules, slow=arguments.slow)
    except RuntimeError as error:
        print(error)
        return 1
    print("\n".join(comparison.table()))
    show("Fail without our addons, too, or not always, and so do not count:", comparison.uncounted)
    show("Ran without our addons, and do not run with them:", comparison.missing)
    show("Fail with our addons only:", comparison.new, comparison)
    print(f"\nTook {time.monotonic() - started:.0f} s; what pytest said: {log_path(WITHOUT)}, {log_path(WITH)}")
    return 1 if comparison.new or comparison.missing or not comparison.with_ours else 0


if __name__ == "__main__":
    sys.exit(main())
