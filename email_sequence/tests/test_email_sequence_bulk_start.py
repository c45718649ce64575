from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.bulk import email_sequence_bulk
from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestBulkStart(EmailSequenceCase):
    """The dialog says before anything happens what will happen (semantics 3.3, 4.1)."""

    def setUp(self):
        super().setUp()
        self.tested = self.sequence()
        self.all = self.subscribe(self.tested, *self.contacts(5))

    def dialog(self, action, user=None, ids=None, domain=()):
        """The dialog as the list opens it."""
        model = self.env["email.sequence.bulk.start"].with_user(user or self.seller)
        selected = self.all.ids if ids is None else ids
        context = {"default_action": action, "active_ids": selected, "active_domain": list(domain)}
        return Form(model.with_context(**context))

    def test_it_says_how_many_will_be_paused(self):
        self.all[:2].pause("manual", user=self.seller)
        dialog = self.dialog("pause")
        self.assertEqual(dialog.summary, "Will be paused: 3. Stay as they are: 2.")
        dialog.save().action_start()
        self.assertEqual(set(self.all.mapped("state")), {"paused"})

    def test_the_result_is_said(self):
        action = self.dialog("pause").save().action_start()
        self.assertEqual(action["params"]["message"], "Paused: 5. Left as they were: 0.")
        self.assertEqual(action["params"]["next"], {"type": "ir.actions.act_window_close"})

    def test_many_are_left_to_the_background(self):
        with patch.object(email_sequence_bulk, "BATCH_SIZE", 2):
            action = self.dialog("pause").save().action_start()
        self.assertEqual(action, {"type": "ir.actions.act_window_close"})
        self.assertEqual(set(self.all.mapped("state")), {"active"})
        self.assertTrue(self.env["email.sequence.bulk"].search([("state", "=", "waiting"), ("total_count", "=", 5)]))

    def test_each_action_counts_whom_it_changes(self):
        paused, finished, removed = self.all[0], self.all[1], self.all[2]
        paused.pause("manual", user=self.seller)
        finished._finish()
        removed.remove()
        ready = {"pause": 2, "resume": 1, "remove": 3, "reassign": 0, "go_on": 1}
        for action, count in ready.items():
            dialog = self.dialog(action)
            self.assertEqual(dialog.ready_count, count, action)
            self.assertIn(f"{count}. Stay as they are: {5 - count}.", dialog.summary)

    def test_4_7_until_a_day(self):
        dialog = self.dialog("pause")
        dialog.until = self.now.date() + timedelta(days=2)
        dialog.save().action_start()
        self.assertEqual(set(self.all.mapped("paused_until")), {self.now.replace(hour=0) + timedelta(days=2)})

    def test_4_7_until_today_is_refused(self):
        dialog = self.dialog("pause")
        dialog.until = self.now.date()
        with self.assertRaisesRegex(UserError, "from tomorrow on"):
            dialog.save().action_start()

    def test_reassign_to_oneself_is_for_everybody(self):
        self.all.user_id = self.manager
        self.dialog("reassign").save().action_start()
        self.assertEqual(self.all.user_id, self.seller)

    def test_13_reassign_to_another_is_for_managers(self):
        values = {"action": "reassign", "res_ids": self.all.ids, "sender_id": self.manager.id}
        forged = self.env["email.sequence.bulk.start"].with_user(self.seller).create(values)
        with self.assertRaises(AccessError):
            forged.action_start()
        other = new_test_user(self.env, "nina", "email_sequence.group_user")
        dialog = self.dialog("reassign", user=self.manager)
        dialog.sender_id = other
        self.assertEqual(dialog.ready_count, 5)
        dialog.save().action_start()
        self.assertEqual(self.all.user_id, other)

    def test_13_mails_leave_from_internal_users_only(self):
        portal = new_test_user(self.env, "customer", "base.group_portal")
        values = {"action": "reassign", "res_ids": self.all.ids, "sender_id": portal.id}
        forged = self.env["email.sequence.bulk.start"].with_user(self.manager).create(values)
        with self.assertRaisesRegex(UserError, "internal user"):
            forged.action_start()

    def test_move_counts_those_who_are_not_there_yet(self):
        target = self.sequence("Other")
        self.subscribe(target, self.all[0].partner_id)
        dialog = self.dialog("move")
        dialog.target_id = target
        self.assertEqual(dialog.ready_count, 4)
        dialog.save().action_start()
        self.assertEqual(self.all.filtered(lambda s: s.state == "active"), self.all[0])

    def test_move_needs_a_sequence_that_the_user_may_see(self):
        model = self.env["email.sequence.bulk.start"].with_user(self.seller)
        with self.assertRaisesRegex(UserError, "Choose the sequence"):
            model.create({"action": "move", "res_ids": self.all.ids}).action_start()
        target = self.sequence("Other", activated=False)
        target.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            model.create({"action": "move", "res_ids": self.all.ids, "target_id": target.id}).action_start()

    def test_a_cut_selection_can_be_the_whole_search(self):
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        dialog = self.dialog("pause", ids=self.all[:2].ids, domain=[("sequence_id", "=", self.tested.id)])
        self.assertTrue(dialog.is_cut)
        self.assertEqual(dialog.ready_count, 2)
        dialog.whole_search = True
        self.assertEqual(dialog.ready_count, 5)
        dialog.save().action_start()
        self.assertEqual(set(self.all.mapped("state")), {"paused"})

    def test_the_search_counts_only_where_the_list_was_cut(self):
        dialog = self.dialog("pause", ids=self.all[:2].ids, domain=[("sequence_id", "=", self.tested.id)])
        self.assertFalse(dialog.is_cut)
        wizard = dialog.save()
        wizard.whole_search = True
        wizard.action_start()
        self.assertEqual(self.all.filtered(lambda s: s.state == "paused"), self.all[:2])

    def test_13_contacts_out_of_reach_are_not_promised(self):
        self.env["ir.rule"].create(
            {
                "name": "Not that one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.all[0].partner_id.id})]",
            }
        )
        self.assertEqual(self.dialog("pause").ready_count, 4)

    def test_subscriptions_of_archived_and_of_deleted_contacts_are_changed(self):
        self.all[0].partner_id.active = False
        self.all[1].partner_id = False
        self.assertEqual(self.dialog("pause").ready_count, 4, "the archived one is paused already")
        dialog = self.dialog("remove")
        self.assertEqual(dialog.ready_count, 5)
        dialog.save().action_start()
        self.assertEqual(set(self.all.mapped("state")), {"removed"})

    def test_13_the_search_is_searched_with_the_rights_of_the_user(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["email.sequence.bulk.start"].with_user(nobody).create({"action": "pause", "res_ids": self.all.ids})
