from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """The journeys of the help page in a browser, with no more rights than each one needs."""

    browser_size = "1600x900"  # wide enough for the chatter to stand beside the form

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,email_sequence.group_%s"
        cls.seller = new_test_user(cls.env, "seller", groups % "user", email="seller@seller.example")
        cls.manager = new_test_user(cls.env, "manager", groups % "manager", email="manager@seller.example")
        cls.template = cls.env["mail.template"].create(
            {"name": "Tour template", "model_id": cls.env["ir.model"]._get_id("res.partner"), "subject": "Hello"}
        )
        cls.sequence = cls.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "schedule_id": cls.env.ref("email_sequence.schedule_every_day_any_time").id,
                "step_ids": [(0, 0, {"template_id": cls.template.id, "delay_days": 1})],
            }
        )
        cls.sequence.action_activate()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Tour Contact", "email": "first@customer.example, second@customer.example"}
        )

    def subscriptions(self):
        return self.env["email.sequence.subscription"].search([("sequence_id", "=", self.sequence.id)])

    def test_subscribing_from_the_list_of_contacts(self):
        self.env["res.partner"].create({"name": "Tour Nobody"})
        self.start_tour("/odoo/contacts?view_type=list", "email_sequence_subscribe_from_list", login="seller")
        self.assertEqual(self.subscriptions().partner_id, self.contact)
        self.assertEqual(self.subscriptions().user_id, self.seller)

    def test_undoing_what_was_subscribed_by_mistake(self):
        self.start_tour("/odoo/contacts?view_type=list", "email_sequence_subscribe_and_undo", login="seller")
        self.assertEqual(self.subscriptions().mapped("state"), ["removed"])

    def test_seeing_who_will_be_subscribed(self):
        self.env["res.partner"].create({"name": "Tour Friend", "email": "friend@customer.example"})
        self.start_tour("/odoo/contacts?view_type=list", "email_sequence_see_who", login="seller")
        self.assertFalse(self.subscriptions(), "nobody was subscribed by looking")

    def test_resuming_on_top_of_the_contact_after_an_error(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        self.kept_mail(self.subscriptions(), "Hello before", "What was written")
        self.subscriptions().pause("send_error", "The login was refused.")
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_resume_from_banner", login="seller")
        self.assertEqual(self.subscriptions().state, "active")

    def kept_mail(self, subscription, subject, body):
        """A mail of a step that is no more, kept in the chatter."""
        self.env["email.sequence.trace"].create(
            {
                "subscription_id": subscription.id,
                "sequence_id": subscription.sequence_id.id,
                "company_id": subscription.company_id.id,
                "partner_id": self.contact.id,
                "user_id": self.seller.id,
                "email": subscription.email,
                "message_id": "<before@seller.example>",
                "subject": subject,
                "trace_status": "sent",
                "sent_datetime": fields.Datetime.now(),
                "mail_message_id": self.contact.message_post(body=body, subject=subject).id,
            }
        )

    def test_pausing_on_the_contact_and_resuming_from_the_feed(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_pause_from_contact", login="seller")
        self.assertEqual(self.subscriptions().state, "active")

    def test_resuming_who_unsubscribed_asks_first(self):
        for tour in ("email_sequence_resume_unsubscribed", "email_sequence_resume_unsubscribed_from_feed"):
            self.subscriptions().action_remove()
            self.sequence.with_user(self.seller).subscribe(self.contact.ids, again=True)
            live = self.subscriptions().filtered(lambda s: s.state == "active")
            live.pause("unsubscribed")
            self.start_tour(f"/odoo/contacts/{self.contact.id}", tour, login="seller")
            self.assertEqual(live.state, "active")
            live.unsubscribe_datetime = False  # so that the contact can be subscribed once more

    def test_correcting_on_the_contact_what_a_mail_was_taken_for(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        mail = self.env["email.sequence.incoming"].create(
            {"message_id": "<1@customer.example>", "kind": "autoreply", "rule": "auto_submitted", "email_from": "first"}
        )
        self.env["email.sequence.feed"]._say_autoreply(self.subscriptions(), mail)
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_reclassify_from_contact", login="seller")
        self.assertEqual((self.subscriptions().state, mail.kind), ("active", "autoreply"))

    def test_subscribing_and_removing_on_the_contact(self):
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_subscribe_from_contact", login="seller")
        self.assertEqual(self.subscriptions().email, "second@customer.example")
        self.assertEqual(self.subscriptions().state, "removed")

    def test_creating_a_sequence_and_changing_its_state_on_the_overview(self):
        self.start_tour("/odoo/email-sequences?view_type=list", "email_sequence_create", login="manager")
        made = self.env["email.sequence"].search([("name", "=", "Made by a tour")])
        self.assertEqual((made.state, made.step_ids.delay_days), ("deactivated", 0))

    def test_an_example_on_an_empty_overview(self):
        self.sequence.action_archive()
        self.env["email.sequence"].search([]).action_archive()
        self.start_tour("/odoo/email-sequences", "email_sequence_example", login="manager")

    def test_from_a_card_to_the_people_behind_it(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        self.start_tour("/odoo/email-sequences", "email_sequence_cards", login="seller")

    def fetching_switched_off(self):
        """An incoming mail server is confirmed, but Odoo does not fetch from it; nothing else is wrong."""
        self.env["fetchmail.server"].with_context(active_test=False).search([]).active = False
        self.env["fetchmail.server"].create(
            {"name": "Tour mailbox", "server": "imap.seller.example", "server_type": "imap", "state": "done"}
        )
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "tour.example"})
        cron = self.env.ref("mail.ir_cron_mail_gateway_action")
        cron.active = False
        return cron

    def test_fixing_what_keeps_replies_from_being_seen(self):
        cron = self.fetching_switched_off()
        new_test_user(self.env, "fixer", "base.group_system,email_sequence.group_manager")
        self.start_tour("/odoo/email-sequences?view_type=list", "email_sequence_health_fixed", login="fixer")
        self.assertTrue(cron.active)

    def test_the_page_that_says_whether_all_is_well(self):
        self.fetching_switched_off()
        self.env.ref("email_sequence.ir_cron_dispatch").lastcall = fields.Datetime.now()
        new_test_user(self.env, "fixer", "base.group_system,email_sequence.group_manager")
        self.start_tour("/odoo/email-sequences", "email_sequence_health_page", login="fixer")

    def test_a_salesperson_reads_that_replies_go_unseen(self):
        self.fetching_switched_off()
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_health_for_salespeople", login="seller")
        self.assertFalse(self.subscriptions())
