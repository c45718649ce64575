from odoo.tests import tagged

from ..models.subscriptions import subscribing
from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestSubscriber(EmailSequenceCase):
    """Who is left out, and why: nothing is silent (semantics 3.3)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence()

    def sort_out(self, *partners, user=None, **kwargs):
        return subscribing.sort_out(self.course.with_user(user or self.seller), [p.id for p in partners], **kwargs)

    def assertReason(self, partner, reason, **kwargs):
        chosen, skipped = self.sort_out(partner, **kwargs)
        self.assertEqual((chosen, skipped), ({}, {partner.id: reason}))

    def assertWelcome(self, partner, address=None, **kwargs):
        chosen, skipped = self.sort_out(partner, **kwargs)
        self.assertEqual((chosen, skipped), ({partner.id: address or partner.email}, {}))

    def test_contact_with_an_address_is_welcome(self):
        self.assertWelcome(self.ada)

    def test_contact_that_is_gone_or_not_readable(self):
        company = self.env["res.company"].create({"name": "Another company"})
        self.assertReason(self.contact("Hidden", "hidden@customer.example", company_id=company.id), "no_access")
        self.assertEqual(subscribing.sort_out(self.course, [2**31 - 1]), ({}, {2**31 - 1: "no_access"}))

    def test_archived_contact(self):
        self.ada.active = False
        self.assertReason(self.ada, "archived")

    def test_subscribed_already_whether_active_or_paused(self):
        subscription = self.subscribe(self.course, self.ada)
        self.assertReason(self.ada, "already_subscribed")
        subscription.action_pause()
        self.assertReason(self.ada, "already_subscribed", again=True)

    def test_finished_before_unless_again(self):
        for end in ("removed", "finished"):
            partner = self.contact(end, f"{end}@customer.example")
            subscription = self.subscribe(self.course, partner)
            subscription.write({"state": end})
            with self.subTest(end=end):
                self.assertReason(partner, "finished_before")
                self.assertWelcome(partner, again=True)

    def test_no_address(self):
        for email in (False, "", "  "):
            with self.subTest(email=email):
                self.assertReason(self.contact("Without", email), "no_address")

    def test_invalid_address(self):
        self.assertReason(self.contact("Wrong", "not an address"), "invalid_address")

    def test_address_that_is_not_of_the_contact(self):
        """An address chosen must be one of the contact's own (semantics 3.2)."""
        self.assertReason(self.ada, "invalid_address", email="bob@customer.example")
        self.assertReason(self.ada, "invalid_address", email="nonsense")

    def test_second_address_chosen_whatever_its_case(self):
        self.ada.email = "ada@customer.example, Ada@Second.example"
        self.assertWelcome(self.ada, "ada@customer.example")
        self.assertWelcome(self.ada, "ada@second.example", email="ADA@second.example")

    def test_blacklisted_address(self):
        self.env["mail.blacklist"]._add("ada@customer.example")
        self.assertReason(self.ada, "unsubscribed")

    def test_unsubscribed_from_this_sequence(self):
        self.subscribe(self.course, self.ada).pause("unsubscribed")
        namesake = self.contact("Ada again", "ada@customer.example")
        self.assertReason(namesake, "unsubscribed")

    def test_bounced_address(self):
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        subscription.trace_ids.trace_status = "bounce"
        subscription.action_remove()
        self.assertReason(self.ada, "bounced", again=True)

    def test_same_address_twice_in_the_selection_and_in_the_sequence(self):
        twin = self.contact("Ada's twin", "Ada@Customer.example")
        chosen, skipped = self.sort_out(self.ada, twin)
        self.assertEqual((chosen, skipped), ({self.ada.id: "ada@customer.example"}, {twin.id: "duplicate_address"}))
        self.subscribe(self.course, self.ada)
        self.assertReason(twin, "duplicate_address")

    def test_first_reason_counts(self):
        self.ada.write({"active": False, "email": False})
        self.assertReason(self.ada, "archived")

    def test_each_contact_once_in_the_order_given(self):
        partners = [self.contact(f"Contact {n}", f"contact{n}@customer.example") for n in range(4)]
        chosen, _skipped = self.sort_out(*reversed(partners), *partners)
        self.assertEqual(list(chosen), [partner.id for partner in reversed(partners)])

    def test_every_code_has_a_sentence(self):
        self.assertTrue(all(subscribing.reasons(self.env).values()))
