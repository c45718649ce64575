"""Programs that answer a mail for their absent owner, run on the mail as it was delivered, as their manuals have it.

Each function takes the owner's ``Home`` and lets the program answer the mail in the inbox, to the address that the
program itself chooses: the envelope's sender (Return-Path), or Reply-To.
"""

from collections.abc import Callable
from functools import partial

from testbed.home import Home, find_in_mail_programs

ABSENCE = "I am away until Monday and read no mail."

# procmail(1) and formail(1); X-Loop keeps two such answers from answering each other, as in procmailex(5).
RECIPE = """\
SHELL = /bin/sh
PATH = {path}
DEFAULT = {folder}/mbox
LOGFILE = {folder}/procmail.log

:0 hc
* ! ^X-Loop: {address}
| (formail {option} "X-Loop: {address}"; echo "{absence}") | {sendmail} -oi -t
"""

# vacation(1), FILES
VACATION_MESSAGE = """\
From: {address}
Subject: away from my mail
Delivered-By-The-Graces-Of: The Vacation program
Precedence: bulk

{absence}
"""

# RFC 5230, as `info mailutils sieve` has it
SIEVE = 'require ["vacation"];\nvacation :days 7 "{absence}";\n'


def mailbot(home: Home, *form: str) -> None:
    """maildrop's autoresponder, mailbot(1); ``form`` is how it writes its answer."""
    text = home.write("absence.txt", f"{ABSENCE}\n")
    words = ["-t", text, "-A", f"From: {home.address}", *form]
    home.run("mailbot", *words, home.sendmail, "-t", "-f", "", given=home.mail_as_delivered())


def mailbot_delivery_report(home: Home) -> None:
    """The answer in the form of a notice that the mail was delivered (RFC 3464)."""
    mailbot(home, "-M", home.address)


def mailbot_feedback_report(home: Home) -> None:
    """The answer in the form of a report to the sender's provider (RFC 5965)."""
    mailbot(home, "-T", "replyfeedback", "-R", "other")


def formail(home: Home, option: str) -> None:
    """A procmail recipe; ``-rA`` answers the envelope's sender, ``-rtA`` whom the mail names for replies."""
    words = {"folder": home.folder, "address": home.address, "sendmail": home.sendmail}
    recipe = RECIPE.format(option=option, absence=ABSENCE, path=home.environment["PATH"], **words)
    home.run("procmail", "-m", home.write("procmailrc", recipe), given=home.mail_as_delivered())


def bsd_vacation(home: Home) -> None:
    """BSD's vacation(1), started from .forward; it answers after it has ended."""
    home.write(".vacation.msg", VACATION_MESSAGE.format(address=home.address, absence=ABSENCE))
    home.run("vacation", "-i")
    home.run("vacation", "-a", home.address, home.login, given=home.mail_as_delivered())


def gnu_sieve(home: Home) -> None:
    """GNU Mailutils' Sieve, on a mailbox that holds the mail."""
    mbox = home.write("mbox", f"From {home.mail()['Return-Path'].strip('<>')} Thu Jan  1 00:00:00 1970\n")
    with mbox.open("ab") as file:
        file.write(home.mail_as_delivered() + b"\n")
    script = home.write("absence.sieve", SIEVE.format(absence=ABSENCE))
    actions = find_in_mail_programs("usr/lib/*-linux-gnu/mailutils9")
    where = ["--no-config", "--clear-library-path", "-L", actions, "-M", f"sendmail:{home.sendmail}"]
    home.run("sieve", *where, "-e", home.address, "-f", mbox, script)


RESPONDERS: dict[str, Callable[[Home], None]] = {
    "maildrop mailbot": mailbot,
    "maildrop mailbot, as a delivery report": mailbot_delivery_report,
    "maildrop mailbot, as a feedback report": mailbot_feedback_report,
    "procmail and formail -r": partial(formail, option="-rA"),
    "procmail and formail -rt": partial(formail, option="-rtA"),
    "BSD vacation": bsd_vacation,
    "GNU Mailutils sieve": gnu_sieve,
}
