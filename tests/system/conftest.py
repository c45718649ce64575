"""One Odoo, one mail server and one set of crons for all system tests; a stage of its own for each test."""

from collections.abc import Iterator

import pytest
from odoo_log import without_complaints
from stage import LOGIN, Stage

from testbed.mail_world import MailWorld
from testbed.sales_world import SalesWorld

DATABASE = "system_tests"


@pytest.fixture(scope="session")
def expected_complaints() -> set[str]:
    """Regular expressions of log records that a test brings about on purpose; a test adds its own."""
    return set()


@pytest.fixture(scope="session")
def world(expected_complaints: set[str]) -> Iterator[SalesWorld]:
    """The world that the tests share. Its log must hold no complaint of the addon but the expected ones."""
    with without_complaints(DATABASE, expected_complaints), SalesWorld(DATABASE, mail=MailWorld(login=LOGIN)) as world:
        yield world


@pytest.fixture
def stage(world: SalesWorld) -> Iterator[Stage]:
    """Contacts and sequences of this test alone; afterwards its sequences send nothing more."""
    stage = Stage(world)
    yield stage
    stage.clear()
