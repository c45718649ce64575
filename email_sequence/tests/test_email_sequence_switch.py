from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestSwitch(EmailSequenceCase):
    """The screen says how many are due before it activates, and how many stop before it deactivates (semantics 2.7)."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(1, 1), schedule=self.office, tz="Europe/Paris").with_user(self.manager)
        self.waiting = self.subscribe(self.mine, self.ada, self.bob)

    def dialog(self, action):
        return self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]).create({})

    def test_deactivating_says_for_how_many(self):
        action = self.mine.action_ask_deactivate()
        form = Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]))
        self.assertIn("Nothing more leaves to the 2 contacts", form.effect, "before it is saved")
        dialog = form.save()
        self.assertIn("Nothing more leaves to the 2 contacts", dialog.effect)
        self.assertEqual(self.mine.state, "activated")
        dialog.action_switch()
        self.assertEqual(self.mine.state, "deactivated")

    def test_activating_says_how_many_are_overdue_and_when_they_leave(self):
        self.mine.action_deactivate()
        self.travel(self.now + timedelta(days=12))  # a Saturday
        dialog = self.dialog(self.mine.action_ask_activate())
        self.assertIn("“Test sequence”: 2 mails are overdue.", dialog.effect)
        self.assertIn("Monday 16 March (Europe/Paris)", dialog.effect)
        self.assertEqual(self.mine.state, "deactivated")
        dialog.action_switch()
        self.assertEqual(self.mine.state, "activated")
        self.assertEqual({moment.day for moment in self.waiting.mapped("scheduled_datetime")}, {16})

    def test_activating_asks_nothing_where_nothing_is_overdue(self):
        self.mine.action_deactivate()
        self.assertIs(self.mine.action_ask_activate(), True)
        self.assertEqual(self.mine.state, "activated")

    def test_several_at_once(self):
        other = self.sequence("Other", delays=(1,)).with_user(self.manager)
        self.subscribe(other, self.ada)
        dialog = self.dialog((self.mine | other).action_ask_deactivate())
        self.assertIn("the 3 contacts", dialog.effect)
        dialog.action_switch()
        self.assertEqual({self.mine.state, other.state}, {"deactivated"})

    def test_a_salesperson_may_not(self):
        dialog = self.env["email.sequence.switch"].with_user(self.seller)
        with self.assertRaises(AccessError):
            dialog.create({"sequence_ids": self.mine.ids, "change": "deactivate"})
