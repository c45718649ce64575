"""Mail programs in which people answer: they read the mail by IMAP and reply by SMTP, on their own.

Each function takes the person's ``Home`` and answers the one mail in the inbox with a text.
"""

import os
import pty
import select
import subprocess
import time
from collections.abc import Callable
from email.utils import parseaddr
from urllib.parse import quote

from testbed.home import TIMEOUT, Home

PASSWORD = "secret"
# mutt(1) with the reply prepared as keys that are typed; muttrc(5) names the variables.
MUTTRC = """\
set from = "{address}"
set folder = "imap://127.0.0.1:{imap_port}/"
set spoolfile = "imap://127.0.0.1:{imap_port}/INBOX"
set imap_user = "{address}"
set imap_pass = "{password}"
set smtp_url = "smtp://127.0.0.1:{smtp_port}"
set ssl_force_tls = no
set ssl_starttls = no
set record = ""
set copy = no
set editor = "{editor}"
set reply_to = yes
set fast_reply = yes
set include = yes
set abort_unmodified = no
set quit = yes
push "<reply><send-message><quit>"
"""
WRITES = """\
#!/bin/sh
{{ echo '{text}'; cat "$1"; }} > "$1.new" && mv "$1.new" "$1"
"""


def s_nail(home: Home, text: str) -> None:
    """s-nail(1), the mailx of today: ``Reply`` answers the sender alone."""
    settings = {
        "v15-compat": "yes",
        "from": home.address,
        "mta": f"smtp://127.0.0.1:{home.world.smtp_port}",
        "smtp-auth": "none",
        "imap-auth": "login",
        "reply-to-honour": "yes",
        "sendwait": "yes",
    }
    words = [f"-S{name}={value}" for name, value in settings.items()]
    inbox = f"imap://{quote(home.address, safe='')}:{PASSWORD}@127.0.0.1:{home.world.imap_port}/INBOX"
    home.run("s-nail", "-:/", "-#", *words, "-f", inbox, given=f"Reply 1\n{text}\n~.\nexit\n".encode())


def mutt(home: Home, text: str) -> None:
    """mutt(1) on a terminal of its own."""
    editor = home.write("editor", WRITES.format(text=text))
    editor.chmod(0o755)
    settings = MUTTRC.format(
        address=home.address,
        password=PASSWORD,
        imap_port=home.world.imap_port,
        smtp_port=home.world.smtp_port,
        editor=editor,
    )
    run_on_terminal(home, "mutt", "-n", "-F", str(home.write("muttrc", settings)))


def run_on_terminal(home: Home, *words: str) -> None:
    """Run a program on a pseudo-terminal until it ends.

    :raises RuntimeError: with the end of what it has shown, when it fails or does not end in time
    """
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        words,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=home.folder,
        env=home.environment,
        start_new_session=True,
    )
    os.close(terminal)
    shown = _shown_until_end(screen, process)
    os.close(screen)
    if process.poll() is None:
        process.kill()
    if process.wait():
        raise RuntimeError(f"{words[0]} ended with status {process.returncode}; it showed {shown[-1000:]!r}")


def _shown_until_end(screen: int, process: subprocess.Popen) -> bytes:
    shown = b""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                shown += os.read(screen, 65536)
            except OSError:  # nobody has the terminal any more
                process.wait(TIMEOUT)
                break
    return shown


def swaks(home: Home, text: str) -> None:
    """swaks(1), which sends whatever it is told to: here a reply as RFC 5322, 3.6.4 has it."""
    mail = home.mail()
    headers = {
        "Subject": f"Re: {mail['Subject']}",
        "In-Reply-To": mail["Message-ID"],
        "References": " ".join(f"{mail['References'] or ''} {mail['Message-ID']}".split()),
    }
    words = [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
    to = parseaddr(str(mail["Reply-To"]))[1]
    server = f"127.0.0.1:{home.world.smtp_port}"
    home.run("swaks", "--server", server, "--from", home.address, "--to", to, *words, "--body", text)


CLIENTS: dict[str, Callable[[Home, str], None]] = {"s-nail": s_nail, "mutt": mutt, "swaks": swaks}
