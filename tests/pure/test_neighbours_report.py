"""What Odoo's own tests say about our addons: what fails with them only, and what does not run with them."""

from pathlib import Path

import pytest

from testbed.neighbours_report import Comparison, OdooTest, Outcome, Results, read_results

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
  <testcase classname="usr.lib.odoo.addons.test_mail.tests.test_mail_gateway.TestMailgateway" name="test_good" />
  <testcase classname="usr.lib.odoo.addons.test_mail.tests.test_mail_gateway.TestMailgateway" name="test_bad">
    <failure message="AssertionError: 1 != 2&#10;more">the traceback</failure>
  </testcase>
  <testcase classname="usr.lib.odoo.addons.mail.tests.discuss.test_rtc.TestRtc" name="test_parts">
    <failure message="AssertionError: a part">the traceback</failure>
  </testcase>
  <testcase classname="usr.lib.odoo.addons.mail.tests.discuss.test_rtc.TestRtc" name="test_parts" />
  <testcase classname="usr.lib.odoo.addons.mail.tests.discuss.test_rtc.TestRtc" name="test_browser">
    <skipped message="needs a browser" />
  </testcase>
  <testcase classname="" name="usr.lib.odoo.addons.mail.tests.test_broken">
    <error message="collection failure">the traceback</error>
  </testcase>
</testsuite></testsuites>
"""
GATEWAY = ("test_mail", "tests/test_mail_gateway.py", "TestMailgateway")


@pytest.fixture
def results(tmp_path: Path) -> Results:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    return read_results(report)


def test_each_test_has_its_outcome_and_what_went_wrong(results: Results):
    assert results[OdooTest(*GATEWAY, "test_good")] == Outcome("passed")
    assert results[OdooTest(*GATEWAY, "test_bad")] == Outcome("failed", "AssertionError: 1 != 2")
    assert results[OdooTest("mail", "tests/discuss/test_rtc.py", "TestRtc", "test_browser")] == Outcome("skipped")


def test_a_test_with_a_failed_part_has_failed(results: Results):
    test = OdooTest("mail", "tests/discuss/test_rtc.py", "TestRtc", "test_parts")
    assert results[test] == Outcome("failed", "AssertionError: a part")


def test_a_file_that_cannot_be_imported_has_failed(results: Results):
    (outcome,) = [outcome for test, outcome in results.items() if test.module == "mail" and "broken" in str(test)]
    assert outcome.kind == "failed"


def test_pytest_finds_a_test_by_its_node():
    assert OdooTest(*GATEWAY, "test_bad").node == "test_mail/tests/test_mail_gateway.py::TestMailgateway::test_bad"


def test_a_run_without_a_report_is_no_result(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read_results(tmp_path / "report.xml")


# ---- comparing


def results_of(**kinds: str) -> Results:
    return {OdooTest(*GATEWAY, name): Outcome(kind) for name, kind in kinds.items()}


def names(tests: list[OdooTest]) -> list[str]:
    return [test.name for test in tests]


@pytest.mark.parametrize("without", ["passed", "skipped"])
def test_a_failure_counts_if_it_is_not_there_without_us(without: str):
    compared = Comparison(results_of(a=without, b="failed", c="failed"), results_of(a="failed", b="failed", c="passed"))
    assert names(compared.new) == ["a"]
    assert names(compared.uncounted) == ["b", "c"]


def test_a_failure_of_a_test_that_is_not_there_without_us_counts():
    assert names(Comparison({}, results_of(a="failed")).new) == ["a"]


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_a_test_that_does_not_run_with_us_is_missing(outcome: str):
    compared = Comparison(results_of(a=outcome, b=outcome, c="skipped"), results_of(a="skipped", c="skipped"))
    assert names(compared.missing) == ["a", "b"]


def test_a_failure_that_does_not_come_again_does_not_count():
    compared = Comparison(results_of(a="passed", b="passed"), results_of(a="failed", b="failed"))
    again = Comparison(results_of(a="passed", b="passed"), results_of(a="passed", b="failed"))
    settled = compared.settled(again)
    assert (names(settled.new), names(settled.uncounted)) == (["b"], ["a"])


def test_a_failure_that_comes_without_us_when_run_again_does_not_count():
    compared = Comparison(results_of(a="passed"), results_of(a="failed"))
    settled = compared.settled(Comparison(results_of(a="failed"), results_of(a="failed")))
    assert (names(settled.new), names(settled.uncounted)) == ([], ["a"])


def test_the_table_counts_by_module():
    without = results_of(a="passed", b="failed", c="skipped") | {OdooTest("mail", "tests/x.py", "X", "x"): Outcome()}
    with_ours = results_of(a="failed", b="failed", c="skipped") | {OdooTest("mail", "tests/x.py", "X", "x"): Outcome()}
    assert [line.split() for line in Comparison(without, with_ours).table()[1:]] == [
        ["mail", "1", "0", "0", "0"],
        ["test_mail", "2", "1", "2", "1"],
    ]
