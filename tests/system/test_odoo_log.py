"""The system tests' reading of Odoo's log."""

from pathlib import Path

from odoo_log import complaints

SHUTDOWN = "2026-11-30 14:00:00,000 {} INFO system_tests odoo.service.server: Initiating shutdown \n"
CLOSED = """2026-11-30 14:00:01,000 {} ERROR system_tests odoo.addons.base.models.ir_cron: Job failed
Traceback (most recent call last):
  File "/addons/email_sequence/models/sending/dispatcher.py", line 109, in _locked
psycopg2.InterfaceError: cursor already closed
"""


def test_a_connection_closed_by_the_shutdown_is_no_complaint(tmp_path: Path) -> None:
    log = tmp_path / "odoo.log"
    log.write_text(SHUTDOWN.format(7) + CLOSED.format(7))
    assert complaints(log) == []
    log.write_text(CLOSED.format(7) + SHUTDOWN.format(7))
    assert len(complaints(log)) == 1, "closed before the shutdown"
    log.write_text(SHUTDOWN.format(7) + CLOSED.format(8))
    assert len(complaints(log)) == 1, "closed in the Odoo that was started next"


def test_any_other_error_at_shutdown_is_a_complaint(tmp_path: Path) -> None:
    log = tmp_path / "odoo.log"
    log.write_text(SHUTDOWN.format(7) + CLOSED.format(7).replace("InterfaceError: cursor already closed", "DataError"))
    assert len(complaints(log)) == 1


def test_an_error_that_only_passes_by_the_hooks_around_odoos_processing_is_no_complaint(tmp_path: Path) -> None:
    record = CLOSED.format(7).replace("InterfaceError: cursor already closed", "DataError")
    log = tmp_path / "odoo.log"
    log.write_text(record.replace("sending/dispatcher", "receiving/mail_thread"))
    assert complaints(log) == []
    log.write_text(record)
    assert len(complaints(log)) == 1
