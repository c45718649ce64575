import json

from odoo.tests import tagged

from ..models.bulk.words import report
from .test_email_sequence_bulk import BATCH, BulkCase


@tagged("post_install", "-at_install")
class TestBulkWords(BulkCase):
    """The user sees how far it is and what came of it; the senders hear of it once."""

    def reports(self):
        """What the browser was sent, in order."""
        self.env.cr.precommit.run()
        sent = [json.loads(bus.message) for bus in self.env["bus.bus"].search([], order="id")]
        return [message["payload"] for message in sent if message["type"] == "email_sequence.bulk"]

    def notices(self, user):
        domain = [("message_type", "=", "user_notification"), ("partner_ids", "in", user.partner_id.ids)]
        return [str(message.body) for message in self.env["mail.message"].search(domain, order="id")]

    def words(self, bulk):
        self.env.invalidate_all()
        return report(bulk)

    def test_each_batch_is_shown_and_the_result(self):
        bulk = self.start()
        self.assertEqual(len(self.reports()), 1)  # sent when the request is committed
        self.run_cron()
        reports = [report for report in self.reports() if report["id"] == bulk.id]
        self.assertEqual(
            [report["message"] for report in reports],
            ["0 of 8", "3 of 8", "6 of 8", "Paused: 8. Left as they were: 0."],
        )
        self.assertEqual([report["progress"] for report in reports], [0, 38, 75, 100])
        self.assertEqual({report["title"] for report in reports}, {"Pausing…"})

    def test_few_are_not_shown(self):
        self.start(domain=[("id", "in", self.all[:BATCH].ids)])
        self.assertFalse(self.reports())

    def test_every_action_has_its_words(self):
        bulks = self.env["email.sequence.bulk"]
        for action, _label in bulks._fields["action"].selection:
            bulk = bulks.new({"action": action, "state": "done", "total_count": 5, "done_count": 5, "changed_count": 2})
            shown = report(bulk)
            self.assertTrue(shown["title"])
            self.assertTrue(shown["message"].endswith(": 2. Left as they were: 3."), shown["message"])

    def test_what_was_stopped_or_failed_says_after_how_many(self):
        bulk = self.start()
        self.run_cron(batches=1)
        bulk.action_stop()
        self.assertEqual(self.words(bulk)["message"], "Stopped after 3 of 8. Paused: 3. Left as they were: 0.")
        bulk.write({"state": "failed", "note": "The moon is full."})
        self.assertEqual(
            self.words(bulk)["message"], "Failed after 3 of 8. The moon is full. Paused: 3. Left as they were: 0."
        )

    def test_4_6_a_sender_is_told_once_of_many(self):
        self.start()
        self.run_cron()
        (notice,) = self.notices(self.seller)
        self.assertIn("Mia Manager paused 8 of your subscriptions.", notice)
        self.assertFalse(self.all.pause_message_id.notified_partner_ids)

    def test_4_6_a_sender_is_told_after_a_stop_and_of_the_rest_at_the_end(self):
        bulk = self.start()
        self.run_cron(batches=1)
        bulk.action_stop()
        bulk.action_continue()
        self.run_cron()
        first, second = self.notices(self.seller)
        self.assertIn("paused 3 of your", first)
        self.assertIn("paused 5 of your", second)

    def test_4_6_nobody_is_told_of_their_own_action(self):
        self.start(user=self.seller)
        self.run_cron()
        self.assertFalse(self.notices(self.seller))

    def test_4_6_of_a_single_one_the_line_itself_tells(self):
        self.start(domain=[("id", "=", self.all[0].id)])
        self.assertFalse(self.notices(self.seller))
        self.assertEqual(self.all[0].pause_message_id.notified_partner_ids, self.seller.partner_id)

    def test_4_6_no_notice_where_the_company_wants_none(self):
        self.env.company.email_sequence_notice = "none"
        self.start()
        self.run_cron()
        self.assertFalse(self.notices(self.seller))

    def test_every_action_tells_the_senders_what_was_done(self):
        said = {
            "pause": "paused 2 of", "resume": "resumed 2 of", "remove": "removed 2 of", "reassign": "gave 2 of",
            "move": "moved 2 of", "go_on": "let 2 of",
        }  # fmt: skip
        for code, words in said.items():
            bulk = self.env["email.sequence.bulk"].new({"action": code})
            self.assertIn(words, bulk._action().notice(self.seller, user="Mia Manager", count="2"))

    def test_the_new_sender_is_told_too(self):
        new = self.env["res.users"].create({"name": "Nina", "login": "nina", "email": "nina@seller.example"})
        self.start("reassign", sender_id=new.id)
        self.run_cron()
        self.assertIn("made you the sender of 8 more subscriptions", self.notices(new)[0])
        self.assertIn("gave 8 of your subscriptions to another sender", self.notices(self.seller)[0])
