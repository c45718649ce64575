"""Mails that a mail server gives to Odoo by Odoo's own program, over its external API (semantics 4.2 to 4.4, 5.1)."""

import subprocess
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path

from matrix import Matrix
from stage import Stage

from testbed.paths import PYTHON, addons_paths
from testbed.sales_world import CATCHALL, SELLER

PROGRAM = "mail/static/scripts/odoo-mailgate.py"
EX_OK, EX_NOUSER, EX_SOFTWARE = 0, 67, 70  # sysexits.h
WAY = "mailgate"


def give(stage: Stage, sender: str, to: str, text: str, **headers: str) -> int:
    """Let the program hand over a mail; its exit status, by which a mail server knows whether to return the mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "About your mail"
    mail["Message-ID"] = make_msgid(domain="example.test")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    program = next(path for folder in addons_paths() if (path := Path(folder, PROGRAM)).exists())
    server, odoo = stage.world.server, stage.odoo
    words = ["--host", "127.0.0.1", "--port", server.port, "-d", server.database, "-u", odoo.uid, "-p", "admin"]
    return subprocess.run([PYTHON, program, *map(str, words)], input=mail.as_bytes(policy=SMTP)).returncode


def test_4_2_a_reply_pauses(stage: Stage, matrix: Matrix) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    status = give(stage, ada.email, CATCHALL, "Yes, call me.", In_Reply_To=mail["Message-ID"])
    got = stage.outcome(ada, [subscription], "Yes, call me.")
    matrix.check("a reply", WAY, "paused: reply, in the chatter: 1", got)
    assert status == EX_OK


def test_4_4_a_subscribers_mail_without_a_route_pauses_and_is_kept_rather_than_returned(
    stage: Stage, matrix: Matrix
) -> None:
    ada, subscription, _mail = stage.mailed("Ada")
    status = give(stage, ada.email, SELLER, "Do you sell bicycles, too?")
    got = stage.outcome(ada, [subscription], "Do you sell bicycles, too?")
    matrix.check("an unrelated mail", WAY, "paused: reply, in the chatter: 1", got)
    assert status == EX_OK


def test_4_2_a_strangers_mail_without_a_route_is_returned_as_ever_and_pauses_nobody(
    stage: Stage, matrix: Matrix
) -> None:
    ada, subscription, _mail = stage.mailed("Ada")
    status = give(stage, stage.address("peddler"), SELLER, "Buy now.")
    got = stage.outcome(ada, [subscription], "Buy now.")
    matrix.check("an unrelated mail, from a stranger", WAY, "active, in the chatter: 0", got)
    assert status in (EX_NOUSER, EX_SOFTWARE)


def test_5_1_an_autoresponder_does_not_pause(stage: Stage, matrix: Matrix) -> None:
    ada, subscription, mail = stage.mailed("Ada")
    answered = {"In_Reply_To": mail["Message-ID"], "Auto_Submitted": "auto-replied"}
    status = give(stage, ada.email, CATCHALL, "I am away.", **answered)
    matrix.check("an autoresponder", WAY, "active, in the chatter: 1", stage.outcome(ada, [subscription], "I am away."))
    assert status == EX_OK
    assert len(stage.in_chatter(ada, "Automatic reply")) == 1
