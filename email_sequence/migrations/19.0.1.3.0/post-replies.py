"""Say of earlier emails which subscriptions and which contact they concerned, and who may see them."""

from odoo import SUPERUSER_ID, api

# The feed lines about an email name subscriptions that it concerned; the email that it replies to names one more.
SUBSCRIPTIONS = """
    INSERT INTO email_sequence_incoming_subscription_rel (incoming_id, subscription_id)
    SELECT email_sequence_incoming_id, email_sequence_subscription_id
    FROM mail_message
    WHERE email_sequence_incoming_id IS NOT NULL AND email_sequence_subscription_id IS NOT NULL
    UNION
    SELECT incoming.id, trace.subscription_id
    FROM email_sequence_incoming incoming
    JOIN email_sequence_trace trace ON trace.id = incoming.trace_id
    UNION
    SELECT pause_incoming_id, id FROM email_sequence_subscription WHERE pause_incoming_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""
CONTACTS = """
    UPDATE email_sequence_incoming incoming
    SET partner_id = COALESCE(trace.partner_id, concerned.partner_id)
    FROM email_sequence_incoming same
    LEFT JOIN email_sequence_trace trace ON trace.id = same.trace_id
    LEFT JOIN LATERAL (
        SELECT subscription.partner_id
        FROM email_sequence_incoming_subscription_rel rel
        JOIN email_sequence_subscription subscription ON subscription.id = rel.subscription_id
        WHERE rel.incoming_id = same.id AND subscription.partner_id IS NOT NULL
        ORDER BY subscription.id
        LIMIT 1
    ) concerned ON TRUE
    WHERE incoming.id = same.id AND incoming.partner_id IS NULL
"""


def migrate(cr, version):
    cr.execute(SUBSCRIPTIONS)
    cr.execute(CONTACTS)
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref("email_sequence.email_sequence_incoming_rule_company", raise_if_not_found=False)
    if rule:  # it is data that Odoo updates no more
        rule.domain_force = "[('subscription_ids.company_id', 'in', company_ids)]"
