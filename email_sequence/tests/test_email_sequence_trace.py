from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.sending.failures import FAILURES
from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestTrace(EmailSequenceCase):
    """One row per mail attempted: the ledger behind exactly-once, and the source of the reports (semantics 8, 12)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(0, 1, 1)), self.ada)
        self.steps = self.subscription.sequence_id.step_ids

    def trace(self, step, status="sent", **values):
        return self.env["email.sequence.trace"].create(
            {
                "subscription_id": self.subscription.id,
                "sequence_id": self.subscription.sequence_id.id,
                "company_id": self.env.company.id,
                "step_id": step.id,
                "email": self.subscription.email,
                "message_id": f"<{status}-{step.id}@seller.example>",
                "trace_status": status,
                **values,
            }
        )

    def assertRefused(self, *args, **values):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.trace(*args, **values)

    def test_trace_keeps_what_the_reports_need(self):
        self.dispatch()
        trace = self.subscription.trace_ids
        self.assertEqual(trace.step_id, self.steps[0])
        self.assertEqual((trace.partner_id, trace.user_id, trace.email), (self.ada, self.seller, self.ada.email))
        self.assertEqual((trace.sent_datetime, trace.handed_datetime), (self.now, self.now))
        self.assertEqual((trace.sequence_id, trace.company_id), (self.subscription.sequence_id, self.env.company))

    def test_message_id_is_unique(self):
        self.trace(self.steps[0], message_id="<one@seller.example>")
        self.assertRefused(self.steps[1], message_id="<one@seller.example>")

    def test_one_attempt_that_may_have_left_for_each_step(self):
        for number, status in enumerate(("sent", "unknown", "bounce")):
            self.trace(self.steps[number], status)
            for other in ("sending", "sent", "unknown", "bounce"):
                with self.subTest(status=status, other=other):
                    self.assertRefused(self.steps[number], other, message_id="<again@seller.example>")

    def test_one_mail_of_a_subscription_is_being_sent_at_a_time(self):
        self.trace(self.steps[0], "sending")
        self.assertRefused(self.steps[1], "sending")

    def test_thread_begins_with_the_last_mail_that_started_one(self):
        first = self.trace(self.steps[0], starts_thread=True)
        failed = self.trace(self.steps[1], "error", starts_thread=True)
        second = self.trace(self.steps[1], "unknown", starts_thread=True)
        third = self.trace(self.steps[2], "bounce")
        self.assertEqual((first | failed | second | third)._thread(), second | third)
        self.assertEqual((first | failed)._thread(), first)
        self.assertFalse(failed._thread())

    def test_every_failure_has_a_sentence(self):
        for code, _label in self.env["email.sequence.trace"]._fields["failure_type"].selection:
            with self.subTest(code=code):
                sentence = FAILURES[code].words(self.env, "550 No")
                self.assertRegex(sentence, r"^[A-Z][a-z]* .+[.:] 550 No$")

    def test_deleting_contact_message_or_server_keeps_the_trace(self):
        """Sent history is never lost (semantics 10)."""
        self.dispatch()
        trace = self.subscription.trace_ids
        trace.mail_message_id.unlink()
        self.ada.unlink()
        self.server.unlink()
        self.env.invalidate_all()
        self.assertEqual((trace.trace_status, trace.email), ("sent", "ada@customer.example"))
