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
ADDONS = tuple(manifest.parent for manifest in sorted(ROOT.glob("*/__manifest__.py")))


def odoo_description() -> dict:
    """What ``scripts/setup`` found: ``{"source", "version", "python_path", "addons_paths"}``.

    :raises FileNotFoundError: before the first ``scripts/setup``
    """
    return json.loads(ODOO_DESCRIPTION.read_text())


def addons_paths(*, testbed: bool = True) -> list[Path]:
    """Folders for Odoo's ``addons_path``: Odoo's own, OCA's, this project's, and the testbed's, not shipped."""
    paths = [Path(path) for path in odoo_description()["addons_paths"]]
    if QUEUE_JOB_ADDONS.exists():
        paths.append(QUEUE_JOB_ADDONS)
    return [*paths, ROOT, TESTBED_ADDONS] if testbed else [*paths, ROOT]


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
