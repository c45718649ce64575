from datetime import timedelta

from odoo.tests import tagged

from .common import EmailSequenceCase, refused


@tagged("post_install", "-at_install")
class TestHealthSending(EmailSequenceCase):
    """The screens of sequences say what keeps emails from being sent, and how to fix it."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("email_sequence.ir_cron_dispatch")
        self.cron.lastcall = self.now
        self.course = self.sequence(mail_server_id=self.server.id)

    def findings(self, user=None):
        found = self.env["email.sequence"].with_user(user or self.env.ref("base.user_admin")).get_health()
        return {finding["code"]: finding for finding in found if finding["topic"] == "sending"}

    def test_nothing_is_wrong(self):
        self.assertFalse(self.findings())

    def test_scheduled_action_switched_off(self):
        self.cron.active = False
        self.assertEqual(self.findings()["dispatch_off"]["fix"]["action"]["res_id"], self.cron.id)

    def test_scheduled_action_that_does_not_run(self):
        self.travel(self.now + timedelta(minutes=59))
        self.assertFalse(self.findings())
        self.travel(self.now + timedelta(minutes=2))
        self.assertIn("does not run", self.findings()["dispatch_late"]["sentence"])

    def test_account_whose_error_paused_somebody(self):
        subscriptions = self.subscribe(self.course, self.ada, self.bob)
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        found = self.findings()["account"]
        self.assertIn("“Test server” has paused 2 subscriptions", found["sentence"])
        self.assertEqual(found["fix"]["action"]["res_id"], self.server.id)
        subscriptions.action_resume()
        self.assertFalse(self.findings())

    def test_template_that_does_not_render(self):
        template = self.course.step_ids.sorted()[0].template_id
        self.contact("Aaa", "aaa@customer.example", function="x")  # templates are tried with the first contact
        template.subject = "Hi {{ object.function.upper() }}"
        self.subscribe(self.course, self.ada)
        self.dispatch()
        found = self.findings()["template"]
        self.assertIn("does not render for 1 contacts of “Test sequence”", found["sentence"])
        self.assertEqual(found["fix"]["action"]["res_id"], template.id)

    def test_variant_that_does_not_render(self):
        step = self.course.step_ids.sorted()[0]
        self.contact("Aaa", "aaa@customer.example", function="x")  # templates are tried with the first contact
        variant = self.template("Hi {{ object.function.upper() }}", name="Variant")
        step.variant_ids = [(0, 0, {"template_id": variant.id})]
        step.weight = 0
        self.subscribe(self.course, self.ada, self.bob)
        self.dispatch()
        found = self.findings()["template"]
        self.assertIn("“Variant” does not render for 2 contacts of “Test sequence”", found["sentence"])
        self.assertEqual(found["fix"]["action"]["res_id"], variant.id)

    def test_another_error_since_is_not_the_templates(self):
        """The template was fixed, and the next try of the same step failed by something else."""
        template = self.course.step_ids.sorted()[0].template_id
        self.contact("Aaa", "aaa@customer.example", function="x")
        template.subject = "Hi {{ object.function.upper() }}"
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        template.subject = "Hi"
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        subscription.action_resume()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        self.assertState(subscription, "paused", "send_error")
        self.assertNotIn("template", self.findings())

    def test_users_who_may_not_fix_it_see_no_button(self):
        self.cron.active = False
        self.assertEqual(self.findings(self.seller)["dispatch_off"]["fix"], False)
