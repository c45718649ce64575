"""What Odoo's log says about the addon."""

import re
from pathlib import Path

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): ")
COMPLAINS = {"WARNING", "ERROR", "CRITICAL"}
LOGGER = "odoo.addons.email_sequence."
FRAME = re.compile(r'File "[^"]*/email_sequence/(?!models/mail_thread\.py)[^"]*"')


def complaints(log: Path) -> list[str]:
    """The records in which the addon warns, or in which an error went through it.

    Errors that only pass by its hook around Odoo's own processing of a mail are Odoo's.
    """
    return [record for record in _records(log.read_text(errors="replace").splitlines()) if _is_complaint(record)]


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
