"""PgBouncer in front of the PostgreSQL of the sandbox, on a free loopback port."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

from testbed import postgres
from testbed.paths import PGBOUNCER_ROOT, free_port

PROGRAM = PGBOUNCER_ROOT / "usr/sbin/pgbouncer"
LIBRARIES = ":".join(map(str, PGBOUNCER_ROOT.glob("usr/lib/*-linux-gnu")))

CONFIGURATION = """\
[databases]
* = {server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {pool_mode}
max_client_conn = 300
default_pool_size = {pool_size}
server_login_retry = 1
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def pgbouncer(pool_mode: str, pool_size: int = 40) -> Iterator[dict[str, str]]:
    """Run it; yields the PGHOST, PGPORT and PGUSER that lead through it to the sandbox's server.

    :param pool_mode: "session" or "transaction"
    :param pool_size: connections to the server for each database
    :raises RuntimeError: with what it says, when it does not start
    """
    server, port = postgres.environment(), free_port()
    address = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": server["PGUSER"]}
    folder = Path(tempfile.mkdtemp(prefix="testbed-pgbouncer-"))
    (folder / "pgbouncer.ini").write_text(
        CONFIGURATION.format(
            server=" ".join(f"{name.removeprefix('PG').lower()}={value}" for name, value in server.items()),
            port=port,
            pool_mode=pool_mode,
            pool_size=pool_size,
            folder=folder,
        )
    )
    user = _user(server["PGHOST"])
    for path in (folder, folder / "pgbouncer.ini"):
        os.chown(path, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [PROGRAM, "-q", folder / "pgbouncer.ini"],
        env=os.environ | {"LD_LIBRARY_PATH": LIBRARIES},
        stdin=subprocess.DEVNULL,
        user=user.pw_uid,
        group=user.pw_gid,
    )
    atexit.register(process.kill)
    try:
        _wait_for(process, address, folder / "pgbouncer.log")
        yield address
    finally:
        process.kill()
        process.wait()
        atexit.unregister(process.kill)
        shutil.rmtree(folder, ignore_errors=True)


def _user(host: str) -> pwd.struct_passwd:
    """Whom it works as: it refuses to be root, and only its owner may reach an embedded server's socket."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    return pwd.getpwuid(Path(host).stat().st_uid) if host.startswith("/") else pwd.getpwnam("nobody")


def _wait_for(process: subprocess.Popen, address: dict[str, str], log: Path, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(
                dbname="postgres", host=address["PGHOST"], port=address["PGPORT"], user=address["PGUSER"]
            ).close()
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace") if log.exists() else ""
    raise RuntimeError(f"PgBouncer does not answer:\n{said}")
