import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.models.fetchmail import FetchmailServer

from ..models.presenters import health_replies
from .common import MONDAY_MORNING, EmailSequenceCase

FAILURE = OSError("Connection refused to sales@seller.example")


class EmptyMailbox:
    """What Odoo sees of a mailbox without new mail."""

    def check_unread_messages(self):
        return 0

    def retrieve_unread_messages(self):
        return iter(())

    def disconnect(self):
        pass


class HealthCase(EmailSequenceCase):
    """A company without anything that Odoo needs to see replies, until a test sets it up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fetchmail.server"].with_context(active_test=False).search([]).active = False
        cls.env["mail.message"].search([("message_type", "=", "email")]).unlink()
        cls.cron = cls.env.ref("mail.ir_cron_mail_gateway_action")
        cls.company = cls.env.company
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "health.example"})
        cls.admin = new_test_user(cls.env, "ada_admin", "base.group_system,email_sequence.group_manager")

    def incoming(self, **values):
        """A confirmed incoming mail server, which Odoo has just looked at unless the values say otherwise."""
        return self.env["fetchmail.server"].create(
            {
                "name": "Sales mailbox",
                "server_type": "imap",
                "server": "imap.seller.example",
                "user": "sales@seller.example",
                "password": "topsecret",
                "state": "done",
                "date": self.now,
                **values,
            }
        )

    def health(self, user=None, sequences=None):
        sequences = self.env["email.sequence"] if sequences is None else sequences
        return self.call_as(user or self.admin, sequences, "get_health")

    def assertFindings(self, *codes, user=None, sequences=None):
        self.assertEqual([finding["code"] for finding in self.health(user, sequences)], list(codes))


@tagged("post_install", "-at_install")
class TestHealthOfServers(HealthCase):
    """Replies are seen only when mails reach Odoo: by a server that it fetches from, or by a script (semantics 4.2)."""

    def test_without_an_incoming_mail_server(self):
        self.assertFindings("no_server")
        self.incoming()
        self.assertFindings()

    def test_a_server_that_was_never_confirmed_or_is_archived_is_none(self):
        self.incoming(state="draft")
        self.incoming(active=False)
        self.assertFindings("no_server")

    def test_a_local_server_is_one_that_odoo_need_not_look_at(self):
        self.incoming(server_type="local", date=False)
        self.travel(self.now + timedelta(days=30))
        self.assertFindings()

    def test_the_fix_can_be_opened(self):
        self.incoming(error_date=self.now)
        self.incoming(date=self.now - timedelta(days=1))
        self.company.alias_domain_id = False
        for finding in self.health():
            action = finding["fix"]["action"]
            if isinstance(action, str):
                self.assertTrue(self.env["ir.actions.act_window"]._for_xml_id(action))
            else:
                self.assertTrue(self.env[action["res_model"]].with_user(self.admin).browse(action["res_id"]).read())

    # ---- mails that come by a script without a record

    def script_delivers(self, **values):
        return self.env["mail.message"].create(
            {
                "message_type": "email",
                "message_id": "<script@customer.example>",
                "model": "res.partner",
                "res_id": self.ada.id,
                **values,
            }
        )

    def test_a_mail_of_the_last_days_proves_that_mails_come(self):
        self.script_delivers()
        self.assertFindings()
        self.travel(self.now + timedelta(days=8))
        self.assertFindings("no_server")

    def test_what_odoo_wrote_itself_or_sent_proves_nothing(self):
        self.script_delivers(message_id=False)
        self.script_delivers(message_type="comment")
        self.script_delivers(message_type="email_outgoing")
        self.assertFindings("no_server")

    def test_only_the_latest_messages_are_looked_through(self):
        self.script_delivers()
        self.ada.message_post(body="A note")
        with patch.object(health_replies, "MESSAGES_LOOKED_THROUGH", 1):
            self.assertFindings("no_server")
        with patch.object(health_replies, "MESSAGES_LOOKED_THROUGH", 2):
            self.assertFindings()

    # ---- errors, as Odoo's own fetching leaves them

    @contextmanager
    def mailbox(self, answer):
        """What connecting to any mailbox comes to: an exception, or a connection."""

        def connect(_server, **_kwargs):
            if isinstance(answer, Exception):
                raise answer
            return answer

        with patch.object(FetchmailServer, "_connect__", connect):
            yield

    def fetch(self, server, answer):
        with self.mailbox(answer), self.committing_env() as env:
            env["fetchmail.server"].browse(server.id)._fetch_mail()
        server.invalidate_recordset()

    def test_a_failure_is_named_until_fetching_succeeds(self):
        server = self.incoming()
        self.fetch(server, FAILURE)
        self.assertFindings("server_failing")
        (finding,) = self.health()
        self.assertIn("“Sales mailbox”", finding["sentence"])
        self.assertEqual(finding["detail"], str(FAILURE))
        self.assertEqual(finding["fix"]["action"]["res_id"], server.id)
        self.fetch(server, EmptyMailbox())
        self.assertFindings()

    def test_a_server_that_odoo_gave_up_is_named_until_it_is_confirmed_again(self):
        server = self.incoming()
        self.fetch(server, FAILURE)
        self.travel(self.now + timedelta(days=6))
        self.fetch(server, FAILURE)
        self.assertEqual(server.state, "draft")
        self.assertFindings("server_given_up")
        with self.mailbox(EmptyMailbox()):
            server.button_confirm_login()
        self.fetch(server, EmptyMailbox())
        self.assertFindings()

    def test_each_server_in_error_is_named(self):
        self.incoming(name="First", error_date=self.now)
        self.incoming(name="Second", error_message="No route to host")
        self.incoming(name="Third")
        first, second = self.health()
        self.assertIn("“First”", first["sentence"])
        self.assertIn("“Second”", second["sentence"])

    def test_the_words_of_an_error_are_one_line(self):
        self.incoming(error_date=self.now, error_message="Refused\n  by the server\n")
        self.assertEqual(self.health()[0]["detail"], "Refused by the server")

    def test_the_words_of_an_imap_server_are_its_words(self):
        self.incoming(error_date=self.now, error_message="b'[AUTHENTICATIONFAILED] It\\'s wrong'")
        self.assertEqual(self.health()[0]["detail"], "[AUTHENTICATIONFAILED] It\\'s wrong")

    # ---- the scheduled action

    def test_a_server_without_new_mail_is_not_late(self):
        server = self.incoming(date=self.now - timedelta(days=1))
        self.assertFindings("fetch_late")
        self.fetch(server, EmptyMailbox())
        self.assertFindings()

    def test_late_is_an_hour_after_the_next_fetching_was_due(self):
        server = self.incoming()
        due = self.now + timedelta(minutes=self.cron.interval_number)
        self.travel(due + timedelta(minutes=59))
        self.assertFindings()
        self.travel(due + timedelta(minutes=61))
        self.assertFindings("fetch_late")
        self.assertIn("“Sales mailbox”", self.health()[0]["sentence"])
        self.cron.write({"interval_number": 1, "interval_type": "days"})
        self.assertFindings()
        server.date = self.now - timedelta(hours=26)
        self.assertFindings("fetch_late")

    def test_a_server_that_was_just_confirmed_is_given_its_time(self):
        self.incoming(date=False)
        self.assertFindings()
        self.travel(self.now + timedelta(hours=2))
        self.assertFindings("fetch_late")

    def test_many_late_servers_are_one_finding(self):
        for name in ("A", "B", "C", "D", "E"):
            self.incoming(name=name, date=self.now - timedelta(hours=5))
        (finding,) = self.health()
        self.assertIn("“A”, “B”, “C”, and 2 more", finding["sentence"])

    def test_the_scheduled_action_is_switched_off(self):
        self.incoming()
        self.cron.active = False
        self.assertFindings("fetch_off")
        self.assertEqual(self.health()[0]["fix"]["action"]["res_id"], self.cron.id)
        self.cron.active = True
        self.assertFindings()

    def test_the_scheduled_action_is_deleted(self):
        self.incoming()
        self.cron.unlink()
        self.assertFindings("fetch_off")
        self.assertEqual(self.health()[0]["fix"]["action"], "base.ir_cron_act")

    def test_a_local_server_needs_no_scheduled_action(self):
        self.incoming(server_type="local")
        self.cron.active = False
        self.assertFindings()


@tagged("post_install", "-at_install")
class TestHealthRights(HealthCase):
    """All users of sequences see what is wrong; only administrators see where and what a server said (semantics 13)."""

    def setUp(self):
        super().setUp()
        self.incoming(
            name="The sales mailbox",
            error_date=self.now,
            error_message="LOGIN sales@seller.example topsecret failed",
            date=MONDAY_MORNING - timedelta(days=1),
        )

    def test_user_and_manager_read_sentences_only(self):
        for user in (self.seller, self.manager):
            self.assertFindings("server_failing", "fetch_late", user=user)
            findings = self.health(user)
            self.assertIn("The sales mailbox", findings[0]["sentence"])
            self.assertEqual([(finding["detail"], finding["fix"]) for finding in findings], [("", False)] * 2)

    def test_no_login_and_no_password_reaches_them(self):
        data = json.dumps(self.health(self.seller))
        for secret in ("topsecret", "sales@seller.example", "imap.seller.example"):
            self.assertNotIn(secret, data)

    def test_the_administrator_gets_the_fix(self):
        server, cron = self.health()
        self.assertEqual(server["fix"]["action"]["res_model"], "fetchmail.server")
        self.assertEqual(cron["fix"]["action"]["res_model"], "ir.cron")
        self.assertIn("failed", server["detail"])

    def test_other_employees_get_nothing(self):
        employee = new_test_user(self.env, "eve", "base.group_user")
        with self.assertRaises(AccessError):
            self.health(employee)

    def test_users_of_another_company_cannot_ask_about_a_sequence(self):
        theirs = self.env["res.company"].create({"name": "Theirs"})
        stranger = new_test_user(
            self.env, "tom", "email_sequence.group_user", company_id=theirs.id, company_ids=[(6, 0, theirs.ids)]
        )
        with self.assertRaises(AccessError):
            self.health(stranger, self.sequence(activated=False))
        self.assertFindings("server_failing", "fetch_late", user=stranger)

    def test_the_findings_themselves_cannot_be_asked_for_over_the_api(self):
        for method in ("_findings", "_for_client"):
            with self.assertRaises(AccessError):
                self.call_as(self.admin, self.env["email.sequence.health"], method, self.company.ids)


@tagged("post_install", "-at_install")
class TestHealthCost(HealthCase):
    """It is asked at each opening of a screen: few queries, and no more of them in a large company."""

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.health(self.seller)
        return self.env.cr.sql_log_count - before

    def test_a_healthy_company_costs_few_queries(self):
        self.incoming()
        self.health(self.seller)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(11):
            self.health(self.seller)

    def test_the_number_of_queries_does_not_grow(self):
        self.company.alias_domain_id = False
        sequence = self.sequence()
        self.incoming(error_date=self.now, date=self.now - timedelta(days=1))
        self.subscribe(sequence, self.ada, user=self.manager)
        self.health(self.seller)
        few = self.queries()
        for n in range(20):
            self.incoming(name=f"Server {n}", error_date=self.now, date=self.now - timedelta(days=1))
            sender = new_test_user(self.env, f"sender{n}", "email_sequence.group_user", email=f"s{n}@seller.example")
            self.subscribe(self.sequence(f"Sequence {n}"), self.bob, user=sender)
        self.health(self.seller)
        self.assertLessEqual(self.queries(), few)
