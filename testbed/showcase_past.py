"""Twelve weeks of mails and answers behind the showcase, written straight into the tables, for pictures of reports."""

from testbed import postgres

# Each week's contacts, Monday to Friday in the hours of the windows, fewer of them long ago; those who are through or
# were taken out. Which, hangs on numbers without a pattern to the eye.
SUBSCRIPTIONS = """
    INSERT INTO email_sequence_subscription
        (sequence_id, company_id, partner_id, email, user_id, state, subscribed_datetime, create_date, write_date)
    SELECT q.id, q.company_id, p.id, p.email, coalesce(u.id, %(user)s),
           CASE WHEN n %% 9 = 4 THEN 'removed' ELSE 'finished' END, past.at, past.at, past.at
    FROM email_sequence q
    CROSS JOIN generate_series(0, 83) AS ago
    CROSS JOIN LATERAL generate_series(1, 4 + (84 - ago) / 20 - (q.id * 7 + ago) %% 3) AS n
    CROSS JOIN LATERAL (
        SELECT date_trunc('day', now() AT TIME ZONE 'UTC') - ago * interval '1 day'
            + (8 + (ago * 5 + n * 3) %% 7) * interval '1 hour' + (n * 17 + ago * 7) %% 60 * interval '1 minute' AS at
    ) past
    JOIN LATERAL (
        SELECT id, email FROM res_partner WHERE id = ANY(%(contacts)s)
        ORDER BY (id * 31 + ago * 17 + n * 13) %% 97 LIMIT 1
    ) p ON true
    LEFT JOIN LATERAL (
        SELECT id FROM res_users WHERE id = ANY(%(users)s) ORDER BY (id + ago + n) %% 3 LIMIT 1
    ) u ON true
    WHERE q.active AND extract(isodow FROM past.at) < 6 AND q.name = ANY(%(names)s)
"""

# A mail a week and contact, until one is answered, comes back or leads to unsubscribing.
MAILS = """
    WITH planned AS (
        SELECT s.*, p.id AS step_id, p.template_id, t.subject->>'en_US' AS subject, p.place, sent.at, dice.roll,
               dice.roll %% 100 < 4 + 9 * (3 - abs(3 - extract(isodow FROM sent.at))) / p.place AS is_answered,
               dice.roll %% 41 = 0 AS is_bounced, dice.roll %% 53 = 1 AS unsubscribes
        FROM email_sequence_subscription s
        JOIN (SELECT *, row_number() OVER (PARTITION BY sequence_id ORDER BY sequence, id) AS place
              FROM email_sequence_step WHERE active) p ON p.sequence_id = s.sequence_id
        JOIN mail_template t ON t.id = p.template_id
        CROSS JOIN LATERAL (SELECT s.subscribed_datetime + (p.place - 1) * interval '7 days' AS at) sent
        CROSS JOIN LATERAL (SELECT (s.id * 7919 + p.id * 104729) %% 1009 AS roll) dice
        WHERE s.state IN ('finished', 'removed') AND sent.at < now() AT TIME ZONE 'UTC'
          AND (s.state = 'finished' OR p.place = 1)
          AND NOT EXISTS (SELECT FROM email_sequence_trace WHERE subscription_id = s.id)
    ), ended AS (
        SELECT *, min(place) FILTER (WHERE is_answered OR is_bounced OR unsubscribes) OVER (PARTITION BY id) AS last
        FROM planned
    )
    INSERT INTO email_sequence_trace
        (subscription_id, sequence_id, company_id, partner_id, step_id, template_id, user_id, email, date, tz, subject,
         message_id, trace_status, handed_datetime, sent_datetime, reply_datetime, unsubscribe_datetime, tracks_opens,
         open_datetime, fetch_datetime, fetch_kind, create_date, write_date)
    SELECT id, sequence_id, company_id, partner_id, step_id, template_id, user_id, email, at, 'Europe/Brussels',
           subject, '<past.' || id || '.' || step_id || '@seller.example>',
           CASE WHEN is_bounced THEN 'bounce' ELSE 'sent' END, at, at,
           CASE WHEN is_answered AND NOT is_bounced THEN at + (roll %% 70 + 1) * interval '1 hour' END,
           CASE WHEN unsubscribes AND NOT is_bounced AND NOT is_answered THEN at + interval '3 hours' END, true,
           CASE WHEN roll %% 3 = 0 THEN at + interval '2 hours' END,
           CASE WHEN roll %% 5 < 2 THEN at + interval '1 minute' END,
           CASE WHEN roll %% 5 < 2 THEN 'proxy' END, at, at
    FROM ended WHERE place <= coalesce(last, place)
    ORDER BY at
"""

# Whom that stopped is paused, and was taken out by hand where the contact was subscribed again.
WHAT_CAME_OF_IT = """
    UPDATE email_sequence_subscription s
    SET last_step_id = t.step_id, reply_datetime = t.replied, unsubscribe_datetime = t.unsubscribed,
        state = CASE WHEN NOT t.is_stopped THEN s.state WHEN t.is_latest THEN 'paused' ELSE 'removed' END,
        pause_reason = CASE WHEN t.is_stopped AND t.is_latest THEN
            CASE WHEN t.replied IS NOT NULL THEN 'reply' WHEN t.bounced THEN 'bounce' ELSE 'unsubscribed' END END,
        paused_datetime = CASE WHEN t.is_stopped AND t.is_latest THEN t.at END
    FROM (
        SELECT m.*, replied IS NOT NULL OR bounced OR unsubscribed IS NOT NULL AS is_stopped,
               at = max(at) OVER (PARTITION BY sequence_id, partner_id) AND NOT EXISTS (
                   SELECT FROM email_sequence_subscription live WHERE live.state IN ('active', 'paused')
                   AND (live.sequence_id, live.partner_id) = (m.sequence_id, m.partner_id)) AS is_latest
        FROM (
            SELECT subscription_id, sequence_id, partner_id, max(date) AS at, max(reply_datetime) AS replied,
                   max(unsubscribe_datetime) AS unsubscribed, bool_or(trace_status = 'bounce') AS bounced,
                   (array_agg(step_id ORDER BY date DESC))[1] AS step_id
            FROM email_sequence_trace WHERE message_id LIKE '<past.%%'
            GROUP BY subscription_id, sequence_id, partner_id
        ) m
    ) t
    WHERE t.subscription_id = s.id
"""


def write_past(database: str, names: list[str], contacts: list[int], users: list[int]) -> None:
    """Let the sequences of these names have written to the contacts for twelve weeks.

    :param users: ids of the senders, at least one
    """
    who = {"names": names, "contacts": contacts, "users": users, "user": users[0]}
    postgres.execute(database, SUBSCRIPTIONS, who)
    postgres.execute(database, MAILS, {})
    postgres.execute(database, WHAT_CAME_OF_IT, {})
