"""A database of an earlier version, upgraded on the command line, loses nothing and has the same reports as a new one.

The same history is played with each earlier version (``testbed.releases``). What is expected is what the reports say
when it is played with this version.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from history import NAME, STEPS, ZONE, History

from testbed import postgres
from testbed.mail_world import MailWorld
from testbed.odoo_client import OdooClient
from testbed.odoo_database import copy_database, template_database, upgrade_database
from testbed.odoo_server import OdooServer
from testbed.releases import RELEASES, source_of
from testbed.sales_world import MODULES, SalesWorld, wait_until

DATABASE = "system_tests_upgrade"
FIGURES = {
    "subscribed": 15, "active_contacts": 2, "paused": 8, "paused_reply": 2, "paused_manual": 1, "paused_send_error": 2,
    "paused_bounce": 1, "paused_unsubscribed": 2, "finished": 3, "removed": 2, "replied_contacts": 4,
    "unsubscribed": 3, "sent": 17, "delivered": 16, "bounced": 1, "replied": 4, "unsubscribed_by": 2, "unknown": 1,
    "failed": 2,
}  # fmt: skip
# By step: mails sent, replied, bounced, unsubscribed by; and the contacts to whom it was sent last.
FUNNEL = {
    "Nothing sent yet": (0, 0, 0, 0, {"active": 1, "send_error": 2}),
    "A question": (12, 3, 1, 2, {"active": 1, "reply": 2, "manual": 1, "bounce": 1, "unsubscribed": 2, "removed": 2}),
    "Following up": (2, 1, 0, 0, {}),
    "Goodbye": (3, 0, 0, 0, {"finished": 3}),
}
# state, pause reason, statuses of mails, next step
CONTACTS = {
    "Ada": ("paused", "reply", ["sent"], "Following up"),
    "Bob": ("finished", False, ["sent", "sent", "sent"], False),
    "Cem": ("finished", False, ["sent", "sent", "sent"], False),
    "Dan": ("paused", "bounce", ["bounce"], "Following up"),
    "Eve": ("paused", "unsubscribed", ["sent"], "Following up"),
    "Fay": ("paused", "send_error", ["error"], "A question"),
    "Gus": ("paused", "reply", ["sent"], "Following up"),
    "Hal": ("paused", "send_error", ["unknown"], "A question"),
    "Ian": ("removed", False, ["sent"], False),
    "Jim": ("paused", "manual", ["sent"], "Following up"),
    "Kim": ("finished", False, ["sent", "sent"], False),
    "Leo": ("paused", "unsubscribed", ["sent", "error"], "Following up"),
    "Mia": ("removed", False, ["sent"], False),
    "Ned": ("active", False, ["sent"], "Following up"),
    "Oz": ("active", False, ["sending"], "A question"),
}
# Gus's mail was "unknown" although he replied: it did leave, so he is paused by his reply, before the second step.
CORRECTED = {
    "email_sequence_trace": {"trace_status", "sent_datetime", "failure_type", "failure_reason"},
    "email_sequence_subscription": {
        "next_step_id", "scheduled_datetime", "pause_reason", "pause_note", "paused_datetime", "pause_incoming_id",
    },
}  # fmt: skip
OURS = "(table_name LIKE 'email\\_sequence%' OR column_name LIKE 'email\\_sequence%')"
COLUMNS = f"""
    SELECT table_name, ARRAY_AGG(column_name::text ORDER BY column_name)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND {OURS}
      AND column_name NOT IN ('write_date', 'write_uid')
    GROUP BY table_name
"""
SCHEMA = [
    f"""SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
        WHERE table_schema = 'public' AND {OURS}""",
    r"SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%email\_sequence%'",
    r"""SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype != 'n'
          AND (conrelid::regclass::text LIKE 'email\_sequence%' OR conname LIKE '%email\_sequence%')""",
    r"SELECT module, name, model, noupdate FROM ir_model_data WHERE module LIKE 'email\_sequence%'",
]


@dataclass
class Upgraded:
    """An upgraded database, and its tables ``{table: {id: {column: value}}}`` as they were before."""

    release: str
    database: str
    log: str
    history: History
    before: dict[str, dict[int, dict]]


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request: pytest.FixtureRequest) -> Upgraded:
    with SalesWorld(DATABASE, mail=MailWorld(), source=source_of(request.param)) as world:
        history = History(world)
        history.play()
    before = tables(DATABASE)
    log = upgrade_database(DATABASE, "email_sequence")
    return Upgraded(request.param, DATABASE, log.read_text(), history, before)


@pytest.fixture(scope="module")
def odoo(upgraded: Upgraded) -> Iterator[OdooClient]:
    """The upgraded database served, with no scheduled action that would change it."""
    with OdooServer(upgraded.database, crons=0) as server:
        yield OdooClient(server.url, upgraded.database)


def tables(database: str) -> dict[str, dict[int, dict]]:
    """The content of the addon's tables, and of its columns in Odoo's tables."""
    found = {}
    for table, columns in postgres.execute(database, COLUMNS):
        key = "id" if "id" in columns or not table.startswith("email_sequence") else "ctid"
        values = ", ".join(f"'{column}', {column}" for column in columns)
        found[table] = dict(postgres.execute(database, f"SELECT {key}::text, json_build_object({values}) FROM {table}"))
    return found


def changes(before: dict, after: dict) -> dict[str, set]:
    """The columns of each table that hold another value than before, or lost a row; new columns do not count."""
    found = {}
    for table, rows in before.items():
        for key, row in rows.items():
            now = after.get(table, {}).get(key, {})
            found.setdefault(table, set()).update(name for name, value in row.items() if now.get(name) != value)
    return {table: columns for table, columns in found.items() if columns}


def test_log_of_the_upgrade_has_no_complaint(upgraded: Upgraded) -> None:
    assert re.findall(r".* (?:WARNING|ERROR|CRITICAL) .*", upgraded.log) == []
    assert "Modules loaded" in upgraded.log


def test_nothing_that_was_stored_is_lost(upgraded: Upgraded) -> None:
    found = changes(upgraded.before, tables(upgraded.database))
    assert found == (CORRECTED if "before the reports" in upgraded.release else {})


def test_schema_is_that_of_a_new_installation(upgraded: Upgraded) -> None:
    new = template_database(MODULES)
    for statement in SCHEMA:
        assert set(postgres.execute(upgraded.database, statement)) == set(postgres.execute(new, statement))


def test_every_contact_stands_where_it_stood(upgraded: Upgraded, odoo: OdooClient) -> None:
    found = {}
    for name, subscription in upgraded.history.subscriptions.items():
        now = odoo.read("email.sequence.subscription", subscription, "state", "pause_reason", "next_step_id")
        mails = odoo.search_read(
            "email.sequence.trace", [["subscription_id", "=", subscription]], ["trace_status"], order="id"
        )
        next_step = now["next_step_id"] and now["next_step_id"][1]
        found[name] = (now["state"], now["pause_reason"], [mail["trace_status"] for mail in mails], next_step)
    assert found == CONTACTS


def test_12_figures_are_those_of_the_same_history_in_a_new_installation(upgraded: Upgraded, odoo: OdooClient) -> None:
    shown = odoo.call("email.sequence", "get_statistics", [upgraded.history.sequence])
    texts = {figure["name"]: figure["text"] for figure in shown["contacts"] + shown["mails"]}
    assert {name: texts[name] for name in FIGURES} == {name: str(count) for name, count in FIGURES.items()}
    counts = ("sent", "replied", "bounced", "unsubscribed_by")
    funnel = {
        stage["label"]: (*(stage[name] for name in counts), {p["standing"]: p["count"] for p in stage["breakdown"]})
        for stage in shown["funnel"]
    }
    assert funnel == FUNNEL


def test_12_each_mail_has_its_template_and_its_hour(upgraded: Upgraded, odoo: OdooClient) -> None:
    mails = odoo.search_read(
        "email.sequence.report",
        [["sequence_id.name", "=", NAME], ["kind", "=", "mail"]],
        ["step_id", "template_id", "date", "weekday", "hour"],
    )
    assert {mail["template_id"][1] for mail in mails} == {subject for subject, _delay in STEPS}
    for mail in mails:
        assert mail["template_id"][1] == mail["step_id"][1]
        local = datetime.fromisoformat(mail["date"]).replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
        assert (mail["weekday"], mail["hour"]) == (str(local.isoweekday()), f"{local.hour:02}")
    sent = odoo.search_read("email.sequence.trace", [["sent_datetime", "!=", False]], ["date", "sent_datetime"])
    assert {mail["date"] == mail["sent_datetime"] for mail in sent} == {True}


def test_upgraded_once_more_nothing_changes(upgraded: Upgraded) -> None:
    """Also by the migration scripts, which run again where a restored backup has the old version."""
    before = tables(upgraded.database)
    version = "UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'email_sequence'"
    postgres.execute(upgraded.database, version)
    upgrade_database(upgraded.database, "email_sequence")
    assert tables(upgraded.database) == before


def test_sequences_go_on(upgraded: Upgraded) -> None:
    """The email that the kill cut off is sent, and everyone who waits for a step gets it."""
    database = f"{DATABASE}_goes_on"
    copy_database(upgraded.database, database)
    with MailWorld() as mail:

        def wait_for(**expected: list[str]) -> None:
            """Wait until these contacts have these subjects and nothing else."""
            wait_until(lambda: arrived() == expected, 60, lambda: str(arrived()))

        def arrived() -> dict[str, list[str]]:
            subjects = {}
            for name in ("Oz", "Ned", "Gus"):
                deliveries = mail.deliveries.to(f"{name.lower()}@example.test")
                subjects[name] = [str(delivery.message["Subject"]) for delivery in deliveries]
            return subjects

        # Before Odoo starts: it sends the email that was cut off at once.
        postgres.execute(database, "UPDATE ir_mail_server SET smtp_port = %s", [mail.smtp_port])
        with OdooServer(database) as server:
            odoo = OdooClient(server.url, database)
            odoo.call("email.sequence.subscription", "testbed_wake_crons")
            wait_for(Oz=["A question"], Ned=[], Gus=[])
            odoo.call("email.sequence.subscription", "action_resume", [upgraded.history.subscriptions["Gus"]])
            odoo.call("email.sequence.subscription", "testbed_pass_days", 2)
            wait_for(Oz=["A question", "Re: A question"], Ned=["Re: A question"], Gus=["Re: A question"])
