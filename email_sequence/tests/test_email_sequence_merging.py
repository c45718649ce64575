import smtplib
from datetime import datetime, time, timedelta

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase


class MergeCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course", delays=(0, 1, 1))
        self.first, self.second, self.third = self.course.step_ids.sorted()

    def merge(self, survivor, *others, user=None):
        """Merge contacts as the dialog does, by its button."""
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.env.user)
        ids = [survivor.id, *(other.id for other in others)]
        wizard = wizards.create({"partner_ids": ids, "dst_partner_id": survivor.id})
        self.call_as(user or self.env.user, wizard, "action_merge")
        self.env.invalidate_all()

    def on_day(self, days):
        """Let so many days pass, with a dispatcher at the end of each."""
        mails = self.dispatch()
        for _day in range(days):
            self.travel(datetime.combine(self.now.date() + timedelta(days=1), time(23, 59, 59)))
            mails += self.dispatch()
        return mails

    def steps(self, mails):
        """The steps of these emails, which all have the subject of their thread."""
        ids = [mail["Message-Id"] for mail in mails]
        return self.env["email.sequence.trace"].search([("message_id", "in", ids)], order="id").mapped("step_id")


@tagged("post_install", "-at_install")
class TestMerging(MergeCase):
    """Merging contacts keeps the stricter past of both (semantics 3.8)."""

    def test_3_8_what_either_got_is_not_sent_again(self):
        """The one who is further lives on; here the survivor has only begun."""
        adas = self.subscribe(self.course, self.ada)
        self.on_day(1)
        bobs = self.subscribe(self.course, self.bob)
        self.dispatch()
        self.merge(self.bob, self.ada)
        self.assertEqual((adas.state, bobs.state), ("active", "removed"))
        self.assertEqual(adas.partner_id, self.bob)
        self.assertEqual(self.steps(self.on_day(5)), self.third)
        self.assertState(adas, "finished")
        self.assertEqual((adas | bobs).trace_ids.partner_id, self.bob)
        self.assertIn("Contacts of <b>Course</b> were merged into one", self.feed(self.bob))

    def test_3_8_steps_that_only_the_other_one_got_are_passed(self):
        """Neither is ahead in every step: Ada skipped the first, Bob got it."""
        adas = self.subscribe(self.course, self.ada, step_id=self.second.id)
        self.on_day(1)
        adas.with_user(self.seller).action_pause()
        bobs = self.subscribe(self.course, self.bob, step_id=self.third.id)
        self.on_day(1)
        self.assertState(bobs, "finished")
        self.merge(self.ada, self.bob)
        adas.with_user(self.seller).action_resume()
        self.assertState(adas, "finished")
        self.assertEqual(self.on_day(5), [])

    def test_3_8_what_the_other_one_got_cannot_be_sent_again_after_an_unknown_outcome(self):
        self.smtp.faults = {self.ada.email: smtplib.SMTPServerDisconnected("Connection lost")}
        adas = self.subscribe(self.course, self.ada)
        bobs = self.subscribe(self.course, self.bob)
        self.dispatch()
        self.assertEqual((adas.trace_ids.trace_status, bobs.trace_ids.trace_status), ("unknown", "sent"))
        self.merge(self.ada, self.bob)
        self.assertEqual((adas.state, bobs.state), ("paused", "removed"))
        self.assertFalse(adas.unknown_trace_id)
        self.assertEqual(adas.next_step_id, self.second)
        with self.assertRaises(UserError):
            adas.with_user(self.seller).action_send_again()

    def test_3_8_one_has_finished_and_one_is_active(self):
        adas = self.subscribe(self.course, self.ada)
        self.on_day(5)
        bobs = self.subscribe(self.course, self.bob)
        self.dispatch()
        self.merge(self.bob, self.ada)
        self.assertState(adas, "finished")
        self.assertState(bobs, "finished")
        self.assertEqual(self.on_day(5), [])

    def test_3_8_who_has_finished_is_not_subscribed_again_unless_asked_for(self):
        self.subscribe(self.course, self.ada)
        self.on_day(5)
        self.merge(self.bob, self.ada)
        result = self.call_as(self.seller, self.course, "subscribe", self.bob.ids)
        self.assertEqual(result["skipped"], [{"partner_id": self.bob.id, "reason": "finished_before"}])
        again = self.subscribe(self.course, self.bob, again=True)
        self.assertEqual(self.steps(self.dispatch()), self.first)
        self.assertState(again, "active")

    def test_3_8_a_second_time_on_purpose_goes_on(self):
        """Its own earlier subscription does not count against it."""
        self.subscribe(self.course, self.ada)
        self.on_day(5)
        again = self.subscribe(self.course, self.ada, again=True)
        self.dispatch()
        self.merge(self.bob, self.ada)
        self.assertState(again, "active")
        self.assertEqual(self.steps(self.on_day(5)), self.second | self.third)

    def test_3_8_a_paused_past_pauses_the_one_that_is_further(self):
        for reason in ("manual", "reply", "bounce", "send_error", "archived", "unsubscribed"):
            with self.subTest(reason=reason):
                ahead, behind = self.contacts(2, f"{reason}.example")
                live = self.subscribe(self.course, ahead)
                self.dispatch()
                other = self.subscribe(self.course, behind)
                other.pause(reason, user=self.seller if reason == "manual" else None)
                self.merge(ahead, behind)
                self.assertState(live, "paused", reason)
                self.assertState(other, "removed")
                self.assertEqual(live.pause_user_id, self.seller if reason == "manual" else self.env["res.users"])

    def test_3_8_a_pause_until_a_day_ends_by_itself(self):
        live = self.subscribe(self.course, self.ada)
        self.dispatch()
        other = self.subscribe(self.course, self.bob)
        other.with_user(self.seller).action_pause(until="2026-03-12")
        until = other.paused_until
        self.merge(self.bob, self.ada)
        self.assertState(live, "paused", "manual")
        self.assertEqual(live.paused_until, until)

    def test_3_8_who_unsubscribed_and_was_removed_stays_unsubscribed(self):
        adas = self.subscribe(self.course, self.ada)
        adas._unsubscribe(self.env["email.sequence.trace"])
        adas.with_user(self.seller).action_remove()
        bobs = self.subscribe(self.course, self.bob)
        self.merge(self.bob, self.ada)
        self.assertState(bobs, "paused", "unsubscribed")
        self.assertIn("ada@customer.example unsubscribed", self.feed(self.bob))
        self.assertEqual(self.on_day(3), [])

    def test_3_8_who_unsubscribed_from_everything_is_paused_everywhere(self):
        adas = self.subscribe(self.course, self.ada)
        self.dispatch()
        adas.trace_ids._unsubscribe_from_everything()
        others = self.subscribe(self.sequence("Other"), self.bob)
        self.merge(self.bob, self.ada)
        self.assertState(others, "paused", "unsubscribed")
        self.assertEqual(self.on_day(3), [])

    def test_3_8_three_at_once(self):
        cem = self.contact("Cem", "cem@customer.example")
        cems = self.subscribe(self.course, cem)
        self.on_day(1)
        both = self.subscribe(self.course, self.ada, self.bob)
        both[0].pause("reply")
        self.merge(self.ada, self.bob, cem)
        self.assertEqual(both.mapped("state"), ["removed", "removed"])
        self.assertState(cems, "paused", "reply")
        self.assertEqual((both | cems).partner_id, self.ada)

    def test_3_8_in_other_companies(self):
        """By a clerk of one company, who knows nothing of sequences; the other company's go on as they must."""
        other = self.env["res.company"].create({"name": "Other company"})
        self.manager.write({"company_ids": [(4, other.id)]})
        course = self.sequence("Theirs", delays=(0, 1), company_id=other.id)
        user = self.manager.with_context(allowed_company_ids=other.ids)
        theirs = self.subscribe(course, self.ada, user=user)
        self.assertTrue(theirs)
        theirs._unsubscribe(self.env["email.sequence.trace"])
        theirs.remove()
        bobs = self.subscribe(course, self.bob, user=user)
        clerk = new_test_user(self.env, "cleo", "base.group_user,base.group_partner_manager")
        self.bob.email = self.ada.email  # else only administrators may merge
        self.merge(self.bob, self.ada, user=clerk)
        self.assertState(bobs, "paused", "unsubscribed")

    def test_3_8_another_program_merges_without_the_dialog(self):
        """As ``account`` and deduplication apps do: by the method that moves the foreign keys."""
        both = self.subscribe(self.course, self.ada, self.bob)
        wizard = self.env["base.partner.merge.automatic.wizard"].new()
        wizard._update_foreign_keys_generic("res.partner", self.ada, self.bob)
        self.assertEqual(sorted(both.mapped("state")), ["active", "removed"])
        self.assertEqual(both.partner_id, self.bob)

    def test_3_8_history_follows(self):
        """Feed lines, incoming emails and bulk actions that wait find what they were about."""
        adas = self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.receive(self.mail_from(self.ada.email, answers=mail))
        incoming = adas.pause_incoming_id
        self.assertTrue(incoming)
        self.merge(self.bob, self.ada)
        self.assertEqual(incoming.trace_id.partner_id, self.bob)
        self.assertEqual(adas.pause_message_id.res_id, self.bob.id)
        self.assertIn("wrote back", self.feed(self.bob))
        self.receive(self.mail_from("stranger@customer.example", answers=mail))
        bulk = self.env["email.sequence.bulk"].with_user(self.seller)._start("resume", [("id", "in", adas.ids)])
        self.assertEqual(bulk.total_count, 1)

    def test_3_8_a_link_in_an_email_of_the_removed_one_still_unsubscribes(self):
        both = self.subscribe(self.course, self.ada, self.bob)
        self.dispatch()
        self.merge(self.bob, self.ada)
        removed = both.filtered(lambda s: s.state == "removed")
        removed.trace_ids._unsubscribe_from_sequence()
        self.assertState(both - removed, "paused", "unsubscribed")
        self.assertEqual(removed.trace_ids._unsubscribed_from(), "sequence")
        self.assertEqual((both - removed).trace_ids._unsubscribed_from(), "sequence")

    def test_3_8_merged_between_claim_and_hand_over(self):
        """What the other one got is not sent again, although it was claimed."""
        bobs = self.subscribe(self.course, self.bob, step_id=self.second.id)
        self.on_day(1)
        bobs.with_user(self.seller).action_remove()
        adas = self.subscribe(self.course, self.ada)
        self.dispatch()
        self.travel_to_next_mail(adas)

        def merge():
            with self.meanwhile(self.env.ref("base.user_admin")) as env:
                wizard = env["base.partner.merge.automatic.wizard"].create({})
                wizard._merge([self.ada.id, self.bob.id], env["res.partner"].browse(self.ada.id))

        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", merge):
            self.assertEqual(self.steps(self.dispatch()), self.steps([]))
        self.assertEqual((adas.skipped_step_ids, adas.next_step_id), (self.second, self.third))
