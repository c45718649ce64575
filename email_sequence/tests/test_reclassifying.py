"""What a person may correct, and what an absence and an unsubscribe request do (semantics 5.2, 5.3, 11)."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.subscriptions import planner
from .test_gateway import GatewayCase


class AnsweredCase(GatewayCase):
    def automatic(self, text="I am away.", **headers):
        return self.mail_from(
            "ada@customer.example", text, answers=self.ada_mail, Auto_Submitted="auto-replied", **headers
        )

    @property
    def incoming(self):
        return self.env["email.sequence.incoming"].search([], limit=1)

    @property
    def replied(self):
        return self.ada_subscription.trace_ids.sorted("id")[:1].reply_datetime


@tagged("post_install", "-at_install")
class TestReclassifying(AnsweredCase):
    """A user can say "this was a person" and "this was automatic", and it has effect (semantics 5.3)."""

    def test_automatic_after_all_resumes_and_is_no_reply(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        planned = self.ada_subscription.scheduled_datetime
        self.call_as(self.seller, self.incoming, "action_mark_automatic")
        self.assertState(self.ada_subscription, "active")
        self.assertEqual(self.ada_subscription.scheduled_datetime, planned)
        self.assertFalse(self.replied)
        self.assertEqual((self.incoming.kind, self.incoming.reclassified_user_id), ("autoreply", self.seller))
        self.assertIn("Sam Seller said that the mail was automatic", self.feed(self.ada))

    def test_person_after_all_pauses_all_sequences_and_is_a_reply(self):
        other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)
        self.receive(self.automatic())
        received = self.now
        self.travel(self.now + timedelta(hours=1))
        self.call_as(self.seller, self.incoming, "action_mark_person")
        for subscription in (self.ada_subscription, other):
            self.assertState(subscription, "paused", "reply")
            self.assertEqual(subscription.pause_incoming_id, self.incoming)
        self.assertEqual(self.replied, received)
        self.assertState(self.bob_subscription, "active")

    def test_person_after_all_does_not_pause_who_was_subscribed_later(self):
        self.receive(self.automatic())
        self.travel(self.now + timedelta(hours=1))
        later = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)
        self.incoming.action_mark_person()
        self.assertState(later, "active")

    def test_there_and_back_again(self):
        self.receive(self.automatic())
        self.incoming.action_mark_person()
        self.incoming.action_mark_automatic()
        self.assertState(self.ada_subscription, "active")
        self.assertFalse(self.replied)

    def test_automatic_after_all_leaves_another_reply_in_the_reports(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        first = self.incoming
        self.travel(self.now + timedelta(hours=1))
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        first.action_mark_automatic()
        self.assertEqual(self.replied, self.now)

    def test_automatic_after_all_resumes_not_what_was_paused_since_for_another_reason(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.ada_subscription.action_resume()
        self.ada_subscription.with_user(self.seller).action_pause()
        self.incoming.action_mark_automatic()
        self.assertState(self.ada_subscription, "paused", "manual")

    def test_person_after_all_tells_the_sender_unless_the_sender_said_so(self):
        self.env.company.email_sequence_notice = "activity"
        for user, told in ((self.seller, 0), (self.manager, 1)):
            with self.subTest(user=user.login):
                self.receive(self.automatic())
                self.call_as(user, self.incoming, "action_mark_person")
                self.assertEqual(len(self.ada.activity_ids), told)
                self.ada_subscription.action_resume()

    def test_mail_that_concerns_no_subscription_any_more_cannot_be_reclassified(self):
        mail = self.env["email.sequence.incoming"].create(
            {"message_id": "<left@over.example>", "kind": "autoreply", "rule": "auto_submitted"}
        )
        with self.assertRaises(AccessError):
            self.call_as(self.seller, mail, "action_mark_person")
        self.assertEqual(mail.kind, "autoreply")

    def test_second_correction_of_the_same_kind_is_refused(self):
        self.receive(self.automatic())
        with self.assertRaises(UserError):
            self.call_as(self.seller, self.incoming, "action_mark_automatic")

    def test_who_may_not_read_the_contact_may_not_reclassify(self):
        self.receive(self.automatic())
        self.env["ir.rule"].create(
            {
                "name": "Not Ada",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.ada.id})]",
                "groups": [(4, self.env.ref("email_sequence.group_user").id)],
            }
        )
        with self.assertRaises(AccessError):
            self.call_as(self.seller, self.incoming, "action_mark_person")

    def test_internal_user_without_access_to_sequences_may_not_reclassify(self):
        self.receive(self.automatic())
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.call_as(clerk, self.incoming, "action_mark_person")
        self.assertState(self.ada_subscription, "active")


@tagged("post_install", "-at_install")
class TestAbsence(AnsweredCase):
    """Off by default; the next step leaves not before the return date, else N days later (semantics 5.2)."""

    def hold(self, **values):
        self.ada_subscription.sequence_id.write({"hold_on_absence": True, **values})

    def test_without_the_option_nothing_waits(self):
        planned = self.ada_subscription.scheduled_datetime
        self.receive(self.automatic("I am out of the office until 20 March 2026."))
        self.assertEqual(self.ada_subscription.scheduled_datetime, planned)
        self.assertFalse(self.ada_subscription.absent_until)

    def test_next_step_leaves_not_before_the_date_that_the_mail_names(self):
        self.hold()
        self.receive(self.automatic("I am out of the office until 20 March 2026."))
        self.assertEqual(self.ada_subscription.absent_until, date(2026, 3, 20))
        self.assertEqual(self.ada_subscription.scheduled_datetime.date(), date(2026, 3, 20))
        self.assertIn("waits until 03/20/2026", self.feed(self.ada))
        self.assertIn("Out of office until 03/20/2026", self.ada_subscription.with_user(self.seller).next_sentence)

    def test_without_a_date_it_waits_so_many_days(self):
        self.hold(hold_days=20)
        self.receive(self.automatic("I am away."))
        self.assertEqual(self.ada_subscription.absent_until, self.now.date() + timedelta(days=20))
        self.assertEqual(self.ada_subscription.scheduled_datetime.date(), self.now.date() + timedelta(days=20))

    def test_time_planned_later_is_kept(self):
        self.hold()
        planned = self.ada_subscription.scheduled_datetime
        self.receive(self.automatic("I am out of the office until 4 March 2026."))
        self.assertEqual(self.ada_subscription.scheduled_datetime, planned)

    def test_answer_that_comes_before_the_mail_is_recorded_holds_the_step_after_it(self):
        """The dispatcher plans the next step after the mail has left, and the autoresponder may be faster."""
        self.hold()
        carol = self.contact("Carol", "carol@customer.example")
        subscription = self.subscribe(self.sequence("Daily", delays=(0, 1), hold_on_absence=True), carol)

        def answer(_mail):
            mail = self.env["email.sequence.incoming"].create(
                {"message_id": "<a@b>", "kind": "autoreply", "rule": "x", "return_date": "2026-03-20"}
            )
            planner.hold(subscription, mail)
            self.env.flush_all()

        self.smtp.on_mail = answer
        self.dispatch()
        self.env.invalidate_all()
        self.assertEqual(subscription.scheduled_datetime.date(), date(2026, 3, 20))

    def test_who_resumes_by_hand_does_not_wait(self):
        self.hold()
        self.receive(self.automatic("I am out of the office until 20 March 2026."))
        self.ada_subscription.action_pause()
        self.ada_subscription.action_resume()
        self.assertFalse(self.ada_subscription.absent_until)

    def test_after_the_return_nothing_is_said_of_it(self):
        self.hold()
        self.receive(self.automatic("I am out of the office until 10 March 2026."))
        self.travel(self.ada_subscription.scheduled_datetime)
        self.assertNotIn("Out of office", self.ada_subscription.next_sentence)

    def test_automatic_after_all_waits_too(self):
        self.hold()
        self.receive(
            self.mail_from("ada@customer.example", "Can we talk? I am away until 20 March 2026.", answers=self.ada_mail)
        )
        self.assertState(self.ada_subscription, "paused", "reply")
        self.incoming.action_mark_automatic()
        self.assertEqual(self.ada_subscription.absent_until, date(2026, 3, 20))
        self.assertIn("waits until 03/20/2026", self.feed(self.ada))
        self.assertNotIn("goes on", self.feed(self.ada))


@tagged("post_install", "-at_install")
class TestUnsubscribeRequest(AnsweredCase):
    """The mail that our List-Unsubscribe asks for ends the sequence, and is no reply (semantics 11)."""

    CATCHALL = "catchall@seller.example"

    def setUp(self):
        super().setUp()
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})

    def request(self, subject="unsubscribe", **kwargs):
        return self.mail_from("ada@customer.example", subject=subject, to=kwargs.pop("to", self.CATCHALL), **kwargs)

    def test_of_one_mail_ends_its_sequence(self):
        other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)
        self.receive(self.request(f"Unsubscribe {self.ada_mail['Message-Id']}"))
        self.assertState(self.ada_subscription, "paused", "unsubscribed")
        self.assertState(other, "active")
        self.assertFalse(self.replied)
        self.assertIn("ada@customer.example unsubscribed", self.feed(self.ada))
        self.assertEqual(self.ada_subscription.trace_ids.unsubscribe_datetime, self.now)

    def test_without_a_mail_ends_all_of_the_sender(self):
        other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)
        self.receive(self.request())
        for subscription in (self.ada_subscription, other):
            self.assertState(subscription, "paused", "unsubscribed")
        self.assertState(self.bob_subscription, "active")

    def test_made_by_a_machine_counts_too(self):
        self.receive(self.request(Auto_Submitted="auto-generated"))
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_after_a_reply_counts_too(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.receive(self.request())
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_mail_to_a_person_with_such_a_subject_is_a_reply(self):
        self.receive(self.request("Unsubscribe me please", to="sam@seller.example"))
        self.assertState(self.ada_subscription, "paused", "reply")

    def test_mail_to_another_address_of_the_company_is_a_reply(self):
        self.env["mail.alias"].create(
            {"alias_name": "sales", "alias_model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        self.receive(self.request("Unsubscribe button", to="sales@seller.example"))
        self.assertState(self.ada_subscription, "paused", "reply")

    def test_is_offered_where_the_sequence_says_so(self):
        self.assertFalse(self.ada_mail["List-Unsubscribe"])
        self.subscribe(self.sequence("Offering", delays=(0,), offers_unsubscribe=True), self.bob)
        (mail,) = self.dispatch()
        header = mail["List-Unsubscribe"]
        self.assertIn(f"<mailto:{self.CATCHALL}?subject=unsubscribe%20%3C", header)
        self.assertIn(mail["Message-Id"].strip("<>").replace("@", "%40"), header)
