from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestMailServer(EmailSequenceCase):
    def test_server_of_a_sequence_is_not_archived_unnoticed(self):
        self.sequence("Follow up", mail_server_id=self.server.id)
        with self.assertRaisesRegex(UserError, r"Follow up \(Email sequence\)"):
            self.server.active = False

    def test_server_that_no_sequence_uses_is_archived_as_ever(self):
        self.sequence("Follow up")
        self.server.active = False
        self.assertFalse(self.server.active)

    def test_sequence_notes_the_name_of_its_server(self):
        """So that a deleted server is told from one that was never chosen (semantics 6.1)."""
        sequence = self.sequence(mail_server_id=self.server.id)
        self.assertEqual(sequence.mail_server_name, "Test server")
        sequence.mail_server_id = False
        self.assertFalse(sequence.mail_server_name)
