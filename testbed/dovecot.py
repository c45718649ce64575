"""Dovecot with Pigeonhole on free loopback ports: mailboxes by IMAP and POP3, delivery by LMTP, Sieve scripts.

Runs from the unpacked packages without root and without system accounts; started by root, it works as ``nobody``.
"""

import atexit
import grp
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path

from testbed.paths import DOVECOT_ROOT, free_port

MODULES = DOVECOT_ROOT / "usr/lib/dovecot/modules"
LIBRARIES = ":".join(map(str, [*DOVECOT_ROOT.glob("usr/lib/*-linux-gnu"), MODULES.parent, MODULES / "old-stats"]))

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = testbed
log_path = {folder}/dovecot.log
libexec_dir = {root}/usr/lib/dovecot
mail_plugin_dir = {modules}
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
import_environment = TZ LD_LIBRARY_PATH={libraries}

protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_location = maildir:~/Maildir
submission_host = 127.0.0.1:{submission_port}
hostname = mx.example.test
postmaster_address = postmaster@example.test
recipient_delimiter = +

passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users/%Lu
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users/%Lu
  default_fields = uid={user} gid={group} home={folder}/mail/%d/%n
}}

service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service lmtp {{
  chroot =
  unix_listener lmtp {{
    mode = 0666
  }}
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}

protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_extensions = +vacation-seconds
  sieve_vacation_min_period = 0
}}
"""


class Dovecot:
    """One Dovecot with a folder of its own below the system's temporary folder, removed by ``stop()``."""

    def __init__(self, submission_port: int) -> None:
        self.imap_port = free_port()
        self.pop3_port = free_port()
        self.lmtp_port = free_port()
        self._user, self._group = _worker()
        self.folder: Path | None = None
        self._submission_port = submission_port
        self._process: subprocess.Popen | None = None

    @property
    def log(self) -> Path:
        return self.folder / "dovecot.log"

    @property
    def lmtp_socket(self) -> Path:
        """LMTP for a Postfix beside it, which may connect whoever it runs as."""
        return self.folder / "run" / "lmtp"

    def start(self) -> None:
        """Start it and wait until it answers.

        :raises RuntimeError: with its log, when it does not
        """
        self.folder = Path(tempfile.mkdtemp(prefix="testbed-mail-"))  # short, as names of Unix sockets are
        self._write_configuration()
        atexit.register(self.stop)
        as_worker = {"user": self._user, "group": self._group, "extra_groups": []} if os.geteuid() == 0 else {}
        self._process = subprocess.Popen(
            self._command(),
            env={"LD_LIBRARY_PATH": LIBRARIES, "PATH": os.defpath},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("wb"),
            start_new_session=True,
            **as_worker,
        )
        self._wait_until_ready()

    def _command(self) -> list[str | Path]:
        """Dovecot by way of its own reader of settings, which it would otherwise look for below /usr."""
        configuration = self.folder / "dovecot.conf"
        reader = [DOVECOT_ROOT / "usr/bin/doveconf", "-f", "service=master", "-c", configuration, "-m", "master"]
        return [*reader, "-e", DOVECOT_ROOT / "usr/sbin/dovecot", "-F", "-c", configuration]

    def _write_configuration(self) -> None:
        for name in ("run", "state", "mail", "users"):
            (self.folder / name).mkdir()
        (self.folder / "run" / "modules").symlink_to(MODULES)  # see testbed/provision/mail_server.py
        (self.folder / "dovecot.conf").write_text(
            CONFIGURATION.format(
                folder=self.folder,
                root=DOVECOT_ROOT,
                modules=MODULES,
                libraries=LIBRARIES,
                user=self._user,
                group=self._group,
                submission_port=self._submission_port,
                imap_port=self.imap_port,
                pop3_port=self.pop3_port,
                lmtp_port=self.lmtp_port,
            )
        )
        self.folder.chmod(0o755)
        for path in [self.folder, *self.folder.iterdir()]:
            self._hand_over(path)

    def _hand_over(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, self._user, self._group)

    def _wait_until_ready(self, timeout: float = 15) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                smtplib.LMTP("127.0.0.1", self.lmtp_port).quit()
            except OSError:
                time.sleep(0.05)
            else:
                return
        said = "\n".join(path.read_text() for path in (self.folder / "stderr", self.log) if path.exists())
        self.stop()
        raise RuntimeError(f"Dovecot did not start:\n{said}")

    def stop(self) -> None:
        """End it and remove its mails."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        atexit.unregister(self.stop)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def add_account(self, address: str, password: str) -> None:
        """Create a mailbox, which can be used at once, or change its password, which counts within a second.

        Each account has a file of its own, as Dovecot looks for changes of a file only once in a second.
        """
        account = self.folder / "users" / address.lower()
        fresh = account.with_name(f"{account.name}.new")
        fresh.write_text(f"{address.lower()}:{{PLAIN}}{password}::::::\n")
        self._hand_over(fresh)
        fresh.rename(account)

    def set_sieve(self, address: str, script: str) -> None:
        """Let this Sieve script (RFC 5228) handle the mails that arrive at the address from now on; empty: none."""
        local_part, _, domain = address.lower().rpartition("@")
        home = self.folder / "mail" / domain / local_part
        active = home / ".dovecot.sieve"
        home.mkdir(parents=True, exist_ok=True)
        for path in (home.parent, home):
            self._hand_over(path)
        (home / ".dovecot.svbin").unlink(missing_ok=True)
        if script:
            active.write_text(script)
            self._hand_over(active)
        else:
            active.unlink(missing_ok=True)


def _worker() -> tuple[str, str]:
    """The user and group that Dovecot works as: whoever we are, but never root."""
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name
