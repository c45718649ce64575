"""Programs that people and their mailboxes answer with, unpacked from Debian's packages: none is installed."""

from pathlib import Path

from testbed.paths import MAIL_PROGRAMS
from testbed.provision.apt import Suite
from testbed.provision.steps import SetupError, Step, replacing

SUITE = "bookworm"
PACKAGES = ["maildrop", "procmail", "vacation", "mailutils", "s-nail", "mutt", "swaks", "libnss-wrapper"]
# What apt would install besides, and these programs do without: Guile, folders for servers, common texts.
NOT_UNPACKED = {"courier-authlib", "guile-3.0-libs", "libgc1", "mailutils-common", "mysql-common", "mariadb-common"}
# What they are linked with and a small Debian lacks; asked for where apt cannot simulate an installation.
USUAL_LIBRARIES = [
    "libassuan0",
    "libcourier-unicode4",
    "libdb5.3",
    "libgpgme11",
    "libgsasl18",
    "libgssglue1",
    "libidn12",
    "libldap-2.5-0",
    "libltdl7",
    "libmailutils9",
    "libmariadb3",
    "libntlm0",
    "libpq5",
    "libsasl2-2",
    "libtokyocabinet9",
]
# BSD vacation knows one program to send with, by its full name. It works in its user's home: a relative name of the
# same length leads to the user's own.
VACATION = "usr/bin/vacation"
COMPILED_SENDMAIL = b"/usr/sbin/sendmail\0"
RELATIVE_SENDMAIL = b"./testbed-sendmail\0"


def mail_programs_step() -> Step:
    """Autoresponders and mail clients below ``.sandbox/mail-programs``."""
    wanted = " ".join([SUITE, *PACKAGES, RELATIVE_SENDMAIL.decode()])
    return Step("Mail programs", wanted, MAIL_PROGRAMS / VACATION, _unpack)


def _unpack() -> None:
    suite = Suite(SUITE)
    suite.update()
    with replacing(MAIL_PROGRAMS) as root:
        suite.unpack_to_run(PACKAGES, root, unneeded=NOT_UNPACKED, usual_libraries=USUAL_LIBRARIES)
        _send_from_home(root / VACATION)


def _send_from_home(vacation: Path) -> None:
    code = vacation.read_bytes()
    if COMPILED_SENDMAIL not in code:
        raise SetupError(f"{vacation} does not name sendmail as version 3.3 does")
    vacation.write_bytes(code.replace(COMPILED_SENDMAIL, RELATIVE_SENDMAIL))
