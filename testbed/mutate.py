"""Apply mutants, small wrong changes, to the pure tools and see that a test fails with each: ``scripts/mutate [NAME]``.

The changes are made in a copy of the tools and the pure tests in a temporary folder, never in the project itself. Only
what the pure tests can notice belongs in the table: a mutant of the models would need a database for each run.

To add a mutant, add a row to :data:`MUTANTS`, with the test that states the rule which the mutant breaks.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from testbed.paths import PYTHON, ROOT

TOOLS = "email_sequence/tools"
TESTS = "tests/pure"
COPIED = (TOOLS, TESTS, "pyproject.toml")
PASSED, FAILED = 0, 1  # pytest's exit codes; all others mean that tests could not be run
KILLED, SURVIVED, BROKEN = "killed", "SURVIVED", "BROKEN"


@dataclass(frozen=True)
class Mutant:
    """A wrong change of a tool, and the test that fails with it.

    ``old`` is the text that ``new`` replaces; it is found exactly once in the file. ``test`` is named as pytest names
    it, without the folder of the pure tests.
    """

    name: str
    old: str
    new: str
    test: str

    def applied_to(self, source: str) -> str:
        """The source with the change.

        :raises ValueError: if the old text is not found exactly once
        """
        if (found := source.count(self.old)) != 1:
            raise ValueError(f"the old text is found {found} times, not once: {self.old!r}")
        return source.replace(self.old, self.new)


# The mutants of each file, which is named from the folder of the tools on.
MUTANTS: dict[str, tuple[Mutant, ...]] = {
    "sending/limit.py": (
        Mutant(
            "limit-of-touching-periods",
            "if last - moments[first] < period:",
            "if last - moments[first] <= period:",
            "test_sending_limit.py::test_7_emails_exactly_one_period_apart_do_not_share_a_period",
        ),
    ),
    "timing/schedule.py": (
        Mutant(
            "window-opens-in-the-past",
            "first = _first_time_left(self, ceil(not_before.timestamp()), earliest_date)[0]",
            "first = _first_time_left(self, int(not_before.timestamp()), earliest_date)[0]",
            "test_sending_window.py::TestOpensAt::test_is_the_first_whole_second_in_a_window",
        ),
        Mutant(
            "horizon-one-day-shorter",
            "HORIZON_DAYS = 2 * 365",
            "HORIZON_DAYS = 2 * 365 - 1",
            "test_sending_window.py::TestBadInput::test_two_years_of_skip_dates_are_waited_for_and_no_day_more",
        ),
    ),
    "sending/failures.py": (
        Mutant(
            "encryption-is-not-the-accounts-fault",
            '"Encryption failed",\n            "account",',
            '"Encryption failed",\n            "nobody",',
            "test_sending.py::test_6_2_a_failure_of_the_account_concerns_all_its_emails_that_are_due",
        ),
    ),
    "sending/lean_message.py": (
        Mutant(
            "reply-to-twice",
            '"sender", "reply-to", "to"',
            '"sender", "to"',
            "test_lean_message.py::test_a_second_header_where_there_may_be_one_is_refused",
        ),
    ),
    "mail_headers.py": (
        Mutant(
            "oldest-message-ids",
            "value[-MAX_ID_TEXT:]",
            "value[:MAX_ID_TEXT]",
            "test_mail_headers.py::TestReferencedIds::test_of_a_header_that_is_too_long_are_its_last_ones",
        ),
    ),
    "incoming/classifier.py": (
        Mutant(
            "departure-with-a-question",
            "came_through_list,\n        asks,\n        *unless(has_weak_mark,",
            "came_through_list,\n        *unless(has_weak_mark,",
            "test_incoming_detectors.py::test_5_1_a_detector_leaves",
        ),
    ),
    "incoming/parsed_email.py": (
        Mutant(
            "reply-without-references",
            'self.has("in-reply-to", "references")',
            'self.has("in-reply-to")',
            "test_incoming_responders.py::test_5_1_a_reply_is_known_by_any_one_of_its_marks",
        ),
    ),
    "incoming/delivery_reports.py": (
        Mutant(
            "delay-is-a-failure",
            'not is_known and self.status.startswith("5.")',
            'self.status.startswith("5.")',
            "test_incoming_notices.py::TestDeliveryReports"
            "::test_with_an_action_that_is_no_failure_are_none_whatever_the_status",
        ),
    ),
    "incoming/named_days.py": (
        Mutant(
            "return-last-year",
            "0 <= year - received.year <= 1",
            "-1 <= year - received.year <= 1",
            "test_incoming_absence.py::TestADateWithoutAYear"
            "::test_has_none_where_two_figures_are_neither_this_year_nor_the_next",
        ),
    ),
    "incoming/facts.py": (
        Mutant(
            "ten-times-the-breaks",
            "MAX_BREAKS = 1_000",
            "MAX_BREAKS = 10_000",
            "test_incoming_facts.py::test_at_most_1000_lines_where_a_part_may_begin_are_read",
        ),
    ),
    "reports/reply_rate.py": (
        Mutant(
            "ahead-on-a-tie",
            "if any(high >= ranges[best][0]",
            "if any(high > ranges[best][0]",
            "test_reply_rate.py::TestVerdict::test_ranges_that_touch_are_no_clear_difference",
        ),
    ),
}
NAMES = [mutant.name for mutants in MUTANTS.values() for mutant in mutants]


def copy_project(folder: Path) -> None:
    """Copy what the pure tests of the tools need into the folder."""
    for path in COPIED:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, folder / path)


def run_tests(folder: Path, tests: Iterable[str]) -> int:
    """Run these tests of the copy in the folder; pytest's exit code.

    Nothing compiled is kept: a mutant as long as what it replaces, written in the same second, would not be seen.
    """
    words = [PYTHON, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *(f"{TESTS}/{test}" for test in tests)]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True).returncode


def judge(folder: Path, path: str, mutant: Mutant) -> str:
    """What the test of the mutant says in a copy of the project, which is left as it was.

    :return: ``KILLED`` if the test fails, ``SURVIVED`` if it passes, ``BROKEN`` if it cannot be run
    :raises ValueError: if the mutant cannot be applied
    """
    file = folder / TOOLS / path
    source = file.read_text(encoding="utf-8")
    file.write_text(mutant.applied_to(source), encoding="utf-8")
    try:
        return {PASSED: SURVIVED, FAILED: KILLED}.get(run_tests(folder, [mutant.test]), BROKEN)
    finally:
        file.write_text(source, encoding="utf-8")


def judge_all(folder: Path, chosen: Iterable[tuple[str, Mutant]]) -> int:
    """Judge these mutants, each with its file, and print the verdicts; how many were not killed."""
    alive = 0
    for path, mutant in chosen:
        reason = ""
        try:
            verdict = judge(folder, path, mutant)
        except ValueError as error:
            verdict, reason = BROKEN, f": {error}"
        print(f"{verdict:8} {mutant.name} ({path}){reason}", flush=True)
        alive += verdict != KILLED
    return alive


def main() -> int:
    """Judge the mutants that the command names, or all; 0 if each was killed."""
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these mutants: {', '.join(NAMES)}")
    names = parser.parse_args().names or NAMES
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"no such mutant: {', '.join(unknown)}")
    chosen = [(path, mutant) for path, mutants in MUTANTS.items() for mutant in mutants if mutant.name in names]
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary:
        folder = Path(temporary)
        copy_project(folder)
        if run_tests(folder, [mutant.test for _path, mutant in chosen]) != PASSED:
            print("Without a mutant, these tests do not all pass, or cannot be run.")
            return 1
        alive = judge_all(folder, chosen)
    print(f"{len(chosen)} mutants, {len(chosen) - alive} killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
