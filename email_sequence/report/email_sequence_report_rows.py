"""What each figure of the reports counts, in SQL (semantics 12): the only place that defines it.

A row of ``MAIL`` is an email that was sent or attempted (``email_sequence_trace``), a row of ``CONTACT`` a contact that
was subscribed (``email_sequence_subscription``). ``t`` is the table. A count is a condition, and 1 on the rows for
which it holds; a mean is a value on the rows of which it is the mean.
"""

from typing import NamedTuple

from odoo.tools import SQL

from ..models.sending import trace_statuses

SENT = f"t.trace_status IN {trace_statuses.SENT}"
DELIVERED = "t.trace_status = 'sent'"
REPLIED = f"{SENT} AND t.reply_datetime IS NOT NULL"
DAYS = "EXTRACT(EPOCH FROM t.reply_datetime - t.sent_datetime)::float8 / 86400"
CLOCK = "t.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(t.tz, 'UTC')"
PERCENT = "100.0::float8"
OPENED = f"{PERCENT} * (t.open_datetime IS NOT NULL)::integer"
PAUSED = "t.state = 'paused'"


class Rows(NamedTuple):
    """A table's part of the report: ``{field: SQL}`` for what describes a row, what it counts for, and its means."""

    table: str
    columns: dict[str, str]
    counts: dict[str, str]
    means: dict[str, str]

    def select(self, other):
        """The rows as a query; the fields of the other table are empty in it, its counts 0."""
        absent = {**dict.fromkeys({**other.columns, **other.means}, "NULL"), **dict.fromkeys(other.counts, "0")}
        counts = {name: f"({condition})::integer" for name, condition in self.counts.items()}
        known = {**absent, **self.columns, **self.means, **counts}
        # The SQL of each is a constant of this module.
        columns = [
            SQL("%s AS %s", SQL(known[name]), SQL.identifier(name))  # pylint: disable=sql-injection
            for name in sorted(known)
        ]
        return SQL("SELECT %s FROM %s AS t", SQL(", ").join(columns), SQL.identifier(self.table))


MAIL = Rows(
    "email_sequence_trace",
    columns={
        "id": "t.id",
        "kind": "'mail'::varchar",
        "date": "t.date",
        "company_id": "t.company_id",
        "sequence_id": "t.sequence_id",
        "subscription_id": "t.subscription_id",
        "partner_id": "t.partner_id",
        "user_id": "t.user_id",
        "step_id": "t.step_id",
        "template_id": "t.template_id",
        "mail_server_id": "t.mail_server_id",
        "reply_date": "t.reply_datetime",
        "bounce_date": "t.bounce_datetime",
        "unsubscribe_date": "t.unsubscribe_datetime",
        "weekday": f"TO_CHAR({CLOCK}, 'ID')",
        "hour": f"TO_CHAR({CLOCK}, 'HH24')",
    },
    counts={
        "sent": SENT,
        "delivered": DELIVERED,
        "bounced": "t.trace_status = 'bounce'",
        "opened": f"{SENT} AND t.open_datetime IS NOT NULL",
        "opened_unreliable": f"{SENT} AND t.fetch_datetime IS NOT NULL AND t.open_datetime IS NULL",
        "replied": REPLIED,
        "unsubscribed_by": f"{SENT} AND t.unsubscribe_datetime IS NOT NULL",
        "unknown": "t.trace_status = 'unknown'",
        "failed": "t.trace_status = 'error'",
    },
    means={
        "open_rate": f"CASE WHEN {DELIVERED} AND t.tracks_opens THEN {OPENED} END",
        "mail_reply_rate": f"CASE WHEN {DELIVERED} THEN {PERCENT} * (t.reply_datetime IS NOT NULL)::integer END",
        "days_to_reply": f"CASE WHEN {REPLIED} THEN {DAYS} END",
    },
)

CONTACT = Rows(
    "email_sequence_subscription",
    columns={
        "id": "-t.id",
        "kind": "'contact'::varchar",
        "date": "t.subscribed_datetime",
        "company_id": "t.company_id",
        "sequence_id": "t.sequence_id",
        "subscription_id": "t.id",
        "partner_id": "t.partner_id",
        "user_id": "t.user_id",
        "step_id": "t.last_step_id",
        "reply_date": "t.reply_datetime",
        "unsubscribe_date": "t.unsubscribe_datetime",
        "standing": f"CASE WHEN {PAUSED} THEN t.pause_reason ELSE t.state END",
    },
    counts={
        "subscribed": "true",
        "active_contacts": "t.state = 'active'",
        "paused": PAUSED,
        "finished": "t.state = 'finished'",
        "removed": "t.state = 'removed'",
        "replied_contacts": "t.reply_datetime IS NOT NULL",
        "unsubscribed": "t.unsubscribe_datetime IS NOT NULL",
    },
    means={"contact_reply_rate": f"{PERCENT} * (t.reply_datetime IS NOT NULL)::integer"},
)


def paused_by(reason):
    """What the figure of a pause reason counts among the contacts."""
    return f"{PAUSED} AND t.pause_reason = '{reason.code}'"
