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
    """Chromium for browser tests, and Postfix for genuine delivery notices."""
    marker = SANDBOX / "machine-checked"
    _restore_policy()
    if _missing():
        marker.unlink(missing_ok=True)

    def provide() -> str:
        if _missing() and os.geteuid() == 0:
            try:
                _install(_missing())
            except InterruptedSetupError:
                raise
            except SetupError as error:
                return f"goes on without, as apt failed: {error}"
        marker.touch()
        return _what_is_there()

    return Step("Browser and Postfix", "1", marker, provide)


def _missing() -> list[str]:
    return [*([] if find_browser() else ["chromium"]), *([] if has_postfix() else ["postfix"])]


def _what_is_there() -> str:
    """What the machine has, and a sentence for what it lacks: the set-up goes on, the tests that need it stop."""
    browser = find_browser() or "no browser: install one with: apt-get install chromium"
    postfix = "Postfix" if has_postfix() else "no Postfix: its tests need root and: apt-get install postfix"
    return f"{browser}; {postfix}"


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
