from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.subscriptions import contact
from .common import EmailSequenceCase

ARCHIVE = "UPDATE res_partner SET active = false WHERE id IN %s"


class ContactCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course", delays=(0, 1))
        self.subscription = self.subscribe(self.course, self.ada)
        self.clerk = new_test_user(self.env, "cleo", "base.group_user,base.group_partner_manager", name="Cleo Clerk")

    def write_as(self, user, partner, values):
        """Change a contact as the web client and the external API do."""
        self.call_as(user, partner, "write", values)
        self.env.invalidate_all()

    def by_sql(self, query, *params):
        """What another program does to the database, behind Odoo's back."""
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def notices(self, user):
        """The subjects and bodies of what the user finds in the inbox."""
        notices = self.env["mail.notification"].search([("res_partner_id", "=", user.partner_id.id)])
        return [f"{message.subject or ''} {message.body}" for message in notices.mail_message_id]

    def queries(self, records, values):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.write(values)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestArchived(ContactCase):
    """An archived contact's subscriptions pause, and are resumed by hand once it is active again (semantics 3.7)."""

    def test_archiving_pauses_and_nothing_is_sent(self):
        """Also where who archives knows nothing of sequences."""
        other = self.subscribe(self.sequence("Other"), self.ada, self.bob)
        self.write_as(self.clerk, self.ada, {"active": False})
        for subscription in (self.subscription, other[0]):
            self.assertState(subscription, "paused", "archived")
        self.assertState(other[1], "active")
        self.assertIn("Course</b> was paused: the contact was archived.", self.feed(self.ada))
        self.assertEqual(self.subscription.pause_user_id, self.clerk)
        self.assertIn("the contact was archived", self.notices(self.seller)[0])
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Bob" <bob@customer.example>'])

    def test_says_to_unarchive_the_contact_as_long_as_it_is_archived(self):
        subscription = self.subscription.with_user(self.seller)
        self.ada.active = False
        why = "Course was paused: the contact was archived."
        self.assertEqual(subscription.next_sentence, f"{why} Unarchive it, then resume.")
        self.ada.active = True
        subscription.invalidate_recordset()
        self.assertEqual(subscription.next_sentence, why)

    def test_the_actions_of_the_list_do_the_same(self):
        self.call_as(self.clerk, self.ada, "action_archive")
        self.env.invalidate_all()
        self.assertState(self.subscription, "paused", "archived")
        self.call_as(self.clerk, self.ada, "action_unarchive")
        self.env.invalidate_all()
        self.assertState(self.subscription, "paused", "archived")
        self.assertFalse(self.dispatch())

    def test_what_was_paused_before_keeps_its_reason(self):
        self.subscription.pause("reply")
        self.ada.active = False
        self.assertState(self.subscription, "paused", "reply")

    def test_a_pause_until_a_day_does_not_end_by_itself(self):
        self.subscription.with_user(self.seller).action_pause(until="2026-03-04")
        self.ada.active = False
        self.assertState(self.subscription, "paused", "archived")
        self.assertFalse(self.subscription.paused_until)

    def test_an_answer_says_more_than_the_archive(self):
        self.dispatch()
        self.ada.active = False
        self.receive(self.mail_from(self.ada.email))
        self.assertState(self.subscription, "paused", "reply")

    def test_resuming_waits_for_the_contact(self):
        self.ada.active = False
        with self.assertRaisesRegex(UserError, "Unarchive Ada first"):
            self.call_as(self.seller, self.subscription, "action_resume")
        self.assertState(self.subscription, "paused", "archived")
        self.ada.active = True
        self.assertIs(self.call_as(self.seller, self.subscription, "action_resume"), True)
        self.assertState(self.subscription, "active")
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(len(self.dispatch()), 1)

    def test_an_archived_contact_who_unsubscribed_is_not_asked_about(self):
        self.subscription.pause("unsubscribed")
        self.ada.active = False
        with self.assertRaisesRegex(UserError, "Unarchive Ada first"):
            self.call_as(self.seller, self.subscription, "action_resume")

    def test_the_bulk_action_leaves_them_and_says_so(self):
        both = self.subscription | self.subscribe(self.course, self.bob)
        both.with_user(self.seller).action_pause()
        self.ada.active = False
        context = {"default_action": "resume", "active_ids": both.ids, "active_domain": []}
        dialog = self.env["email.sequence.bulk.start"].with_user(self.seller).with_context(**context).create({})
        self.assertIn("Will be resumed: 1.", dialog.summary)
        said = dialog.action_start()["params"]["message"]
        self.assertEqual(said, "Resumed: 1. Left as they were: 1. Of these, 1 archived.")
        self.assertEqual(both.mapped("state"), ["paused", "active"])

    def test_saying_that_a_reply_was_automatic_leaves_them(self):
        self.dispatch()
        (mail,) = self.smtp.to(self.ada.email)
        self.receive(self.mail_from(self.ada.email, answers=mail))
        self.ada.active = False
        self.call_as(self.seller, self.env["email.sequence.incoming"].search([]), "action_mark_automatic")
        self.assertEqual(self.subscription.state, "paused")
        self.assertIn("said that the mail was automatic.", self.feed(self.ada))
        self.assertNotIn("goes on", self.feed(self.ada))

    def test_new_steps_are_not_for_them(self):
        self.dispatch()
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertState(self.subscription, "finished")
        self.course.step_ids = [Command.create({"template_id": self.template("New").id, "sequence": 9})]
        self.ada.active = False
        bulk = (
            self.env["email.sequence.bulk"].with_user(self.seller)._start("go_on", [("partner_id", "=", self.ada.id)])
        )
        self.assertFalse(bulk.changed_count)
        self.assertState(self.subscription, "finished")

    # ---- where mails are claimed

    def test_archived_behind_odoos_back(self):
        good = self.subscribe(self.course, self.bob)
        self.by_sql(ARCHIVE, tuple(self.ada.ids))
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Bob" <bob@customer.example>'])
        self.assertState(self.subscription, "paused", "archived")
        self.assertFalse(self.subscription.trace_ids, "nothing was tried")
        self.assertIn("was paused: the contact was archived", self.feed(self.ada))
        self.assertState(good, "active")

    def test_archived_after_the_claim(self):
        """By a user, and behind Odoo's back."""

        def archive():
            with self.meanwhile(self.clerk) as env:
                env["res.partner"].browse(self.ada.id).active = False

        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", archive):
            self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "archived")
        self.assertFalse(self.subscription.trace_ids)

    def test_archived_behind_odoos_back_after_the_claim(self):
        def archive():
            with self.meanwhile() as env:
                env.cr.execute(ARCHIVE, [tuple(self.ada.ids)])

        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", archive):
            self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "archived")

    def test_a_batch_of_archived_contacts_does_not_end_the_run(self):
        people = self.contacts(300)
        self.subscribe(self.course, *people)
        good = self.subscribe(self.course, self.bob)
        good.sudo().scheduled_datetime += timedelta(seconds=1)
        self.by_sql(ARCHIVE, tuple((people | self.ada).ids))
        self.travel(good.scheduled_datetime)
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Bob" <bob@customer.example>'])

    def test_the_day_of_return_of_many_archived_ones_holds_nobody_up(self):
        waiting = self.subscribe(self.sequence("Later", delays=(20,)), *self.contacts(3), self.bob)
        waiting.with_user(self.seller).action_pause(until="2026-03-04")
        self.by_sql(ARCHIVE, tuple(waiting[:3].partner_id.ids))
        self.travel(waiting[0].paused_until)
        with patch("odoo.addons.email_sequence.models.sending.dispatcher.RESUMED_AT_ONCE", 2):
            self.dispatch()
        self.assertEqual(waiting.mapped("pause_reason"), ["archived"] * 3 + [False])
        self.assertState(waiting[3], "active")

    # ---- many at once

    def test_many_contacts_cost_no_more_queries_than_a_few(self):
        few, many = self.contacts(3, "few.example"), self.contacts(30, "many.example")
        for people in (few, many):
            self.subscribe(self.course, *people)
        self.queries(self.contacts(1, "warm.example"), {"active": False})
        costs = [self.queries(people, {"active": False}) for people in (few, many)]
        self.assertLessEqual(costs[1] - costs[0], 5, costs)

    def test_contacts_without_a_sequence_cost_one_query(self):
        people = self.contacts(3, "none.example")
        with patch.object(contact, "archived", lambda *_args: None):
            self.queries(people, {"active": False})
            people.active = True
            before = self.queries(people, {"active": False})
        people.active = True
        self.assertLessEqual(self.queries(people, {"active": False}) - before, 1)

    def test_the_sender_of_many_is_told_once(self):
        people = self.contacts(3)
        self.subscribe(self.course, *people)
        self.write_as(self.clerk, people, {"active": False})
        self.assertEqual(len(self.notices(self.seller)), 1)
        self.assertIn("Contacts were archived, so 3 of your subscriptions were paused.", self.notices(self.seller)[0])

    def test_it_is_a_reason_of_its_own_in_the_reports(self):
        self.ada.active = False
        report = self.env["email.sequence.report"].search([("subscription_id", "=", self.subscription.id)])
        self.assertEqual((report.standing, report.paused_archived, report.paused), ("archived", 1, 1))
