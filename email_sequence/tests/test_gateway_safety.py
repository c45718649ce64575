"""What must never happen to a mail: the gateway survives every input and its own errors (semantics 4.4)."""

import functools
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_gateway import GatewayCase

GATEWAY_LOG = "odoo.addons.email_sequence.models.receiving.gateway"
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
    def fail_once(self, model, method, fail):
        original, calls = getattr(self.registry[model], method), []

        def failing(records, *args, **kwargs):
            calls.append(args)
            if len(calls) == 1:
                fail()
            return original(records, *args, **kwargs)

        return patch.object(self.registry[model], method, failing)

    @mute_logger("odoo.sql_db")
    def test_mail_is_kept_by_odoo_and_matched_again_afterwards(self):
        def break_the_transaction():
            self.env.cr.execute("SELECT 1 FROM no_such_table")

        def surprise():
            raise KeyError("surprise")

        places = (
            ("email.sequence.gateway", "_match", surprise),  # before the savepoint
            ("email.sequence.incoming", "create", break_the_transaction),
            ("email.sequence.feed", "_say_paused", break_the_transaction),
            ("email.sequence.subscription", "pause", surprise),
        )
        for number, (model, method, fail) in enumerate(places):
            with self.subTest(model=model, method=method):
                raw = self.mail_from("ada@customer.example", f"Call {number}", answers=self.ada_mail)
                with self.fail_once(model, method, fail), self.assertLogs(GATEWAY_LOG, "WARNING"):
                    self.receive(raw)
                self.assertEqual(len(self.kept(self.ada, f"Call {number}")), 1)
                self.assertOnlyPaused(self.ada_subscription)
            self.ada_subscription.action_resume()

    def test_another_writer_is_no_reason_to_complain(self):
        """The dispatcher may be recording a mail to the same contact."""

        def meet_another_writer():
            raise SerializationFailure

        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with (
            self.fail_once("email.sequence.subscription", "pause", meet_another_writer),
            self.assertNoLogs(GATEWAY_LOG, "WARNING"),
        ):
            self.receive(raw)
        self.assertOnlyPaused(self.ada_subscription)

    @mute_logger("odoo.sql_db")
    def test_lookup_that_the_database_refuses_costs_nothing(self):
        """The savepoint is set by the statement that fails."""
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with (
            patch("odoo.addons.email_sequence.models.receiving.matcher.LOOKUP", "SELECT 1 FROM no_such_table"),
            self.assertLogs(GATEWAY_LOG, "WARNING"),
        ):
            self.receive(raw)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.sweep()
        self.assertOnlyPaused(self.ada_subscription)

    def test_mail_that_cannot_be_read_is_kept_by_odoo(self):
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        with (
            patch("odoo.addons.email_sequence.models.receiving.gateway.read_facts", side_effect=KeyError("surprise")),
            self.assertLogs(GATEWAY_LOG, "ERROR"),
        ):
            self.receive(raw)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertOnlyPaused()
        self.sweep()
        self.assertOnlyPaused(self.ada_subscription)


@tagged("post_install", "-at_install")
class TestRolledBack(GatewayCase):
    """Odoo's own processing fails at its very end, after we matched; over its external API it is tried again."""

    def fail_at_the_end(self, raw):
        with suppress(ZeroDivisionError, ValueError), self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["mail.thread"].message_process(None, raw)
            raise ZeroDivisionError

    def setUp(self):
        super().setUp()
        self.raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        self.fail_at_the_end(self.raw)

    def test_mail_pauses_once_and_is_kept_by_the_sweep(self):
        self.assertOnlyPaused(self.ada_subscription)
        self.assertFalse(self.kept(self.ada, "call me"), "Odoo may be trying again at this moment")
        self.sweep_later()
        self.sweep_later()
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertEqual(self.env["email.sequence.incoming"].search_count([]), 1)
        self.assertEqual(self.feed(self.ada).count("was paused"), 1)

    def test_mail_that_odoo_processes_at_last_is_where_odoo_puts_it_and_nowhere_else(self):
        self.receive(self.raw)
        self.sweep_later()
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertFalse(self.kept(self.ada, "call me").attachment_ids, "the sweep attaches the original")
        self.assertEqual(self.feed(self.ada).count("was paused"), 1)

    def test_mail_is_left_to_the_sweep_only_once(self):
        self.sweep_later()
        self.assertFalse(self.env["email.sequence.incoming"].search([("is_lost", "=", True)]))
        self.assertFalse(self.env["email.sequence.incoming"].search([]).lost_mail)

    def test_mail_of_a_colleague_is_kept_for_those_whom_it_pauses(self):
        employer = self.contact("Customer Ltd", False, is_company=True)
        colleague = self.contact("Carol", "carol@customer.example")
        (self.ada | colleague).parent_id = employer
        self.ada_subscription.action_resume()
        self.ada_subscription.sequence_id.pause_colleagues = True
        self.fail_at_the_end(self.mail_from("carol@customer.example", "For my team", to="nobody@seller.example"))
        self.sweep_later()
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(len(self.kept(self.ada, "For my team")), 1)

    def test_original_that_waits_is_no_users_to_read(self):
        mail = self.env["email.sequence.incoming"].search([])
        self.assertTrue(mail.lost_mail)
        with self.assertRaises(AccessError):
            mail.with_user(self.manager).read(["lost_mail"])

    def test_stranger_costs_nothing(self):
        self.fail_at_the_end(self.mail_from("stranger@elsewhere.example"))
        self.assertEqual(self.env["email.sequence.incoming"].search_count([]), 1)


@tagged("post_install", "-at_install")
class TestCost(GatewayCase):
    """What the gateway adds to Odoo's own processing of a mail."""

    def queries(self, make_mail):
        """How many statements Odoo's processing of such a mail takes, once its caches are filled."""
        thread = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        with patch.object(self.registry["mail.mail"], "send", lambda *_args, **_kwargs: None):
            for _attempt in range(2):
                self.ada_subscription.action_resume()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                with suppress(ValueError), mute_logger("odoo.addons.mail.models.mail_thread"):
                    thread.message_process(None, make_mail())
                    self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def added(self, make_mail):
        with_us = self.queries(make_mail)
        with (
            patch.object(self.registry["email.sequence.gateway"], "_read", lambda _gateway, _raw: None),
            patch.object(self.registry["email.sequence.gateway"], "_concerns_subscriber", lambda _gateway: False),
        ):
            return with_us - self.queries(make_mail)

    def test_mail_that_concerns_no_subscriber_costs_one_query(self):
        self.contact("Eve", "eve@customer.example")
        record = self.env["res.partner"].create({"name": "Deal"})
        message = record.message_post(body="Hello")
        for sender in ("stranger@elsewhere.example", "eve@customer.example", "sam@seller.example"):
            for headers in ({"In_Reply_To": message.message_id}, {"to": "nobody@seller.example"}):
                with self.subTest(sender=sender, **headers):
                    make_mail = functools.partial(self.mail_from, sender, **headers)
                    self.assertLessEqual(self.added(make_mail), 1)

    def test_mail_that_pauses_costs_twelve_besides_posting_the_line_in_the_feed(self):
        """Odoo's own posting and notifying is counted apart, by leaving it out."""
        with_line = self.added(lambda: self.mail_from("ada@customer.example", answers=self.ada_mail))
        with patch.object(self.registry["email.sequence.feed"], "_say_paused", lambda feed, *_args, **_kwargs: {}):
            without_line = self.added(lambda: self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.assertLessEqual(without_line, 12)
        self.assertLessEqual(with_line, 20)


@tagged("post_install", "-at_install")
class TestOtherAddonsWork(GatewayCase):
    """What other addons put off until the end of the transaction is done then, with what they noted for it."""

    def setUp(self):
        super().setUp()
        self.done = []

    @contextmanager
    def transaction(self):
        """A cursor for which another addon has put something off, and a method that processes a mail with it."""
        with self.test_mode(), self.registry.cursor() as cr:
            cr.precommit.data["another.addon"] = ["theirs"]
            cr.precommit.add(lambda: self.done.append(cr.precommit.data["another.addon"]))
            thread = self.env(cr=cr, user=self.env.ref("base.user_root"))["mail.thread"]
            yield cr, thread.message_process

    def test_it_is_not_done_early(self):
        for sender in ("ada@customer.example", "stranger@elsewhere.example"):
            with self.subTest(sender=sender), self.transaction() as (cr, process):
                process("res.partner", self.mail_from(sender))
                self.assertFalse(self.done)
                cr.flush()  # as a commit does
                self.assertEqual(self.done, [["theirs"]])
            self.done.clear()
        self.assertOnlyPaused(self.ada_subscription)

    def test_it_is_not_done_by_a_savepoint_within_our_part_either(self):
        with self.transaction() as (cr, process):

            def begin_a_savepoint():
                with cr.savepoint():
                    pass

            with self.just_before("email.sequence.subscription", "pause", begin_a_savepoint):
                process("res.partner", self.mail_from("ada@customer.example"))
            self.assertFalse(self.done)
        self.assertOnlyPaused(self.ada_subscription)

    def test_it_is_done_after_an_error_of_ours_and_what_we_put_off_is_not(self):
        with self.transaction() as (cr, process):

            def put_off_and_fail(*_args, **_kwargs):
                cr.precommit.data.setdefault("another.addon", []).append("ours")
                cr.precommit.add(lambda: self.done.append("ours"))
                raise KeyError("surprise")

            with (
                patch.object(self.registry["email.sequence.subscription"], "pause", put_off_and_fail),
                self.assertLogs(GATEWAY_LOG, "WARNING"),
            ):
                process("res.partner", self.mail_from("ada@customer.example"))
            cr.flush()
            self.assertEqual(self.done, [["theirs"]])

    def test_subscriber_is_known_after_it_was_done(self):
        """A savepoint of another addon does what was put off, and forgets what was noted with it."""
        self.env["mail.alias.domain"].create({"name": "seller.example", "catchall_alias": "catchall"})
        with self.transaction() as (cr, process):

            def begin_a_savepoint():
                with cr.savepoint():
                    pass

            with self.just_before("mail.thread", "message_route", begin_a_savepoint):
                process(None, self.mail_from("ada@customer.example", to="catchall@seller.example"))
            self.assertEqual(self.done, [["theirs"]])
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)
        self.assertFalse(self.env["mail.mail"].search([("email_to", "like", "ada@customer.example")]), "no refusal")
