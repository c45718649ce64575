from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import FakeSmtp


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """Preview, test run and forecast in a browser, as a salesperson."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,email_sequence.group_user"
        cls.seller = new_test_user(cls.env, "seller", groups, email="seller@seller.example")
        cls.sequence = cls.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "schedule_id": cls.env.ref("email_sequence.schedule_every_day_any_time").id,
                "step_ids": [
                    (0, 0, {"template_id": cls.template("Tour first").id, "delay_days": 0, "sequence": 1}),
                    (0, 0, {"template_id": cls.template("Tour second").id, "delay_days": 2, "sequence": 2}),
                ],
            }
        )
        cls.sequence.action_activate()
        cls.contact = cls.env["res.partner"].create({"name": "Tour Contact", "email": "contact@customer.example"})

    @classmethod
    def template(cls, name):
        return cls.env["mail.template"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": "Hello {{ object.name }}",
                "body_html": "<p>Dear <t t-out='object.name'/></p>",
            }
        )

    def test_previewing_a_sequence_and_sending_it_to_oneself(self):
        smtp = FakeSmtp()

        def connect(model, **kwargs):
            return smtp.connect(model, **kwargs)

        with (
            patch.object(IrMail_Server, "_disable_send", lambda _model: False),
            patch.object(IrMail_Server, "_connect__", connect),
        ):
            self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_preview", login="seller")
        self.assertEqual(
            [mail["Subject"] for mail in smtp.mails], ["[Test] Hello Tour Contact", "Re: [Test] Hello Tour Contact"]
        )
        self.assertFalse(self.sequence.subscription_ids)

    def test_forecast_of_a_sequence_as_graph_pivot_and_list(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        self.start_tour(f"/odoo/email-sequences/{self.sequence.id}", "email_sequence_forecast", login="seller")

    def test_forecast_of_all_sequences_from_the_menu(self):
        self.sequence.with_user(self.seller).subscribe(self.contact.ids)
        self.start_tour("/odoo/email-sequences?view_type=list", "email_sequence_forecast_of_all", login="seller")
        rows = self.env["email.sequence.forecast"].search([("sequence_id", "=", self.sequence.id)])
        self.assertEqual(sum(rows.mapped("mail_count")), 2)
