"""Replies from before there was a list of them count as handled: nobody wants to work through years of them."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "email_sequence_incoming", "reply_state"):
        cr.execute("ALTER TABLE email_sequence_incoming ADD COLUMN reply_state varchar")
        cr.execute("UPDATE email_sequence_incoming SET reply_state = 'handled'")
