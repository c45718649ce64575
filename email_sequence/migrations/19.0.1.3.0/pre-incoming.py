"""When each incoming email was judged: when it arrived, or when a user corrected that."""

from odoo.tools.sql import column_exists

JUDGED = """
    ALTER TABLE email_sequence_incoming ADD COLUMN IF NOT EXISTS judged_datetime timestamp;
    UPDATE email_sequence_incoming SET judged_datetime = create_date WHERE judged_datetime IS NULL
"""
CORRECTED = """
    UPDATE email_sequence_incoming SET judged_datetime = write_date WHERE reclassified_user_id IS NOT NULL
"""


def migrate(cr, version):
    if column_exists(cr, "email_sequence_incoming", "judged_datetime"):
        return
    cr.execute(JUDGED)
    if column_exists(cr, "email_sequence_incoming", "reclassified_user_id"):
        cr.execute(CORRECTED)
