"""The virtual environment ``.sandbox/venv`` with the pinned packages of ``requirements/``."""

import importlib.util
import platform
import shutil
import sys
from pathlib import Path

from testbed.paths import PYTHON, QUEUE_JOB, ROOT, VENV
from testbed.provision.steps import SetupError, Step, command

REQUIREMENTS = ROOT / "requirements"
UNDER_WAY = VENV / ".installing"


def python_steps(*, for_tests: bool) -> list[Step]:
    """The environment, what Odoo and the testbed run on, and for tests the tools to check with.

    An environment in which an installation was interrupted is thrown away first: pip cannot tell what is missing.
    """
    if UNDER_WAY.exists():
        shutil.rmtree(VENV)
    steps = [
        Step("Python environment", platform.python_version(), PYTHON, _create),
        _packages("Python packages", "odoo.txt", "testbed.txt"),
    ]
    if for_tests:
        steps += [_packages("Python packages for tests", "dev.txt"), _queue_job()]
    return steps


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
    paths = [REQUIREMENTS / file for file in files]
    marker = VENV / f".{Path(files[0]).stem}-installed"

    def install() -> None:
        UNDER_WAY.touch()
        wanted = [word for path in paths for word in ("-r", path)]
        command(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--prefer-binary", *wanted, log="python")
        marker.touch()
        UNDER_WAY.unlink()

    return Step(name, "".join(path.read_text() for path in paths), marker, install)
