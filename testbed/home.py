"""The machine of a mailbox's owner: a home folder, a login of one's own, and the mail programs of the sandbox."""

import os
import shlex
import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from testbed.mail_client import Mailbox
from testbed.mail_world import MailWorld
from testbed.paths import MAIL_PROGRAMS, PYTHON, ROOT

LIBRARIES = [*MAIL_PROGRAMS.glob("usr/lib/*-linux-gnu"), MAIL_PROGRAMS / "usr/lib"]
PERL_LIBRARIES = [*MAIL_PROGRAMS.glob("usr/share/perl/*"), MAIL_PROGRAMS / "usr/share/perl5"]
TIMEOUT = 30  # seconds that any program may take
# Named as BSD vacation looks for it; see testbed/provision/mail_programs.py.
SENDMAIL = "testbed-sendmail"


def are_unpacked() -> bool:
    """Whether the mail programs are there."""
    return MAIL_PROGRAMS.exists()


def find_in_mail_programs(pattern: str) -> Path:
    """The one file or folder below the mail programs that fits."""
    return next(MAIL_PROGRAMS.glob(pattern))


class Home:
    """Where the owner of ``inbox`` runs mail programs; ``sendmail`` hands mail to the mail world.

    The login exists for these programs only (nss_wrapper(1)); it is the address's part before the ``@``.

    :param folder: a folder that is made
    """

    def __init__(self, inbox: Mailbox, folder: Path) -> None:
        self.inbox = inbox
        self.address = inbox.address
        self.login = inbox.address.partition("@")[0]
        self.folder = folder
        folder.mkdir()
        words = [PYTHON, "-I", ROOT / "testbed" / "sendmail.py", str(self.world.smtp_port), self.address]
        self.sendmail = self.write(SENDMAIL, f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
        self.sendmail.chmod(0o755)
        self._passwd = self.write("passwd", f"{self.login}:x:{os.getuid()}:{os.getgid()}::{folder}:/bin/sh\n")
        self._group = self.write("group", f"{self.login}:x:{os.getgid()}:\n")

    @property
    def world(self) -> MailWorld:
        return self.inbox.world

    def write(self, name: str, text: str) -> Path:
        """Put a file into the home folder."""
        path = self.folder / name
        path.write_text(text)
        return path

    def mail(self) -> EmailMessage:
        """The one mail in the inbox, as it was delivered there."""
        (mail,) = self.inbox.messages()
        return mail

    def mail_as_delivered(self) -> bytes:
        """The same, as a program that is called at delivery gets it."""
        return self.mail().as_bytes(policy=SMTP.clone(linesep="\n"))

    def run(self, program: str, *words: str | Path, given: bytes = b"") -> bytes:
        """Run a program in the home folder with ``given`` on its standard input; what it prints.

        :raises RuntimeError: with what it says, when it fails
        """
        done = subprocess.run(
            [program, *words],
            input=given,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            timeout=TIMEOUT,
        )
        if done.returncode:
            raise RuntimeError(f"{program} ended with status {done.returncode}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the programs need: nothing of ours leads them out of the home folder."""
        return {
            "PATH": f"{MAIL_PROGRAMS / 'usr/bin'}:{os.defpath}",
            "LD_LIBRARY_PATH": ":".join(map(str, LIBRARIES)),
            "LD_PRELOAD": str(find_in_mail_programs("usr/lib/*-linux-gnu/libnss_wrapper.so")),
            "NSS_WRAPPER_PASSWD": str(self._passwd),
            "NSS_WRAPPER_GROUP": str(self._group),
            "PERL5LIB": ":".join(map(str, PERL_LIBRARIES)),
            "HOME": str(self.folder),
            "LOGNAME": self.login,
            "USER": self.login,
            "TERM": "xterm",
            "LANG": "C.UTF-8",
        }
