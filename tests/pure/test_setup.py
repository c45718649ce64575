"""``scripts/setup``: what it says, and its exit status, if the machine lacks a browser or Postfix."""

import contextlib
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from testbed.provision import machine
from testbed.provision import steps as provision_steps
from testbed.provision.steps import SetupError, Step

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup"
OTHERS = (
    "python_steps",
    "pure_steps",
    "database_step",
    "odoo_step",
    "mail_server_step",
    "mail_programs_step",
    "pgbouncer_step",
)


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, whose steps do nothing but the machine's, on a machine of which nothing is found."""
    monkeypatch.setattr(provision_steps, "STAMPS", tmp_path)
    monkeypatch.setattr(machine, "SANDBOX", tmp_path)
    monkeypatch.setattr(machine, "SAVED_POLICY", tmp_path / "policy")
    monkeypatch.setattr(machine, "has_postfix", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    loader = importlib.machinery.SourceFileLoader("setup_script", str(SCRIPT))
    script = importlib.util.module_from_spec(importlib.util.spec_from_loader("setup_script", loader))
    monkeypatch.setattr(sys, "path", [*sys.path])
    loader.exec_module(script)
    monkeypatch.setattr(script, "exclusive", contextlib.nullcontext)
    for name in OTHERS:
        step = Step(name, "", tmp_path / name, (tmp_path / name).touch)
        found = [step] if name.endswith("steps") else step
        monkeypatch.setattr(script, name, lambda found=found, **_words: found)
    return script


@pytest.fixture
def run(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["scripts/setup", *words])
        return setup.main(), capsys.readouterr().out

    return run


def be(monkeypatch: pytest.MonkeyPatch, user_id: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user_id)


def have_browser(folder: Path) -> None:
    browser = folder / "chromium"
    browser.touch()
    browser.chmod(0o755)


def test_without_a_browser_it_fails_after_all_else_is_done(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    be(monkeypatch, 1000)
    for _time in range(2):  # it is not taken for done the second time either
        status, said = run()
        assert status == 1
        assert "complete" not in said
        last = said.splitlines()[-1]
        assert "need chromium" in last
        assert "apt-get install chromium; or go without: --no-browser" in last
        assert all((tmp_path / name).exists() for name in OTHERS if name != "pure_steps")


@pytest.mark.parametrize("word", ["--no-browser", "--demo", "--pure"])
def test_goes_without_a_browser_if_told_so(run, monkeypatch: pytest.MonkeyPatch, word: str):
    be(monkeypatch, 1000)
    status, said = run(word)
    assert status == 0
    assert "Set-up complete" in said


def test_only_root_needs_postfix_as_its_tests_need_root(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    have_browser(tmp_path)
    be(monkeypatch, 1000)
    status, said = run()
    assert status == 0
    assert "no Postfix" in said
    be(monkeypatch, 0)
    monkeypatch.setattr(machine, "_install", lambda _packages: None)
    status, said = run()
    assert status == 1
    assert "need postfix" in said.splitlines()[-1]


def test_what_apt_cannot_install_is_missing(run, monkeypatch: pytest.MonkeyPatch):
    def fail(_packages):
        raise SetupError("apt-get ended with status 100")

    be(monkeypatch, 0)
    monkeypatch.setattr(machine, "_install", fail)
    status, said = run()
    assert status == 1
    assert "need chromium and postfix" in said
    assert said.endswith("apt failed: apt-get ended with status 100\n")


def test_what_apt_installs_is_there(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def install(packages):
        assert packages == ["chromium", "postfix"]
        have_browser(tmp_path)
        monkeypatch.setattr(machine, "has_postfix", lambda: True)

    be(monkeypatch, 0)
    monkeypatch.setattr(machine, "_install", install)
    assert run()[0] == 0


def test_a_browser_that_is_removed_later_is_missed(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    be(monkeypatch, 1000)
    have_browser(tmp_path)
    assert run()[0] == 0
    (tmp_path / "chromium").unlink()
    assert run()[0] == 1
