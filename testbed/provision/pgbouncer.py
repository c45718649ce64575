"""PgBouncer, unpacked from Debian's package: needs no root and installs nothing."""

from testbed.paths import PGBOUNCER_ROOT
from testbed.provision.apt import Suite
from testbed.provision.steps import Step, replacing

SUITE = "bookworm"
PACKAGES = ["pgbouncer"]
NOT_UNPACKED = {"adduser", "lsb-base", "ssl-cert"}  # only to install it as a service
# What it is linked with and a small Debian lacks; asked for where apt cannot simulate an installation.
USUAL_LIBRARIES = ["libc-ares2", "libevent-2.1-7"]


def pgbouncer_step() -> Step:
    """PgBouncer below ``.sandbox/pgbouncer``."""
    return Step("PgBouncer", " ".join([SUITE, *PACKAGES]), PGBOUNCER_ROOT / "usr" / "sbin" / "pgbouncer", _unpack)


def _unpack() -> None:
    suite = Suite(SUITE)
    suite.update()
    with replacing(PGBOUNCER_ROOT) as root:
        suite.unpack_to_run(PACKAGES, root, unneeded=NOT_UNPACKED, usual_libraries=USUAL_LIBRARIES)
