"""Whose mail it is, beside the sender and the mail that it answers (semantics 4.2 to 4.5)."""

from odoo.tests import tagged

from .test_gateway import GatewayCase


@tagged("post_install", "-at_install")
class TestColleagues(GatewayCase):
    """Where a sequence says so, one mail from a company pauses all of its contacts; not so by default."""

    def setUp(self):
        super().setUp()
        employer = self.contact("Customer Ltd", False, is_company=True)
        self.carol = self.contact("Carol", "carol@elsewhere.example", parent_id=employer.id)
        (self.ada | self.bob).parent_id = employer
        self.other = self.subscribe(self.sequence("Not for colleagues", delays=(5,)), self.bob)

    def pause_colleagues(self):
        self.ada_subscription.sequence_id.pause_colleagues = True

    def test_by_default_do_not_matter(self):
        self.receive(self.mail_from("ada@customer.example"))
        self.assertOnlyPaused(self.ada_subscription)

    def test_subscribers_answer_pauses_the_others_in_that_sequence(self):
        self.pause_colleagues()
        self.receive(self.mail_from("ada@customer.example"))
        self.assertOnlyPaused(self.ada_subscription, self.bob_subscription)
        self.assertState(self.other, "active")
        self.assertIn("ada@customer.example wrote back", self.feed(self.bob))

    def test_mail_of_one_who_is_in_no_sequence_pauses_and_is_kept(self):
        self.pause_colleagues()
        self.receive(self.mail_from("carol@elsewhere.example", "For my team", to="nobody@seller.example"))
        self.assertOnlyPaused(self.ada_subscription, self.bob_subscription)
        self.assertEqual(len(self.kept(self.ada, "For my team")), 1)

    def test_answer_from_an_unknown_address_pauses_them(self):
        self.pause_colleagues()
        self.receive(self.mail_from("ada@unknown.example", answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription, self.bob_subscription)

    def test_autoresponder_pauses_none(self):
        self.pause_colleagues()
        self.receive(self.mail_from("ada@customer.example", "I am away.", Auto_Submitted="auto-replied"))
        self.assertOnlyPaused()
        self.assertNotIn("Automatic reply", self.feed(self.bob))

    def test_colleagues_of_our_own_company_are_internal(self):
        self.pause_colleagues()
        (self.ada | self.bob | self.seller.partner_id).parent_id = self.env.company.partner_id
        self.receive(self.mail_from("sam@seller.example", "A note"))
        self.assertOnlyPaused()


@tagged("post_install", "-at_install")
class TestCatchall(GatewayCase):
    """The Reply-To of our mails takes whatever a subscriber writes; Odoo turns fresh mails to it away."""

    CATCHALL = "catchall@seller.example"

    def setUp(self):
        super().setUp()
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})

    def turned_away(self, address="ada@customer.example"):
        """Odoo's answers to the address that the mail cannot be accepted."""
        return [mail for mail in self.smtp.to(address) if ".sequence@" not in mail["Message-Id"]]

    def test_fresh_mail_of_a_subscriber_pauses_and_is_kept_and_not_turned_away(self):
        self.receive(self.mail_from("ada@customer.example", "Another idea", to=self.CATCHALL))
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(len(self.kept(self.ada, "Another idea")), 1)
        self.assertFalse(self.turned_away())

    def test_fresh_automatic_mail_of_a_subscriber_is_noted_and_not_answered(self):
        self.receive(self.mail_from("ada@customer.example", to=self.CATCHALL, Auto_Submitted="auto-generated"))
        self.assertOnlyPaused()
        self.assertIn("Automatic reply", self.feed(self.ada))
        self.assertFalse(self.turned_away())

    def test_fresh_mail_of_a_stranger_is_turned_away_as_ever(self):
        self.contact("Eve", "eve@customer.example")
        self.receive(self.mail_from("eve@customer.example", to=self.CATCHALL))
        self.assertEqual(len(self.turned_away("eve@customer.example")), 1)


@tagged("post_install", "-at_install")
class TestOwnMails(GatewayCase):
    """Copies of our own mails that come back, as by a mailing list, pause nothing (semantics 4.5)."""

    def copy_of_the_mail(self, **headers):
        copy = {"X_Email_Sequence_Id": self.ada_mail["X-Email-Sequence-Id"], "List_Id": "<team.customer.example>"}
        return self.mail_from("sam@seller.example", "Dear Ada", to="team@customer.example", **copy, **headers)

    def test_copy_under_its_own_id(self):
        self.receive(self.copy_of_the_mail(message_id=self.ada_mail["Message-Id"]))
        self.assertOnlyPaused()

    def test_copy_whose_id_the_list_replaced(self):
        raw = self.copy_of_the_mail(message_id="<1@list.example>", References=self.ada_mail["Message-Id"])
        self.receive(raw.replace(b"sam@seller.example", b"ada@customer.example"))
        self.assertOnlyPaused()

    def test_old_address_to_which_the_sequence_goes_still_pauses(self):
        self.ada.email = "ada@new-employer.example"
        self.receive(self.mail_from("ada@customer.example"))
        self.assertOnlyPaused(self.ada_subscription)
