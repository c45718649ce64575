"""A pytest plugin: each of several workers has a filestore of its own, beside its own copy of the database.

pytest-odoo lets all workers share one filestore. Odoo empties it of unknown files at the end of each class of tests,
so one worker would delete files that a test of another has just written and not committed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest_odoo


@contextmanager
def _filestore_of_its_own(original_database: str, database: str) -> Iterator[None]:
    config = pytest_odoo.odoo.tools.config
    original, own = Path(config.filestore(original_database)), Path(config.filestore(database))
    if own == original:
        yield
        return
    shutil.rmtree(own, ignore_errors=True)
    if original.exists():  # its files are named by their content and never change: a link is as good as a copy
        shutil.copytree(original, own, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(own, ignore_errors=True)


def pytest_configure() -> None:
    if not hasattr(pytest_odoo, "_shared_filestore"):
        raise RuntimeError("This pytest-odoo separates its workers in another way; see testbed/own_filestore.py.")
    pytest_odoo._shared_filestore = _filestore_of_its_own
