import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import EmailSequenceCase

WIZARD = "email.sequence.subscribe"


@tagged("post_install", "-at_install")
class TestWizard(EmailSequenceCase):
    """The dialog says before anything happens how many will be subscribed, and who will not (semantics 3.3)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence()

    def dialog(self, *partners, user=None, sequence=None, **context):
        """The dialog as it opens on a selection of contacts, with a sequence chosen."""
        context = {"active_model": "res.partner", "active_ids": [partner.id for partner in partners], **context}
        form = Form(self.env[WIZARD].with_user(user or self.seller).with_context(**context))
        form.sequence_id = self.course if sequence is None else sequence
        return form

    def subscribed(self):
        return self.course.subscription_ids.partner_id

    def test_counts_and_reasons_of_a_selection(self):
        nobody, wrong = self.contact("Nobody", False), self.contact("Wrong", "nonsense")
        form = self.dialog(self.ada, self.bob, nobody, wrong)
        self.assertEqual((form.ready_count, form.skipped_count), (2, 2))
        self.assertIn("No email address: 1", form.skipped_summary)
        self.assertIn("The email address is not valid: 1", form.skipped_summary)
        self.assertFalse(self.subscribed(), "nothing happened yet")

    def test_subscribing_says_how_many(self):
        nobody = self.contact("Nobody", False)
        action = self.dialog(self.ada, self.bob, nobody).save().action_subscribe()
        self.assertEqual(self.subscribed(), self.ada | self.bob)
        self.assertEqual(action["params"]["message"], "Subscribed: 2. Left out: 1.")

    def test_who_will_be_subscribed_is_listed(self):
        nobody = self.contact("Nobody", False)
        action = self.dialog(self.ada, self.bob, nobody).save().action_view_ready()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.ada | self.bob)

    def test_subscribing_many_is_shown_while_it_lasts(self):
        people = self.contacts(7)
        several = patch("odoo.addons.email_sequence.models.subscriptions.subscribing.SUBSCRIPTIONS_PER_BATCH", 3)
        many = patch("odoo.addons.email_sequence.models.subscriptions.progress.SHOWN_FROM", 5)
        with self.enter_registry_test_mode(), several, many:
            self.course.with_user(self.seller).subscribe(people.ids)
            self.env.cr.precommit.run()
        sent = [json.loads(bus.message) for bus in self.env["bus.bus"].search([], order="id")]
        told = [message["payload"] for message in sent if message["type"] == "email_sequence.bulk"]
        self.assertEqual([report.get("message") for report in told], ["0 of 7", "3 of 7", "6 of 7", None])
        self.assertEqual([report["state"] for report in told], ["running"] * 3 + ["over"])

    def test_subscribing_is_undone_by_one_click(self):
        """Those who were in the sequence before stay."""
        before = self.subscribe(self.course, self.ada)
        wizard = self.dialog(self.ada, *self.contacts(3)).save()
        wizard.action_subscribe()
        self.assertEqual(self.call_as(self.seller, wizard, "action_undo")["params"]["message"],
                         "Removed: 3. Left as they were: 0.")  # fmt: skip
        live = self.course.subscription_ids.filtered(lambda subscription: subscription.state == "active")
        self.assertEqual(live, before)

    def test_summary_is_renewed_by_what_is_chosen(self):
        subscription = self.subscribe(self.course, self.ada)
        subscription.action_remove()
        form = self.dialog(self.ada, self.bob)
        self.assertEqual((form.ready_count, form.skipped_count, form.has_finished_before), (1, 1, True))
        form.again = True
        self.assertEqual((form.ready_count, form.skipped_count), (2, 0))
        form.save().action_subscribe()
        self.assertEqual(self.subscribed(), self.ada | self.bob)

    def test_single_contact_chooses_among_its_addresses(self):
        """Semantics 3.2."""
        self.ada.with_user(self.seller).email_sequence_address_ids = [Command.create({"email": "ada@second.example"})]
        form = self.dialog(self.ada)
        self.assertEqual(form.address_id.email, "ada@customer.example")
        form.address_id = self.env["email.sequence.address"].search([("email", "=", "ada@second.example")])
        form.save().action_subscribe()
        self.assertEqual(self.course.subscription_ids.email, "ada@second.example")

    def test_several_contacts_have_no_address_to_choose(self):
        form = self.dialog(self.ada, self.bob)
        self.assertFalse(form.partner_id or form.address_id)

    def test_nobody_left_is_said_in_a_sentence(self):
        self.subscribe(self.course, self.ada)
        wizard = self.dialog(self.ada, self.contact("Nobody", False)).save()
        with self.assertRaises(UserError) as refusal:
            wizard.action_subscribe()
        self.assertEqual(
            str(refusal.exception), "None of the contacts can be subscribed.\nNo email address\nSubscribed already"
        )

    def test_empty_selection(self):
        with self.assertRaises(UserError):
            self.dialog().save().action_subscribe()

    def test_whole_search_reaches_beyond_the_selection(self):
        """The list sends so many ids at most; the whole search comes as its domain."""
        partners = self.contacts(5)
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 3)
        form = self.dialog(*partners[:3], active_domain=[("id", "in", partners.ids)])
        self.assertTrue(form.is_cut)
        self.assertEqual(form.ready_count, 3)
        form.whole_search = True
        self.assertEqual(form.ready_count, 5)
        form.save().action_subscribe()
        self.assertEqual(self.subscribed(), partners)

    def test_whole_search_needs_a_selection_that_was_cut(self):
        form = self.dialog(self.ada, active_domain=[])
        self.assertFalse(form.is_cut)

    def test_whole_search_finds_what_the_user_may_read(self):
        company = self.env["res.company"].create({"name": "Another company"})
        partners = self.contacts(4)
        partners[0].company_id = company
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        form = self.dialog(*partners[1:3], active_domain=[("id", "in", partners.ids)])
        form.whole_search = True
        form.save().action_subscribe()
        self.assertEqual(self.subscribed(), partners[1:])

    def test_list_of_those_left_out_can_be_looked_at(self):
        nobody, gone = self.contact("Nobody", False), self.contact("Gone", "gone@customer.example")
        gone.active = False
        wizard = self.dialog(self.ada, nobody, gone).save()
        for _click in range(2):
            action = wizard.action_view_skipped()
        rows = self.env[action["res_model"]].with_user(self.seller).search(action["domain"])
        self.assertEqual({(row.partner_id, row.reason) for row in rows}, {(nobody, "no_address"), (gone, "archived")})

    def test_contact_without_access_is_left_out_without_its_name(self):
        company = self.env["res.company"].create({"name": "Another company"})
        hidden = self.contact("Hidden", "hidden@customer.example", company_id=company.id)
        wizard = self.dialog(self.ada, hidden).save()
        action = wizard.action_view_skipped()
        (row,) = self.env[action["res_model"]].with_user(self.seller).search(action["domain"])
        self.assertEqual((row.reason, row.partner_id.id), ("no_access", False))

    def test_dialog_of_another_user_is_out_of_reach(self):
        wizard = self.dialog(self.ada).save()
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_subscribe()

    def test_sender_and_first_mail_are_shown(self):
        form = self.dialog(self.ada)
        self.assertEqual(form.sender_name, '"Sam Seller" <sam@seller.example>')
        self.assertEqual(form.first_mail, "within a few minutes")
        form.sequence_id = self.sequence("Later", delays=(1,), schedule=self.office)
        self.assertEqual(form.first_mail, "at a random time on Tuesday 3 March (UTC)")

    def test_salesperson_is_shown_as_the_sender(self):
        self.ada.user_id = self.manager
        sequence = self.sequence("Personal", sender_rule="salesperson")
        self.assertIn("Mia Manager", self.dialog(self.ada, sequence=sequence).sender_name)
        self.assertIn("each contact's salesperson", self.dialog(self.ada, self.bob, sequence=sequence).sender_name)

    def test_dialog_opens_without_a_sequence(self):
        form = self.dialog(self.ada, sequence=self.env["email.sequence"])
        self.assertEqual((form.ready_count, form.skipped_count, form.first_mail), (0, 0, False))

    def test_deactivated_while_the_dialog_was_open(self):
        wizard = self.dialog(self.ada).save()
        self.course.action_deactivate()
        with self.assertRaisesRegex(UserError, "Activate it before"):
            wizard.action_subscribe()

    def test_many_contacts_are_counted_in_few_queries(self):
        partners = self.contacts(1000)
        self.dialog(*partners[:2])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(120):
            self.dialog(*partners)
