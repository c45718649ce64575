from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestPartner(EmailSequenceCase):
    def merge(self, survivor, *others):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        ids = [survivor.id, *(other.id for other in others)]
        wizard._merge(ids, survivor, extra_checks=False)
        self.env.invalidate_all()

    def test_count_and_list_of_live_sequences(self):
        active, paused, removed = (self.subscribe(self.sequence(name), self.ada) for name in "ABC")
        paused.action_pause()
        removed.action_remove()
        seen = self.ada.with_user(self.seller)
        self.assertEqual(seen.email_sequence_count, 2)
        self.assertEqual(seen.email_sequence_subscription_ids, active | paused | removed)
        domain = seen.action_view_email_sequences()["domain"]
        self.assertEqual(self.env["email.sequence.subscription"].search(domain), active | paused | removed)

    def test_what_needs_somebody_is_said_on_top_and_an_answer_is_not(self):
        answered, failed, bounced = (self.subscribe(self.sequence(name), self.ada) for name in ("A", "Broken", "C"))
        answered.pause("reply")
        seen = self.ada.with_user(self.seller)
        self.assertFalse(seen.email_sequence_problem)
        failed.sudo().pause("send_error", "The login was refused.")
        self.env.invalidate_all()
        self.assertEqual(seen.email_sequence_problem, "Broken was paused: The login was refused.")
        self.assertTrue(seen.email_sequence_can_go_on)
        seen.action_resume_email_sequences()
        bounced.pause("bounce")
        self.env.invalidate_all()
        self.assertState(failed, "active")
        self.assertIn("C was paused: mails to ada@customer.example come back", seen.email_sequence_problem)
        self.assertFalse(seen.email_sequence_can_go_on)

    def test_the_chips_are_those_of_what_was_not_removed(self):
        active, finished, removed = (self.subscribe(self.sequence(name), self.ada) for name in "ABC")
        finished._finish()
        removed.action_remove()
        self.env.invalidate_all()
        chips = self.ada.with_user(self.seller).email_sequence_chips
        self.assertEqual([(chip["id"], chip["name"], chip["state"]) for chip in chips],
                         [(active.id, "A", "active"), (finished.id, "B", "finished")])  # fmt: skip

    def test_a_contacts_page_costs_three_queries_more(self):
        """By one look at its subscriptions, one at their sequences, one at its further addresses."""
        self.subscribe(self.sequence("One"), self.ada)
        self.subscribe(self.sequence("Two"), self.ada)
        ours = ("email_sequence_count", "email_sequence_chips", "email_sequence_problem", "email_sequence_can_go_on")
        specification = {**{name: {} for name in ours}, "email_sequence_address_ids": {"fields": {"email": {}}}}
        seen = self.ada.with_user(self.seller)
        seen.web_read({"name": {}, **specification})  # the access rules, which are cached once
        costs = []
        for names in ({"name": {}}, {"name": {}, **specification}):
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            seen.web_read(names)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 3)

    def test_many_contacts_with_errors_cost_no_more_than_one(self):
        people, course = self.contacts(12), self.sequence()
        for contact in people:
            self.subscribe(course, contact).sudo().pause("send_error", "The login was refused.")
        shown = people.with_user(self.seller)
        shown.mapped("email_sequence_problem")  # the access rules, which are cached once
        for field in ("email_sequence_count", "email_sequence_problem"):
            self.env.cr.flush()
            self.env.invalidate_all()
            with self.subTest(field=field), self.assertQueryCount(6):
                self.assertEqual(len(set(shown.mapped(field))), 1)

    def test_lists_and_cards_of_contacts_mark_who_is_in_a_sequence(self):
        self.subscribe(self.sequence(), self.ada)
        marks = (self.ada | self.bob).with_user(self.seller)._compute_application_statistics_hook()
        (mark,) = marks[self.ada.id]
        self.assertEqual((mark["iconClass"], mark["value"]), ("fa-paper-plane", 1))
        self.assertFalse(marks[self.bob.id])

    def test_who_is_no_user_of_sequences_opens_and_edits_contacts_as_before(self):
        plain = new_test_user(self.env, "ivy", "base.group_user,base.group_partner_manager")
        self.subscribe(self.sequence(), self.ada)
        with Form(self.ada.with_user(plain)) as form:
            form.email = "ada@new.example"
        self.assertEqual(self.ada.email, "ada@new.example")
        with Form(self.env["res.partner"].with_user(plain)) as form:
            form.name = "New"
            form.email = "new@customer.example"
        self.assertTrue(form.record.id)
        with self.assertRaises(AccessError):
            self.ada.with_user(plain).email_sequence_count  # noqa: B018

    def test_contact_in_a_sequence_can_be_deleted_by_who_may_delete_contacts(self):
        plain = new_test_user(self.env, "ivy", "base.group_user,base.group_partner_manager")
        subscription = self.subscribe(self.sequence(), self.ada)
        self.ada.with_user(plain).unlink()
        self.assertState(subscription, "removed")
        self.assertEqual(subscription.email, "ada@customer.example")

    def test_copy_of_a_contact_is_in_no_sequence(self):
        self.subscribe(self.sequence(), self.ada)
        self.assertFalse(self.ada.copy().with_user(self.seller).email_sequence_count)

    def test_merged_contact_goes_on_in_its_sequence(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        self.dispatch()
        self.merge(self.bob, self.ada)
        self.assertEqual(subscription.partner_id, self.bob)
        self.assertEqual(subscription.trace_ids.partner_id, self.bob)
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertIn("ada@customer.example", mail["To"])

    def test_address_that_a_merged_contact_brought_still_pauses(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        self.merge(self.bob, self.ada)
        self.bob.email = "bob@new.example"
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(subscription, "paused", "reply")

    def test_contacts_with_the_same_address_can_be_merged(self):
        """The usual reason to merge."""
        double = self.contact("Ada's double", "ada@customer.example")
        subscription = self.subscribe(self.sequence(), double)
        self.merge(self.ada, double)
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(subscription, "paused", "reply")

    def test_paused_one_of_merged_contacts_stays_paused(self):
        """Who answered is not mailed on."""
        subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        subscriptions[0].pause("reply")
        self.merge(self.bob, self.ada)
        self.assertEqual(subscriptions.mapped("state"), ["paused", "removed"])
        self.assertEqual(subscriptions.partner_id, self.bob)

    def test_both_merged_contacts_in_one_sequence(self):
        """One stays subscribed, and no sent mail is forgotten (semantics 10)."""
        subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        self.dispatch()
        self.merge(self.bob, self.ada)
        live = subscriptions.exists().filtered(lambda subscription: subscription.state == "active")
        self.assertEqual(live.partner_id, self.bob)
        self.assertEqual(len(live), 1)
        self.assertEqual(self.env["email.sequence.trace"].search_count([("email", "like", "@customer.example")]), 2)
