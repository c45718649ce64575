from odoo.tests import tagged

from .scripts import migration
from .test_gateway import GatewayCase

AS_IT_WAS = """
    UPDATE email_sequence_incoming SET partner_id = NULL, trace_id = NULL;
    DELETE FROM email_sequence_incoming_subscription_rel;
    UPDATE mail_message SET email_sequence_incoming_id = NULL
"""


@tagged("post_install", "-at_install")
class TestIncomingOfEarlierVersions(GatewayCase):
    """What the upgrade says of emails that arrived before it, and of what they or an error paused."""

    def migrate(self, *names):
        self.env.flush_all()
        for name in names:
            migration(f"19.0.1.3.0/{name}").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def arrived(self):
        self.receive(self.mail_from(self.ada.email, "Call me"))
        return self.env["email.sequence.incoming"].search([], order="id desc", limit=1)

    def test_4_9_a_contact_that_is_sure_goes_before_one_who_only_lists_the_address(self):
        earlier = self.subscribe(self.sequence("Earlier"), self.ada)
        later = self.subscribe(self.sequence("Later"), self.bob)
        incoming = self.arrived()
        later.pause("reply", incoming=incoming)
        (self.ada_subscription | earlier).pause_incoming_id = False
        self.env.flush_all()
        self.env.cr.execute(AS_IT_WAS)
        self.migrate(*sorted(["post-replies", "post-senders"]))  # as Odoo runs them
        self.assertEqual(incoming.partner_id, self.bob)
        self.assertEqual(incoming.subscription_ids, self.ada_subscription | earlier | later)

    def test_5_3_judged_when_they_arrived_or_a_user_corrected_that(self):
        incoming, corrected = self.arrived(), self.arrived()
        corrected.reclassified_user_id = self.seller
        self.env.flush_all()
        moments = "UPDATE email_sequence_incoming SET create_date = '2025-01-06 10:00', write_date = '2025-01-07 10:00'"
        self.env.cr.execute(moments)
        self.env.cr.execute("ALTER TABLE email_sequence_incoming DROP COLUMN judged_datetime")
        self.migrate("pre-incoming")
        days = [mail.judged_datetime.day for mail in (incoming, corrected)]
        self.assertEqual(days, [6, 7])

    def test_4_7_pauses_keep_the_name_of_the_account_that_failed(self):
        failed, other = self.subscribe(self.sequence("Failed"), self.ada, self.bob)
        failed.pause("send_error", "Login refused.", server=self.server)
        other.pause("send_error", "The template does not render.")
        (failed | other).pause_account = False
        self.migrate("pre-paused-by-account")
        self.assertEqual([failed.pause_account, other.pause_account], [self.server.name, False])
