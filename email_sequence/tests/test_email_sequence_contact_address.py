from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..models.subscriptions import contact
from .test_email_sequence_contact import ContactCase


@tagged("post_install", "-at_install")
class TestContactAddress(ContactCase):
    """A live subscription goes to an address that its contact has now (semantics 3.6)."""

    def assertFollowed(self, subscription, new, old):
        self.assertEqual(subscription.email, new)
        self.assertIn(f"is now sent to {new}, because {old} is no longer", self.feed(subscription.partner_id))

    def recipients(self):
        return [mail["To"] for mail in self.dispatch()]

    def test_corrected(self):
        """Also where who corrects it knows nothing of sequences."""
        self.write_as(self.clerk, self.ada, {"email": "Ada <Ada@New.example>"})
        self.assertFollowed(self.subscription, "ada@new.example", "ada@customer.example")
        self.assertEqual(self.recipients(), ['"Ada" <ada@new.example>'])

    def test_a_paused_one_follows_and_stays_paused(self):
        self.subscription.with_user(self.seller).action_pause()
        self.ada.email = "ada@new.example"
        self.assertFollowed(self.subscription, "ada@new.example", "ada@customer.example")
        self.assertState(self.subscription, "paused", "manual")

    def test_one_that_is_over_stays_what_it_was(self):
        self.subscription.action_remove()
        self.ada.email = "ada@new.example"
        self.assertEqual(self.subscription.email, "ada@customer.example")

    def test_other_ways_to_write_it_change_nothing(self):
        before = self.feed(self.ada)
        for email in ("Ada <ADA@customer.example>", " ada@Customer.example ", "ada@customer.example, ada@new.example"):
            self.ada.email = email
            self.assertEqual(self.subscription.email, "ada@customer.example")
        self.assertEqual(self.feed(self.ada), before)

    def test_the_first_address_of_the_email_field_comes_first(self):
        self.ada.email = "ada@customer.example, desk@customer.example"
        self.ada.email = "ada@new.example, desk@customer.example"
        self.assertEqual(self.subscription.email, "ada@new.example")

    def test_an_additional_address_takes_its_place(self):
        self.ada.email_sequence_address_ids = [Command.create({"email": "ada@private.example"})]
        self.ada.email = False
        self.assertFollowed(self.subscription, "ada@private.example", "ada@customer.example")

    def test_an_additional_address_that_is_taken_out_or_changed(self):
        ada = self.ada.with_user(self.seller)
        ada.email_sequence_address_ids = [Command.create({"email": "ada@private.example"})]
        line = self.ada.email_sequence_address_ids
        other = self.subscribe(self.sequence("Other"), self.ada, email="ada@private.example")
        self.write_as(
            self.seller,
            self.ada,
            {"email_sequence_address_ids": [Command.update(line.id, {"email": "ada@home.example"})]},
        )
        self.assertFollowed(other, "ada@customer.example", "ada@private.example")
        other.email = "ada@home.example"
        self.write_as(self.seller, self.ada, {"email_sequence_address_ids": [Command.delete(line.id)]})
        self.assertFollowed(other, "ada@customer.example", "ada@home.example")

    def test_an_additional_address_that_moves_into_the_email_field(self):
        """In one write, as a form saves it: the contact has the address all the time."""
        self.ada.email_sequence_address_ids = [Command.create({"email": "ada@private.example"})]
        other = self.subscribe(self.sequence("Other"), self.ada, email="ada@private.example")
        line, before = self.ada.email_sequence_address_ids, self.feed(self.ada)
        self.subscription.action_remove()
        values = {"email": "ada@private.example", "email_sequence_address_ids": [Command.delete(line.id)]}
        self.write_as(self.seller, self.ada, values)
        self.assertState(other, "active")
        self.assertEqual(other.email, "ada@private.example")
        self.assertNotIn("no longer", self.feed(self.ada), before)

    def test_with_none_left_it_pauses(self):
        self.write_as(self.clerk, self.ada, {"email": False})
        self.assertState(self.subscription, "paused", "send_error")
        self.assertIn("no longer has an email address", self.subscription.pause_note)
        self.assertFalse(self.dispatch())
        self.ada.email = "ada@new.example"
        self.assertFollowed(self.subscription, "ada@new.example", "ada@customer.example")
        self.assertState(self.subscription, "paused", "send_error")
        self.call_as(self.seller, self.subscription, "action_resume")
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.recipients(), ['"Ada" <ada@new.example>'])

    # ---- what is known of the new address

    def test_an_address_whose_mails_came_back_is_not_mailed(self):
        self.bob.email = "desk@customer.example"
        self.subscribe(self.course, self.bob)
        self.dispatch()
        self.receive(self.notice_about(self.smtp.to("desk@customer.example")[-1]))
        self.ada.email = "desk@customer.example"
        self.assertState(self.subscription, "paused", "bounce")
        self.assertIn("mails to desk@customer.example come back", self.feed(self.ada))

    def test_an_address_that_unsubscribed_is_not_mailed(self):
        for address, leave in (("left@customer.example", "sequence"), ("black@customer.example", "blacklist")):
            with self.subTest(leave=leave):
                contact = self.contact("Cem", address)
                subscription = self.subscribe(self.course, contact)
                if leave == "sequence":
                    subscription.pause("unsubscribed")
                    subscription.remove()
                else:
                    self.env["mail.blacklist"]._add(address)
                    subscription.remove()
                victim = self.contact("Eve", f"eve-{leave}@customer.example")
                live = self.subscribe(self.course, victim)
                victim.email = address
                self.assertState(live, "paused", "unsubscribed")
                self.assertIn(f"{address} unsubscribed or is on the blacklist", self.feed(victim))

    def test_an_account_that_is_mended_does_not_mail_an_address_whose_mails_came_back(self):
        """A sending error is resumed with many others: what is known of the address says more."""
        self.test_an_address_whose_mails_came_back_is_not_mailed()
        other = self.contact("Eve", "eve@customer.example")
        failed = self.subscribe(self.course, other)
        failed.pause("send_error", server=self.server)
        other.email = "desk@customer.example"
        self.assertState(failed, "paused", "bounce")

    def test_an_address_at_which_another_contact_gets_the_sequence_is_said(self):
        self.subscribe(self.course, self.bob)
        self.ada.email = "bob@customer.example"
        self.assertState(self.subscription, "active")
        self.assertEqual(self.subscription.email, "bob@customer.example")
        self.assertIn("Another contact also gets it at that address.", self.feed(self.ada))

    # ---- answers

    def test_an_answer_from_the_old_address_still_pauses(self):
        self.dispatch()
        self.ada.email = "ada@new.example"
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(self.subscription, "paused", "reply")

    def test_a_bounce_of_the_old_address_says_nothing_about_the_new_one(self):
        self.dispatch()
        self.ada.email = "ada@new.example"
        self.receive(self.notice_about(self.smtp.to("ada@customer.example")[-1]))
        self.assertState(self.subscription, "active")

    # ---- merging

    def test_merged_contacts_keep_their_addresses(self):
        for keeps_email in (True, False):
            with self.subTest(survivor_has_an_email=keeps_email):
                survivor = self.contact("Ada Lovelace", "lovelace@customer.example" if keeps_email else False)
                double = self.contact("Ada's double", f"double-{keeps_email}@customer.example".lower())
                live = self.subscribe(self.course, double)
                wizard = self.env["base.partner.merge.automatic.wizard"].create({})
                wizard._merge((survivor | double).ids, survivor)
                self.env.invalidate_all()
                self.assertState(live, "active")
                self.assertEqual(live.partner_id, survivor)
                self.assertEqual(live.email, f"double-{keeps_email}@customer.example".lower())
                self.assertNotIn("no longer", self.feed(survivor))

    # ---- where mails are claimed

    def test_taken_out_behind_odoos_back(self):
        self.ada.email_sequence_address_ids = [Command.create({"email": "ada@private.example"})]
        self.by_sql("UPDATE email_sequence_address SET email = 'ada@old.example' WHERE is_additional")
        self.by_sql("UPDATE email_sequence_subscription SET email = 'ada@private.example'")
        self.assertEqual(self.recipients(), ['"Ada" <ada@customer.example>'])
        self.assertFollowed(self.subscription, "ada@customer.example", "ada@private.example")

    def test_the_list_of_addresses_was_lost(self):
        """It is made again from the email field before anybody is paused."""
        self.by_sql("DELETE FROM email_sequence_address WHERE partner_id = %s", self.ada.id)
        self.assertEqual(self.recipients(), ['"Ada" <ada@customer.example>'])
        self.assertNotIn("no longer", self.feed(self.ada))

    def test_an_address_that_moves_out_of_the_email_field(self):
        """In one write, as a form saves it: the old address is kept as an additional one, or the two are swapped."""
        before = self.feed(self.ada)
        new, old = "ada@new.example", "ada@customer.example"
        kept = [Command.create({"email": old})]
        self.write_as(self.seller, self.ada, {"email": new, "email_sequence_address_ids": kept})
        line = self.ada.email_sequence_address_ids
        self.assertEqual(line.email, old)
        swapped = [Command.update(line.id, {"email": new})]
        self.write_as(self.seller, self.ada, {"email": old, "email_sequence_address_ids": swapped})
        self.assertEqual(line.email, new)
        self.assertEqual(self.subscription.email, old)
        self.assertEqual(self.feed(self.ada), before)

    def test_what_is_no_address_stops_nobody_else(self):
        self.subscribe(self.course, self.bob)
        self.by_sql("DELETE FROM email_sequence_address WHERE partner_id = %s", self.ada.id)
        self.by_sql("UPDATE res_partner SET email = '@ada' WHERE id = %s", self.ada.id)
        self.assertEqual(self.recipients(), ['"Bob" <bob@customer.example>'])
        self.assertState(self.subscription, "paused", "send_error")

    def test_none_left_behind_odoos_back(self):
        self.by_sql("DELETE FROM email_sequence_address WHERE partner_id = %s", self.ada.id)
        self.by_sql("UPDATE res_partner SET email = NULL WHERE id = %s", self.ada.id)
        self.assertFalse(self.dispatch())
        self.assertState(self.subscription, "paused", "send_error")
        self.assertFalse(self.subscription.trace_ids, "nothing was tried")

    def test_corrected_after_the_claim(self):
        def correct():
            with self.meanwhile(self.clerk) as env:
                env["res.partner"].browse(self.ada.id).email = "ada@new.example"

        with self.just_before("email.sequence.dispatcher", "_mark_handed_over", correct):
            recipients = self.recipients()
        self.assertEqual(recipients, ['"Ada" <ada@new.example>'])

    # ---- many at once

    def test_many_contacts_cost_no_more_queries_than_a_few(self):
        few, many = self.contacts(3, "few.example"), self.contacts(30, "many.example")
        for people in (few, many):
            self.subscribe(self.course, *people)
        self.queries(self.contacts(1, "warm.example"), {"email": "warm@new.example"})
        costs = [self.queries(people, {"email": f"team{len(people)}@new.example"}) for people in (few, many)]
        self.assertLessEqual(costs[1] - costs[0], 8, costs)
        self.assertEqual(set(self.course.subscription_ids.mapped("email")) - {"ada@customer.example"},
                         {"team3@new.example", "team30@new.example"})  # fmt: skip

    def test_contacts_without_a_sequence_cost_one_query(self):
        people = self.contacts(3, "none.example")
        with patch.object(contact, "addresses_changed", lambda *_args: None):
            self.queries(people, {"email": "zero@new.example"})
            before = self.queries(people, {"email": "one@new.example"})
        self.assertLessEqual(self.queries(people, {"email": "two@new.example"}) - before, 1)
