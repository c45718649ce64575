from datetime import timedelta

from odoo.tests import tagged

from .test_account_of_conversation import FITS, ConversationCase


@tagged("post_install", "-at_install")
class TestChangedAccount(ConversationCase):
    """What a question before resuming says, and that nothing happens without one (semantics 3.4, 4.7)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.begun()
        self.other = self.another_server(from_filter=FITS)

    def changed(self):
        return self.subscription.with_user(self.seller)._changed_accounts()

    def test_words_of_both_accounts(self):
        self.assertFalse(self.changed())
        self.server.active = False
        words = ("Test server <sam@seller.example>", "Other server <sam@seller.example>")
        self.assertEqual(self.changed(), {self.subscription: words})
        self.other.active = False
        self.env["ir.mail_server"].create({"name": "Not for Sam", "smtp_host": "x.example", "from_filter": "x.example"})
        self.assertEqual(self.changed(), {self.subscription: (words[0], False)})

    def test_resuming_after_another_reason_takes_no_other_account_silently(self):
        dialog = self.asked()
        self.assertState(self.subscription, "paused", "manual")
        self.assertIn("began from Test server <sam@seller.example>", dialog.account_question)
        self.assertIn("continues from Other server <sam@seller.example>", dialog.account_question)
        self.assertFalse(dialog.question or dialog.bounce_question)
        dialog.action_resume()
        self.assertEqual(self.next_mails(self.subscription)[1], [self.other.id])

    def asked(self):
        """The dialog that opens when the subscription, which the user paused, is resumed without its account."""
        self.subscription.with_user(self.seller).action_pause()
        self.server.active = False
        action = self.subscription.with_user(self.seller).action_resume()
        return self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"]).create({})

    def test_a_program_that_resumes_takes_no_other_account(self):
        self.subscription.with_user(self.seller).action_pause()
        self.server.active = False
        self.subscription.resume()
        self.assertEqual(self.next_mails(self.subscription), ([], []))
        self.assertPausedBy(self.subscription, "account_gone")

    def test_account_restored_meanwhile_stays(self):
        dialog = self.asked()
        self.server.active = True
        dialog.invalidate_recordset()
        dialog.action_resume()
        self.assertEqual(self.next_mails(self.subscription)[1], [self.server.id])

    def test_bulk_question_says_it_and_takes_it(self):
        self.subscription |= self.begun(self.bob)  # from the other server
        self.subscription.with_user(self.seller).action_pause()
        resumption = {"action": "resume", "res_ids": self.subscription.ids}
        start = self.env["email.sequence.bulk.start"].with_user(self.seller).create(resumption)
        self.assertNotIn("began from", start.summary)
        self.server.active = False
        start.invalidate_recordset()
        words = "began from Test server <sam@seller.example>, which can no longer be used: they continue from Other"
        self.assertIn(f"1 {words}", start.summary)
        start.action_start()
        self.assertEqual(set(self.next_mails(*self.subscription)[1]), {self.other.id})

    def test_bulk_question_needs_no_more_queries_for_many(self):
        many = self.begun(*self.contacts(30))
        self.other.active = False

        def queries(subscriptions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            counted = subscriptions._count_changed_accounts([("id", "in", subscriptions.ids)])
            self.assertEqual(sum(counted.values()), len(subscriptions))
            return self.env.cr.sql_log_count - before

        queries(many)
        self.assertEqual(queries(many[:2]), queries(many))

    def test_the_dialog_that_asked_takes_it(self):
        self.subscription.with_user(self.seller).action_pause()
        self.server.active = False
        self.subscription.with_user(self.seller)._take_present_account()
        self.assertFalse(self.changed())
        self.subscription.with_user(self.seller).action_resume()
        self.assertEqual(self.next_mails(self.subscription)[1], [self.other.id])

    def test_nobody_was_asked_when_a_pause_ends_by_itself(self):
        until = (self.now + timedelta(days=2)).date()
        self.subscription.with_user(self.seller).action_pause(until.isoformat())
        self.server.active = False
        self.travel(self.subscription.paused_until)
        self.dispatch()
        self.assertState(self.subscription, "active")
        self.assertEqual(self.next_mails(self.subscription), ([], []))
        self.assertPausedBy(self.subscription, "account_gone")

    def test_not_over_the_api(self):
        with self.assertRaisesRegex(Exception, "[Pp]rivate"):
            self.call_as(self.seller, self.subscription, "_take_present_account")

    def test_the_number_of_queries_does_not_grow(self):
        many = self.begun(*self.contacts(30))
        self.server.active = False

        def queries(subscriptions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            subscriptions._changed_accounts()
            return self.env.cr.sql_log_count - before

        queries(many)
        self.assertEqual(queries(many[:2]), queries(many))
