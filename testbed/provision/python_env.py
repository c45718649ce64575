"""The virtual environment ``.sandbox/venv`` with the pinned packages of ``requirements/``."""

import importlib.util
import platform
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from testbed.paths import PYTHON, QUEUE_JOB, ROOT, VENV
from testbed.provision.steps import SetupError, Step, command

REQUIREMENTS = ROOT / "requirements"
PINNED = ("odoo.txt", "testbed.txt", "dev.txt")
UNDER_WAY = VENV / ".installing"


def python_steps(*, for_tests: bool) -> list[Step]:
    """The environment, what Odoo and the testbed run on, and for tests the tools to check with."""
    steps = [_environment(), _packages("Python packages", "odoo.txt", "testbed.txt")]
    if for_tests:
        steps += [_packages("Python packages for tests", "dev.txt"), _pure_packages(), _queue_job()]
    return steps


def pure_steps() -> list[Step]:
    """The environment with the few packages that the pure tests need; the other steps can follow at any time."""
    return [_environment(), _pure_packages()]


def _environment() -> Step:
    """The environment itself.

    One in which an installation was interrupted is deleted first: pip cannot tell what is missing.
    """
    if UNDER_WAY.exists():
        shutil.rmtree(VENV)
    return Step("Python environment", platform.python_version(), PYTHON, _create)


def _create() -> None:
    if not importlib.util.find_spec("ensurepip"):
        raise SetupError("Python's venv is missing; install it with: apt-get install python3-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    command(sys.executable, "-m", "venv", VENV, log="python")


def _queue_job() -> Step:
    """OCA's queue_job in a folder of its own, as only some databases have it; it comes as a package of PyPI."""
    requirements = REQUIREMENTS / "queue_job.txt"

    def install() -> None:
        shutil.rmtree(QUEUE_JOB, ignore_errors=True)
        words = ["install", "-q", "--no-deps", "--target", QUEUE_JOB, "-r", requirements]
        command(PYTHON, "-m", "pip", *words, log="queue-job")

    return Step("OCA queue_job", requirements.read_text(), QUEUE_JOB, install)


def _packages(name: str, *files: str) -> Step:
    """Install the pinned versions that the files list; they are complete, so pip need not resolve anything."""
    return _pip(name, files, "--no-deps", *_each("-r", files))


def _pure_packages() -> Step:
    """Install what ``pure.txt`` names, and what that needs, in the versions that the other files pin."""
    words = [*_each("-r", ["pure.txt"]), *_each("-c", PINNED)]
    return _pip("Python packages for pure tests", ["pure.txt", *PINNED], *words)


def _each(option: str, files: Iterable[str]) -> list[str | Path]:
    return [word for file in files for word in (option, REQUIREMENTS / file)]


def _pip(name: str, read: Sequence[str], *words: str | Path) -> Step:
    """A step of ``pip install``, done again when one of the files that it reads has changed."""
    marker = VENV / f".{Path(read[0]).stem}-installed"

    def install() -> None:
        UNDER_WAY.touch()
        command(PYTHON, "-m", "pip", "install", "-q", "--prefer-binary", *words, log="python")
        marker.touch()
        UNDER_WAY.unlink()

    return Step(name, "".join((REQUIREMENTS / file).read_text() for file in read), marker, install)
