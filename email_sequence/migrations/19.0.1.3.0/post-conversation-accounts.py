"""Note the account that conversations of earlier versions were begun with, as far as it is still known.

It is that of the last email that was sent, by the subscription's present sender: a sender who was changed since begins
another conversation. An email without a server was sent through that of Odoo's configuration, or through one that was
deleted since; nobody can tell, so such a conversation goes on from the account that its sender has at the next email.
"""

ACCOUNTS = """
    UPDATE email_sequence_subscription s
    SET account_server_id = begun.server_id, account_server_name = begun.server_name, account_address = begun.address
    FROM (
        SELECT last.subscription_id, last.user_id, server.id AS server_id, server.name AS server_name,
               lower(COALESCE(substring(message.email_from from '<([^<>]+)>'), message.email_from, partner.email))
                   AS address
        FROM (
            SELECT DISTINCT ON (subscription_id) subscription_id, user_id, mail_server_id, mail_message_id
            FROM email_sequence_trace
            WHERE trace_status IN ('sent', 'bounce', 'unknown')
            ORDER BY subscription_id, id DESC
        ) last
        JOIN ir_mail_server server ON server.id = last.mail_server_id
        JOIN res_users sender ON sender.id = last.user_id
        JOIN res_partner partner ON partner.id = sender.partner_id
        LEFT JOIN mail_message message ON message.id = last.mail_message_id
    ) begun
    WHERE begun.subscription_id = s.id AND begun.user_id = s.user_id
      AND s.account_address IS NULL AND begun.address LIKE '%@%'
"""


def migrate(cr, version):
    cr.execute(ACCOUNTS)
