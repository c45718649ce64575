"""One table per idea: what every row of it must have, and that a row which a bridge adds is known everywhere."""

import re
from ast import literal_eval
from collections import Counter
from unittest.mock import patch

from lxml import etree, html

from odoo import fields, models
from odoo.tests import Form, tagged

from ..models.bulk import bulk_action
from ..models.sending import account
from ..models.sending.trace_statuses import TRACE_STATUSES
from ..models.subscriptions import pause_reasons
from ..models.subscriptions.pause_reasons import PAUSE_REASONS
from ..models.subscriptions.states import LIVE, STATES
from ..tools.sending import failures
from ..tools.sending.failures import FAILURES
from ..tools.sending.values import Outcome
from .common import EmailSequenceCase

LIST_OF_STATES = re.compile(r"""state'?,? '?(?:not )?in'?,? (\([^)]*\))""")
TONES = ("success", "warning", "danger", "info")


@tagged("post_install", "-at_install")
class TestEveryRow(EmailSequenceCase):
    """Rows of the tables, those of installed bridges included, have what the screens need of them."""

    def arch(self, model, view_type):
        return etree.fromstring(self.env[model].get_view(view_type=view_type)["arch"])

    def filters(self, model, field):
        """``[set of the values of the field that a filter finds]``."""
        nodes = self.arch(model, "search").iter("filter")
        domains = [literal_eval(node.get("domain", "[]").replace("uid", "0")) for node in nodes]
        values = [domain[0][2] for domain in domains if len(domain) == 1 and domain[0][0] == field]
        return [{value} if isinstance(value, str) else set(value) for value in values]

    def tones(self, model, view_type, field):
        """``{value: tone}`` of a field's badge in a view."""
        (badge,) = self.arch(model, view_type).xpath(f"//field[@name='{field}'][@widget='badge']")
        return {
            value: tone for tone in TONES for value in re.findall(r"'(\w+)'", badge.get(f"decoration-{tone}") or "")
        }

    def test_pause_reasons(self):
        report, subscriptions = self.env["email.sequence.report"], self.env["email.sequence.subscription"]
        standings = dict(report._fields["standing"]._description_selection(self.env))
        subscription = self.subscribe(self.sequence(), self.ada)
        filters = self.filters("email.sequence.subscription", "pause_reason")
        codes = subscriptions._fields["pause_reason"].get_values(self.env)
        for reason in subscriptions._pause_reasons():
            with self.subTest(reason.code):
                self.assertEqual(standings[reason.code], reason.standing)
                self.assertTrue(report._fields[reason.figure].string and report._fields[reason.figure].help)
                self.assertIn({reason.code}, filters)
                self.assertTrue(reason.colour)
                self.assertIsInstance(reason.why(subscription), str)
                self.assertLessEqual(set(reason.gives_way_to), set(codes) - {reason.code})

    def test_states(self):
        expected = {code: state.tone for code, state in STATES.items() if state.tone}
        for view_type in ("list", "kanban"):
            self.assertEqual(self.tones("email.sequence.subscription", view_type, "state"), expected)
        filters = self.filters("email.sequence.subscription", "state")
        for code in STATES:
            self.assertIn({code}, filters)

    def test_views_know_the_live_states(self):
        """They cannot read the table: wherever a view lists states, these are the live ones, or the others."""
        views = self.env["ir.ui.view"].search([("model", "in", ("email.sequence.subscription", "res.partner"))])
        lists = re.findall(
            r"state(?:'|&#39;)?,? (?:')?(?:not )?in(?:')?,? (\([^)]*\))", "".join(views.mapped("arch_db"))
        )
        found = {literal_eval(states) for states in lists if set(literal_eval(states)) & set(STATES)}
        self.assertEqual(found, {LIVE, tuple(code for code in STATES if code not in LIVE)})

    def test_trace_statuses(self):
        expected = {code: status.tone for code, status in TRACE_STATUSES.items() if status.tone}
        self.assertEqual(self.tones("email.sequence.trace", "list", "trace_status"), expected)
        to_look_at = {code for code, status in TRACE_STATUSES.items() if status.needs_a_look}
        self.assertIn(to_look_at, self.filters("email.sequence.trace", "trace_status"))

    def test_failures(self):
        codes = self.env["email.sequence.trace"]._fields["failure_type"].get_values(self.env)
        for code in codes:
            with self.subTest(code):
                self.assertIn(FAILURES[code].pause_reason, PAUSE_REASONS)
                self.assertTrue(FAILURES[code].sentence(self.env))


class BridgeCase(EmailSequenceCase):
    """What a bridge brings, while the tests of a class run."""

    extended = ()  # the models that it extends

    @classmethod
    def extend(cls, *definitions):
        """Let the registry have the bridge's extensions of models, until the class is done."""
        from odoo.orm.model_classes import add_to_registry  # noqa: PLC0415 - as in Odoo's own tests, nowhere else

        for definition in definitions:
            model = cls.registry[definition._name]
            cls.addClassCleanup(setattr, model, "_base_classes__", model._base_classes__)
            add_to_registry(cls.registry, definition)
        names = [definition._name for definition in definitions]
        cls.registry._setup_models__(cls.env.cr, names)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(lambda: cls.registry._setup_models__(cls.env.cr, cls.extended))
        for table in (PAUSE_REASONS, FAILURES, bulk_action.ACTIONS):
            patcher = patch.dict(table)
            patcher.start()
            cls.addClassCleanup(patcher.stop)


@tagged("post_install", "-at_install")
class TestAnotherPauseReason(BridgeCase):
    """A bridge pauses whoever books a meeting; nothing else knows of that reason but its row in the table."""

    extended = ("email.sequence.subscription", "email.sequence.report")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        booked = pause_reasons.add_pause_reason(
            pause_reasons.PauseReason(
                "booked",
                "A meeting",
                "Paused by a meeting",
                "Those paused because they booked a meeting.",
                "bg-dark",
                why=lambda s: f"{s.email} booked a meeting.",
                needs_somebody=lambda env, count: f"Contacts with a meeting: {count}",
                left_out=lambda env, count: f"{count} with a meeting",
                gives_way_to=("reply", "unsubscribed"),
                is_error=True,
            )
        )

        class EmailSequenceSubscription(models.Model):
            _module = None
            _inherit = "email.sequence.subscription"

            pause_reason = fields.Selection(selection_add=[booked.choice], ondelete={booked.code: "set manual"})

        class EmailSequenceReport(models.Model):
            _module = None
            _inherit = "email.sequence.report"

            standing = fields.Selection(selection_add=[(booked.code, booked.standing)])
            paused_booked = fields.Integer(booked.standing, readonly=True, help=booked.help)

        cls.extend(EmailSequenceSubscription, EmailSequenceReport)

    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course")
        self.subscription = self.subscribe(self.course, self.ada)
        self.subscription.pause("booked")
        self.env.invalidate_all()
        self.seen = self.subscription.with_user(self.seller)

    def test_lists_name_it(self):
        labels = dict(self.env["email.sequence.subscription"].fields_get(["pause_reason"])["pause_reason"]["selection"])
        self.assertEqual(labels["booked"], "A meeting")

    def test_sentences_say_it(self):
        self.assertEqual(self.seen.next_sentence, "Course was paused: ada@customer.example booked a meeting.")
        self.assertIn("<b>Course</b> was paused: ada@customer.example booked a meeting.", self.feed(self.ada))
        self.assertEqual([entry["kind"] for entry in self.seen.timeline], ["start", "waiting", "later"])

    def test_the_contact_shows_it(self):
        contact = self.ada.with_user(self.seller)
        (chip,) = contact.email_sequence_chips
        self.assertEqual((chip["state"], chip["icon"]), ("paused", "fa-pause"))
        self.assertEqual(contact.email_sequence_problem, self.seen.next_sentence)
        self.assertTrue(contact.email_sequence_can_go_on)

    def test_reports_count_it(self):
        report = self.env["email.sequence.report"]
        rows = report.search([("sequence_id", "=", self.course.id), ("standing", "=", "booked")])
        self.assertEqual((rows.partner_id, rows.paused_booked, rows.paused, rows.paused_reply), (self.ada, 1, 1, 0))
        page = self.call_as(self.seller, self.course, "get_statistics")
        figures = {figure["name"]: (figure["label"], figure["text"], figure["help"]) for figure in page["contacts"]}
        self.assertEqual(
            figures["paused_booked"], ("Paused by a meeting", "1", "Those paused because they booked a meeting.")
        )
        (part,) = page["funnel"][0]["breakdown"]
        self.assertEqual((part["label"], part["count"], part["colour"]), ("Paused by a meeting", 1, "bg-dark"))
        self.assertEqual(page["legend"], [{"label": "Paused by a meeting", "colour": "bg-dark"}])

    def test_the_weekly_summary_tells_whom_it_waits_for(self):
        summary = self.env["email.sequence.summary"]
        waiting = summary._waiting(self.seller, self.env.company)[self.seller]
        mail = summary._mail_values(self.seller, fields.Date.today(), (Counter(), Counter()), [], waiting, 0)
        self.assertIn("Contacts with a meeting: 1", html.fromstring(mail["body_html"]).text_content())

    def test_what_outranks_it_takes_its_place(self):
        self.assertFalse(self.subscription.pause("bounce"))
        self.assertTrue(self.subscription.pause("reply"))

    def test_the_reply_of_a_colleague_takes_its_place(self):
        carol = self.contact("Carol", "carol@customer.example")
        (self.ada | carol).parent_id = self.env["res.partner"].create({"name": "Customer", "is_company": True})
        self.course.pause_colleagues = True
        self.receive(self.mail_from(carol.email))
        self.assertState(self.subscription, "paused", "reply")

    def test_resuming_asks_first(self):
        action = self.call_as(self.seller, self.subscription, "action_resume")
        dialog = Form(self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"]))
        self.assertEqual(
            dialog.question,
            "Paused on March 2, 2026: ada@customer.example booked a meeting. Resume the sequence anyway?",
        )
        self.call_as(self.seller, dialog.save(), "action_resume")
        self.assertState(self.subscription, "active")

    def test_among_several_it_stays_and_the_dialog_says_so(self):
        several = self.subscription | self.subscribe(self.course, self.bob)
        context = {"default_action": "resume", "active_ids": several.ids, "active_domain": []}
        dialog = self.env["email.sequence.bulk.start"].with_user(self.seller).with_context(**context).create({})
        self.assertEqual(dialog.left_out, "Of these, 1 with a meeting.")
        several.with_user(self.seller).action_resume()
        self.assertState(self.subscription, "paused", "booked")


@tagged("post_install", "-at_install")
class TestAnotherFailure(BridgeCase):
    """A bridge sends by an HTTP provider, which has an error of its own."""

    extended = ("email.sequence.trace",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        refused = failures.add_failure(
            failures.Failure("key_refused", "Key refused", "account", lambda env: "The provider refused the key.")
        )

        class EmailSequenceTrace(models.Model):
            _module = None
            _inherit = "email.sequence.trace"

            failure_type = fields.Selection(selection_add=[refused.choice])

        cls.extend(EmailSequenceTrace)

    def test_it_is_known_everywhere(self):
        sequence = self.sequence("Course", mail_server_id=self.server.id)
        subscription = self.subscribe(sequence, self.ada)
        outcome = Outcome("error", "key_refused", "401", server_id=self.server.id)
        self.assertTrue(outcome.is_of_account)
        with patch.object(account, "choose", return_value=(None, outcome)):
            self.dispatch()
        self.assertState(subscription, "paused", "send_error")
        self.assertEqual(subscription.pause_server_id, self.server)
        self.assertEqual(subscription.pause_note, "The provider refused the key. 401")
        self.assertEqual(subscription.trace_ids.failure_type, "key_refused")
        self.assertIn("The provider refused the key. 401", subscription.with_user(self.seller).timeline[1]["notes"])


class CallFirst(bulk_action.BulkAction):
    """A bridge lets users postpone the next emails to a day, until they have called the contacts."""

    code = "call_first"
    label = "Call first"
    details = ("until",)

    def button(self):
        return "Call them first"

    def forecast(self, **counts):
        return "To call: {ready}. Others: {others}.".format(**counts)

    def running(self):
        return "Writing the list of calls…"

    def result(self, count):
        return f"To call: {count}."

    def notice(self, recipient, **values):
        return "{user} will call {count} of your contacts.".format(**values)

    def change(self, subscriptions):
        subscriptions.absent_until = self.bulk.until
        return subscriptions


@tagged("post_install", "-at_install")
class TestAnotherBulkAction(BridgeCase):
    extended = ("email.sequence.bulk",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        bulk_action.add_bulk_action(CallFirst)

        class EmailSequenceBulk(models.Model):
            _module = None
            _inherit = "email.sequence.bulk"

            action = fields.Selection(selection_add=[CallFirst.choice()], ondelete={CallFirst.code: "cascade"})

        cls.extend(EmailSequenceBulk)

    def test_the_dialog_offers_it_and_the_senders_are_told(self):
        subscriptions = self.subscribe(self.sequence("Course"), self.ada, self.bob)
        dialogs = self.env["email.sequence.bulk.start"].with_user(self.manager)
        form = Form(dialogs.with_context(default_action="call_first", active_ids=subscriptions.ids))
        self.assertEqual(form.summary, "To call: 2. Others: 0.")
        form.until = "2026-03-09"
        told = form.save().action_start()["params"]["message"]
        self.assertEqual(told, "To call: 2. Left as they were: 0.")
        self.assertEqual(set(subscriptions.mapped("absent_until")), {fields.Date.to_date("2026-03-09")})
        notices = self.env["mail.message"].search(
            [("message_type", "=", "user_notification")], limit=1, order="id desc"
        )
        self.assertIn("Mia Manager will call 2 of your contacts.", notices.body)

    def test_it_has_a_button_and_a_name(self):
        dialog = etree.fromstring(self.env["email.sequence.bulk.start"].get_view()["arch"])
        self.assertTrue(dialog.xpath("//footer/button[@string='Call them first']"))
        bulk = self.env["email.sequence.bulk"]._start("call_first", [("id", "=", 0)])
        self.assertEqual(dict(bulk.fields_get(["action"])["action"]["selection"])["call_first"], "Call first")
