"""Another transport than SMTP, and other kinds of step than emails: the two seams of the dispatcher."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..models.sending import transport
from ..tools.sending.values import Outcome
from .common import EmailSequenceCase


class MemoryTransport(transport.Transport):
    """Keeps the emails in a list, and fails as a test says."""

    def __init__(self, provider, account):
        self.provider = provider
        self.account = account

    def open(self):
        self.provider.opened.append(self.account)
        return self.provider.failure

    def send(self, email):
        if fault := self.provider.faults.get(email.recipient):
            if isinstance(fault, Exception):
                raise fault
            return fault
        self.provider.emails.append(email)
        return Outcome("sent", email=email)

    @property
    def is_open(self):
        return self.provider.is_open

    def is_alive(self):
        return self.provider.is_alive

    def close(self):
        self.provider.closed.append(self.account)


class Provider:
    """What the transports of a test share."""

    def __init__(self):
        self.emails, self.opened, self.closed = [], [], []
        self.failure = None  # of every account
        self.faults = {}  # by recipient: an Outcome or an exception
        self.is_open = self.is_alive = True


@tagged("post_install", "-at_install")
class TestTransport(EmailSequenceCase):
    """Nothing but the transport of SMTP knows SMTP."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.subscriptions = self.subscribe(self.sequence(mail_server_id=self.server.id), *self.contacts(25))
        self.startPatcher(
            patch.object(
                self.registry["ir.mail_server"],
                "_email_sequence_transport",
                lambda server, account: MemoryTransport(self.provider, account),
            )
        )
        self.startPatcher(patch.object(IrMail_Server, "send_email", side_effect=AssertionError))

    def send(self):
        with self.committing_env() as env:
            env["email.sequence.dispatcher"]._cron_dispatch()
        return self.provider.emails

    def statuses(self):
        traces = self.subscriptions.trace_ids.sorted(lambda trace: trace.subscription_id.id)
        return list(zip(traces.mapped("trace_status"), traces.mapped("failure_type"), strict=True))

    def test_all_are_sent_by_one_transport_which_is_closed_at_the_end(self):
        emails = self.send()
        self.assertEqual([email.recipient for email in emails], self.subscriptions.sorted("id").mapped("email"))
        self.assertEqual(self.statuses(), [("sent", False)] * 25)
        (account,) = self.provider.opened
        self.assertEqual((account.server_id, self.provider.closed), (self.server.id, [account]))
        self.assertEqual(len(self.subscriptions.trace_ids.mail_message_id), 25)

    def test_8_email_is_composed_and_marked_before_it_is_handed_over(self):
        seen = []

        def send(memory, email):
            trace = self.env["email.sequence.trace"].browse(email.trace_id)
            trace.invalidate_recordset()
            seen.append((trace.trace_status, bool(trace.handed_datetime), email.message["To"]))
            return Outcome("sent", email=email)

        with patch.object(MemoryTransport, "send", send):
            self.send()
        self.assertEqual(seen[0], ("sending", True, '"Contact 0" <contact0@customer.example>'))

    def test_6_account_that_cannot_be_used_is_asked_once(self):
        self.provider.failure = Outcome("error", "account_login", "The key was revoked")
        self.assertFalse(self.send())
        self.assertEqual(len(self.provider.opened), 1)
        self.assertEqual(self.statuses(), [("error", "account_login")] * 25)
        self.assertIn("The key was revoked", self.subscriptions[0].pause_note)
        self.assertEqual(self.subscriptions.pause_server_id, self.server)

    def test_6_what_the_provider_refuses_or_defers(self):
        self.provider.faults = {
            "contact0@customer.example": Outcome("error", "recipient_refused", "No such user"),
            "contact1@customer.example": Outcome("deferred", "message_refused", "Later"),
        }
        self.assertEqual(len(self.send()), 23)
        self.assertEqual(self.statuses()[:3], [("error", "recipient_refused"), ("error", "message_refused"),
                                               ("sent", False)])  # fmt: skip
        self.assertState(self.subscriptions[0], "paused", "send_error")
        self.assertState(self.subscriptions[1], "active")
        self.assertEqual(len(self.provider.opened), 1)

    def test_8_an_exception_leaves_the_email_unknown_and_the_next_gets_a_new_transport(self):
        self.provider.faults["contact0@customer.example"] = ConnectionError("Connection reset")
        self.assertEqual(len(self.send()), 24)
        self.assertEqual(self.statuses()[:2], [("unknown", "interrupted"), ("sent", False)])
        self.assertEqual(len(self.provider.opened), 2)

    def test_three_broken_connections_in_a_row_are_the_accounts_fault(self):
        gone = Outcome("deferred", "disconnected", "Bye")
        self.provider.faults = {f"contact{number}@customer.example": gone for number in range(25)}
        self.assertFalse(self.send())
        self.assertEqual(len(self.provider.opened), 3)
        self.assertEqual({failure for _status, failure in self.statuses()[2:]}, {"account_unreachable"})

    def test_dead_transport_is_opened_again_for_the_next_group(self):
        self.provider.is_alive = False
        self.assertEqual(len(self.send()), 25)
        self.assertGreater(len(self.provider.opened), 1)
        self.assertEqual(self.provider.opened, self.provider.closed)

    def test_transport_that_closed_itself_is_opened_again_for_the_next_email(self):
        self.provider.is_open = False
        self.assertEqual(len(self.send()), 25)
        self.assertEqual((len(self.provider.opened), len(self.provider.closed)), (25, 25))

    def test_test_emails_use_it_too(self):
        preview = self.env["email.sequence.preview"].with_user(self.seller)
        values = {"sequence_id": self.subscriptions.sequence_id.id, "partner_id": self.ada.id}
        with self.test_mode(), self.env.cr.savepoint():
            preview.create(values).action_send()
        self.assertEqual({email.recipient for email in self.provider.emails}, {self.seller.email})


@tagged("post_install", "-at_install")
class TestKinds(EmailSequenceCase):
    """A bridge's kind of step goes the way of the others, without an email."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(0, 1)), self.ada)
        self.call, self.email = self.subscription.sequence_id.step_ids
        self.startPatcher(
            patch.object(
                self.registry["email.sequence.step"], "_kind", lambda step: "call" if step == self.call else "email"
            )
        )
        self.calls = []

    def perform(self, outcome):
        """Let the dispatcher run with a way to perform calls."""

        def make(dispatcher, traces):
            self.calls += traces.partner_id.mapped("name")
            return traces._record_outcomes(dict.fromkeys(traces.ids, outcome))

        def perform_call(dispatcher, traces, _run):
            dispatcher._in_own_transaction(lambda: make(dispatcher, traces))

        dispatcher = self.registry["email.sequence.dispatcher"]
        with patch.object(dispatcher, "_perform_call", perform_call, create=True):
            return self.dispatch()

    def test_done_once_and_the_next_step_follows(self):
        self.assertFalse(self.perform(Outcome("sent")))
        self.assertFalse(self.perform(Outcome("sent")))
        self.assertEqual(self.calls, ["Ada"])
        trace = self.subscription.trace_ids
        self.assertEqual((trace.step_id, trace.trace_status, trace.mail_message_id.ids), (self.call, "sent", []))
        self.assertEqual(self.subscription.next_step_id, self.email)
        self.travel_to_next_mail(self.subscription)
        (email,) = self.perform(Outcome("sent"))
        self.assertIn("Ada", email["To"])
        self.assertEqual(self.calls, ["Ada"])

    def test_one_that_fails_pauses(self):
        self.perform(Outcome("error", "composing", "No telephone number"))
        self.assertState(self.subscription, "paused", "send_error")
        self.assertIn("No telephone number", self.subscription.pause_note)

    def test_what_is_not_recorded_is_done_by_the_next_run(self):
        dispatcher = self.registry["email.sequence.dispatcher"]
        with patch.object(dispatcher, "_perform_call", lambda *_args: None, create=True):
            self.dispatch()
        self.perform(Outcome("sent"))
        self.assertEqual(self.calls, ["Ada"])
