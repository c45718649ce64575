"""What our records keep from being deleted is said in a sentence, with what to do instead."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase

# Foreign keys of ours that keep a record from being deleted, and what says so before the database does.
GUARDED = {
    "email_sequence.company_id": "res.company",
    "email_sequence.schedule_id": "email.sequence.schedule",
    "email_sequence_step.template_id": "mail.template",
    "email_sequence_step_variant.template_id": "mail.template",
    "email_sequence_subscription.user_id": "res.users",
    "email_sequence_trace.company_id": "res.company",  # none without a sequence of the company
}


@tagged("post_install", "-at_install")
class TestDeleting(EmailSequenceCase):
    def refused(self, records, *words):
        with self.assertRaises(UserError) as caught:
            records.unlink()
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_no_other_foreign_key_of_ours_is_in_the_way(self):
        self.env.cr.execute(
            r"""
            SELECT c.conrelid::regclass || '.' || a.attname
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confdeltype IN ('a', 'r')
              AND (c.conrelid::regclass::text LIKE 'email\_sequence%' OR a.attname LIKE 'email\_sequence%')
            """
        )
        self.assertEqual({column for (column,) in self.env.cr.fetchall()}, set(GUARDED))

    def test_schedule_that_sequences_use(self):
        self.sequence("Course", schedule=self.office)
        self.sequence("Old", schedule=self.office, activated=False).active = False
        self.refused(self.office.with_user(self.manager), "“Course”", "“Old”", "archive the schedule")
        self.office.active = False

    def test_schedule_that_another_company_uses_names_no_sequence_of_it(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.sequence("Secret", schedule=self.office, company_id=company.id, activated=False)
        with self.assertRaises(UserError) as caught:
            self.office.with_user(self.manager).unlink()
        self.assertNotIn("Secret", str(caught.exception))
        self.assertIn("1 more", str(caught.exception))

    def test_schedule_that_nobody_uses_can_be_deleted(self):
        self.office.with_user(self.manager).unlink()
        self.assertFalse(self.office.exists())

    def test_sender_of_subscriptions_of_any_state(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        subscription.remove()
        admin = self.env.ref("base.user_admin")
        self.refused(self.seller.with_user(admin), "Sam Seller", "subscriptions: 1", "Archive the user")

    def test_fixed_sender_of_a_sequence(self):
        self.sequence(sender_rule="fixed_user", sender_id=self.seller.id)
        self.refused(self.seller, "Sam Seller", "Choose another sender")

    def test_user_who_sends_nothing_can_be_deleted(self):
        user = new_test_user(self.env, "nora", "email_sequence.group_user")
        self.sequence(sender_id=user.id)  # chosen once, and not by the rule now
        user.unlink()
        self.assertFalse(user.exists())

    def test_contact_of_an_archived_sender(self):
        self.subscribe(self.sequence(), self.ada)
        contact = self.seller.partner_id
        self.seller.active = False
        self.refused(contact, "Sam Seller", "Archive the contact")

    def test_company_with_sequences(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.sequence("Course", schedule=self.always, company_id=company.id, activated=False)
        self.refused(company, "Sister", "archive the company")

    def test_company_without_sequences_takes_its_schedules_along(self):
        """They would become everybody's otherwise."""
        company = self.env["res.company"].create({"name": "Sister"})
        own = self.always.copy({"company_id": company.id})
        company.unlink()
        self.assertFalse(own.exists())

    def test_template_of_a_step(self):
        sequence = self.sequence("Course")
        self.refused(sequence.step_ids.template_id[:1], "Course")

    def test_what_only_traces_name_can_be_deleted(self):
        """Servers, contacts and templates that are out of use: the ledger keeps what it says of them."""
        sequence = self.sequence(delays=(0,), mail_server_id=self.server.id)
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        sequence.mail_server_id = False
        self.server.unlink()
        self.ada.unlink()
        self.assertTrue(subscription.trace_ids.subject)
