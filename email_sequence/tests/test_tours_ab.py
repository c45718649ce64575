from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """A/B tests in a browser: made by a manager, read by a salesperson."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,email_sequence.group_%s"
        new_test_user(cls.env, "seller", groups % "user", email="seller@seller.example")
        new_test_user(cls.env, "manager", groups % "manager", email="manager@seller.example")
        cls.question = cls.template("Tour question")
        cls.sequence = cls.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "step_ids": [Command.create({"template_id": cls.template("Tour template").id, "delay_days": 1})],
            }
        )

    @classmethod
    def template(cls, name):
        return cls.env["mail.template"].create(
            {"name": name, "model_id": cls.env["ir.model"]._get_id("res.partner"), "subject": name}
        )

    def test_a_manager_adds_a_variant_and_sees_that_it_is_too_few_to_tell(self):
        self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_ab_test", login="manager")
        self.assertEqual(self.sequence.step_ids.variant_ids.template_id, self.question)

    def test_a_salesperson_reads_it(self):
        self.sequence.step_ids.variant_ids = [Command.create({"template_id": self.question.id})]
        self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_ab_test_read", login="seller")
