from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_email_sequence_report import ReportCase


@tagged("post_install", "-at_install")
class TestTours(ReportCase, HttpCase):
    """From a figure to the people behind it, in a browser, as a salesperson."""

    browser_size = "1600x900"

    def setUp(self):
        super().setUp()
        self.course = self.env["email.sequence"].create(
            {
                "name": "Tour sequence",
                "schedule_id": self.always.id,
                "step_ids": [
                    (0, 0, {"template_id": self.template(name).id, "delay_days": days, "sequence": days})
                    for name, days in (("Tour first", 0), ("Tour second", 30))
                ],
            }
        )
        self.course.action_activate()
        contact = self.contact("Tour contact", "tour@customer.example")
        subscriptions = self.subscribe(self.course, contact, self.ada)
        self.dispatch()
        self.answer(self.smtp.to("tour@customer.example")[0])
        self.happen_today(subscriptions)

    def happen_today(self, subscriptions):
        """Let what happened be of today: the browser's clock does not travel."""
        self.thaw()
        today = fields.Datetime.now()
        subscriptions.subscribed_datetime = today
        subscriptions.trace_ids.write({"date": today, "sent_datetime": today})
        subscriptions.trace_ids.filtered("reply_datetime").reply_datetime = today

    def test_statistics_of_a_sequence_open_what_they_count(self):
        self.start_tour(f"/odoo/email-sequences/{self.course.id}", "email_sequence_statistics", login="sam")

    def test_reports_open_the_contacts_behind_a_figure(self):
        self.start_tour("/odoo/email-sequences?view_type=list", "email_sequence_reports", login="sam")
