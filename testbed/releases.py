"""The versions of this project that a stranger's database may have been made with, and their source."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from testbed.paths import ROOT, SANDBOX

# Each as git names its tree, which stays the same where commits are rewritten. A new version adds a line.
RELEASES = {
    "19.0.1.0.0, before the reports": "a01758dfe671691e9845981aee002039016a0032",
    "19.0.1.0.0": "1690a131cce5780bb5f54dce8c2bd6bb6f60eae4",
    "19.0.1.1.0": "3d8ea15a09d55e1003120d9b1fc6dfca6b865a0c",
}
FOLDER = SANDBOX / "releases"


def source_of(release: str) -> Path:
    """The folder with the source of a release, unpacked at the first use.

    :raises RuntimeError: when the history of this repository does not have it
    """
    tree = RELEASES[release]
    folder = FOLDER / tree
    if not folder.exists():
        under_way = folder.with_suffix(".under_way")
        shutil.rmtree(under_way, ignore_errors=True)
        with tarfile.open(fileobj=io.BytesIO(_archive(release, tree))) as archive:
            archive.extractall(under_way, filter="data")
        under_way.rename(folder)
    return folder


def _archive(release: str, tree: str) -> bytes:
    words = ["git", "-C", ROOT, "archive", "--format=tar", tree]
    done = subprocess.run(words, capture_output=True)
    if done.returncode:
        raise RuntimeError(
            f"The source of {release} (tree {tree}) is not in this repository: "
            f"{done.stderr.decode(errors='replace').strip()}. A shallow clone lacks it; fetch the whole history with: "
            "git fetch --unshallow"
        )
    return done.stdout
