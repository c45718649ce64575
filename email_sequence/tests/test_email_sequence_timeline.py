from odoo.tests import tagged

from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestTimeline(EmailSequenceCase):
    """The dialog shows what was sent and what came of it, what is next, and what follows (semantics 4.1)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(0, 1, 3)), self.ada)

    def entries(self, user=None):
        self.env.invalidate_all()
        return self.subscription.with_user(user or self.seller).timeline

    def kinds(self):
        return [entry["kind"] for entry in self.entries()]

    def test_it_can_be_read_over_the_external_api(self):
        """XML-RPC knows no None."""
        self.subscription.action_pause()
        for entry in self.subscription.with_user(self.seller).timeline:
            self.assertNotIn(None, entry.values())

    def test_before_the_first_mail(self):
        start, coming, *later = self.entries()
        self.assertEqual((start["kind"], start["title"]), ("start", "Subscribed, to be written to by Sam Seller"))
        self.assertEqual((coming["kind"], coming["title"]), ("next", "Step 1 for {{ object.name }}"))
        self.assertEqual(coming["notes"], [self.subscription.next_sentence])
        self.assertEqual([entry["notes"] for entry in later],
                         [["1 day after the previous"], ["3 days after the previous"]])  # fmt: skip

    def test_12_of_an_a_b_test_the_variant_that_the_contact_gets_is_named(self):
        for step in self.subscription.sequence_id.step_ids:
            step.variant_ids = [(0, 0, {"template_id": self.template(f"B of {step.sequence}").id})]
            step.weight = 0
        self.assertEqual([entry["title"] for entry in self.entries()[1:]], ["B of 1", "B of 2", "B of 3"])
        self.assertIn("“B of 1” leaves", self.subscription.with_user(self.seller).next_sentence)

    def test_a_sent_mail_opens_and_an_answer_is_noted_at_it(self):
        (mail,) = self.dispatch()
        self.assertEqual(self.kinds(), ["start", "sent", "next", "later"])
        self.receive(self.mail_from(self.ada.email, answers=mail))
        sent, waiting = self.entries()[1:3]
        self.assertEqual((sent["kind"], sent["title"]), ("replied", "Step 1 for Ada"))
        self.assertEqual(sent["trace_id"], self.subscription.trace_ids.id)
        self.assertIn("Answered on Mon 2 Mar 2026", sent["notes"][0])
        self.assertEqual((waiting["kind"], waiting["notes"]), ("waiting", ["Leaves once the subscription is resumed."]))

    def test_a_try_that_failed_says_why(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        failed = self.entries()[1]
        self.assertEqual((failed["kind"], failed["trace_id"]), ("error", False))
        self.assertIn("550 5.1.1 No such user", failed["notes"][0])

    def test_a_skipped_step_is_not_ahead(self):
        self.subscription.action_skip_step()
        self.assertEqual([entry["title"] for entry in self.entries()[1:]],
                         ["Step 2 for {{ object.name }}", "Step 3 for {{ object.name }}"])  # fmt: skip

    def test_the_end(self):
        self.subscription.action_remove()
        self.assertEqual(self.kinds(), ["start", "end"])

    def test_a_mail_is_shown_to_who_may_read_it_in_the_chatter(self):
        self.dispatch()
        trace = self.subscription.trace_ids
        self.assertIn("Dear Ada", trace.with_user(self.manager).body)
        self.env["ir.rule"].create(
            {
                "name": "No customers",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('email', 'not like', 'customer.example')]",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(trace.with_user(self.manager).body)
        self.assertIn("Dear Ada", trace.with_user(self.seller).body, "who wrote it")
