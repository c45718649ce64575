"""One Odoo, one mail server and one set of crons for all system tests; a stage of its own for each test."""

import re
from collections.abc import Iterator

import pytest
from odoo_log import complaints
from stage import Stage

from testbed.mail_world import MailWorld
from testbed.sales_world import SalesWorld

DATABASE = "system_tests"
LOGIN = ("sam", "right password")


@pytest.fixture(scope="session")
def expected_complaints() -> set[str]:
    """Regular expressions of log records that a test brings about on purpose; a test adds its own."""
    return set()


@pytest.fixture(scope="session")
def world(expected_complaints: set[str]) -> Iterator[SalesWorld]:
    """The world that the tests share. Its log must hold no complaint of the addon but the expected ones."""
    world = SalesWorld(DATABASE, mail=MailWorld(login=LOGIN))
    world.server.log_path.unlink(missing_ok=True)
    with world:
        yield world
    found = [
        record
        for record in complaints(world.server.log_path)
        if not any(re.search(expected, record) for expected in expected_complaints)
    ]
    assert not found, "the addon complained in Odoo's log:\n" + "\n".join(found)


@pytest.fixture
def stage(world: SalesWorld) -> Iterator[Stage]:
    """Contacts and sequences of this test alone; afterwards its sequences send nothing more."""
    stage = Stage(world)
    yield stage
    stage.clear()
