"""The dates that users choose and read are those of their own calendar (semantics 4.7)."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestPauseUntil(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(5,), tz="Europe/Berlin"), self.ada)

    def pause(self, until, zone, moment):
        self.seller.tz = zone
        self.travel(moment)
        self.call_as(self.seller, self.subscription, "action_pause", until=until)

    def in_bulk(self, until, zone, moment):
        self.seller.tz = zone
        self.travel(moment)
        context = {"default_action": "pause", "active_ids": self.subscription.ids, "active_domain": []}
        dialog = Form(self.env["email.sequence.bulk.start"].with_user(self.seller).with_context(**context))
        dialog.until = until
        dialog.save().action_start()

    def test_evening_in_los_angeles_tomorrow_can_be_chosen(self):
        evening = datetime(2026, 3, 3, 3, 0)  # 19:00 on March 2 there
        for pause in (self.pause, self.in_bulk):
            pause(date(2026, 3, 3), "America/Los_Angeles", evening)
            self.assertEqual(self.subscription.paused_until, datetime(2026, 3, 3, 8, 0), "midnight there")
            self.call_as(self.seller, self.subscription, "action_resume")

    def test_morning_in_auckland_today_is_refused(self):
        morning = datetime(2026, 3, 2, 19, 30)  # 8:30 on March 3 there
        for pause in (self.pause, self.in_bulk):
            with self.assertRaisesRegex(UserError, "from tomorrow on"):
                pause(date(2026, 3, 3), "Pacific/Auckland", morning)
            self.assertState(self.subscription, "active")
            pause(date(2026, 3, 4), "Pacific/Auckland", morning)
            self.assertEqual(self.subscription.paused_until, datetime(2026, 3, 3, 11, 0), "midnight there")
            self.call_as(self.seller, self.subscription, "action_resume")

    def test_the_feed_names_the_day_that_was_chosen(self):
        self.pause("2026-03-04", "Pacific/Auckland", datetime(2026, 3, 2, 19, 30))
        self.assertIn("resumes by itself on Wednesday 4 March", self.feed(self.ada))
        self.assertIn("Wednesday 4 March", self.subscription.next_sentence, "whoever reads it")

    def test_no_mail_is_sent_before_that_day_begins(self):
        self.pause("2026-03-08", "America/Los_Angeles", datetime(2026, 3, 3, 3, 0))
        self.travel(datetime(2026, 3, 8, 7, 59))
        self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "manual")
        self.travel(datetime(2026, 3, 8, 8, 1))
        self.dispatch()
        self.assertState(self.subscription, "active")


@tagged("post_install", "-at_install")
class TestAbsentUntil(EmailSequenceCase):
    """The day of a contact's return is one of the calendar in which the next step is planned (semantics 5.2)."""

    def setUp(self):
        super().setUp()
        self.auckland = self.sequence(delays=(0, 9), tz="Pacific/Auckland", hold_on_absence=True)
        self.subscription = self.subscribe(self.auckland, self.ada)
        (self.mail,) = self.dispatch()

    def test_after_the_return_it_is_not_said_any_more(self):
        self.subscription.absent_until = date(2026, 3, 10)
        self.travel(datetime(2026, 3, 9, 10, 0))  # 23:00 on March 9 there
        self.assertIn("Out of office until", self.subscription.next_sentence)
        self.travel(datetime(2026, 3, 9, 12, 0))  # 1:00 on March 10 there
        self.env.invalidate_all()
        self.assertNotIn("Out of office until", self.subscription.next_sentence)

    def test_a_day_without_a_year_is_the_next_one_there(self):
        """A mail of the evening before, by UTC, that names the day that it is there."""
        self.travel(datetime(2026, 3, 4, 20, 0))  # 9:00 on March 5 there
        self.receive(
            self.mail_from(self.ada.email, "I am back on 6 March.", answers=self.mail, Auto_Submitted="auto-replied")
        )
        self.assertEqual(self.subscription.absent_until, date(2026, 3, 6))
