from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestIncoming(EmailSequenceCase):
    """One row per incoming mail that concerned a subscriber; the unique Message-Id makes handling idempotent."""

    def test_message_id_is_unique(self):
        values = {"message_id": "<one@customer.example>", "kind": "human", "rule": "person"}
        self.env["email.sequence.incoming"].create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["email.sequence.incoming"].create(values)

    def test_kinds_are_those_of_the_classifier(self):
        self.assertEqual(
            self.env["email.sequence.incoming"]._fields["kind"].get_values(self.env),
            ["human", "autoreply", "bounce", "notice"],
        )

    def test_mail_names_the_rule_that_decided_and_what_it_answers(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        (mail,) = self.dispatch()
        self.receive(self.mail_from("ada@customer.example", answers=mail, Auto_Submitted="auto-replied"))
        incoming = self.env["email.sequence.incoming"].with_user(self.seller).search([])
        self.assertEqual((incoming.kind, incoming.trace_id), ("autoreply", subscription.trace_ids))
        self.assertTrue(incoming.rule)
