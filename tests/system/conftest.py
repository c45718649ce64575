"""One Odoo, one mail server and one set of crons for all system tests of a worker; a stage of its own for each test.

Ends with tables of those who answered, and of what went wrong, collected from all workers.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from matrix import Matrix
from odoo_log import without_complaints
from stage import LOGIN, Stage

from testbed.mail_world import MailWorld, Protocol
from testbed.sales_world import CATCHALL, SalesWorld

DATABASE = "_".join(filter(None, ("system_tests", os.environ.get("PYTEST_XDIST_WORKER"))))
ANSWERS, FAILURES = pytest.StashKey[Matrix](), pytest.StashKey[Matrix]()
TABLES = {"answers": ANSWERS, "failures": FAILURES}


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ANSWERS] = Matrix("who answered, and what came of it", "who", "protocol")
    config.stash[FAILURES] = Matrix("what went wrong at a mail server, and what came of it", "the server", "when")


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node: Any) -> None:
    """Collect what a worker's tests have noted."""
    for name, rows in getattr(node, "workeroutput", {}).get("tables", {}).items():
        node.config.stash[TABLES[name]].rows.extend(map(tuple, rows))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what its tests have noted."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tables"] = {name: session.config.stash[key].rows for name, key in TABLES.items()}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for table in (config.stash[ANSWERS], config.stash[FAILURES]):
        for number, line in enumerate(table.lines()):
            if number == 0:
                terminalreporter.section(table.title)
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Matrix:
    """Where tests note what came of an answer."""
    return request.config.stash[ANSWERS]


@pytest.fixture(scope="session")
def failures(request: pytest.FixtureRequest) -> Matrix:
    """Where tests note what came of a failure."""
    return request.config.stash[FAILURES]


@pytest.fixture(scope="session")
def expected_complaints() -> set[str]:
    """Regular expressions of log records that a test brings about on purpose; a test adds its own."""
    return set()


@pytest.fixture(scope="session")
def world(expected_complaints: set[str]) -> Iterator[SalesWorld]:
    """The world that the tests share. Its log must hold no complaint of the addon but the expected ones."""
    with without_complaints(DATABASE, expected_complaints), SalesWorld(DATABASE, mail=MailWorld(login=LOGIN)) as world:
        yield world


@pytest.fixture(scope="module", params=Protocol, ids=lambda protocol: protocol.name)
def protocol(request: pytest.FixtureRequest, world: SalesWorld) -> Iterator[Protocol]:
    """How Odoo fetches the answers to sequence mails: a module's tests that want to know run by both."""
    world.wait_until_fetched()
    world.fetch_by(CATCHALL, request.param)
    yield request.param
    world.wait_until_fetched()
    world.fetch_by(CATCHALL, Protocol.IMAP)


@pytest.fixture
def stage(world: SalesWorld) -> Iterator[Stage]:
    """Contacts and sequences of this test alone; afterwards its sequences send nothing more."""
    stage = Stage(world)
    yield stage
    stage.clear()
