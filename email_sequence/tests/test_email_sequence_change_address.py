from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase

OLD, NEW = "ada@customer.example", "ada@private.example"


class AddressCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course", delays=(0, 1))
        self.subscription = self.subscribe(self.course, self.ada)

    def add_address(self, email=NEW):
        self.ada.email_sequence_address_ids = [Command.create({"email": email})]

    def dialog(self, action, user=None):
        """The dialog that the web client opens for what a button returns."""
        dialogs = self.env[action["res_model"]].with_user(user or self.seller).with_context(**action["context"])
        return Form(dialogs)


@tagged("post_install", "-at_install")
class TestChangeAddress(AddressCase):
    """A user chooses another address of the contact, in the subscription's dialog (semantics 3.6)."""

    def change(self, email=NEW, user=None):
        user = user or self.seller
        dialog = self.dialog(self.call_as(user, self.subscription, "action_change_address"), user)
        dialog.address_id = self.env["email.sequence.address"].search([("email", "=", email)], limit=1)
        result = self.call_as(user, dialog.save(), "action_save")
        self.env.invalidate_all()
        return result

    def test_3_6_what_follows_goes_there_at_the_planned_time(self):
        self.dispatch()
        self.add_address()
        planned = self.subscription.scheduled_datetime
        self.assertTrue(self.change())
        self.assertEqual((self.subscription.email, self.subscription.scheduled_datetime), (NEW, planned))
        self.assertIn(f"Sam Seller changed the address of <b>Course</b> from {OLD} to {NEW}.", self.feed(self.ada))
        self.travel_to_next_mail(self.subscription)
        (mail,) = self.dispatch()
        self.assertEqual((mail["To"], mail["Subject"]), (f'"Ada" <{NEW}>', "Re: Step 1 for Ada"))

    def test_3_6_the_only_other_address_is_offered(self):
        self.add_address()
        dialog = self.dialog(self.call_as(self.seller, self.subscription, "action_change_address"))
        self.assertEqual(dialog.address_id.email, NEW)

    def test_3_6_a_program_that_names_no_address_gets_the_only_other_one(self):
        self.add_address()
        dialogs = self.env["email.sequence.change.address"].with_user(self.seller)
        dialog = dialogs.create({"subscription_id": self.subscription.id})
        self.assertTrue(self.call_as(self.seller, dialog, "action_save"))
        self.assertEqual(self.subscription.email, NEW)

    def test_3_6_a_paused_one_stays_paused(self):
        self.add_address()
        self.subscription.with_user(self.seller).action_pause()
        self.change()
        self.assertState(self.subscription, "paused", "manual")

    def test_3_6_the_same_address_changes_nothing(self):
        before = self.feed(self.ada)
        self.change(OLD)
        self.assertEqual(self.feed(self.ada), before)

    def test_3_6_an_address_that_must_not_be_emailed_is_refused_with_a_sentence(self):
        self.add_address()
        self.dispatch()
        other = self.contact("Other", NEW)
        others = self.subscribe(self.course, other)
        cases = {"Another contact already gets “Course”": lambda: None}
        cases["Emails to ada@private.example bounced"] = lambda: self.receive(self.notice_about(self.dispatch()[-1]))
        cases["unsubscribed or is on the blacklist"] = lambda: self.env["mail.blacklist"]._add(NEW)
        for words, happens in cases.items():
            with self.subTest(words):
                happens()
                if "bounced" in words:
                    others.remove()
                    self.subscription.with_user(self.seller).action_resume()
                with self.assertRaisesRegex(UserError, words):
                    self.change()
                self.assertEqual(self.subscription.email, OLD)

    def test_3_6_the_address_of_another_contact_is_refused(self):
        with self.assertRaisesRegex(UserError, "bob@customer.example is not an address of the contact"):
            self.change("bob@customer.example")

    def test_3_6_what_is_over_keeps_its_address(self):
        self.add_address()
        self.subscription.with_user(self.seller).action_remove()
        with self.assertRaisesRegex(UserError, "Nothing more is sent"):
            self.change()

    def test_13_needs_the_right_to_read_the_contact(self):
        self.add_address()
        stranger = new_test_user(self.env, "ivy", "base.group_user")
        with self.assertRaises(AccessError):
            self.change(user=stranger)
        dialog = self.dialog(self.call_as(self.seller, self.subscription, "action_change_address")).save()
        self.ada.company_id = self.env["res.company"].create({"name": "Another company"})
        with self.assertRaises(AccessError):
            self.call_as(self.seller, dialog, "action_save")

    def test_8_changed_between_claim_and_hand_over(self):
        self.add_address()

        def change():
            with self.meanwhile() as env:
                env["email.sequence.subscription"].sudo().browse(self.subscription.id)._change_address(NEW)

        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", change):
            mails = self.dispatch()
        self.assertEqual([mail["To"] for mail in mails], [f'"Ada" <{NEW}>'])


@tagged("post_install", "-at_install")
class TestSendAgain(AddressCase):
    """A step whose only email bounced at the old address is sent again to the new one, if a user says so (3.6, 8)."""

    def setUp(self):
        super().setUp()
        (mail,) = self.dispatch()
        self.receive(self.notice_about(mail))
        self.bounced = self.subscription.trace_ids
        self.assertState(self.subscription, "paused", "bounce")

    def asked(self):
        return self.dialog(self.call_as(self.seller, self.subscription, "action_resume"))

    def resume(self, choice):
        dialog = self.asked()
        dialog.bounced_step = choice
        self.call_as(self.seller, dialog.save(), "action_resume")
        self.env.invalidate_all()
        self.assertState(self.subscription, "active")

    def test_3_6_resuming_asks(self):
        self.ada.email = NEW
        self.assertEqual(
            self.asked().bounce_question,
            f"The last email bounced at {OLD}. Send it again to {NEW}, or continue with the next step?",
        )
        self.assertState(self.subscription, "paused", "bounce")

    def test_13_question_tells_nobody_of_contacts_that_they_may_not_read(self):
        self.ada.email = NEW
        company = self.env["res.company"].create({"name": "Another company"})
        stranger = new_test_user(
            self.env,
            "max",
            "base.group_user,email_sequence.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        dialogs = self.env["email.sequence.resume"].with_user(stranger)
        dialog = dialogs.create({"subscription_id": self.subscription.id})
        with self.assertRaises(AccessError):
            self.call_as(stranger, dialog, "read", ["bounce_question"])

    def test_3_6_sent_again_in_the_next_window_time(self):
        self.ada.email = NEW
        self.resume("again")
        self.assertIn("Sam Seller let the step “Step 1 for {{ object.name }}” of", self.feed(self.ada))
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.subscription.scheduled_datetime.date(), self.now.date())
        (mail,) = self.dispatch()
        self.assertEqual((mail["To"], mail["Subject"], mail["In-Reply-To"]), (f'"Ada" <{NEW}>', "Step 1 for Ada", None))
        self.travel_to_next_mail(self.subscription)
        (follow_up,) = self.dispatch()
        self.assertEqual(follow_up["In-Reply-To"], mail["Message-Id"])
        self.assertNotIn(self.bounced.message_id, follow_up["References"])

    def test_12_the_bounced_email_stays_in_history_and_reports(self):
        self.ada.email = NEW
        self.resume("again")
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertEqual((self.bounced.trace_status, self.bounced.email), ("bounce", OLD))
        first = self.course.step_ids.sorted()[0]
        self.assertEqual((first.sent_count, first.bounced_count), (2, 1))
        notes = [note for entry in self.subscription.timeline for note in entry["notes"]]
        self.assertIn("Sent again to another address.", notes)

    def test_3_6_or_the_next_step_follows(self):
        self.ada.email = NEW
        self.resume("next")
        self.travel_to_next_mail(self.subscription)
        (mail,) = self.dispatch()
        self.assertEqual((mail["To"], mail["Subject"]), (f'"Ada" <{NEW}>', "Re: Step 1 for Ada"))

    def test_3_6_nothing_is_asked_at_the_same_address(self):
        self.assertIs(self.call_as(self.seller, self.subscription, "action_resume"), True)

    def test_8_ordered_twice_it_is_sent_once(self):
        self.ada.email = NEW
        dialogs = [self.asked().save(), self.asked().save()]
        for dialog in dialogs:
            self.call_as(self.seller, dialog, "action_resume")
        self.travel_to_next_mail(self.subscription)
        mails = self.dispatch()
        self.subscription.with_user(self.seller).action_pause()
        self.subscription.sudo()._send_bounced_again()
        self.subscription.with_user(self.seller).action_resume()
        self.travel_to_next_mail(self.subscription)
        mails += self.dispatch()
        self.assertEqual([mail["Subject"] for mail in mails], ["Step 1 for Ada", "Re: Step 1 for Ada"])

    def test_8_the_database_allows_no_second_attempt_after_it(self):
        self.ada.email = NEW
        self.resume("again")
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        again = self.subscription.trace_ids.filtered(lambda trace: trace.step_id == self.bounced.step_id)
        self.assertEqual(len(again), 2)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.bounced.sent_again = False
            self.env.flush_all()

    def test_3_6_again_after_the_correction_bounced_too(self):
        self.ada.email = NEW
        self.resume("again")
        self.travel_to_next_mail(self.subscription)
        (mail,) = self.dispatch()
        self.receive(self.notice_about(mail))
        self.ada.email = "ada@third.example"
        self.resume("again")
        self.travel_to_next_mail(self.subscription)
        (mail,) = self.dispatch()
        self.assertEqual((mail["To"], mail["Subject"]), ('"Ada" <ada@third.example>', "Step 1 for Ada"))
