from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.bulk import email_sequence_bulk


@tagged("post_install", "-at_install")
class TestBulkTours(HttpCase):
    """Bulk actions in a browser, with no more rights than each one needs."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,email_sequence.group_%s"
        cls.seller = new_test_user(cls.env, "seller", groups % "user", email="seller@seller.example")
        cls.manager = new_test_user(cls.env, "manager", groups % "manager", email="manager@seller.example")
        cls.env["email.sequence.subscription"].search([]).unlink()
        template = cls.env["mail.template"].create(
            {"name": "Tour template", "model_id": cls.env["ir.model"]._get_id("res.partner"), "subject": "Hello"}
        )
        cls.sequence = cls.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "schedule_id": cls.env.ref("email_sequence.schedule_every_day_any_time").id,
                "step_ids": [(0, 0, {"template_id": template.id, "delay_days": 1})],
            }
        )
        cls.sequence.action_activate()
        contacts = cls.env["res.partner"].create(
            [{"name": f"Tour Contact {n}", "email": f"tour{n}@customer.example"} for n in range(4)]
        )
        cls.sequence.with_user(cls.seller).subscribe(contacts.ids)
        cls.all = cls.env["email.sequence.subscription"].search([("sequence_id", "=", cls.sequence.id)])

    def test_pausing_all_until_a_day_and_resuming_them(self):
        self.start_tour("/odoo/email-sequence-subscriptions", "email_sequence_bulk", login="seller")
        self.assertEqual(set(self.all.mapped("state")), {"active"})
        lines = self.env["mail.message"].search([("email_sequence_subscription_id", "in", self.all.ids)])
        self.assertEqual(len(lines), 8)
        self.assertIn("It resumes by itself on Thursday 24 December", lines.sorted("id")[0].body)

    def test_watching_and_stopping_what_runs_in_the_background(self):
        with patch.object(email_sequence_bulk, "BATCH_SIZE", 2):
            self.start_tour("/odoo/email-sequence-subscriptions", "email_sequence_bulk_progress", login="manager")
        self.assertEqual(self.env["email.sequence.bulk"].search([("user_id", "=", self.manager.id)]).state, "waiting")
