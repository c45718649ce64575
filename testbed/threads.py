"""Mail programs that show conversations: which mails of a folder belong together, by their headers alone.

Each function takes the person's ``Home`` and an mbox file, and returns the Message-Ids of the conversation in which the
first mail is.
"""

import mailbox
from collections.abc import Callable
from pathlib import Path

from testbed.clients import run_on_terminal
from testbed.home import Home

# muttrc(5): strict_threads leaves subjects out of account. What is typed tags the first conversation and copies it.
MUTTRC = """\
set folder = "{home}"
set spoolfile = "{mbox}"
set mbox_type = Maildir
set strict_threads = yes
set sort = threads
set confirmappend = no
set confirmcreate = no
set copy = yes
set quit = yes
set mark_old = no
set move = no
push "<first-entry><tag-thread><tag-prefix><copy-message><kill-line>{copies}<enter><exit>"
"""


def mutt(home: Home, mbox: Path) -> set[str]:
    """mutt(1), sorted by threads."""
    copies = home.folder / "conversation"
    settings = MUTTRC.format(home=home.folder, mbox=mbox, copies=copies)
    run_on_terminal(home, "mutt", "-n", "-R", "-F", str(home.write("muttrc", settings)))
    return {mail["Message-ID"] for mail in mailbox.Maildir(copies, create=False)}


def s_nail(home: Home, mbox: Path) -> set[str]:
    """s-nail(1), which draws a tree in front of what answers another mail."""
    words = ["-:/", "-#", "-R", "-Sv15-compat=yes", "-Sheadline=%m|%i|", "-f", mbox]
    lines = home.run("s-nail", *words, given=b"thread\nheaders\nexit\n").decode().splitlines()
    rows = [line.split("|") for line in lines if line.count("|") == 2]
    numbers = [int(number.strip(" >")) for number, _tree, _rest in rows]
    answers = [bool(tree.strip()) for _number, tree, _rest in rows]
    start = numbers.index(1)
    end = next((n for n in range(start + 1, len(rows)) if not answers[n]), len(rows))
    mails = list(mailbox.mbox(mbox))
    return {mails[number - 1]["Message-ID"] for number in numbers[start:end]}


CLIENTS: dict[str, Callable[[Home, Path], set[str]]] = {"mutt": mutt, "s-nail": s_nail}
