from odoo.tests import TransactionCase

from odoo.addons.email_sequence.tests.foreign_keys import served_by_index


class TestForeignKeys(TransactionCase):
    def test_each_foreign_key_has_an_index(self):
        """Those of every addon of this project that the database has."""
        served = served_by_index(self.env.cr)
        self.assertEqual([column for column, is_served in served.items() if not is_served], [])
        self.assertIn("link_tracker_click.email_sequence_trace_id", served)
