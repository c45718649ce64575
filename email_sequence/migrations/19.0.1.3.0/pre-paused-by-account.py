"""The name of the account whose error paused a subscription: of a server that still exists."""

NAMES = """
    ALTER TABLE email_sequence_subscription ADD COLUMN IF NOT EXISTS pause_account varchar;
    UPDATE email_sequence_subscription s SET pause_account = server.name
    FROM ir_mail_server server WHERE server.id = s.pause_server_id AND s.pause_account IS NULL
"""


def migrate(cr, version):
    cr.execute(NAMES)
