from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_gateway import GatewayCase

ADDRESS = "ada@customer.example"


@tagged("post_install", "-at_install")
class TestBouncedAddress(GatewayCase):
    """Nobody is subscribed at an address that bounced, until it works again (semantics 5.4)."""

    def setUp(self):
        super().setUp()
        self.other = self.sequence("Another sequence")

    def bounce(self, status="5.1.1", **kwargs):
        self.travel(self.now + timedelta(minutes=1))  # each notice has a Message-Id of its own
        self.receive(self.notice_about(self.ada_mail, status=status, **kwargs))
        self.assertOnlyPaused(self.ada_subscription, reason="bounce")

    def full(self):
        self.bounce("5.2.2")

    def row(self):
        return self.env["email.sequence.bounce"].search([("email", "=", ADDRESS)])

    def assertRefused(self, **kwargs):
        result = self.other.with_user(self.seller).subscribe(self.ada.ids, **kwargs)
        self.assertEqual((result["subscribed"], self.reasons(result)), ([], ["bounced"]))

    def reasons(self, result):
        return [skipped["reason"] for skipped in result["skipped"]]

    def assertWelcome(self, partner=None, **kwargs):
        result = self.other.with_user(self.seller).subscribe((partner or self.ada).ids, **kwargs)
        self.assertEqual(len(result["subscribed"]), 1)

    def test_a_permanent_failure_refuses_it_also_again(self):
        self.bounce()
        self.assertRefused()
        self.assertRefused(again=True)
        self.assertEqual((self.row().is_temporary, self.row().bounce_datetime), (False, self.now))
        self.assertIn("No such mailbox", self.row().diagnostic)

    def test_a_full_mailbox_or_an_expired_message_refuses_it_but_not_if_asked_again(self):
        for status in ("5.2.2", "4.4.7", "4.2.2"):
            with self.subTest(status=status):
                self.ada_subscription.action_resume()
                self.bounce(status)
                self.assertTrue(self.row().is_temporary)
                self.assertRefused()
                self.assertWelcome(again=True)
                self.ada.email_sequence_subscription_ids.filtered(lambda s: s.sequence_id == self.other).unlink()

    def test_it_works_once_the_contact_wrote_from_it(self):
        for fail in (self.bounce, self.full):
            with self.subTest(fail=fail.__name__):
                self.ada_subscription.action_resume()
                fail()
                self.receive(self.mail_from(ADDRESS, "I moved house.", Auto_Submitted="auto-replied"))
                self.receive(self.mail_from("ada@unknown.example", answers=self.ada_mail))
                self.assertRefused()
                self.receive(self.mail_from(f"Ada <{ADDRESS}>", "Write to me again."))
                self.assertEqual(self.row().works_incoming_id.subject, "A question")
                self.assertWelcome()
                self.ada.email_sequence_subscription_ids.filtered(lambda s: s.sequence_id == self.other).unlink()

    def test_it_works_once_a_user_says_so_and_is_refused_after_it_bounced_again(self):
        self.bounce()
        self.call_as(self.seller, self.ada, "action_email_addresses_work_again")
        self.assertEqual((self.row().works_user_id, self.row().works_datetime), (self.seller, self.now))
        self.assertWelcome()
        self.assertState(self.ada_subscription, "paused", "bounce")  # what bounced is resumed by hand
        self.ada.email_sequence_subscription_ids.filtered(lambda s: s.sequence_id == self.other).unlink()
        self.bounce("5.1.2")
        self.assertFalse(self.row().works_datetime or self.row().works_user_id)
        self.assertRefused()

    def test_a_corrected_address_is_welcome_and_the_old_one_is_refused_for_anybody(self):
        self.bounce()
        self.ada.email = "ada@new.example"
        self.assertWelcome()
        result = self.other.subscribe(self.contact("Ann", ADDRESS).ids)
        self.assertEqual(self.reasons(result), ["bounced"])

    def test_a_notice_that_names_a_forwarding_address_refuses_the_contacts(self):
        self.bounce(address="ada.home@private.example")
        self.assertEqual(self.env["email.sequence.bounce"].search([]).email, ADDRESS)
        self.assertRefused()

    def test_an_email_that_is_not_ours_refuses_it_too(self):
        del self.ada_mail["Message-Id"]
        self.ada_mail["Message-Id"] = "<offer@seller.example>"
        self.bounce()
        self.assertRefused()

    # ---- who may say so, and where

    def test_a_user_says_so_of_contacts_that_they_may_read(self):
        self.bounce()
        address = self.env["email.sequence.address"].search([("email", "=", ADDRESS)])
        outsider = new_test_user(self.env, "eve", "base.group_user")
        elsewhere = new_test_user(
            self.env, "els", "email_sequence.group_user", company_ids=[Command.set(self.env.company.ids)]
        )
        self.ada.company_id = self.env["res.company"].create({"name": "Another company"})
        for user, record, method in (
            (outsider, address, "action_works_again"),
            (elsewhere, address, "action_works_again"),
        ):
            with self.assertRaises(AccessError):
                self.call_as(user, record, method)
        self.assertFalse(self.row().works_datetime)
        with self.assertRaises(AccessError):
            self.row().with_user(self.manager).read(["email"])

    def test_the_feed_says_who_said_so(self):
        self.bounce()
        self.ada.email_sequence_address_ids = [Command.create({"email": "ada@home.example"})]
        for _click in range(2):  # the second one changes nothing
            self.call_as(self.seller, self.ada, "action_email_addresses_work_again")
            self.call_as(self.seller, self.ada.email_sequence_address_ids, "action_works_again")
        said = self.ada.message_ids.filtered(lambda message: "again" in message.body)
        self.assertEqual(said.author_id, self.seller.partner_id)
        self.assertIn("Sam Seller said that emails reach ada@customer.example again.", said.body)
        self.assertFalse(self.bob.message_ids.filtered(lambda message: "again" in message.body))

    def test_the_contact_says_which_of_its_addresses_bounced(self):
        self.assertFalse(self.ada.with_user(self.seller).email_sequence_bounced)
        self.bounce()
        self.env.invalidate_all()
        self.assertEqual(self.ada.with_user(self.seller).email_sequence_bounced, ADDRESS)
        self.assertFalse(self.bob.with_user(self.seller).email_sequence_bounced)

    def test_the_dialog_offers_it_for_one_contact_and_stays_open(self):
        self.bounce()
        dialog = self.dialog(self.ada)
        self.assertTrue(dialog.is_bounced)
        action = dialog.action_works_again()
        self.assertEqual((action["res_id"], action["target"]), (dialog.id, "new"))
        dialog.invalidate_recordset()
        self.assertEqual((dialog.is_bounced, dialog.ready_count), (False, 1))

    def test_the_list_of_those_left_out_offers_it(self):
        self.bounce()
        archived = self.contact("Old", "old@customer.example", active=False)
        dialog = self.dialog(self.ada, self.bob, archived)
        self.assertFalse(dialog.is_bounced)
        rows = self.env["email.sequence.subscribe.skipped"].with_user(self.seller)
        skipped = rows.search(dialog.action_view_skipped()["domain"])
        self.assertEqual(set(skipped.mapped("reason")), {"bounced", "archived"})
        skipped.action_works_again()
        self.assertEqual(rows.search([("wizard_id", "=", dialog.id)]).reason, "archived")
        dialog.invalidate_recordset()
        self.assertEqual(dialog.ready_count, 2)

    def dialog(self, *partners):
        ids = [partner.id for partner in partners]
        return (
            self.env["email.sequence.subscribe"]
            .with_user(self.seller)
            .with_context(active_model="res.partner", active_ids=ids)
            .create({"sequence_id": self.other.id})
        )
