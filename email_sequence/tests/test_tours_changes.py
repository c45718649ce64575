from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursOfChanges(HttpCase):
    """Changing a sequence while people are in it, and one contact's course, in a browser."""

    browser_size = "1600x900"  # wide enough for the chatter to stand beside the form

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,email_sequence.group_%s"
        cls.seller = new_test_user(cls.env, "seller", groups % "user", email="seller@seller.example")
        cls.manager = new_test_user(cls.env, "manager", groups % "manager", email="manager@seller.example")
        model = cls.env["ir.model"]._get_id("res.partner")
        templates = cls.env["mail.template"].create(
            [
                {"name": f"{name} template", "model_id": model, "subject": "Hello"}
                for name in ("Tour", "Second", "Third")
            ]
        )
        cls.sequence = cls.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "schedule_id": cls.env.ref("email_sequence.schedule_every_day_any_time").id,
                "step_ids": [
                    (0, 0, {"template_id": template.id, "delay_days": 1, "sequence": number})
                    for number, template in enumerate(templates)
                ],
            }
        )
        cls.sequence.action_activate()
        cls.contact = cls.env["res.partner"].create({"name": "Tour Contact", "email": "first@customer.example"})

    def subscribe(self):
        result = self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        return self.env["email.sequence.subscription"].browse(result["subscribed"])

    def test_changing_steps_while_somebody_waits_and_deactivating(self):
        subscription = self.subscribe()
        self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_change", login="manager")
        self.assertEqual(subscription.next_step_id.template_id.name, "Second template")
        names = self.sequence.step_ids.sorted().template_id.mapped("name")
        self.assertEqual((names, len(self.sequence.step_ids)), (["Second template", "Third template"], 3))
        self.assertEqual(self.sequence.state, "deactivated")

    def test_activating_with_overdue_mails(self):
        subscription = self.subscribe()
        self.sequence.action_deactivate()
        subscription.sudo().scheduled_datetime = fields.Datetime.now() - timedelta(days=1)
        self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_activate_overdue", login="manager")
        self.assertGreater(subscription.scheduled_datetime, fields.Datetime.now() - timedelta(hours=1))

    def test_starting_at_a_step_and_skipping_one(self):
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_start_at_step_and_skip", login="seller")
        subscription = self.contact.email_sequence_subscription_ids
        self.assertEqual(subscription.skipped_step_ids.template_id.name, "Second template")

    def test_sending_now(self):
        subscription = self.subscribe()
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_send_now", login="manager")
        self.assertTrue(subscription.send_at_once)

    def test_subscribing_again(self):
        subscription = self.subscribe()
        subscription.sudo()._finish()
        self.start_tour(f"/odoo/contacts/{self.contact.id}", "email_sequence_subscribe_again", login="seller")
        self.assertEqual(sorted(self.contact.email_sequence_subscription_ids.mapped("state")), ["active", "finished"])
