from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestHealthPage(EmailSequenceCase):
    """A manager sees at one place that mails leave and replies are seen."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("email_sequence.ir_cron_dispatch")
        self.cron.lastcall = self.now

    def topic(self, name, user=None):
        topics = self.env["email.sequence.health"].with_user(user or self.manager).get_page()
        return next(topic for topic in topics if topic["topic"] == name)

    def test_what_is_due_and_when_it_was_looked_for(self):
        course = self.sequence()
        self.subscribe(course, self.ada, self.bob)
        sending = self.topic("sending")
        self.assertTrue(sending["is_well"])
        self.assertEqual(sending["facts"][1], "Mails due now: 2.")
        self.assertIn("2 Mar 2026", sending["facts"][0])
        self.dispatch()
        facts = self.topic("sending")["facts"]
        self.assertEqual(facts[1], "Mails due now: 0.")
        self.assertIn("The last mail left on Mon 2 Mar 2026", facts[2])
        course.action_deactivate()
        self.travel(self.now + timedelta(minutes=1))
        self.assertEqual(self.topic("sending")["facts"][1], "Mails due now: 0.")

    def test_a_finding_says_that_not_all_is_well(self):
        self.cron.active = False
        self.assertFalse(self.topic("sending")["is_well"])

    def test_when_mail_was_fetched(self):
        self.env["fetchmail.server"].create(
            {"name": "Mailbox", "server": "imap.seller.example", "server_type": "imap", "state": "done",
             "date": self.now}
        )  # fmt: skip
        self.assertIn("Odoo last fetched mail from “Mailbox” on Mon 2 Mar 2026", self.topic("replies")["facts"][0])

    def test_13_only_for_users_of_sequences(self):
        with self.assertRaises(AccessError):
            self.topic("sending", new_test_user(self.env, "nobody", "base.group_user"))

    def test_13_of_another_company_nothing_is_counted(self):
        self.subscribe(self.sequence(), self.ada)
        other = self.env["res.company"].create({"name": "Another company"})
        stranger = new_test_user(
            self.env, "stranger", "base.group_user,email_sequence.group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )  # fmt: skip
        self.assertEqual(self.topic("sending", stranger)["facts"][-1], "Mails due now: 0.")
