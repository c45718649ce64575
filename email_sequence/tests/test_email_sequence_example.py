from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestExample(EmailSequenceCase):
    """Who has no sequence yet starts with an example by one click."""

    def create_example(self, user):
        action = self.env["email.sequence"].with_user(user).action_create_example()
        return self.env["email.sequence"].browse(action["res_id"])

    def test_the_example_can_be_activated_and_sends_its_three_mails(self):
        example = self.create_example(self.manager)
        self.assertEqual((example.state, example.step_ids.mapped("delay_days")), ("deactivated", [0, 3, 7]))
        example.schedule_id = self.always
        example.action_activate()
        subscription = self.subscribe(example, self.ada)
        for words in ("fifteen minutes", "last message", "more of your time"):
            self.travel(max(subscription.scheduled_datetime, self.now))
            (mail,) = self.dispatch()
            text = mail.get_body(["plain"]).get_content()
            self.assertIn("Hello Ada,", text)
            self.assertIn("Sam Seller", text)
            self.assertIn(words, text)
        self.assertState(subscription, "finished")

    def test_a_second_example_gets_another_name(self):
        names = [self.create_example(self.manager).name for _time in range(2)]
        self.assertEqual(len(set(names)), 2)

    def test_only_managers_create_it_and_are_offered_it(self):
        with self.assertRaises(AccessError):
            self.create_example(self.seller)
        for user, is_offered in ((self.manager, True), (self.seller, False)):
            help_message = self.env["email.sequence"].with_user(user).get_empty_list_help("")
            self.assertEqual("action_create_example" in help_message, is_offered)
