"""Sequences from before the option send their emails on with placeholders that are empty (semantics 6.5)."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "email_sequence", "waits_if_empty"):
        cr.execute("ALTER TABLE email_sequence ADD COLUMN waits_if_empty boolean")
        cr.execute("UPDATE email_sequence SET waits_if_empty = false")
