from datetime import datetime, timedelta

from odoo.tests import tagged

from .scripts import migration
from .test_gateway import GatewayCase


@tagged("post_install", "-at_install")
class TestBouncesOfEarlierVersions(GatewayCase):
    """Addresses that bounced before there was a list of them are on it after an upgrade (semantics 5.4)."""

    def migrate(self):
        self.env.flush_all()
        migration("19.0.1.3.0/post-bounces").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def row(self, partner):
        return self.env["email.sequence.bounce"].search([("email", "=", partner.email)])

    def test_they_are_listed_once_as_permanent_or_not_and_as_working_if_somebody_wrote_since(self):
        cem = self.contact("Cem", "cem@customer.example")
        self.subscribe(self.sequence("Third", delays=(0, 9)), cem)
        self.dispatch()
        mails = {partner: self.smtp.to(partner.email)[-1] for partner in (self.ada, self.bob, cem)}
        self.receive(self.mail_from(self.ada.email, "Before"))
        self.travel(self.now.replace(hour=10))
        for partner, status in ((self.ada, "5.1.1"), (self.bob, "5.2.2"), (cem, "5.1.1")):
            self.travel(self.now + timedelta(minutes=1))  # each notice has a Message-Id of its own
            self.receive(self.notice_about(mails[partner], status=status))
        self.travel(self.now.replace(hour=11))
        self.receive(self.mail_from("Cem <Cem@customer.example>", "After"))
        self.env["email.sequence.bounce"].search([]).unlink()
        for _time in range(2):
            self.migrate()
            self.assertEqual(
                [(self.row(p).is_temporary, self.row(p).works_datetime) for p in (self.ada, self.bob, cem)],
                [(False, False), (True, False), (False, self.now)],
            )
        self.assertEqual(self.row(cem).works_incoming_id.subject, "A question")
        self.assertEqual(self.row(self.ada).bounce_datetime, datetime(2026, 3, 2, 10, 1))
        self.assertEqual(self.env["email.sequence.bounce"].search_count([]), 3)
