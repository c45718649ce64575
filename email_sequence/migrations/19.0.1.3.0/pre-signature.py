"""Emails of sequences that exist already do not get a signature by themselves: their templates may have one."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "email_sequence", "adds_signature"):
        cr.execute("ALTER TABLE email_sequence ADD COLUMN adds_signature boolean DEFAULT false")
        cr.execute("ALTER TABLE email_sequence ALTER COLUMN adds_signature DROP DEFAULT")
