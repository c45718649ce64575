"""Odoo 19 Community: a checkout, Debian's package unpacked, or a clone; and its launcher."""

import json
import os
import re
from pathlib import Path

from testbed.paths import ODOO_DESCRIPTION, ODOO_LAUNCHER, SANDBOX
from testbed.provision.apt import Suite
from testbed.provision.steps import InterruptedSetupError, SetupError, Step, command, replacing, say

UNPACKED = SANDBOX / "odoo-debian"
CLONED = SANDBOX / "odoo-git"
REPOSITORY = "https://github.com/odoo/odoo.git"

ODOO_PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
]
ICON_FONT_SUITE = "bookworm"  # Font Awesome 4.7, as Odoo's style sheets need it; later suites have another layout
ICON_FONT = "fonts-font-awesome"
# Left out of Debian's package for its license, but named by the web client's bundle.
REMOVED_BY_DEBIAN = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"

LAUNCHER = """\
#!/bin/sh
# Odoo's command line, in the sandbox. Written by scripts/setup.
sandbox=$(dirname "$(readlink -f "$0")")
PYTHONPATH="{python_path}${{PYTHONPATH:+:$PYTHONPATH}}" exec "$sandbox/venv/bin/python" -W ignore -P -m odoo "$@"
"""


def odoo_step() -> Step:
    """Odoo's source, described in ``.sandbox/odoo.json``, and ``.sandbox/odoo`` to start it."""
    checkout = os.environ.get("ODOO_SOURCE", "")
    return Step("Odoo 19", f"checkout {checkout}" if checkout else "Debian, else git; 1", ODOO_DESCRIPTION, _provide)


def _provide() -> str:
    if checkout := os.environ.get("ODOO_SOURCE"):
        return _describe(Path(checkout).resolve(), f"checkout {checkout}")
    try:
        return _describe(_unpack_debian(), "Debian's package")
    except InterruptedSetupError:
        raise
    except SetupError as error:
        say(f"  Odoo 19: Debian's package is out of reach ({error}); cloning {REPOSITORY}")
    with replacing(CLONED) as fresh:
        command("git", "clone", "--depth", "1", "--branch", "19.0", REPOSITORY, fresh, log="odoo")
    return _describe(CLONED, f"clone of {REPOSITORY}")


def _unpack_debian() -> Path:
    """The folder that holds the ``odoo`` package, with Debian's replacements of bundled libraries in place."""
    unstable, icons = Suite("sid"), Suite(ICON_FONT_SUITE)
    python_path = Path("usr/lib/python3/dist-packages")
    unstable.update()
    icons.update()
    with replacing(UNPACKED) as root:
        unstable.unpack(ODOO_PACKAGES, root)
        icons.unpack([ICON_FONT], root)
        _keep_links_inside(root)
        stub = root / python_path / "odoo/addons" / REMOVED_BY_DEBIAN
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.touch()
    return UNPACKED / python_path


def _keep_links_inside(root: Path) -> None:
    """Point absolute links at the unpacked files; say where the web client would miss a file."""
    for folder, folders, files in os.walk(root):
        for link in (Path(folder, name) for name in [*folders, *files] if Path(folder, name).is_symlink()):
            target = os.readlink(link)
            if target.startswith("/"):
                link.unlink()
                link.symlink_to(os.path.relpath(root / target.lstrip("/"), link.parent))
            if not link.exists() and "addons/web/" in str(link):
                say(f"  Odoo 19: {link.relative_to(root)} leads nowhere")


def _describe(python_path: Path, source: str) -> str:
    """Write the launcher and the description.

    :raises SetupError: where this is no Odoo 19
    """
    release = python_path / "odoo" / "release.py"
    version = re.search(r"^version_info = \((\d+), (\d+)", release.read_text() if release.exists() else "", re.M)
    if not version or version[1] != "19":
        raise SetupError(f"{python_path} holds no Odoo 19")
    description = {
        "source": source,
        "version": f"{version[1]}.{version[2]}",
        "python_path": str(python_path),
        "addons_paths": [str(path) for path in _own_addons(python_path)],
    }
    ODOO_LAUNCHER.write_text(LAUNCHER.format(python_path=python_path))
    ODOO_LAUNCHER.chmod(0o755)
    ODOO_DESCRIPTION.write_text(json.dumps(description, indent=2))
    return source


def _own_addons(python_path: Path) -> list[Path]:
    """Debian has all addons in one folder; a checkout has most of them beside the package."""
    beside = python_path / "addons"
    inside = python_path / "odoo" / "addons"
    is_checkout = (python_path / "odoo-bin").exists()
    return [beside, inside] if is_checkout else [inside]
