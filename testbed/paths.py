"""Where things are: the project, its sandbox, Odoo as ``scripts/setup`` left it, and free ports."""

import json
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SANDBOX = ROOT / ".sandbox"

VENV = SANDBOX / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_LAUNCHER = SANDBOX / "odoo"
ODOO_DESCRIPTION = SANDBOX / "odoo.json"
DOVECOT_ROOT = SANDBOX / "dovecot"
QUEUE_JOB = SANDBOX / "queue-job"
MAIL_PROGRAMS = SANDBOX / "mail-programs"
PGBOUNCER_ROOT = SANDBOX / "pgbouncer"
LOGS = SANDBOX / "log"

TESTBED_ADDONS = ROOT / "testbed" / "addons"
QUEUE_JOB_ADDONS = QUEUE_JOB / "odoo" / "addons"


def addons(source: Path = ROOT) -> list[Path]:
    """The folders of this project's addons; ``source`` is where they are, another folder for an earlier version."""
    return [manifest.parent for manifest in sorted(source.glob("*/__manifest__.py"))]


def odoo_description() -> dict:
    """What ``scripts/setup`` found: ``{"source", "version", "python_path", "addons_paths"}``.

    :raises FileNotFoundError: before the first ``scripts/setup``
    """
    return json.loads(ODOO_DESCRIPTION.read_text())


def addons_paths(*, testbed: bool = True, source: Path = ROOT) -> list[Path]:
    """Folders for Odoo's ``addons_path``: Odoo's own, OCA's, this project's, and the testbed's, not shipped.

    ``source`` is where this project's addons are, as for :func:`addons`.
    """
    paths = [Path(path) for path in odoo_description()["addons_paths"]]
    if QUEUE_JOB_ADDONS.exists():
        paths.append(QUEUE_JOB_ADDONS)
    return [*paths, source, TESTBED_ADDONS] if testbed else [*paths, source]


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
