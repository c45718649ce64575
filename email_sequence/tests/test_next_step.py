from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import EmailSequenceCase

FRIDAY_EVENING = datetime(2026, 3, 6, 20, 0)


@tagged("post_install", "-at_install")
class TestNextSentence(EmailSequenceCase):
    """One sentence says what is next and when, by the sequence's clock and the reader's, or what it waits for."""

    def setUp(self):
        super().setUp()
        self.seller.tz = "Europe/Paris"
        self.mine = self.sequence(delays=(1, 1), schedule=self.office, tz="Europe/Paris")
        self.subscription = self.subscribe(self.mine, self.ada)
        self.subscription.sudo().scheduled_datetime = datetime(2026, 3, 3, 9, 30)

    def sentence(self, user=None):
        self.subscription.invalidate_recordset(["next_sentence"])
        return self.subscription.with_user(user or self.seller).next_sentence

    def test_planned_by_the_sequences_clock(self):
        self.assertEqual(
            self.sentence(),
            "“Step 1 for {{ object.name }}” leaves on Tuesday 3 March 10:30 (Europe/Paris), "
            "in the sending window 09:00–16:00.",  # noqa: RUF001
        )

    def test_planned_by_the_readers_clock_besides_where_it_differs(self):
        self.seller.tz = "America/New_York"
        self.assertIn("Tuesday 3 March 10:30 (Europe/Paris; Tuesday 04:30 your time)", self.sentence())

    def test_planned_by_the_contacts_clock(self):
        self.ada.tz = "Asia/Tokyo"
        self.mine.use_contact_tz = True
        self.subscription.sudo().scheduled_datetime = datetime(2026, 3, 3, 1, 0)
        self.assertIn("Tuesday 3 March 10:00 (Asia/Tokyo; Tuesday 02:00 your time)", self.sentence())

    def test_due_in_an_open_window(self):
        self.travel(datetime(2026, 3, 3, 9, 31))
        self.assertIn("leaves within a few minutes", self.sentence())

    def test_due_while_closed_waits_for_the_window(self):
        self.travel(FRIDAY_EVENING)
        self.assertIn("waits for the sending window Monday 09:00–16:00, Europe/Paris time", self.sentence())  # noqa: RUF001

    def test_deactivated(self):
        self.mine.action_deactivate()
        self.assertIn("The sequence is deactivated. If it is activated by then: “Step 1", self.sentence())
        self.travel(FRIDAY_EVENING)
        self.assertIn("leaves in the next sending window after it is activated", self.sentence())

    def test_archived(self):
        self.mine.active = False
        self.assertIn("archived", self.sentence())

    def test_out_of_office(self):
        self.subscription.sudo().write(
            {"absent_until": date(2026, 3, 9), "scheduled_datetime": datetime(2026, 3, 9, 9, 30)}
        )
        self.assertIn("Out of office until 03/09/2026.", self.sentence())
        self.assertIn("leaves on Monday 9 March", self.sentence())

    def test_ordered_by_a_manager(self):
        self.travel(FRIDAY_EVENING)
        self.subscription.with_user(self.manager).action_send_now()
        self.assertIn("leaves within a few minutes", self.sentence())

    def test_time_outside_of_every_window_is_being_planned_again(self):
        self.subscription.sudo().scheduled_datetime = FRIDAY_EVENING
        self.assertIn("is being planned again", self.sentence())

    def test_all_day_window_ends_at_24(self):
        self.mine.schedule_id = self.always
        self.assertIn("in the sending window 00:00–24:00", self.sentence())  # noqa: RUF001

    def test_queries_do_not_grow_with_the_subscriptions(self):
        self.subscribe(self.mine, *self.contacts(30))
        subscriptions = self.subscription.with_user(self.seller).search([("sequence_id", "=", self.mine.id)])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            subscriptions.mapped("next_sentence")
        self.assertEqual(len(subscriptions), 31)
        self.assertGreater(self.now + timedelta(days=2), subscriptions[0].scheduled_datetime)
