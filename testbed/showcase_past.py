"""Twelve weeks of mails and answers behind the showcase, written straight into the tables, for pictures of reports."""

from testbed import postgres

# Each week's contacts, Monday to Friday in the hours of the windows, fewer of them long ago; those who are through or
# were taken out, and in each sequence some who answered. Which, hangs on numbers without a pattern to the eye.
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

MAILS = """
    INSERT INTO email_sequence_trace
        (subscription_id, sequence_id, company_id, partner_id, step_id, template_id, user_id, email, date, tz, subject,
         message_id, trace_status, handed_datetime, sent_datetime, reply_datetime, tracks_opens, open_datetime,
         fetch_datetime, fetch_kind, create_date, write_date)
    SELECT s.id, s.sequence_id, s.company_id, s.partner_id, p.id, p.template_id, s.user_id, s.email, sent.at,
           'Europe/Brussels', t.subject->>'en_US', '<past.' || s.id || '.' || p.id || '@seller.example>',
           CASE WHEN dice.roll %% 41 = 0 THEN 'bounce' ELSE 'sent' END, sent.at, sent.at,
           CASE WHEN answers THEN sent.at + (dice.roll %% 70 + 1) * interval '1 hour' END, true,
           CASE WHEN dice.roll %% 3 = 0 THEN sent.at + interval '2 hours' END,
           CASE WHEN dice.roll %% 5 < 2 THEN sent.at + interval '1 minute' END,
           CASE WHEN dice.roll %% 5 < 2 THEN 'proxy' END, sent.at, sent.at
    FROM email_sequence_subscription s
    JOIN (SELECT *, row_number() OVER (PARTITION BY sequence_id ORDER BY sequence, id) AS place
          FROM email_sequence_step WHERE active) p ON p.sequence_id = s.sequence_id
    JOIN mail_template t ON t.id = p.template_id
    CROSS JOIN LATERAL (SELECT s.subscribed_datetime + (p.place - 1) * interval '7 days' AS at) sent
    CROSS JOIN LATERAL (SELECT (s.id * 7919 + p.id * 104729) %% 1009 AS roll) dice
    CROSS JOIN LATERAL (
        SELECT dice.roll %% 100 < 4 + 9 * (3 - abs(3 - extract(isodow FROM sent.at))) / p.place AS answers
    ) a
    WHERE s.state IN ('finished', 'removed') AND sent.at < now() AT TIME ZONE 'UTC'
      AND (s.state = 'finished' OR p.place = 1)
      AND NOT EXISTS (SELECT FROM email_sequence_trace WHERE subscription_id = s.id)
"""

WHAT_CAME_OF_IT = """
    UPDATE email_sequence_subscription s SET last_step_id = t.step_id, reply_datetime = t.replied
    FROM (SELECT subscription_id, (array_agg(step_id ORDER BY date DESC))[1] AS step_id, min(reply_datetime) AS replied
          FROM email_sequence_trace WHERE message_id LIKE '<past.%%' GROUP BY subscription_id) t
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
