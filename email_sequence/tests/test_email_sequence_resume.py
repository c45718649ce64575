from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import EmailSequenceCase


class UnsubscribedCase(EmailSequenceCase):
    """Ada unsubscribed from the course; Bob was paused by hand."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course")
        self.ada_subscription, self.bob_subscription = self.both = self.subscribe(self.course, self.ada, self.bob)
        self.ada_subscription._unsubscribe(self.env["email.sequence.trace"])
        self.bob_subscription.with_user(self.seller).action_pause()


@tagged("post_install", "-at_install")
class TestResumingOne(UnsubscribedCase):
    """A contact who unsubscribed is resumed only after a question that says so (semantics 4.7)."""

    def asked(self, user=None):
        """The dialog that the web client opens for what ``action_resume`` returns."""
        action = self.call_as(user or self.seller, self.ada_subscription, "action_resume")
        self.assertState(self.ada_subscription, "paused", "unsubscribed")
        dialogs = self.env[action["res_model"]].with_user(user or self.seller).with_context(**action["context"])
        return Form(dialogs)

    def test_the_first_click_only_asks(self):
        self.assertEqual(
            self.asked().question, "Ada unsubscribed from “Course” on March 2, 2026. Resume the sequence anyway?"
        )
        self.assertFalse(self.dispatch())

    def test_after_the_question_it_is_resumed(self):
        self.call_as(self.seller, self.asked().save(), "action_resume")
        self.assertState(self.ada_subscription, "active")
        self.assertIn("Course</b> was resumed by Sam Seller.", self.feed(self.ada))
        self.assertTrue(self.ada_subscription.unsubscribe_datetime, "the reports do not forget it")
        self.travel_to_next_mail(self.ada_subscription)
        self.assertEqual(len(self.smtp.to(self.ada.email)), 0)
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Ada" <ada@customer.example>'])

    def test_what_the_contact_unsubscribed_from_is_said(self):
        self.bob_subscription.sudo().pause("unsubscribed", "bob@customer.example unsubscribed from all emails.")
        self.env["mail.blacklist"]._add("bob@customer.example")
        dialog = (
            self.env["email.sequence.resume"].with_user(self.seller).new({"subscription_id": self.bob_subscription.id})
        )
        self.assertEqual(
            dialog.question,
            "Paused on March 2, 2026: bob@customer.example unsubscribed from all emails. bob@customer.example is still "
            "on the blacklist: remove it there first, or the sequence will pause again without sending. Resume the "
            "sequence anyway?",
        )

    def test_somebody_else_answers_first(self):
        """The dialog is saved when its button is clicked, and the web client reads it then."""
        dialog = self.asked()
        self.call_as(self.seller, self.asked().save(), "action_resume")
        self.call_as(self.seller, self.ada_subscription, "action_remove")
        self.env.invalidate_all()
        saved = dialog.save()
        self.assertFalse(saved.question)
        self.assertIs(self.call_as(self.seller, saved, "action_resume"), True)
        self.assertState(self.ada_subscription, "removed")

    def test_others_are_resumed_without_a_question(self):
        self.assertIs(self.call_as(self.seller, self.bob_subscription, "action_resume"), True)
        self.assertState(self.bob_subscription, "active")

    def test_among_several_who_unsubscribed_is_left(self):
        self.assertIs(self.call_as(self.seller, self.both, "action_resume"), True)
        self.assertEqual(self.both.mapped("state"), ["paused", "active"])
        self.assertNotIn("resumed", self.feed(self.ada))

    def test_the_answer_needs_the_same_rights(self):
        dialog = self.asked().save()
        stranger = new_test_user(self.env, "ivy", "base.group_user")
        with self.assertRaises(AccessError):
            self.call_as(stranger, dialog, "action_resume")
        self.ada.company_id = self.env["res.company"].create({"name": "Another company"})
        with self.assertRaises(AccessError):
            self.call_as(self.seller, dialog, "action_resume")
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_a_mail_with_an_unknown_outcome_is_not_sent_again(self):
        trace = self.env["email.sequence.trace"].create(
            {
                "subscription_id": self.ada_subscription.id, "sequence_id": self.course.id, "email": self.ada.email,
                "company_id": self.course.company_id.id, "message_id": "<1@seller.example>",
                "step_id": self.course.step_ids[:1].id, "trace_status": "unknown",
            }
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "Ada unsubscribed from “Course” on March 2, 2026"):
            self.call_as(self.seller, self.ada_subscription, "action_send_again")
        self.assertEqual(trace.trace_status, "unknown")
        self.assertState(self.ada_subscription, "paused", "unsubscribed")


@tagged("post_install", "-at_install")
class TestResumingMany(UnsubscribedCase):
    """Nothing but the answer to the question takes up again who unsubscribed (semantics 4.7)."""

    def dialog(self, action="resume", **values):
        context = {"default_action": action, "active_ids": self.both.ids, "active_domain": []}
        return self.env["email.sequence.bulk.start"].with_user(self.seller).with_context(**context).create(values)

    def test_the_list_leaves_who_unsubscribed_and_says_so_before_and_after(self):
        dialog = self.dialog()
        self.assertEqual(dialog.ready_count, 1)
        self.assertEqual(
            dialog.summary,
            "Will be resumed: 1. Stay as they are: 1. Of these, 1 unsubscribed.",
        )
        said = dialog.action_start()["params"]["message"]
        self.assertEqual(said, "Resumed: 1. Left as they were: 1. Of these, 1 unsubscribed.")
        self.assertEqual(self.both.mapped("state"), ["paused", "active"])
        self.assertFalse(self.smtp.to(self.ada.email))

    def test_where_nobody_else_is_selected_the_reason_is_said(self):
        self.bob_subscription.with_user(self.seller).action_remove()
        dialog = self.dialog()
        self.assertFalse(dialog.ready_count)
        self.assertEqual(dialog.left_out, "Of these, 1 unsubscribed.")

    def test_nothing_is_said_of_other_actions(self):
        self.assertFalse(self.dialog("remove").left_out)

    def test_an_account_leaves_who_unsubscribed(self):
        self.both.write({"pause_server_id": self.server.id})
        self.bob_subscription.pause_reason = "send_error"
        self.call_as(self.seller, self.bob_subscription, "action_resume_account")
        self.assertEqual(self.both.mapped("state"), ["paused", "active"])

    def test_the_contact_leaves_what_was_unsubscribed_from(self):
        other = self.subscribe(self.sequence("Other"), self.ada)
        other.pause("send_error")
        self.call_as(self.seller, self.ada, "action_resume_email_sequences")
        self.assertState(other, "active")
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_saying_that_a_reply_was_automatic_leaves_who_unsubscribed_since(self):
        other = self.subscribe(self.sequence("Other", delays=(0, 1)), self.bob)
        self.dispatch()
        (mail,) = self.smtp.to(self.bob.email)
        self.receive(self.mail_from(self.bob.email, answers=mail))
        other.trace_ids._unsubscribe_from_sequence()
        self.call_as(self.seller, self.env["email.sequence.incoming"].search([]), "action_mark_automatic")
        self.assertState(other, "paused", "unsubscribed")
        self.assertNotIn("goes on", self.feed(self.bob))

    def test_no_date_resumes_who_unsubscribed(self):
        """Whatever a row says: a pause that ends by itself is one by hand."""
        self.ada_subscription.paused_until = self.now
        self.dispatch()
        self.assertState(self.ada_subscription, "paused", "unsubscribed")

    def test_moving_leaves_who_unsubscribed(self):
        target = self.sequence("Target")
        dialog = self.dialog("move", target_id=target.id)
        self.assertEqual(dialog.ready_count, 1)
        dialog.action_start()
        self.assertEqual(self.both.mapped("state"), ["paused", "removed"])
        self.assertEqual(target.subscription_ids.partner_id, self.bob)

    def test_new_steps_are_not_for_who_unsubscribed_after_the_last_one(self):
        self.both.with_user(self.seller).action_remove()
        short = self.sequence("Short", delays=(0,))
        finished = self.subscribe(short, self.ada, self.bob)
        self.dispatch()
        self.assertEqual(set(finished.mapped("state")), {"finished"})
        finished[0].trace_ids._unsubscribe_from_sequence()
        short.step_ids = [Command.create({"template_id": self.template("New").id, "delay_days": 1, "sequence": 9})]
        self.both = finished
        dialog = self.dialog("go_on")
        self.assertEqual(dialog.ready_count, 1)
        dialog.action_start()
        self.assertEqual(finished.mapped("state"), ["finished", "active"])
