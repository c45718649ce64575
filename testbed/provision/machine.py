"""What only the machine itself can give: a browser and Postfix, installed where root allows."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testbed.paths import SANDBOX
from testbed.provision.apt import Suite, machine_codename
from testbed.provision.steps import InterruptedSetupError, SetupError, Step, command

BROWSERS = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"]
POLICY = Path("/usr/sbin/policy-rc.d")
SAVED_POLICY = SANDBOX / "policy-rc.d.saved"
STARTS_NO_SERVICE = "#!/bin/sh\nexit 101\n"


def find_browser() -> str | None:
    """The Chromium or Chrome that the machine has, by the names that Odoo's tests look for."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def has_postfix() -> bool:
    return Path("/usr/sbin/postfix").exists()


def machine_step() -> Step:
    """Chromium for browser tests, and Postfix for genuine delivery notices.

    It fails, with a sentence, if the machine lacks one of them and apt cannot install it. Postfix matters to root only,
    as its tests need root.
    """
    marker = SANDBOX / "machine-checked"
    _restore_policy()
    if _missing():
        marker.unlink(missing_ok=True)

    def provide() -> str:
        missing = _missing()
        if missing and not _is_root():
            raise SetupError(_advice(missing))
        if missing:
            _try_to_install(missing)
        marker.touch()
        return f"{find_browser()}; {'Postfix' if has_postfix() else 'no Postfix: its tests need it, and root'}"

    return Step("Browser and Postfix", "1", marker, provide)


def _is_root() -> bool:
    return os.geteuid() == 0


def _missing() -> list[str]:
    """Debian's packages that the tests need and this machine lacks."""
    return [
        *([] if find_browser() else ["chromium"]),
        *([] if has_postfix() or not _is_root() else ["postfix"]),
    ]


def _advice(missing: list[str]) -> str:
    wanted = " ".join(missing)
    return f"the tests need {' and '.join(missing)}. As root: apt-get install {wanted}; or go without: --no-browser"


def _try_to_install(missing: list[str]) -> None:
    """Install the packages.

    :raises SetupError: if they are still missing, with what to do and apt's words
    """
    try:
        _install(missing)
    except InterruptedSetupError:
        raise
    except SetupError as error:
        raise SetupError(f"{_advice(missing)}\n    apt failed: {error}") from error
    if missing := _missing():
        raise SetupError(_advice(missing))


def _install(packages: list[str]) -> None:
    """Install Debian's packages system-wide without starting any of their services.

    :raises SetupError: with apt's words
    """
    suite = Suite(machine_codename())
    suite.update()
    env = suite.env | {"DEBIAN_FRONTEND": "noninteractive"}
    with _no_service_starts():
        command("dpkg", "--configure", "-a", env=env, log="machine")  # what an interrupted run may have left
        command("apt-get", "install", "-yq", "--no-install-recommends", *packages, env=env, log="machine")


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Answer 101 to whoever asks to start a service meanwhile (policy-rc.d of Debian's invoke-rc.d)."""
    SAVED_POLICY.write_text(POLICY.read_text() if POLICY.exists() else "")
    POLICY.write_text(STARTS_NO_SERVICE)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        _restore_policy()


def _restore_policy() -> None:
    """Put back the policy that was there before, also the one that a killed run has left aside."""
    if not SAVED_POLICY.exists():
        return
    if policy := SAVED_POLICY.read_text():
        POLICY.write_text(policy)
    else:
        POLICY.unlink(missing_ok=True)
    SAVED_POLICY.unlink()
