"""A PostgreSQL server of a test's own, with data that survive a crash, to be restarted while Odoo works with it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testbed import postgres

# Unlike the sandbox's: what was committed is there after a crash of the server, though not of the machine.
SETTINGS = """
max_connections = 100
fsync = off
synchronous_commit = on
"""


class OwnPostgres:
    """A running server; ``address`` is its PGHOST, PGPORT and PGUSER."""

    def __init__(self, folder: Path) -> None:
        self._server = postgres.embedded(folder, SETTINGS)
        self.address = postgres.address_of(self._server)

    def restart(self, mode: str) -> None:
        """Restart it and wait until it answers.

        :param mode: of ``pg_ctl``: "fast" ends all connections first, "immediate" is a crash and its recovery
        """
        self._run("pg_ctl", "-w", "-D", str(self._server.pgdata), "-m", mode, "-l", str(self._server.log), "restart")

    def adopt(self, database: str) -> None:
        """Copy a database of the usual server, by its name."""
        self._run("createdb", *self._options(self.address), "-T", "template0", database)
        dump = [self._server.bin_path / "pg_dump", *self._options(postgres.environment()), "--no-owner", database]
        restore = [self._server.bin_path / "psql", *self._options(self.address), "-q", "-o", "/dev/null", database]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            subprocess.run([*restore, "-v", "ON_ERROR_STOP=1"], stdin=dumping.stdout, check=True)
        if dumping.returncode:
            raise RuntimeError(f"pg_dump of {database} failed; see above")

    def stop(self) -> None:
        self._server.cleanup()

    def _run(self, program: str, *words: str) -> None:
        # What it starts keeps its output open: a pipe would never end.
        subprocess.run(
            [self._server.bin_path / program, *words],
            check=True,
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
        )

    @staticmethod
    def _options(address: dict[str, str]) -> list[str]:
        return ["-h", address["PGHOST"], "-p", address["PGPORT"], "-U", address["PGUSER"]]


@contextmanager
def own_postgres(folder: Path) -> Iterator[OwnPostgres]:
    """A server of its own in an empty folder, stopped at the end."""
    server = OwnPostgres(folder)
    try:
        yield server
    finally:
        server.stop()
