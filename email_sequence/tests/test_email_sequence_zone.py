from datetime import datetime

from odoo.tests import tagged

from ..models.timing import moments
from ..models.timing.time_zone import zone_of
from .common import OFFICE_HOURS, EmailSequenceCase


@tagged("post_install", "-at_install")
class TestContactZone(EmailSequenceCase):
    """Sending in the contact's time zone counts a zone only where it is known (semantics 1.5)."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(
            schedule=self.schedule("Mornings", [(day, 9, 12) for day, *_hours in OFFICE_HOURS]),
            delays=(1, 1),
            tz="Europe/Paris",
            use_contact_tz=True,
        )

    def zone_of_new(self, **values):
        with_creators = self.env["res.partner"].with_context(tz="Asia/Tokyo")
        partner = with_creators.create({"name": "Zoe", "email": "zoe@customer.example", **values})
        return zone_of(partner)

    def test_zone_of_the_contacts_creator_does_not_count(self):
        self.assertEqual(self.zone_of_new(), (False, "sequence"))
        self.assertEqual(self.zone_of_new(tz="Asia/Tokyo"), (False, "sequence"), "as a form sends its default")

    def test_zone_set_on_purpose_counts(self):
        self.assertEqual(self.zone_of_new(tz="America/Lima"), ("America/Lima", "contact"))
        self.ada.tz = "Asia/Tokyo"
        self.assertEqual(zone_of(self.ada), ("Asia/Tokyo", "contact"))

    def test_zone_set_on_purpose_goes_before_the_country(self):
        self.ada.write({"tz": "Asia/Tokyo", "country_id": self.env.ref("base.fr").id})
        self.assertEqual(zone_of(self.ada), ("Asia/Tokyo", "contact"))

    def test_country_with_a_single_zone_counts(self):
        for code, zone in (("fr", "Europe/Paris"), ("de", "Europe/Berlin"), ("in", "Asia/Kolkata")):
            with self.subTest(country=code):
                self.assertEqual(self.zone_of_new(country_id=self.env.ref(f"base.{code}").id), (zone, "country"))

    def test_country_with_several_zones_does_not(self):
        for code in ("us", "es", "br"):
            with self.subTest(country=code):
                self.assertEqual(self.zone_of_new(country_id=self.env.ref(f"base.{code}").id), (False, "sequence"))

    def test_off_by_default(self):
        self.ada.tz = "Asia/Tokyo"
        subscription = self.subscribe(self.sequence("Plain"), self.ada)
        self.assertFalse(subscription.tz)
        self.assertEqual(subscription.zone_sentence, "UTC")

    def test_mails_leave_by_the_contacts_clock(self):
        self.ada.tz = "Asia/Tokyo"
        subscription = self.subscribe(self.mine, self.ada)
        self.assertEqual(subscription.tz, "Asia/Tokyo")
        self.assertTrue(datetime(2026, 3, 3, 0, 0) <= subscription.scheduled_datetime < datetime(2026, 3, 3, 3, 0))
        self.travel_to_next_mail(subscription)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertTrue(datetime(2026, 3, 4, 0, 0) <= subscription.scheduled_datetime < datetime(2026, 3, 4, 3, 0))

    def test_nothing_leaves_in_the_sequences_window_that_is_none_of_the_contacts(self):
        self.ada.tz = "Asia/Tokyo"
        theirs, sequences = self.subscribe(self.mine, self.ada), self.subscribe(self.mine, self.bob)
        (theirs | sequences).sudo().scheduled_datetime = datetime(2026, 3, 3, 9, 0)
        self.travel(datetime(2026, 3, 3, 9, 30))  # 10:30 in Paris, 18:30 in Tokyo
        self.assertEqual([mail["To"] for mail in self.dispatch()], ['"Bob" <bob@customer.example>'])
        self.assertTrue(datetime(2026, 3, 4, 0, 0) <= theirs.scheduled_datetime < datetime(2026, 3, 4, 3, 0))

    def test_subscription_says_whose_clock_counts_and_why(self):
        self.ada.tz = "Asia/Tokyo"
        self.bob.country_id = self.env.ref("base.in")
        cem = self.contact("Cem", "cem@customer.example")
        sentences = self.subscribe(self.mine, self.ada, self.bob, cem).sorted("id").mapped("zone_sentence")
        self.assertEqual(
            sentences,
            [
                "Asia/Tokyo (set on the contact)",
                "Asia/Kolkata (the contact's country)",
                "Europe/Paris (the sequence's; the contact's is not known)",
            ],
        )

    def test_contact_that_moves_is_planned_by_the_new_clock(self):
        subscription = self.subscribe(self.mine, self.ada)
        self.ada.with_user(self.seller).country_id = self.env.ref("base.jp")
        self.assertEqual(subscription.tz, "Asia/Tokyo")
        self.assertTrue(moments.is_open(subscription._schedule(), subscription.scheduled_datetime))

    def test_option_switched_on_and_off_plans_again(self):
        self.ada.tz = "Asia/Tokyo"
        self.mine.use_contact_tz = False
        subscription = self.subscribe(self.mine, self.ada)
        for option, zone in ((True, "Asia/Tokyo"), (False, False)):
            with self.subTest(option=option):
                self.mine.with_user(self.manager).use_contact_tz = option
                self.assertEqual(subscription.tz, zone)
                self.assertTrue(moments.is_open(subscription._schedule(), subscription.scheduled_datetime))

    def test_dialog_says_by_which_clock(self):
        self.ada.tz = "Asia/Tokyo"
        dialog = self.env["email.sequence.subscribe"].with_user(self.seller)
        one = dialog.with_context(active_ids=self.ada.ids).create({"sequence_id": self.mine.id})
        self.assertEqual(one.first_mail, "at a random time on Tuesday 3 March (Asia/Tokyo)")
        both = dialog.with_context(active_ids=(self.ada | self.bob).ids).create({"sequence_id": self.mine.id})
        self.assertIn("(Europe/Paris, or each contact's own time zone)", both.first_mail)
