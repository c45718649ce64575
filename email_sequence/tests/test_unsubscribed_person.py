from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.subscriptions import unsubscribed
from .common import EmailSequenceCase

NEW = "ada@private.example"


@tagged("post_install", "-at_install")
class TestPerson(EmailSequenceCase):
    """A person unsubscribes, not a mailbox (semantics 11)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course", delays=(0, 1))
        self.subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        self.trace = self.subscription.trace_ids

    def add_address(self, partner=None, email=NEW):
        (partner or self.ada).email_sequence_address_ids = [Command.create({"email": email})]

    def assertRefused(self, partner, **how):
        result = self.call_as(self.seller, self.course, "subscribe", partner.ids, again=True, **how)
        self.assertEqual(result["skipped"], [{"partner_id": partner.id, "reason": "unsubscribed"}])

    def test_11_another_address_is_refused(self):
        self.add_address()
        self.trace._unsubscribe_from_sequence()
        self.subscription.with_user(self.seller).action_remove()
        self.assertRefused(self.ada)
        self.assertRefused(self.ada, email=NEW)

    def test_11_a_corrected_address_is_refused(self):
        self.trace._unsubscribe_from_sequence()
        self.subscription.with_user(self.seller).action_remove()
        self.ada.email = NEW
        self.assertRefused(self.ada)

    def test_11_everything_holds_after_the_address_was_corrected(self):
        self.trace._unsubscribe_from_everything()
        self.subscription.with_user(self.seller).action_remove()
        self.ada.email = NEW
        self.assertRefused(self.ada)
        other = self.sequence("Other")
        self.assertFalse(self.subscribe(other, self.ada))

    def test_11_another_sequence_may_still_be_sent(self):
        self.trace._unsubscribe_from_sequence()
        self.assertTrue(self.subscribe(self.sequence("Other"), self.ada))

    def test_11_everything_stops_the_sequences_at_other_addresses(self):
        self.add_address()
        other = self.subscribe(self.sequence("Other"), self.ada, email=NEW)
        self.trace._unsubscribe_from_everything()
        self.assertState(other, "paused", "unsubscribed")
        self.assertFalse(self.dispatch())
        self.assertEqual(self.trace._unsubscribed_from(), "everything")

    def test_11_the_address_of_somebody_else_says_nothing(self):
        """Ada's old address is Bob's now: what is said of it is said of him."""
        self.ada.email = NEW
        self.bob.email = "ada@customer.example"
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.assertFalse(unsubscribed.from_everything(self.env, self.ada.ids))
        self.assertEqual(unsubscribed.from_everything(self.env, self.bob.ids), {self.bob.id: "ada@customer.example"})

    def test_11_two_contacts_with_one_mailbox(self):
        double = self.contact("Ada's double", "ada@customer.example")
        self.add_address(double)
        self.trace._unsubscribe_from_sequence()
        self.assertRefused(double, email=NEW)

    def test_11_blacklisted_at_another_address_since_subscribing(self):
        """Found when the next email is claimed."""
        self.add_address()
        self.env["mail.blacklist"]._add(NEW)
        self.travel_to_next_mail(self.subscription)
        self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertIn(f"{NEW} unsubscribed or is on the blacklist", self.feed(self.ada))

    def test_11_blacklisted_between_claim_and_hand_over(self):
        def blacklist():
            with self.meanwhile() as env:
                env["mail.blacklist"].sudo()._add("ada@customer.example")

        self.travel_to_next_mail(self.subscription)
        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", blacklist):
            self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_taken_off_the_blacklist_by_a_user(self):
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.env["mail.blacklist"]._remove("ada@customer.example")
        self.assertTrue(self.subscribe(self.sequence("Other"), self.ada))

    def test_11_resumed_after_the_question_goes_on(self):
        """Also when the address is corrected then: a user knows what the contact did."""
        self.trace._unsubscribe_from_sequence()
        self.subscription.resume(anyway=True)
        self.ada.email = NEW
        self.assertState(self.subscription, "active")
        self.travel_to_next_mail(self.subscription)
        self.assertEqual([mail["To"] for mail in self.dispatch()], [f'"Ada" <{NEW}>'])
        self.subscription.with_user(self.seller).action_remove()
        self.assertRefused(self.ada)

    def test_11_resuming_finds_who_is_on_the_blacklist_since_the_pause(self):
        self.subscription.with_user(self.seller).action_pause()
        self.env["mail.blacklist"]._add("ada@customer.example")
        action = self.call_as(self.seller, self.subscription, "action_resume")
        self.assertEqual(action["res_model"], "email.sequence.resume")
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_bulk_and_a_day_leave_who_is_on_the_blacklist_since_the_pause(self):
        both = self.subscription | self.subscribe(self.course, self.bob)
        for way in ("bulk", "date"):
            with self.subTest(way=way):
                both.with_user(self.seller).action_pause(until="2026-03-05" if way == "date" else False)
                self.env["mail.blacklist"]._add("ada@customer.example")
                if way == "bulk":
                    self.env["email.sequence.bulk"].with_user(self.seller)._start("resume", [("id", "in", both.ids)])
                else:
                    self.travel(both[0].paused_until)
                    self.dispatch()
                self.assertState(self.subscription, "paused", "unsubscribed")
                self.assertNotEqual(both[1].state, "paused")
                self.env["mail.blacklist"]._remove("ada@customer.example")
                self.subscription.resume(anyway=True)

    def go_on(self):
        self.env["email.sequence.bulk"].with_user(self.seller)._start("go_on", [("id", "in", self.subscription.ids)])

    def test_11_new_steps_are_not_for_who_unsubscribed_in_another_way(self):
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertState(self.subscription, "finished")
        self.course.step_ids = [Command.create({"template_id": self.template("New").id, "sequence": 9})]
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.go_on()
        self.assertState(self.subscription, "finished")

    def test_11_new_steps_are_not_for_an_address_that_bounced(self):
        self.travel_to_next_mail(self.subscription)
        (mail,) = self.dispatch()
        self.receive(self.notice_about(mail))
        self.course.step_ids = [Command.create({"template_id": self.template("New").id, "sequence": 9})]
        self.go_on()
        self.assertState(self.subscription, "finished")

    def test_11_send_now_finds_who_is_on_the_blacklist(self):
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.call_as(self.manager, self.subscription, "action_send_now")
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_moving_keeps_an_address_only_if_it_is_still_the_contacts(self):
        other = self.sequence("Other")
        self.add_address()
        self.subscription.sudo().email = NEW
        self.env["email.sequence.bulk"].with_user(self.seller)._start(
            "move", [("id", "=", self.subscription.id)], target_id=other.id
        )
        self.assertEqual(other.subscription_ids.email, NEW)


@tagged("post_install", "-at_install")
class TestCost(EmailSequenceCase):
    """Asking who unsubscribed costs one query, and reads no whole table (semantics 11)."""

    def queries(self, partners):
        sequence = self.sequence(f"Of {len(partners)}", delays=(0,))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self.subscribe(sequence, *partners)), len(partners))
        return self.env.cr.sql_log_count - before

    def test_11_subscribing_a_thousand_asks_as_often_as_subscribing_ten(self):
        self.queries(self.contacts(3, "warm.example"))
        few, many = self.contacts(10, "few.example"), self.contacts(1000, "many.example")
        self.assertLessEqual(self.queries(many) - self.queries(few), 1, "Odoo reads so many records at a time")

    def test_11_big_tables_are_read_by_their_indexes(self):
        sequence = self.sequence()
        people = self.contacts(20)
        subscriptions = self.subscribe(sequence, *people)
        subscriptions[:5].pause("unsubscribed")
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO email_sequence_address (partner_id, email, is_additional)
            SELECT %(partner)s, 'filler' || n || '@filler.example', true FROM generate_series(1, 20000) n;
            INSERT INTO email_sequence_subscription
                (sequence_id, company_id, partner_id, email, user_id, state, subscribed_datetime, unsubscribe_datetime)
            SELECT %(sequence)s, %(company)s, NULL, 'filler' || n || '@filler.example', %(user)s, 'removed',
                   now(), now()
            FROM generate_series(1, 20000) n;
            INSERT INTO email_sequence_trace
                (subscription_id, sequence_id, company_id, email, date, message_id, trace_status)
            SELECT %(subscription)s, %(sequence)s, %(company)s, 'filler' || n || '@filler.example', now(),
                   '<filler' || n || '>', 'error' FROM generate_series(1, 20000) n;
            INSERT INTO mail_blacklist (email, active)
            SELECT 'filler' || n || '@filler.example', true FROM generate_series(1, 20000) n;
            ANALYZE email_sequence_address, email_sequence_subscription, email_sequence_trace, mail_blacklist
            """,
            {"partner": self.bob.id, "sequence": sequence.id, "company": sequence.company_id.id, "user": self.env.uid,
             "subscription": subscriptions[0].id},
        )  # fmt: skip
        plans, original = [], type(self.env).execute_query

        def explained(env, query):
            plans.extend(line for (line,) in original(env, SQL("EXPLAIN %s", query)))
            return original(env, query)

        with patch.object(type(self.env), "execute_query", explained):
            found = unsubscribed.from_sequence(sequence, people.ids)
        self.assertEqual(set(found), set(people[:5].ids))
        self.assertFalse([line for line in plans if "Seq Scan" in line], "\n".join(plans))
        self.assertTrue(plans)


@tagged("post_install", "-at_install")
class TestOtherCompany(EmailSequenceCase):
    """A contact that the sequence's company may not see gets nothing of it (semantics 13)."""

    def setUp(self):
        super().setUp()
        self.other = self.env["res.company"].create({"name": "Other company"})
        self.seller.company_ids += self.other
        self.course = self.sequence("Course")

    def test_13_a_contact_of_another_company_is_not_subscribed(self):
        self.ada.company_id = self.other
        user = self.seller.with_context(allowed_company_ids=(self.env.company | self.other).ids)
        self.assertFalse(self.subscribe(self.course, self.ada, user=user))

    def test_13_a_contact_that_moved_to_another_company_pauses(self):
        subscription = self.subscribe(self.course, self.ada)
        self.ada.company_id = self.other
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "paused", "send_error")
        self.assertIn("access", subscription.pause_note)

    def test_13_a_contact_that_the_sender_may_no_longer_read_pauses(self):
        """Also where the template says nothing of the contact."""
        self.course.step_ids.template_id = self.template("Hello", "<p>Hello</p>")
        subscription = self.subscribe(self.course, self.ada)
        self.env["ir.rule"].create(
            {
                "name": "Not Ada",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.ada.id})]",
            }
        )
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "paused", "send_error")

    def test_13_a_contact_that_was_deleted_behind_odoos_back_is_removed(self):
        subscription = self.subscribe(self.course, self.ada)
        self.env.flush_all()
        self.env.cr.execute("UPDATE email_sequence_subscription SET partner_id = NULL WHERE id = %s", [subscription.id])
        self.env.invalidate_all()
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "removed")

    def test_13_send_again_to_who_unsubscribed_is_refused(self):
        subscription = self.subscribe(self.course, self.ada)
        self.smtp.faults["ada@customer.example"] = ConnectionResetError()
        self.dispatch()
        self.assertEqual(subscription.trace_ids.trace_status, "unknown")
        self.env["mail.blacklist"]._add("ada@customer.example")
        with self.assertRaises(UserError):
            self.call_as(self.seller, subscription, "action_send_again")
