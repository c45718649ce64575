"""Dovecot with Pigeonhole, unpacked from Debian's packages: needs no root and installs nothing."""

from pathlib import Path

from testbed.paths import DOVECOT_ROOT
from testbed.provision.apt import Suite
from testbed.provision.steps import SetupError, Step, replacing

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
# Dovecot looks for its TLS module, which every server loads even without TLS, in a folder fixed at compilation. Its
# servers work in their base_dir, so that a relative folder of the same length leads to whatever base_dir links to.
LIBRARY = "usr/lib/dovecot/libdovecot.so.0.0.0"
COMPILED_MODULES = b"/usr/lib/dovecot/modules\0"
RELATIVE_MODULES = b"modules\0".ljust(len(COMPILED_MODULES), b"\0")


def mail_server_step() -> Step:
    """Dovecot below ``.sandbox/dovecot``."""
    wanted = " ".join([DOVECOT_SUITE, *DOVECOT_PACKAGES, RELATIVE_MODULES.decode()])
    return Step("Dovecot", wanted, DOVECOT_ROOT / "usr" / "sbin" / "dovecot", _unpack)


def _unpack() -> None:
    suite = Suite(DOVECOT_SUITE)
    suite.update()
    with replacing(DOVECOT_ROOT) as root:
        suite.unpack_to_run(DOVECOT_PACKAGES, root, unneeded=NOT_UNPACKED, usual_libraries=USUAL_LIBRARIES)
        _make_relocatable(root / LIBRARY)


def _make_relocatable(library: Path) -> None:
    code = library.read_bytes()
    if COMPILED_MODULES not in code:
        raise SetupError(f"{library} does not name the folder of Dovecot's modules as version 2.3 does")
    library.write_bytes(code.replace(COMPILED_MODULES, RELATIVE_MODULES))
