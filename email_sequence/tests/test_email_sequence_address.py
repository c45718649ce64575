from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestAddress(EmailSequenceCase):
    """A contact's addresses: all those of its email field, and additional ones (semantics 3.2)."""

    def addresses(self, partner):
        return self.env["email.sequence.address"].search([("partner_id", "=", partner.id)]).mapped("email")

    def add(self, partner, email, user=None):
        partner.with_user(user or self.seller).email_sequence_address_ids = [Command.create({"email": email})]

    def test_email_field_is_listed_when_created_and_written(self):
        self.assertEqual(self.addresses(self.ada), ["ada@customer.example"])
        self.ada.email = '"Ada" <Ada@New.example>, ada@second.example; junk'
        self.assertEqual(self.addresses(self.ada), ["ada@new.example", "ada@second.example"])
        self.ada.email = False
        self.assertFalse(self.addresses(self.ada))

    def test_what_is_no_address_in_the_email_field_is_not_listed(self):
        """Odoo takes any text there, and its functions take some of it for addresses."""
        for email in ("@ann", '"a@', "@ann, ada@new.example", '"ada@new.example('):
            with self.subTest(email=email):
                self.ada.email = email
                listed = ["ada@new.example"] if "new" in email else []
                self.assertEqual(self.addresses(self.ada), listed)
                self.assertEqual(self.addresses(self.contact("Ann", email)), listed)
                self.assertFalse(self.env["email.sequence.address"]._sync(self.ada), "nothing changes by looking again")

    def test_many_contacts_at_once(self):
        (self.ada | self.bob).email = "shared@customer.example"
        for partner in (self.ada, self.bob):
            self.assertEqual(self.addresses(partner), ["shared@customer.example"])

    def test_additional_address_stays_when_the_email_field_changes(self):
        self.add(self.ada, "Ada@Private.example")
        self.ada.email = "ada@new.example"
        self.assertEqual(self.addresses(self.ada), ["ada@new.example", "ada@private.example"])

    def test_additional_address_that_becomes_the_email_stays_when_that_changes(self):
        self.add(self.ada, "ada@private.example")
        self.ada.email = "ada@private.example"
        self.ada.email = "ada@new.example"
        self.assertIn("ada@private.example", self.addresses(self.ada))

    def test_what_is_no_address_is_refused(self):
        for email in ("nonsense", "", "a@b.example, c@d.example", "@customer.example"):
            with self.subTest(email=email), self.assertRaisesRegex(ValidationError, "no email address"):
                self.add(self.ada, email)

    def test_address_is_listed_once(self):
        for email in ("ada@customer.example", "ADA@customer.example"):
            with (
                self.subTest(email=email),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.add(self.ada, email)

    def test_two_contacts_may_list_the_same_address(self):
        self.add(self.bob, "ada@customer.example")
        listed = self.env["email.sequence.address"].search([("email", "=", "ada@customer.example")])
        self.assertEqual(listed.partner_id, self.ada | self.bob)

    def test_listing_needs_the_right_to_change_the_contact(self):
        reader = new_test_user(self.env, "ron", "base.group_user,email_sequence.group_user")
        reader.group_ids -= self.env.ref("base.group_partner_manager")
        addresses = self.env["email.sequence.address"].with_user(reader)
        with self.assertRaises(AccessError):
            addresses.create({"partner_id": self.ada.id, "email": "mine@reader.example"})
        with self.assertRaises(AccessError):
            addresses.search([("partner_id", "=", self.ada.id)]).email = "mine@reader.example"
        with self.assertRaises(AccessError):
            addresses.search([("partner_id", "=", self.ada.id)]).unlink()

    def test_address_cannot_be_moved_to_a_contact_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Another company"})
        hidden = self.contact("Hidden", "hidden@customer.example", company_id=company.id)
        self.add(self.ada, "ada@private.example")
        mine = self.ada.with_user(self.seller).email_sequence_address_ids
        with self.assertRaises(AccessError):
            mine.partner_id = hidden

    def test_in_the_form_of_the_contact(self):
        with Form(self.ada.with_user(self.seller)) as form, form.email_sequence_address_ids.new() as line:
            line.email = "Ada@Form.example"
        self.assertIn("ada@form.example", self.addresses(self.ada))
