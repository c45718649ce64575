"""Postfix in front of Dovecot on free loopback ports, for genuine notices; needs root and the installed package."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

from testbed.dovecot import Dovecot
from testbed.mail_world import MailWorld
from testbed.paths import free_port

PROGRAM = Path("/usr/sbin/postfix")
WAITING = ("maildrop", "incoming", "active", "deferred")

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop

myhostname = mx.{domain}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no

virtual_mailbox_domains = {domain}
virtual_alias_maps = texthash:{folder}/aliases
virtual_transport = lmtp:unix:{lmtp_socket}
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def is_available() -> bool:
    """Whether Postfix can be started here."""
    return os.geteuid() == 0 and PROGRAM.exists()


class Postfix:
    """One Postfix with a queue of its own, for one domain; unknown recipients are accepted and returned.

    :param domain: the domain whose mail it takes; whatever else it is given comes back
    :param lmtp_socket: a function that says where it hands mails over, as the mailbox server is started before
    """

    def __init__(self, domain: str, lmtp_socket: Callable[[], Path]) -> None:
        self.port = free_port()
        self.folder: Path | None = None
        self._domain = domain
        self._lmtp_socket = lmtp_socket

    def start(self) -> None:
        """Start it; it takes mail when this returns.

        :raises RuntimeError: with what it says, when it does not start
        """
        self.folder = Path(tempfile.mkdtemp(prefix="testbed-postfix-"))
        self.folder.chmod(0o755)
        for name in ("queue", "data", "settings"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        (self.folder / "aliases").touch()
        words = {"folder": self.folder, "domain": self._domain, "port": self.port, "lmtp_socket": self._lmtp_socket()}
        (self.folder / "settings" / "main.cf").write_text(MAIN.format(**words))
        (self.folder / "settings" / "master.cf").write_text(MASTER.format(**words))
        atexit.register(self.stop)
        self._command("start")

    def stop(self) -> None:
        """End it and remove its queue."""
        atexit.unregister(self.stop)
        if self.folder and self.folder.exists():
            subprocess.run([PROGRAM, "-c", self.folder / "settings", "stop"], capture_output=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    def add_aliases(self, aliases: Collection[str], address: str) -> None:
        """Deliver mail to the aliases at ``address``, too."""
        with (self.folder / "aliases").open("a") as table:
            table.writelines(f"{alias} {address}\n" for alias in aliases)
        self._command("reload")

    def settle(self, timeout: float = 30) -> None:
        """Wait until its queue is empty.

        :raises TimeoutError: when it is not within ``timeout`` seconds
        """
        deadline = time.monotonic() + timeout
        while waiting := [p for name in WAITING for p in (self.folder / "queue" / name).rglob("*") if p.is_file()]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(waiting)} mails still queued after {timeout} s")
            time.sleep(0.05)

    def _command(self, name: str) -> None:
        done = subprocess.run([PROGRAM, "-c", self.folder / "settings", name], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"Postfix does not {name}: {done.stdout}{done.stderr}")


class PostfixWorld(MailWorld):
    """A mail world whose mail transfer agent is Postfix: genuine, so it neither counts mails nor plays faults."""

    def __init__(self, domain: str) -> None:
        self._mta = Postfix(domain, lambda: self._dovecot.lmtp_socket)
        self._dovecot = Dovecot(submission_port=self._mta.port)

    def add_account(self, address: str, password: str = "secret", aliases: Collection[str] = ()) -> None:
        """Create a mailbox; mail to the aliases arrives there too."""
        self._dovecot.add_account(address, password)
        if aliases:
            self._mta.add_aliases(aliases, address)

    def start(self) -> None:
        self._dovecot.start()
        try:
            self._mta.start()
        except BaseException:
            self.stop()
            raise
