"""The mutants of ``scripts/mutate`` can still be applied, and only a test that fails kills one."""

from pathlib import Path

import pytest

from testbed import mutate
from testbed.mutate import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
ROWS = [pytest.param(path, mutant, id=mutant.name) for path, mutants in MUTANTS.items() for mutant in mutants]


def test_each_mutant_has_a_name_of_its_own():
    assert len(set(mutate.NAMES)) == len(mutate.NAMES) == len(ROWS)


@pytest.mark.parametrize(("path", "mutant"), ROWS)
def test_a_mutant_of_the_table_applies_to_its_file(path: str, mutant: Mutant):
    source = (ROOT / mutate.TOOLS / path).read_text(encoding="utf-8")
    assert compile(mutant.applied_to(source), path, "exec") != compile(source, path, "exec")


@pytest.mark.parametrize(("_path", "mutant"), ROWS)
def test_the_test_that_a_mutant_names_exists(_path: str, mutant: Mutant):
    file, *_classes, name = mutant.test.split("::")
    assert f"def {name}(" in (ROOT / mutate.TESTS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["a < b", "a <= b, a <= b"])
def test_a_mutant_whose_old_text_is_not_found_once_is_refused(source: str):
    with pytest.raises(ValueError, match="times, not once"):
        Mutant("any", "a <= b", "a > b", "any").applied_to(source)


@pytest.mark.parametrize(
    ("new", "test", "verdict"),
    [
        ("TWO = 3", "test_two", mutate.KILLED),
        ("TWO = 2.0", "test_two", mutate.SURVIVED),
        ("TWO = 3", "test_that_does_not_exist", mutate.BROKEN),
    ],
)
def test_a_mutant_is_killed_by_a_test_that_fails(tmp_path: Path, new: str, test: str, verdict: str):
    tool, tests = tmp_path / mutate.TOOLS / "tool.py", tmp_path / mutate.TESTS / "test_tool.py"
    for file in (tool, tests):
        file.parent.mkdir(parents=True)
    tool.write_text("TWO = 2\n")
    tests.write_text(f"import runpy\n\n\ndef test_two():\n    assert runpy.run_path({str(tool)!r})['TWO'] == 2\n")
    assert mutate.judge(tmp_path, tool.name, Mutant("any", "TWO = 2", new, f"{tests.name}::{test}")) == verdict
    assert tool.read_text() == "TWO = 2\n"
