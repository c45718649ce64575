"""`email.sequence.subscribe()`, the one public method (semantics 3.1); who is left out: see `…_subscriber`."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import NotNullViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models.subscriptions import subscribing
from .common import MONDAY_MORNING, EmailSequenceCase


@tagged("post_install", "-at_install")
class TestSubscribe(EmailSequenceCase):
    def test_result_names_subscriptions_and_reasons(self):
        nobody = self.contact("Nobody", False)
        sequence = self.sequence()
        result = sequence.with_user(self.seller).subscribe([nobody.id, self.bob.id, self.ada.id])
        subscriptions = self.env["email.sequence.subscription"].browse(result["subscribed"])
        self.assertEqual(subscriptions.partner_id, self.bob | self.ada)
        self.assertEqual(result["skipped"], [{"partner_id": nobody.id, "reason": "no_address"}])

    def test_contacts_may_be_in_several_sequences_at_several_addresses(self):
        """Semantics 3.2, and the help page's last example."""
        self.ada.email = "ada@customer.example, ada@second.example"
        first = self.subscribe(self.sequence("First course"), self.ada)
        second = self.subscribe(self.sequence("Second course"), self.ada, email="ada@second.example")
        self.assertEqual((first.email, second.email), ("ada@customer.example", "ada@second.example"))

    def test_one_live_subscription_per_contact_and_sequence(self):
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        self.assertFalse(self.subscribe(sequence, self.ada, again=True))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            subscription.copy()

    def test_again_takes_those_who_left(self):
        sequence = self.sequence()
        self.subscribe(sequence, self.ada).with_user(self.seller).action_remove()
        self.assertFalse(self.subscribe(sequence, self.ada))
        subscription = self.subscribe(sequence, self.ada, again=True)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.trace_ids.trace_status, "sent")

    def test_a_thousand_contacts_cost_a_few_queries(self):
        sequence, partners = self.sequence().with_user(self.seller), self.contacts(1000)
        self.subscribe(sequence, self.ada)  # what is cached once
        self.env.flush_all()
        with self.assertQueryCount(30):
            result = sequence.subscribe(partners.ids)
        self.assertEqual(len(result["subscribed"]), 1000)

    def test_what_other_code_has_in_hand_knows_the_new_ones(self):
        sequence = self.sequence()
        self.assertFalse(sequence.subscription_ids | self.ada.email_sequence_subscription_ids)
        subscription = self.subscribe(sequence, self.ada)
        self.assertEqual(sequence.subscription_ids & self.ada.email_sequence_subscription_ids, subscription)
        self.assertEqual((subscription.create_uid, subscription.company_id), (self.seller, sequence.company_id))

    def test_deactivated_or_archived_sequence_takes_nobody(self):
        deactivated, archived = self.sequence("Off", activated=False), self.sequence("Gone")
        archived.active = False
        for sequence in (deactivated, archived):
            with self.subTest(name=sequence.name), self.assertRaisesRegex(UserError, "Activate it before"):
                self.subscribe(sequence, self.ada)

    def test_address_can_be_chosen_for_one_contact_only(self):
        with self.assertRaisesRegex(UserError, "one contact at a time"):
            self.subscribe(self.sequence(), self.ada, self.bob, email="ada@customer.example")

    def test_two_calls_in_parallel_do_not_fail(self):
        """The one that comes second finds the contact subscribed when it writes, after it looked."""
        sequence = self.sequence()
        chosen = {self.ada.id: "ada@customer.example"}
        self.subscribe(sequence, self.ada)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            # Odoo tries it again, with a fresh look.
            subscribing.subscribe(sequence.with_user(self.seller), chosen, sequence.step_ids[0])

    def test_wakes_the_dispatcher(self):
        cron = self.env.ref("email_sequence.ir_cron_dispatch")
        self.subscribe(self.sequence(), self.ada)
        self.assertIn(self.now, self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at"))


@tagged("post_install", "-at_install")
class TestFieldsOfABridge(EmailSequenceCase):
    """Subscriptions are inserted past ``create``, which a bridge's fields need not notice.

    Columns that nothing sets when subscribing stand for fields that a bridge adds.
    """

    def setUp(self):
        super().setUp()
        fields = self.env["email.sequence.subscription"]._fields
        self.note, self.until = fields["pause_note"], fields["absent_until"]

    def test_defaults_are_drawn_for_each(self):
        drawn = iter("abc")  # the first one only shows that there is a default
        self.patch(self.note, "default", lambda _model: next(drawn))
        subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        self.assertEqual(subscriptions.mapped("pause_note"), ["b", "c"])

    def test_default_that_a_user_set_for_all(self):
        self.env["ir.default"].set("email.sequence.subscription", "pause_note", "By default", user_id=False)
        self.assertEqual(self.subscribe(self.sequence(), self.ada).pause_note, "By default")

    def test_values_by_contact_go_before_defaults(self):
        self.patch(self.note, "default", lambda _model: "By default")
        with patch.object(
            self.registry["email.sequence"],
            "_more_subscription_values",
            lambda _sequence, partner: {"pause_note": partner.name, "absent_until": date(2026, 4, 1)},
        ):
            subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        self.assertEqual(subscriptions.mapped("pause_note"), ["Ada", "Bob"])
        self.assertEqual(set(subscriptions.mapped("absent_until")), {date(2026, 4, 1)})

    def test_required_field_is_filled_or_refused(self):
        column = SQL("ALTER TABLE email_sequence_subscription ALTER COLUMN pause_note SET NOT NULL")
        self.env.cr.execute(column)
        with self.assertRaises(NotNullViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.subscribe(self.sequence("Without"), self.ada)
        self.patch(self.note, "default", lambda _model: "By default")
        self.assertEqual(self.subscribe(self.sequence("With"), self.ada).pause_note, "By default")

    def test_many_cost_no_more_queries(self):
        self.patch(self.note, "default", lambda _model: "By default")
        sequence, partners = self.sequence().with_user(self.seller), self.contacts(1000)
        self.subscribe(sequence, self.ada)  # what is cached once
        self.env.flush_all()
        with self.assertQueryCount(30):
            sequence.subscribe(partners.ids)


@tagged("post_install", "-at_install")
class TestSender(EmailSequenceCase):
    """From whose account the mails leave (semantics 3.4)."""

    def test_subscribing_user(self):
        self.assertEqual(self.subscribe(self.sequence(), self.ada).user_id, self.seller)

    def test_salesperson_else_subscribing_user(self):
        self.ada.user_id = self.manager
        ada, bob = self.subscribe(self.sequence(sender_rule="salesperson"), self.ada, self.bob)
        self.assertEqual((ada.user_id, bob.user_id), (self.manager, self.seller))

    def test_fixed_user(self):
        sequence = self.sequence(sender_rule="fixed_user", sender_id=self.manager.id)
        self.assertEqual(self.subscribe(sequence, self.ada).user_id, self.manager)

    def test_only_a_manager_chooses_another_sender(self):
        sequence = self.sequence()
        with self.assertRaises(AccessError):
            self.subscribe(sequence, self.ada, user_id=self.manager.id)
        self.assertEqual(self.subscribe(sequence, self.ada, user_id=self.seller.id).user_id, self.seller)
        self.assertEqual(
            self.subscribe(sequence, self.bob, user=self.manager, user_id=self.seller.id).user_id, self.seller
        )

    def test_sender_is_an_internal_user(self):
        portal = new_test_user(self.env, "pat", "base.group_portal", email="pat@customer.example")
        for user_id in (portal.id, 2**31 - 1):
            with self.subTest(user_id=user_id), self.assertRaises(UserError):
                self.subscribe(self.sequence(f"For {user_id}"), self.ada, user=self.manager, user_id=user_id)


@tagged("post_install", "-at_install")
class TestFirstMail(EmailSequenceCase):
    """When the first mail leaves (semantics 2.1 to 2.3), by the clock of the sequence's time zone."""

    def first_mail(self, moment, delay=0, schedule=None, **values):
        self.travel(moment)
        sequence = self.sequence(f"{moment} {delay}", delays=(delay,), schedule=schedule or self.office, **values)
        return self.subscribe(sequence, self.ada).scheduled_datetime

    def test_without_delay_in_an_open_window_at_once(self):
        self.assertEqual(self.first_mail(MONDAY_MORNING), MONDAY_MORNING)

    def test_without_delay_before_the_window_today(self):
        moment = self.first_mail(datetime(2026, 3, 2, 6, 0))
        self.assertEqual(moment.date(), date(2026, 3, 2))
        self.assertIn(moment.hour, range(9, 16))

    def test_without_delay_after_the_last_window_on_the_next_day_with_one(self):
        """Friday evening to Monday."""
        moment = self.first_mail(datetime(2026, 3, 6, 16, 0))
        self.assertEqual(moment.date(), date(2026, 3, 9))

    def test_with_delay_on_the_first_day_with_window_time_from_then(self):
        for days, expected in ((1, date(2026, 3, 3)), (5, date(2026, 3, 9)), (7, date(2026, 3, 9))):
            with self.subTest(days=days):
                self.assertEqual(self.first_mail(MONDAY_MORNING, delay=days).date(), expected)

    def test_days_are_those_of_the_time_zone(self):
        """Monday 23:30 in UTC is Tuesday in Auckland: with a delay of one day it leaves on a Wednesday there."""
        moment = self.first_mail(datetime(2026, 3, 2, 23, 30), delay=1, tz="Pacific/Auckland")
        self.assertTrue(datetime(2026, 3, 3, 20, 0) <= moment < datetime(2026, 3, 4, 3, 0), moment)

    def test_times_are_drawn_for_each_contact(self):
        sequence = self.sequence(delays=(1,), schedule=self.office)
        partners = self.contacts(100)
        times = self.subscribe(sequence, *partners).mapped("scheduled_datetime")
        self.assertGreater(len(set(times)), 90)
        self.assertGreater(max(times) - min(times), timedelta(hours=5))


@tagged("post_install", "-at_install")
class TestManyContacts(EmailSequenceCase):
    def queries_for(self, count):
        partners = self.contacts(count, f"of{count}.example")
        sequence = self.sequence(f"For {count}").with_user(self.seller)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = sequence.subscribe(partners.ids)
        self.env.flush_all()
        self.assertEqual(len(result["subscribed"]), count)
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_contacts(self):
        """2,000 contacts take a few dozen queries, and twice as many take hardly more."""
        self.queries_for(10)  # fills the caches
        few, many = self.queries_for(2000), self.queries_for(4000)
        self.assertLess(few, 60)
        self.assertLess(many, 2 * few)
