from datetime import timedelta

from odoo.tests import tagged

from .common import EmailSequenceCase

SAME = (
    "author_id", "email_from", "reply_to", "model", "message_type", "subtype_id", "is_internal", "email_add_signature",
    "record_company_id", "record_alias_domain_id", "subject", "parent_id", "partner_ids", "email_layout_xmlid",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestFeedLines(EmailSequenceCase):
    """Many lines are written at once, and look like those that are posted one by one."""

    def setUp(self):
        super().setUp()
        self.tested = self.sequence()
        self.feeds = self.env["email.sequence.feed"]

    def lines(self, subscription):
        domain = [("email_sequence_subscription_id", "=", subscription.id)]
        return self.env["mail.message"].search(domain, order="id")

    def queries(self, subscriptions):
        """How many queries pausing them costs."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        subscriptions.pause("manual", user=self.manager, tell=False)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_written_line_equals_a_posted_one(self):
        """A follower who asked for the subtype makes Odoo post the line, the other contact's is written."""
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "lines.example"})
        ada, bob = self.subscribe(self.tested, self.ada, self.bob).sorted("id")
        subtype = self.env.ref("email_sequence.mt_subscription")
        self.ada.message_subscribe(self.manager.partner_id.ids, subtype.ids)
        (ada | bob).pause("manual", user=self.seller)
        posted, written = ada.pause_message_id, bob.pause_message_id
        self.assertEqual(posted.notified_partner_ids, self.manager.partner_id)
        self.assertFalse(written.notification_ids)
        self.assertEqual((written.res_id, written.body), (self.bob.id, posted.body))
        for name in SAME:
            self.assertEqual(posted[name], written[name], name)
        self.assertNotEqual(posted.message_id, written.message_id)
        self.assertTrue(written.message_id)

    def test_pausing_many_costs_no_query_for_each(self):
        subscriptions = self.subscribe(self.tested, *self.contacts(120))
        self.queries(subscriptions[:10])
        few, many = self.queries(subscriptions[10:20]), self.queries(subscriptions[20:])
        self.assertLessEqual(many - few, 10)

    def test_only_senders_who_are_told_get_a_message_of_their_own(self):
        own = self.subscribe(self.tested, self.ada, user=self.manager)
        others = self.subscribe(self.tested, self.bob)
        told = self.feeds._say_paused((own | others).with_user(self.manager).sudo())
        self.assertEqual(set(told), set(own | others))
        (own | others).pause("manual", user=self.manager)
        self.assertFalse(own.pause_message_id.notified_partner_ids)
        self.assertEqual(others.pause_message_id.notified_partner_ids, self.seller.partner_id)

    def test_a_deleted_contact_has_no_feed(self):
        subscriptions = self.subscribe(self.tested, self.ada, self.bob)
        subscriptions.filtered(lambda s: s.partner_id == self.ada).partner_id = False
        subscriptions.pause("manual", user=self.seller)
        self.assertEqual(subscriptions.pause_message_id.mapped("res_id"), self.bob.ids)

    def test_two_subscriptions_of_one_contact_have_a_line_each(self):
        both = self.subscribe(self.tested, self.ada) | self.subscribe(self.sequence("Other"), self.ada)
        messages = self.feeds._say_removed(both, self.manager)
        self.assertEqual([messages[s].email_sequence_subscription_id for s in both], list(both))
        self.assertIn("<b>Other</b>", messages[both[1]].body)

    def test_each_line_speaks_its_senders_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        french, english = (
            self.subscribe(self.tested, self.ada),
            self.subscribe(self.tested, self.bob, user=self.manager),
        )
        languages = {}
        self.feeds._write_lines(french | english, lambda feed, s: languages.setdefault(s, feed.env.lang))
        self.assertEqual(languages, {french: "fr_FR", english: self.manager.lang})

    def test_4_7_the_line_says_until_when(self):
        subscription = self.subscribe(self.tested, self.ada)
        subscription.pause("manual", user=self.manager, until=self.now.date() + timedelta(days=2))
        self.assertIn("was paused by Mia Manager. It resumes by itself on Wednesday 4 March.", self.feed(self.ada))

    def test_4_7_nobody_resumed_what_resumed_by_itself(self):
        subscription = self.subscribe(self.tested, self.ada)
        message = self.feeds._say_resumed(subscription, self.env["res.users"])[subscription]
        self.assertIn("goes on: the day has come", message.body)
        self.assertEqual(message.author_id, self.env.ref("base.partner_root"))

    def test_every_change_by_a_user_is_said_in_their_name(self):
        subscription, other = self.subscribe(self.tested, self.ada), self.sequence("Other")
        said = {
            "was resumed by Mia Manager": self.feeds._say_resumed(subscription, self.manager),
            "Mia Manager took the contact out of": self.feeds._say_removed(subscription, self.manager),
            "Mia Manager chose Sam Seller as the sender of": self.feeds._say_reassigned(subscription, self.manager),
            "to <b>Other</b>": self.feeds._say_moved(subscription, self.manager, other),
            "go on with its new steps": self.feeds._say_gone_on(subscription, self.manager),
            "Mia Manager skipped the step “Step 1 for": self.feeds._say_skipped(
                subscription, self.manager, self.tested.step_ids[0]
            ),
            "leave at once": self.feeds._say_sent_at_once(subscription, self.manager),
        }
        for words, messages in said.items():
            self.assertIn(words, messages[subscription].body)
            self.assertIn("<b>Test sequence</b>", messages[subscription].body)
            self.assertEqual(messages[subscription].author_id, self.manager.partner_id)
