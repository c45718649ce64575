"""More of the subscriptions that each incoming email concerned: those of the contacts who list its sender's address.

It is a best guess, so it runs after what is sure, which also names the contact (``post-replies.py``).
"""

CONCERNED = r"""
    INSERT INTO email_sequence_incoming_subscription_rel (incoming_id, subscription_id)
    SELECT incoming.id, subscription.id
    FROM email_sequence_incoming incoming
    JOIN email_sequence_address address
        ON address.email = lower(substring(incoming.email_from from '([^<>\s"]+@[^<>\s"]+)>?\s*$'))
    JOIN email_sequence_subscription subscription
        ON subscription.partner_id = address.partner_id
        AND subscription.subscribed_datetime <= incoming.received_datetime
    WHERE incoming.kind IN ('human', 'autoreply')
    ON CONFLICT DO NOTHING
"""


def migrate(cr, version):
    cr.execute(CONCERNED)
