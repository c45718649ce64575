from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY_MORNING, EmailSequenceCase, refused

DISPATCHER = "email.sequence.dispatcher"


@tagged("post_install", "-at_install")
class TestDispatch(EmailSequenceCase):
    def test_first_step_leaves_at_once_in_an_open_window(self):
        """Semantics 2.1."""
        subscription = self.subscribe(self.sequence(), self.ada)
        (mail,) = self.dispatch()
        self.assertEqual(mail["To"], '"Ada" <ada@customer.example>')
        self.assertEqual(mail["Subject"], "Step 1 for Ada")
        self.assertEqual(subscription.trace_ids.trace_status, "sent")
        self.assertEqual(subscription.next_step_id, subscription.sequence_id.step_ids[1])
        self.assertEqual(subscription.scheduled_datetime.date(), (self.now + timedelta(days=1)).date())

    def test_scheduled_action_may_run_as_any_user(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        with self.mail_server(), self.committing_env() as env:
            env(user=self.seller)[DISPATCHER]._cron_dispatch()
        self.assertEqual(subscription.trace_ids.trace_status, "sent")

    def test_steps_leave_one_by_one_until_the_last_finishes(self):
        """Semantics 2.4 and 2.8."""
        subscription = self.subscribe(self.sequence(delays=(0, 2, 3)), self.ada)
        sent = []
        while subscription.state == "active":
            self.travel_to_next_mail(subscription)
            self.assertEqual(len(self.dispatch()), 1)
            sent.append(self.now.date())
            self.assertFalse(self.dispatch(), "only the due step leaves")
        self.assertEqual(sent, [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 7)])
        self.assertState(subscription, "finished")
        self.assertFalse(subscription.scheduled_datetime or subscription.next_step_id)
        self.assertEqual(subscription.trace_ids.mapped("trace_status"), ["sent"] * 3)

    def test_days_are_calendar_days_in_the_time_zone_of_the_sequence(self):
        """A mail at 23:00 and the next at 01:00 with a delay of one day is right."""
        late_evening = datetime(2026, 3, 2, 21, 30)  # 23:30 in Helsinki
        self.travel(late_evening)
        subscription = self.subscribe(self.sequence(tz="Europe/Helsinki"), self.ada)
        self.dispatch()
        midnight = datetime(2026, 3, 2, 22, 0)
        self.assertTrue(midnight <= subscription.scheduled_datetime < midnight + timedelta(days=1))

    def test_delay_counts_from_the_real_sending(self):
        """Nothing catches up: three days of standstill move the next step by three days (semantics 2.4)."""
        subscription = self.subscribe(self.sequence(), self.ada)
        self.travel(MONDAY_MORNING + timedelta(days=3))
        self.dispatch()
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 6))

    def test_found_late_in_an_open_window_leaves_now(self):
        """Semantics 2.5."""
        self.subscribe(self.sequence(schedule=self.office), self.ada)
        self.travel(MONDAY_MORNING + timedelta(days=1, hours=2))
        self.assertEqual(len(self.dispatch()), 1)

    def test_found_late_in_a_closed_window_is_planned_again(self):
        subscription = self.subscribe(self.sequence(schedule=self.office), self.ada)
        self.travel(datetime(2026, 3, 7, 12, 0))  # Saturday
        self.assertFalse(self.dispatch())
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 9))
        self.assertIn(subscription.scheduled_datetime.hour, range(9, 16))
        self.assertFalse(subscription.trace_ids)

    def test_schedule_changed_to_a_closed_one_plans_again(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        subscription.sequence_id.schedule_id = self.schedule("Sundays", [("6", 10, 11)])
        self.assertFalse(self.dispatch())
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 8))

    def test_window_that_closes_in_the_middle_of_a_batch_stops_it(self):
        """No mail ever leaves outside a window; the others go on the next day (semantics 2.5)."""
        self.travel(datetime(2026, 3, 2, 15, 59, 50))
        subscriptions = self.subscribe(self.sequence(schedule=self.office), *self.contacts(15))
        self.smtp.on_mail = lambda _mail: len(self.smtp.mails) == 11 and self.travel(datetime(2026, 3, 2, 16, 0))
        self.assertEqual(len(self.dispatch()), 12)
        left = subscriptions.filtered(lambda subscription: not subscription.trace_ids)
        self.assertEqual(len(left), 3)
        self.assertEqual({moment.date() for moment in left.mapped("scheduled_datetime")}, {date(2026, 3, 3)})

    def test_nothing_due_opens_no_connection(self):
        self.subscribe(self.sequence(delays=(1,)), self.ada)
        self.assertFalse(self.dispatch())
        self.assertEqual(self.smtp.connections, 0)

    def test_one_connection_per_account_and_run(self):
        partners = self.contacts(130)
        for name in ("One", "Two"):
            self.subscribe(self.sequence(name), *partners)
        self.assertEqual(len(self.dispatch()), 260)
        self.assertEqual(self.smtp.connections, 1)

    def test_each_sender_has_a_connection(self):
        sequence = self.sequence()
        self.subscribe(sequence, self.ada)
        self.subscribe(sequence, self.bob, user=self.manager)
        self.dispatch()
        self.assertEqual(self.smtp.connections, 2)

    def test_queries_per_mail(self):
        """A batch of 100 mails takes at most 6 queries for each mail."""
        partners = self.contacts(101)
        sequence = self.sequence()
        self.subscribe(sequence, partners[0])
        self.dispatch()  # fills the caches
        self.subscribe(sequence, *partners[1:])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self.dispatch()), 100)
        self.assertLess((self.env.cr.sql_log_count - before) / 100, 6)


@tagged("post_install", "-at_install")
class TestOnce(EmailSequenceCase):
    """A step is sent to a subscription at most once (semantics 8)."""

    def test_a_step_has_one_trace_but_for_errors(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        self.dispatch()
        trace = subscription.trace_ids
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            trace.copy({"message_id": "<second@seller.example>"})
        self.assertTrue(trace.copy({"message_id": "<second@seller.example>", "trace_status": "error"}))

    def test_subscription_set_back_to_a_sent_step_goes_on_after_it(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        first, second = subscription.sequence_id.step_ids
        self.dispatch()
        subscription.write({"next_step_id": first.id, "scheduled_datetime": self.now})
        self.assertFalse(self.dispatch())
        self.assertEqual(subscription.next_step_id, second)
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 3))

    def test_subscription_without_a_next_step_finishes(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        subscription.next_step_id = False
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "finished")

    def test_record_is_tried_again_when_somebody_else_was_writing(self):
        """A mail that left is recorded as sent, though the first try met another writer."""
        subscription = self.subscribe(self.sequence(), self.ada)
        original, tries = self.registry["email.sequence.trace"]._record_outcomes, []

        def record(traces, outcomes):
            tries.append(outcomes)
            if len(tries) == 1:
                raise SerializationFailure
            return original(traces, outcomes)

        with patch.object(self.registry["email.sequence.trace"], "_record_outcomes", record):
            self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.trace_ids.trace_status, "sent")


@tagged("post_install", "-at_install")
class TestMeanwhile(EmailSequenceCase):
    """What users do while a dispatcher is at work (semantics 4.8)."""

    def setUp(self):
        super().setUp()
        self.subscription, self.other = self.subscribe(self.sequence(), self.ada, self.bob)

    def pause(self):
        with self.meanwhile() as env:
            env["email.sequence.subscription"].browse(self.subscription.id).action_pause()

    def test_pause_between_claim_and_hand_over_holds_the_mail(self):
        with self.just_before(DISPATCHER, "_mark_handed_over", self.pause):
            (mail,) = self.dispatch()
        self.assertIn("Bob", mail["To"])
        self.assertState(self.subscription, "paused", "manual")
        self.assertFalse(self.subscription.trace_ids)
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual([mail["Subject"] for mail in self.dispatch()], ["Step 1 for Ada"])

    def test_pause_while_the_mail_is_handed_over_counts_as_sent(self):
        self.smtp.on_mail = lambda mail: "ada" in mail["To"] and self.pause()
        self.assertEqual(len(self.dispatch()), 2)
        self.assertState(self.subscription, "paused", "manual")
        self.assertEqual(self.subscription.trace_ids.trace_status, "sent")
        self.assertEqual(self.subscription.next_step_id, self.subscription.sequence_id.step_ids[1])

    def test_remove_while_the_mail_is_handed_over_keeps_its_trace(self):
        def remove(_mail):
            with self.meanwhile() as env:
                env["email.sequence.subscription"].browse(self.subscription.id).action_remove()

        self.smtp.on_mail = remove
        self.dispatch()
        self.assertState(self.subscription, "removed")
        self.assertEqual(self.subscription.trace_ids.trace_status, "sent")
        self.assertFalse(self.subscription.next_step_id)

    def test_deactivation_between_claim_and_hand_over_holds_all(self):
        """Semantics 2.7: not even mails already queued."""

        def deactivate():
            with self.meanwhile(self.manager) as env:
                env["email.sequence"].browse(self.other.sequence_id.id).action_deactivate()

        with self.just_before(DISPATCHER, "_mark_handed_over", deactivate):
            self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "active")
        self.assertFalse((self.subscription | self.other).trace_ids)

    def test_step_deleted_while_its_mail_is_handed_over(self):
        step = self.subscription.next_step_id

        def delete(_mail):
            with self.meanwhile(self.manager) as env:
                env["email.sequence.step"].browse(step.id).exists().unlink()

        self.smtp.on_mail = delete
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual((self.subscription | self.other).trace_ids.mapped("trace_status"), ["sent", "sent"])
        self.assertEqual(self.subscription.next_step_id, self.subscription.sequence_id.step_ids)

    def test_step_deleted_between_claim_and_rendering(self):
        """The mail is not sent, and nobody is forgotten or blamed."""

        def delete():
            with self.meanwhile(self.manager) as env:
                env["email.sequence.subscription"].browse(self.subscription.id).sudo().next_step_id.unlink()

        with self.just_before("email.sequence.mailer", "_compose", delete):
            self.dispatch()
        self.assertFalse(self.smtp.mails)
        self.assertState(self.subscription, "active")
        self.assertEqual(self.subscription.next_step_id, self.subscription.sequence_id.step_ids)


@tagged("post_install", "-at_install")
class TestBadContact(EmailSequenceCase):
    """One bad contact never stops the others of the batch (semantics 6.3)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence()
        self.good, self.bad = self.subscribe(self.course, self.ada, self.bob)

    def assertOthersAreSent(self, failure_type, sentence, reason="send_error"):
        (mail,) = self.dispatch()
        self.assertIn("Ada", mail["To"])
        self.assertState(self.good, "active")
        self.assertState(self.bad, "paused", reason)
        self.assertEqual((self.bad.trace_ids.trace_status, self.bad.trace_ids.failure_type), ("error", failure_type))
        self.assertIn(sentence, self.bad.pause_note)
        self.assertEqual(self.bad.next_step_id, self.course.step_ids[0], "the step is not consumed")

    def test_recipient_refused(self):
        self.smtp.faults["bob@customer.example"] = refused("bob@customer.example")
        self.assertOthersAreSent("recipient_refused", "550 5.1.1 No such user")

    def test_template_that_fails_for_one_contact(self):
        self.course.step_ids[0].template_id.body_html = "<p t-out=\"1 / (0 if object.name == 'Bob' else 1)\"/>"
        self.assertOthersAreSent("template", "does not render")

    def test_template_that_calls_itself_for_ever(self):
        endless = "(lambda f: f(f))(lambda f: f(f)) if object.name == 'Bob' else ''"
        self.course.step_ids[0].template_id.body_html = f'<p t-out="{endless}"/>'
        self.assertOthersAreSent("template", "maximum recursion depth")

    def test_contact_that_the_sender_may_not_see_any_more(self):
        self.bob.company_id = self.env["res.company"].create({"name": "Another company"})
        self.assertOthersAreSent("no_access", "not allowed to see this contact")

    def test_subject_that_no_mail_can_have(self):
        self.course.step_ids[0].template_id.subject = r"Hello {{ '\ud83d' if object.name == 'Bob' else '' }}"
        self.assertOthersAreSent("composing", "could not be composed")

    def test_subject_that_no_database_can_have(self):
        self.course.step_ids[0].template_id.subject = r"Hello {{ '\x00' if object.name == 'Bob' else '' }}"
        self.assertEqual([mail["Subject"] for mail in self.dispatch()], ["Hello", "Hello"])

    def test_mail_that_cannot_be_built(self):
        original = self.registry["ir.mail_server"]._build_email__

        def build(servers, email_from, email_to, *args, **kwargs):
            if "bob@" in email_to[0]:
                raise LookupError("unknown encoding: klingon")
            return original(servers, email_from, email_to, *args, **kwargs)

        with patch.object(self.registry["ir.mail_server"], "_build_email__", build):
            self.assertOthersAreSent("composing", "unknown encoding: klingon")

    def test_blacklisted_since_subscribing(self):
        """Blacklisted addresses are never mailed (semantics 11)."""
        self.env["mail.blacklist"]._add("bob@customer.example")
        self.assertOthersAreSent("unsubscribed", "blacklisted", reason="unsubscribed")

    def test_address_that_is_none(self):
        """Which can only come into the contact's list of addresses behind Odoo's back."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE email_sequence_address SET email = 'nonsense' WHERE partner_id = %(bob)s;"
            "UPDATE email_sequence_subscription SET email = 'nonsense' WHERE partner_id = %(bob)s",
            {"bob": self.bob.id},
        )
        self.env.invalidate_all()
        self.assertOthersAreSent("address", "not valid")

    def test_resume_sends_the_step_that_was_not_sent(self):
        """Semantics 6.1."""
        self.smtp.faults["bob@customer.example"] = refused("bob@customer.example")
        self.dispatch()
        self.smtp.faults.clear()
        self.bad.with_user(self.seller).action_resume()
        self.travel_to_next_mail(self.bad)
        self.assertEqual([mail["Subject"] for mail in self.dispatch()], ["Step 1 for Bob"])
        self.assertEqual(self.bad.trace_ids.mapped("trace_status"), ["sent", "error"])
