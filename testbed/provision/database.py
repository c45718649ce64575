"""PostgreSQL: the server that PGHOST names, else an embedded one among the Python packages; tried once."""

import os

from testbed.paths import PYTHON, ROOT, SANDBOX
from testbed.provision.steps import Step, command


def database_step() -> Step:
    """See that PostgreSQL starts, or answers, and is recent enough for Odoo."""
    address = " ".join(os.environ.get(name, "") for name in ("PGHOST", "PGPORT", "PGUSER"))
    marker = SANDBOX / "postgres-tried"

    def attempt() -> str:
        command(PYTHON, "-m", "testbed.postgres", env={"PYTHONPATH": str(ROOT)}, log="postgres")
        marker.touch()
        return f"at {os.environ['PGHOST']}" if address.strip() else "embedded"

    return Step("PostgreSQL", f"at {address}", marker, attempt)
