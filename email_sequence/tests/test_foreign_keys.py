from odoo.tests import TransactionCase

from .foreign_keys import served_by_index


class TestForeignKeys(TransactionCase):
    """Deleting a message, contact, user or server reads no whole table of ours."""

    def test_each_foreign_key_has_an_index(self):
        served = served_by_index(self.env.cr)
        self.assertEqual([column for column, is_served in served.items() if not is_served], [])

    def test_all_kinds_of_columns_are_looked_at(self):
        """Fields of our models, fields of Odoo's models, and both columns of many2many fields."""
        self.assertLessEqual(
            {
                "email_sequence_subscription.pause_message_id",
                "mail_message.email_sequence_subscription_id",
                "email_sequence_subscription_skipped_step_rel.subscription_id",
                "email_sequence_subscription_skipped_step_rel.step_id",
            },
            set(served_by_index(self.env.cr)),
        )
