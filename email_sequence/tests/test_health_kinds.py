"""Every finding says whom it concerns, and to each reader what this one can do about it (semantics 6.0)."""

from odoo.tests import new_test_user, tagged

from ..tools.presenters.finding import ADMINISTRATOR, ANYBODY, FINDING_KINDS, Finding, Fix
from .test_health_senders import SenderCase

# Who fixes it, and whether it concerns every sequence; beside these groups, users fix what is their own.
TABLE = {
    "no_server": ("administrator", True),
    "server_given_up": ("administrator", True),
    "server_failing": ("administrator", True),
    "fetch_off": ("administrator", True),
    "fetch_late": ("administrator", True),
    "no_catchall": ("administrator", False),
    "dispatch_off": ("administrator", True),
    "dispatch_late": ("administrator", True),
    "dispatch_refused": ("administrator", True),
    "no_outgoing": ("administrator", True),
    "sender": ("administrator of Odoo to fix this, or a manager", False),
    "account": ("administrator", False),
    "template": ("manager of email sequences to correct the template", False),
}


@tagged("post_install", "-at_install")
class TestHealthKinds(SenderCase):
    def test_6_0_each_kind_says_whom_to_ask_and_what_it_concerns(self):
        asked = {code: kind.ask(self.env) for code, kind in FINDING_KINDS.items() if code in TABLE}
        self.assertEqual({code: kind.concerns_all for code, kind in FINDING_KINDS.items() if code in TABLE},
                         {code: concerns_all for code, (_who, concerns_all) in TABLE.items()})  # fmt: skip
        for code, (who, _concerns_all) in TABLE.items():
            self.assertIn(who, asked[code])

    def test_6_0_a_reader_gets_the_first_fix_that_is_theirs_or_is_told_whom_to_ask(self):
        fixes = (Fix("Set it up", "a"), Fix("Choose", "b", "email_sequence.group_manager"))
        finding = Finding("sender", "Wrong.", fixes, "535 no")
        admin = new_test_user(self.env, "ada_admin", f"{ADMINISTRATOR},email_sequence.group_manager")
        health = self.env["email.sequence.health"]
        labels = {}
        for user in (self.seller, self.manager, admin):
            data = health.with_user(user)._as_data(finding)
            labels[user] = data["fix"] and data["fix"]["label"]
            self.assertEqual((bool(data["detail"]), not data["ask"]), (bool(data["fix"]),) * 2)
        self.assertEqual(labels, {self.seller: False, self.manager: "Choose", admin: "Set it up"})
        own = finding._replace(fixes=(Fix("Mine", "c", ANYBODY),))
        self.assertEqual(health.with_user(self.seller)._as_data(own)["fix"]["label"], "Mine")

    # ---- what a finding concerns

    def failing_template(self):
        """A sequence of which a template fails for a contact."""
        failing = self.sequence("Failing")
        template = failing.step_ids.sorted()[0].template_id
        self.contact("Aaa", "aaa@customer.example", function="x")  # templates are tried with the first contact
        template.subject = "Hi {{ object.function.upper() }}"
        self.subscribe(failing, self.ada)
        self.dispatch()
        return failing

    def test_6_0_failing_template_concerns_its_sequence_only(self):
        failing = self.failing_template()
        self.assertEqual(list(self.sending(failing)), ["template"])
        self.assertEqual(list(self.sending()), ["template"])
        self.assertEqual(self.sending(self.course), {})

    def test_6_0_failing_template_of_a_stopped_sequence_alarms_nobody(self):
        failing = self.failing_template()
        failing.action_deactivate()
        self.assertEqual((self.sending(failing), self.sending()), ({}, {}))
        failing.action_activate()
        failing.action_archive()
        self.assertEqual((self.sending(failing), self.sending()), ({}, {}))

    def test_6_0_managers_correct_templates_themselves(self):
        self.failing_template()
        self.env["res.users"].browse(self.manager.id).group_ids -= self.env.ref(ADMINISTRATOR)
        found = self.sending(user=self.manager)["template"]
        self.assertEqual((found["fix"]["action"]["res_model"], found["ask"]), ("mail.template", ""))
        self.env.ref("base.group_user").implied_ids -= self.env.ref("mail.group_mail_template_editor")
        seller = new_test_user(self.env, "una", "base.group_user,email_sequence.group_user")
        found = self.sending(user=seller)["template"]
        self.assertFalse(found["fix"])
        self.assertIn("ask a manager", found["ask"])

    def test_6_0_account_that_failed_concerns_the_sequences_that_it_paused(self):
        other = self.sequence("Other")
        self.subscribe(self.course, self.ada)
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        self.assertEqual(list(self.sending(self.course)), ["account"])
        self.assertEqual(list(self.sending()), ["account"])
        self.assertEqual(self.sending(other), {})
        self.course.action_archive()
        self.assertEqual(self.sending(), {})

    def test_6_0_owner_of_a_personal_server_connects_it_again(self):
        address = self.seller.email
        self.env["ir.mail_server"].create(
            {"name": "Sam's", "smtp_host": "own.example", "owner_user_id": self.seller.id, "from_filter": address,
             "smtp_user": address, "smtp_encryption": "none"}
        )  # fmt: skip
        self.subscribe(self.course, self.ada)
        self.smtp.login_fault = ConnectionRefusedError("Connection refused")
        self.dispatch()
        found = self.sending()["account"]
        self.assertEqual((found["fix"]["action"]["res_model"], found["ask"]), ("res.users", ""))
        self.assertFalse(self.sending(user=self.manager)["account"]["fix"])

    def test_6_0_replies_to_the_senders_of_another_sequence_are_not_said(self):
        self.env["fetchmail.server"].with_context(active_test=False).search([]).active = False
        self.env["fetchmail.server"].create(
            {"name": "Sam's", "server": "imap.seller.example", "server_type": "imap", "state": "done",
             "user": self.seller.email, "date": self.now}
        )  # fmt: skip
        self.env.company.alias_domain_id = False
        others = self.sequence("Mia's", sender_rule="fixed_user", sender_id=self.manager.id)

        def replies(sequences):
            found = self.call_as(self.seller, sequences, "get_health")
            return [finding["code"] for finding in found if finding["topic"] == "replies"]

        self.assertEqual(replies(others), ["no_catchall"])
        self.assertEqual(replies(self.course), [])
