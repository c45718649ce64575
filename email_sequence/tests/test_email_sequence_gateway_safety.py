"""What must never happen to a mail: the gateway survives every input and its own errors (semantics 4.4)."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.incoming_facts import read_facts
from .test_email_sequence_gateway import GatewayCase

GATEWAY_LOG = "odoo.addons.email_sequence.models.email_sequence_gateway"
MALFORMED = {
    "empty": b"",
    "no headers": b"\r\nJust a text\r\n",
    "no sender": b"Subject: Hello\r\n\r\nText\r\n",
    "NUL bytes": b"From: x@y.example\r\nSubject: a\x00b\r\nMessage-Id: <n\x00ul@y.example>\r\n\r\nText\x00\r\n",
    "broken MIME": b'From: x@y.example\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n--b\r\n\r\nText',
    "wrong charset": b"From: x@y.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe\r\n",
    "8 bit headers": b"From: \xff\xfe <x@y.example>\r\nSubject: \xe9\xe8\r\nIn-Reply-To: <\xff@y>\r\n\r\nText\r\n",
    "big header": b"From: x@y.example\r\nReferences: " + b"<a@b.example> " * 2_000 + b"\r\n\r\nText\r\n",
    "broken encoded word": b"From: =?utf-8?b?!!!?= <x@y.example>\r\nSubject: =?x?q?=FF?=\r\n\r\nText\r\n",
    "id that is none": b"From: x@y.example\r\nMessage-Id: <<<>>>\r\nDate: yesterday\r\n\r\nText\r\n",
}


@tagged("post_install", "-at_install")
class TestMalformed(GatewayCase):
    """A malformed mail is handled as Odoo would without us."""

    def test_as_odoo_would_without_us(self):
        for name, raw in MALFORMED.items():
            with self.subTest(mail=name), mute_logger("odoo.sql_db"):
                with patch.object(self.registry["email.sequence.gateway"], "_read", lambda _gateway, _raw: None):
                    without_us = self.outcome(raw, "res.partner")
                self.assertEqual(self.outcome(raw, "res.partner"), without_us)

    def test_malformed_mail_of_a_subscriber_pauses(self):
        for name, raw in MALFORMED.items():
            if b"x@y.example" in raw and name != "id that is none":
                with self.subTest(mail=name), mute_logger("odoo.sql_db", "odoo.addons.mail.models.mail_thread"):
                    self.receive(raw.replace(b"x@y.example", b"ada@customer.example"))
                    self.assertOnlyPaused(self.ada_subscription)
                self.ada_subscription.action_resume()
                self.travel(self.now + timedelta(seconds=1))

    def test_mail_as_text_and_as_xmlrpc_sends_it(self):
        raw = self.mail_from("ada@customer.example", to="nobody@seller.example")
        self.receive(raw.decode())
        self.assertOnlyPaused(self.ada_subscription)


@tagged("post_install", "-at_install")
class TestOwnErrors(GatewayCase):
    def fail_once(self, method):
        original, calls = getattr(self.registry["email.sequence.gateway"], method), []

        def failing(gateway, *args):
            calls.append(args)
            if len(calls) == 1:
                gateway.env.cr.execute("SELECT 1 FROM no_such_table")  # the worst: it breaks the transaction
            return original(gateway, *args)

        return patch.object(self.registry["email.sequence.gateway"], method, failing)

    @mute_logger("odoo.sql_db")
    def test_mail_is_kept_by_odoo_and_matched_again_afterwards(self):
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with self.fail_once("_handle"), self.assertLogs(GATEWAY_LOG, "WARNING"):
            self.receive(raw)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertOnlyPaused(self.ada_subscription)

    def test_mail_that_cannot_be_read_is_kept_by_odoo(self):
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with (
            patch(
                "odoo.addons.email_sequence.models.email_sequence_gateway.read_facts", side_effect=KeyError("surprise")
            ),
            self.assertLogs(GATEWAY_LOG, "ERROR"),
        ):
            self.receive(raw)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertOnlyPaused()
        with self.committing_env() as env:
            env["email.sequence.gateway"]._cron_sweep()
        self.assertOnlyPaused(self.ada_subscription)

    def test_rolled_back_mail_is_matched_once(self):
        """Odoo's own processing fails at its very end, after we matched."""
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr, suppress(ZeroDivisionError):
            self.env(cr=cr)["mail.thread"].message_process(None, raw)
            raise ZeroDivisionError
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(self.env["email.sequence.incoming"].search_count([]), 1)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)


@tagged("post_install", "-at_install")
class TestCost(GatewayCase):
    def test_unrelated_mail_costs_two_queries(self):
        """Is it an answer to one of our mails, and is it from an address of a contact?"""
        gateway = self.env["email.sequence.gateway"]
        raw = self.mail_from("stranger@elsewhere.example", References="<some@where.example>")
        gateway._handle(read_facts(raw))  # fills the caches
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            gateway._handle(read_facts(raw))

    def test_mail_of_a_contact_in_no_sequence_costs_three(self):
        gateway = self.env["email.sequence.gateway"]
        self.contact("Eve", "eve@customer.example")
        raw = self.mail_from("eve@customer.example", References="<some@where.example>")
        gateway._handle(read_facts(raw))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            gateway._handle(read_facts(raw))
