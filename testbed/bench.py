"""Run the benchmarks in the shell of an Odoo with the addon: ``scripts/bench``."""

import subprocess
import sys

from testbed.odoo_database import build_database, drop_database
from testbed.odoo_server import write_configuration
from testbed.paths import ODOO_LAUNCHER, ROOT, free_port

DATABASE = "bench"
SCRIPT = ROOT / "benchmarks" / "changes.py"


def main() -> int:
    print("Building a database ...", flush=True)
    build_database(DATABASE, {"email_sequence"})
    configuration = write_configuration(DATABASE, http_port=free_port())
    try:
        with SCRIPT.open("rb") as script:
            words = [ODOO_LAUNCHER, "shell", "-c", configuration, "-d", DATABASE, "--no-http", "--log-level=warn"]
            return subprocess.run(words, stdin=script).returncode
    finally:
        drop_database(DATABASE)


if __name__ == "__main__":
    sys.exit(main())
