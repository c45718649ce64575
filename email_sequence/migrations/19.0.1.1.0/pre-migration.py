"""Fill in what reports read, for the emails and contacts of a database from before there were reports.

Each statement works on a whole table, before Odoo adds the indexes. A database with reports has these columns already
and keeps them as they are.
"""

from odoo.tools.sql import column_exists

COLUMNS = """
    ALTER TABLE email_sequence_subscription
        ADD COLUMN IF NOT EXISTS tz varchar,
        ADD COLUMN IF NOT EXISTS pause_server_id integer,
        ADD COLUMN IF NOT EXISTS last_step_id integer,
        ADD COLUMN IF NOT EXISTS reply_datetime timestamp,
        ADD COLUMN IF NOT EXISTS unsubscribe_datetime timestamp;
    ALTER TABLE email_sequence_trace
        ADD COLUMN IF NOT EXISTS unsubscribe_datetime timestamp,
        ADD COLUMN IF NOT EXISTS template_id integer,
        ADD COLUMN IF NOT EXISTS tz varchar,
        ADD COLUMN IF NOT EXISTS date timestamp
"""

# Earlier versions had these, and Odoo drops no index by itself.
INDEXES = """
    DROP INDEX IF EXISTS email_sequence_subscription__sequence_id_index, email_sequence_trace__sequence_id_index
"""

# An email of unknown outcome was sent if anything came back for it (semantics 8). Which template and time zone an
# email had is not known: those that its step and contact have now are the best guess.
TRACES = """
    UPDATE email_sequence_trace t
    SET template_id = step.template_id,
        tz = COALESCE(subscription.tz, sequence.tz),
        date = COALESCE(known.sent_datetime, t.create_date),
        trace_status = known.trace_status,
        sent_datetime = known.sent_datetime,
        failure_type = CASE WHEN known.trace_status = t.trace_status THEN t.failure_type END,
        failure_reason = CASE WHEN known.trace_status = t.trace_status THEN t.failure_reason END
    FROM (
        SELECT id, step_id,
               CASE WHEN came_back THEN 'sent' ELSE trace_status END AS trace_status,
               CASE WHEN came_back OR trace_status = 'bounce'
                    THEN COALESCE(sent_datetime, handed_datetime, create_date) ELSE sent_datetime END AS sent_datetime
        FROM (SELECT *, trace_status = 'unknown' AND id IN (SELECT trace_id FROM email_sequence_incoming) AS came_back
              FROM email_sequence_trace) trace
    ) known
    LEFT JOIN email_sequence_step step ON step.id = known.step_id,
    email_sequence_subscription subscription, email_sequence sequence
    WHERE known.id = t.id AND subscription.id = t.subscription_id AND sequence.id = t.sequence_id
"""

# Who unsubscribed shows in the email with the link, in an email that was not sent because of it, or in the pause.
SUBSCRIPTIONS = """
    UPDATE email_sequence_subscription s
    SET last_step_id = past.last_step_id,
        reply_datetime = past.reply_datetime,
        unsubscribe_datetime = LEAST(
            past.unsubscribe_datetime,
            CASE WHEN s.state = 'paused' AND s.pause_reason = 'unsubscribed' THEN s.paused_datetime END)
    FROM (
        SELECT subscription.id, mails.*
        FROM email_sequence_subscription subscription
        LEFT JOIN (
            SELECT subscription_id,
                   (ARRAY_AGG(step_id ORDER BY sent_datetime DESC, id DESC)
                    FILTER (WHERE trace_status IN ('sent', 'bounce')))[1] AS last_step_id,
                   MIN(reply_datetime) AS reply_datetime,
                   LEAST(MIN(unsubscribe_datetime), MIN(date) FILTER (WHERE failure_type = 'unsubscribed'))
                       AS unsubscribe_datetime
            FROM email_sequence_trace GROUP BY subscription_id
        ) mails ON mails.subscription_id = subscription.id
    ) past
    WHERE past.id = s.id
"""

# A contact unsubscribes by one email only: the first.
FIRST_UNSUBSCRIBED = """
    UPDATE email_sequence_trace t
    SET unsubscribe_datetime = NULL
    FROM email_sequence_subscription s
    WHERE s.id = t.subscription_id AND t.unsubscribe_datetime > s.unsubscribe_datetime
"""

# A reply replaces a sending error as the reason: contacts with errors are resumed in bulk.
REPLIED = """
    UPDATE email_sequence_subscription s
    SET pause_reason = 'reply', pause_note = NULL, paused_datetime = reply.received_datetime,
        pause_incoming_id = reply.id, pause_server_id = NULL
    FROM (
        SELECT DISTINCT ON (trace.subscription_id) trace.subscription_id, incoming.id, incoming.received_datetime
        FROM email_sequence_incoming incoming
        JOIN email_sequence_trace trace ON trace.id = incoming.trace_id
        JOIN email_sequence_subscription failed ON failed.id = trace.subscription_id
        WHERE failed.state = 'paused' AND failed.pause_reason = 'send_error' AND incoming.kind = 'human'
          AND incoming.received_datetime >= failed.paused_datetime
        ORDER BY trace.subscription_id, incoming.received_datetime, incoming.id
    ) reply
    WHERE reply.subscription_id = s.id
"""


def migrate(cr, version):
    if column_exists(cr, "email_sequence_trace", "date"):
        return
    for statement in (COLUMNS, INDEXES, TRACES, SUBSCRIPTIONS, FIRST_UNSUBSCRIBED, REPLIED):
        cr.execute(statement)
