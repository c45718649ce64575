from odoo.tests import tagged

from odoo.addons.email_sequence.tests.common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestCustomer(EmailSequenceCase):
    """The bridge addon of docs/extending.md works as it stands there."""

    def test_a_customer_gets_no_further_step(self):
        subscription = self.subscribe(self.sequence(delays=(0, 1)), self.ada)
        self.ada.is_email_sequence_customer = True
        self.assertEqual((subscription.state, subscription.pause_reason), ("paused", "customer"))
        self.assertIn("became a customer", subscription.next_sentence)
