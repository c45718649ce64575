"""Who wants no emails (semantics 11): the only place that says so.

A person unsubscribes, not a mailbox. So what counts is every address that the contact has, or had in a sequence unless
another contact has it now; and each of its subscriptions, also those that are finished or removed.
"""

from odoo.tools import SQL

from .states import LIVE

# The addresses of the contact p.
ADDRESSES = SQL(
    """
    SELECT own.email FROM email_sequence_address own WHERE own.partner_id = p.id
    UNION ALL
    SELECT former.email
    FROM (
        SELECT email FROM email_sequence_subscription WHERE partner_id = p.id
        UNION ALL
        SELECT email FROM email_sequence_trace WHERE partner_id = p.id
    ) former
    WHERE NOT EXISTS (
        SELECT FROM email_sequence_address other WHERE other.email = former.email AND other.partner_id != p.id
    )
    """
)
# One of these addresses that is on Odoo's blacklist, or NULL.
BLACKLISTED = SQL(
    """
    (SELECT person.email FROM (%s) person JOIN mail_blacklist b ON b.email = person.email AND b.active LIMIT 1)
    """,
    ADDRESSES,
)
# As :func:`holds`, of the subscription s.
HOLDS = SQL("s.unsubscribe_datetime IS NOT NULL AND (s.state NOT IN %s OR s.pause_reason = 'unsubscribed')", LIVE)


def holds(subscription):
    """Whether the contact unsubscribed by this subscription, and no user has resumed it since, after a question."""
    is_resumed = subscription.state in LIVE and subscription.pause_reason != "unsubscribed"
    return bool(subscription.unsubscribe_datetime) and not is_resumed


def from_everything(env, partner_ids):
    """``{partner id: address}`` of those of the contacts of whom an address is on the blacklist, in one query."""
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT * FROM (SELECT p.id, %s AS email FROM unnest(%s::integer[]) AS p (id)) found
                WHERE email IS NOT NULL
                """,
                BLACKLISTED,
                list(partner_ids),
            )
        )
    )


def from_sequence(sequence, partner_ids):
    """As :func:`from_everything`, of those who unsubscribed from this sequence, too; in one query."""
    sequence.env.flush_all()
    query = SQL(
        """
        SELECT id, email FROM (
            SELECT p.id, COALESCE(
                %(blacklisted)s,
                (SELECT s.email FROM email_sequence_subscription s
                 WHERE s.partner_id = p.id AND s.sequence_id = %(sequence)s AND %(holds)s LIMIT 1),
                (SELECT s.email FROM email_sequence_address own
                 JOIN email_sequence_subscription s ON s.email = own.email
                 WHERE own.partner_id = p.id AND s.sequence_id = %(sequence)s AND %(holds)s LIMIT 1)
            ) AS email
            FROM unnest(%(partners)s::integer[]) AS p (id)
        ) found
        WHERE email IS NOT NULL
        """,
        blacklisted=BLACKLISTED,
        holds=HOLDS,
        sequence=sequence.id,
        partners=list(partner_ids),
    )
    return dict(sequence.env.execute_query(query))
