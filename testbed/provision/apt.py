"""Debian packages without installing them: an own apt configuration per suite, below the sandbox."""

import platform
import re
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from testbed.paths import SANDBOX
from testbed.provision.steps import SetupError, command, output_of

APT_SOURCES = Path("/etc/apt")
DEVELOPMENT_SUITES = {"stable", "testing", "unstable", "sid"}


@dataclass(frozen=True)
class Mirror:
    """Where the machine takes Debian from, and with which keyring it checks it (empty: apt's own)."""

    uri: str
    signed_by: str = ""


def machine_codename() -> str:
    """The Debian release of this machine, such as ``bookworm``; empty where it is no Debian."""
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "")


def machine_mirror() -> Mirror:
    """The mirror named by the machine's apt sources.

    :raises SetupError: where no source of Debian's main archive is found
    """
    suites = DEVELOPMENT_SUITES | {machine_codename()}
    for mirror, named in _sources():
        if named & suites:
            return mirror
    raise SetupError(f"no source of Debian's main archive in {APT_SOURCES}")


def _sources() -> Iterator[tuple[Mirror, set[str]]]:
    """Each binary source of the machine with its suites, of both formats of sources.list(5)."""
    for path in sorted(APT_SOURCES.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            yield from _deb822_source(stanza)
    for path in [APT_SOURCES / "sources.list", *sorted(APT_SOURCES.glob("sources.list.d/*.list"))]:
        for line in path.read_text().splitlines() if path.exists() else ():
            yield from _one_line_source(line)


def _deb822_source(stanza: str) -> Iterator[tuple[Mirror, set[str]]]:
    fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t]+.*)*)", stanza, re.MULTILINE))
    if "deb" in fields.get("Types", "").split() and fields.get("URIs"):
        signed_by = fields.get("Signed-By", "").strip()
        keyring = signed_by if signed_by.startswith("/") else ""
        yield Mirror(fields["URIs"].split()[0], keyring), set(fields.get("Suites", "").split())


def _one_line_source(line: str) -> Iterator[tuple[Mirror, set[str]]]:
    source = re.match(r"deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)", line.strip())
    if source:
        signed_by = re.search(r"signed-by=(\S+)", source["options"] or "")
        yield Mirror(source["uri"], signed_by[1] if signed_by else ""), {source["suite"]}


_updating = threading.Lock()
_up_to_date: set[str] = set()


class Suite:
    """One suite of the machine's mirror, with own lists and cache; needs no root and changes nothing outside."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = SANDBOX / "apt" / name
        self.env = {"APT_CONFIG": str(self.folder / "apt.conf")}

    def update(self) -> None:
        """Fetch the list of packages, once per run."""
        with _updating:
            if self.name not in _up_to_date:
                self._fetch_lists()
                _up_to_date.add(self.name)

    def _fetch_lists(self) -> None:
        for folder in ("lists/partial", "cache/archives/partial"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        mirror = machine_mirror()
        option = f"[signed-by={mirror.signed_by}] " if mirror.signed_by else ""
        (self.folder / "sources.list").write_text(f"deb {option}{mirror.uri} {self.name} main\n")
        (self.folder / "apt.conf").write_text(
            f'Dir::Etc::sourcelist "{self.folder}/sources.list";\n'
            'Dir::Etc::sourceparts "/dev/null";\n'
            f'Dir::State::Lists "{self.folder}/lists";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            'APT::Sandbox::User "";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
        )
        command("apt-get", "update", "-q", env=self.env, log=f"apt-{self.name}")

    def missing_for(self, packages: Iterable[str]) -> list[str]:
        """What apt would install besides for these packages on this machine; empty where it cannot tell."""
        simulation = output_of(
            "apt-get", "install", "--simulate", "--no-install-recommends", "-q", *packages, env=self.env
        )
        return re.findall(r"^Inst (\S+)", simulation, re.MULTILINE)

    def unpack_to_run(
        self, packages: Collection[str], root: Path, *, unneeded: Collection[str], usual_libraries: Collection[str]
    ) -> None:
        """Unpack the packages below ``root``, with what they need to run and this machine lacks.

        :param unneeded: packages that apt would install besides, and that are left out
        :param usual_libraries: what is unpacked besides where apt cannot tell what the machine lacks
        """
        libraries = set(self.missing_for(packages)) - set(unneeded) or usual_libraries
        self.unpack([*packages, *libraries], root)

    def unpack(self, packages: Iterable[str], root: Path) -> None:
        """Download the packages and unpack them below ``root``, without installing anything.

        :raises SetupError: where one does not exist or cannot be fetched
        """
        debs = self.folder / f"debs-of-{root.name}"
        debs.mkdir(exist_ok=True)
        command("apt-get", "download", "-q", *sorted(set(packages)), env=self.env, cwd=debs, log=f"apt-{self.name}")
        for deb in sorted(debs.glob("*.deb")):
            command("dpkg-deb", "-x", deb, root, log=f"apt-{self.name}")
        shutil.rmtree(debs)
