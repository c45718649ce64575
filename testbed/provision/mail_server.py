"""Dovecot with Pigeonhole, unpacked from Debian's packages: needs no root and installs nothing."""

from testbed.paths import DOVECOT_ROOT
from testbed.provision.apt import Suite
from testbed.provision.steps import Step, replacing

DOVECOT_SUITE = "bookworm"  # Dovecot 2.3, whose configuration testbed/dovecot.py writes; 2.4 has another language
DOVECOT_PACKAGES = ["dovecot-core", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "dovecot-sieve"]
# Never needed to run it: tools of the package manager, and certificates.
NOT_UNPACKED = {"ucf", "ssl-cert", "openssl", "adduser", "lsb-base", "dovecot-managesieved"}
# What dovecot-core is linked with and a small Debian lacks; asked for where apt cannot simulate an installation.
USUAL_LIBRARIES = [
    "libapparmor1",
    "libexttextcat-2.0-0",
    "liblua5.3-0",
    "libsodium23",
    "libstemmer0d",
    "libunwind8",
]


def mail_server_step() -> Step:
    """Dovecot below ``.sandbox/dovecot``."""
    wanted = " ".join([DOVECOT_SUITE, *DOVECOT_PACKAGES])
    return Step("Dovecot", wanted, DOVECOT_ROOT / "usr" / "sbin" / "dovecot", _unpack)


def _unpack() -> None:
    suite = Suite(DOVECOT_SUITE)
    suite.update()
    libraries = set(suite.missing_for(DOVECOT_PACKAGES)) - NOT_UNPACKED or USUAL_LIBRARIES
    with replacing(DOVECOT_ROOT) as root:
        suite.unpack([*DOVECOT_PACKAGES, *libraries], root)
