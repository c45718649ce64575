"""What Odoo's log says about the addon."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from testbed.paths import LOGS

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?P<process>\d+) (?P<level>[A-Z]+) \S+ (?P<logger>\S+): ")
COMPLAINS = {"WARNING", "ERROR", "CRITICAL"}
LOGGER = "odoo.addons.email_sequence."
SHUTDOWN = "odoo.service.server: Initiating shutdown"
CLOSED = "psycopg2.InterfaceError: cursor already closed"  # Odoo closes the connections of threads that still work
FRAME = re.compile(r'File "[^"]*/email_sequence/(?!models/\w+/(?:mail_thread|fetchmail_server)\.py)[^"]*"')


@contextmanager
def without_complaints(database: str, expected: Collection[str] = ()) -> Iterator[None]:
    """Fail at the end if the log of Odoo on this database, begun anew, holds complaints of the addon.

    :param expected: regular expressions of records that are brought about on purpose; more may be added meanwhile
    """
    log = LOGS / f"odoo-{database}.log"
    log.unlink(missing_ok=True)
    yield
    found = [record for record in complaints(log) if not any(re.search(pattern, record) for pattern in expected)]
    assert not found, "the addon complained in Odoo's log:\n" + "\n".join(found)


def complaints(log: Path) -> list[str]:
    """The records in which the addon warns, or in which an error went through it.

    Errors that only pass by its hooks around Odoo's own fetching and processing of a mail are Odoo's; so are those of
    a scheduled action whose connection Odoo closes because it is shutting down.
    """
    found, shutting_down = [], set()
    for record in _records(log.read_text(errors="replace").splitlines()):
        head = RECORD.match(record)
        process = head and head["process"]
        if SHUTDOWN in record:
            shutting_down.add(process)
        elif _is_complaint(record) and not (CLOSED in record and process in shutting_down):
            found.append(record)
    return found


def _records(lines: list[str]) -> list[str]:
    """The log's records, each with the lines of its traceback."""
    records = []
    for line in lines:
        if RECORD.match(line) or not records:
            records.append(line)
        else:
            records[-1] += "\n" + line
    return records


def _is_complaint(record: str) -> bool:
    head = RECORD.match(record)
    by_addon = bool(head and head["level"] in COMPLAINS and head["logger"].startswith(LOGGER))
    return by_addon or ("Traceback (most recent call last)" in record and bool(FRAME.search(record)))
