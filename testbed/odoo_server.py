"""A real Odoo server process with its crons, on a free port, with files of its own."""

import atexit
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from testbed import postgres
from testbed.paths import LOGS, ODOO_LAUNCHER, ROOT, SANDBOX, addons_paths, free_port

DATA = SANDBOX / "odoo-data"


def data_dir(database: str) -> Path:
    """Odoo's ``data_dir`` of one database: filestore, sessions, configuration."""
    return DATA / database


def write_configuration(
    database: str,
    *,
    http_port: int,
    crons: int = 0,
    testbed: bool = True,
    server_wide: Sequence[str] = (),
    source: Path = ROOT,
) -> Path:
    """Write the configuration file with which Odoo serves exactly this database on 127.0.0.1.

    ``crons`` is the number of cron threads; ``testbed`` says whether the testbed's own addon can be found;
    ``server_wide`` names modules that are loaded beside Odoo's own whatever the database has installed; ``source`` is
    the folder with this project's addons.
    """
    address = postgres.environment()
    options = {
        "addons_path": ",".join(str(path) for path in addons_paths(testbed=testbed, source=source)),
        "data_dir": data_dir(database),
        "db_name": database,
        "db_host": address["PGHOST"],
        "db_port": address["PGPORT"],
        "db_user": address["PGUSER"],
        "http_interface": "127.0.0.1",
        "http_port": http_port,
        "gevent_port": free_port(),
        "list_db": "True",
        "proxy_mode": "False",
        "workers": 0,
        "max_cron_threads": crons,
        "server_wide_modules": ",".join(["base", "rpc", "web", *server_wide]),
        # XML-RPC goes with Odoo 20 and says so at each call.
        "log_handler": ":INFO,odoo.addons.rpc.controllers.xmlrpc:ERROR",
    }
    if "PGPASSWORD" in address:
        options["db_password"] = address["PGPASSWORD"]
    path = data_dir(database) / "odoo.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items()))
    return path


class OdooServer:
    """Odoo on one database. Use it as a context manager, or call ``start()`` and ``stop()``.

    It can be started again after ``stop()`` or ``kill()``, on the same port.
    """

    def __init__(
        self,
        database: str,
        *,
        log_path: Path | None = None,
        extra_env: dict[str, str] | None = None,
        crons: int = 2,
        server_wide: Sequence[str] = (),
        source: Path = ROOT,
    ) -> None:
        self.database = database
        self.log_path = log_path or LOGS / f"odoo-{database}.log"
        self.port = free_port()
        self._crons = crons
        self._server_wide = server_wide
        self._source = source
        # With the variable, a new time of a scheduled action wakes the cron threads at once.
        self._env = os.environ | {"ODOO_NOTIFY_CRON_CHANGES": "1"} | (extra_env or {})
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; returns before it answers."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        # Written at each start: a second server on the same database has the same file.
        configuration = write_configuration(
            self.database,
            http_port=self.port,
            crons=self._crons,
            server_wide=self._server_wide,
            source=self._source,
        )
        atexit.register(self.stop)
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [ODOO_LAUNCHER, "-c", configuration],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                start_new_session=True,
            )

    def wait_until_ready(self, timeout: float = 60) -> None:
        """Wait until the login page is served, so the registry is loaded.

        :raises RuntimeError: with the end of the log, when it ends or does not answer within ``timeout`` seconds
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.running:
                raise RuntimeError(f"Odoo ended at start:\n{tail(self.log_path)}")
            try:
                urllib.request.urlopen(f"{self.url}/web/login", timeout=timeout).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"Odoo did not answer within {timeout} s:\n{tail(self.log_path)}")

    def stop(self, timeout: float = 15) -> None:
        """End it as an administrator would, and by force after ``timeout`` seconds."""
        atexit.unregister(self.stop)
        if self.running:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL): nothing in it can notice."""
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def tail(log: Path, lines: int = 30) -> str:
    """The last lines of a log file."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
