from odoo.tests import tagged

from .test_health_replies import HealthCase


@tagged("post_install", "-at_install")
class TestHealthOfReplyAddresses(HealthCase):
    """Without a catchall address replies go to the senders' own mailboxes: are these fetched?"""

    def setUp(self):
        super().setUp()
        self.company.alias_domain_id = False
        self.server = self.incoming()

    def test_where_nobody_is_subscribed_the_user_is_the_sender(self):
        self.assertFindings("no_catchall", user=self.seller)
        self.assertIn("Sam Seller", self.health(self.seller)[0]["sentence"])
        self.assertIn(self.company.name, self.health(self.seller)[0]["sentence"])
        self.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "mended.example"})
        self.assertFindings(user=self.seller)

    def test_the_senders_of_live_subscriptions_count(self):
        (subscription,) = self.subscribe(self.sequence(), self.ada)
        self.assertIn("Sam Seller", self.health()[0]["sentence"])
        subscription.with_user(self.seller).action_pause()
        self.assertNotIn("Sam Seller", self.health(self.manager)[0]["sentence"])

    def test_the_fixed_senders_of_activated_sequences_count(self):
        sequence = self.sequence(sender_rule="fixed_user", sender_id=self.manager.id)
        self.assertIn("Mia Manager", self.health(self.seller)[0]["sentence"])
        sequence.action_deactivate()
        self.assertNotIn("Mia Manager", self.health(self.seller)[0]["sentence"])

    def test_every_sender_needs_a_fetched_mailbox(self):
        self.subscribe(self.sequence(), self.ada)
        self.subscribe(self.sequence("Other"), self.ada, user=self.manager)
        self.server.user = "sam@seller.example"
        (finding,) = self.health()
        self.assertNotIn("Sam Seller", finding["sentence"])
        self.assertIn("Mia Manager", finding["sentence"])
        self.incoming(user="mia@seller.example")
        self.assertFindings()

    def test_a_login_is_the_address_or_what_stands_before_its_at(self):
        for login in ("sam@seller.example", " SAM@Seller.Example ", "sam"):
            self.server.user = login
            self.assertFindings(user=self.seller)
        for login in ("sam@other.example", "sa", False):
            self.server.user = login
            self.assertFindings("no_catchall", user=self.seller)

    def test_only_confirmed_servers_fetch(self):
        self.server.write({"user": "sam@seller.example", "state": "draft"})
        self.incoming()
        self.assertFindings("no_catchall", user=self.seller)

    def test_a_sender_without_an_address_gets_no_replies(self):
        self.seller.partner_id.email = False
        self.assertFindings(user=self.seller)

    def test_what_a_script_feeds_is_not_known(self):
        self.incoming(server_type="local")
        self.assertFindings(user=self.seller)

    def test_without_a_server_both_are_said(self):
        self.server.active = False
        self.assertFindings("no_server", "no_catchall", user=self.seller)

    def test_a_sequence_asks_for_its_own_company_only(self):
        theirs = self.env["res.company"].create(
            {"name": "Theirs", "alias_domain_id": self.env["mail.alias.domain"].create({"name": "theirs.example"}).id}
        )
        sequence = self.sequence("Theirs", activated=False, company_id=theirs.id)
        self.admin.write({"company_ids": [(4, theirs.id)], "email": "ada@seller.example"})
        admin = self.env["email.sequence"].with_user(self.admin)
        both = admin.with_context(allowed_company_ids=[self.company.id, theirs.id])
        self.assertEqual(both.browse(sequence.id).get_health(), [])
        self.assertEqual([finding["code"] for finding in both.get_health()], ["no_catchall"])
        self.assertEqual(admin.with_context(allowed_company_ids=theirs.ids).get_health(), [])
