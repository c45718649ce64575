from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase

SATURDAY = datetime(2026, 3, 7, 12, 0)


@tagged("post_install", "-at_install")
class TestPauseAndRemove(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(), self.ada)

    def test_pause_keeps_why_when_who_and_the_next_step(self):
        """Semantics 4.6."""
        step = self.subscription.next_step_id
        self.call_as(self.seller, self.subscription, "action_pause")
        self.assertState(self.subscription, "paused", "manual")
        self.assertEqual(self.subscription.paused_datetime, self.now)
        self.assertEqual(self.subscription.pause_user_id, self.seller)
        self.assertEqual(self.subscription.next_step_id, step)
        self.assertFalse(self.dispatch())

    def test_pausing_twice_changes_nothing(self):
        self.subscription.with_user(self.seller).action_pause()
        message = self.subscription.pause_message_id
        self.subscription.with_user(self.manager).action_pause()
        self.assertEqual((self.subscription.pause_user_id, self.subscription.pause_message_id), (self.seller, message))

    def test_over_is_over(self):
        """Neither finished nor removed ones are paused or resumed."""
        for state in ("finished", "removed"):
            for action in ("action_pause", "action_resume"):
                self.subscription.state = state
                with self.subTest(state=state, action=action):
                    self.call_as(self.seller, self.subscription, action)
                    self.assertState(self.subscription, state)

    def test_remove_stops_and_keeps_the_traces(self):
        """Semantics 3.5."""
        self.dispatch()
        self.call_as(self.seller, self.subscription, "action_remove")
        self.assertState(self.subscription, "removed")
        self.assertFalse(self.subscription.next_step_id or self.subscription.scheduled_datetime)
        self.travel(self.now + timedelta(days=9))
        self.assertFalse(self.dispatch())
        self.assertEqual(self.subscription.trace_ids.trace_status, "sent")

    def test_removing_a_paused_one_clears_its_pause(self):
        self.subscription.action_pause()
        self.subscription.action_remove()
        self.assertState(self.subscription, "removed")

    def test_deleted_contact_is_removed_and_its_traces_stay(self):
        self.dispatch()
        trace = self.subscription.trace_ids
        self.ada.unlink()
        self.assertState(self.subscription, "removed")
        self.assertTrue(trace.exists())


@tagged("post_install", "-at_install")
class TestResume(EmailSequenceCase):
    """Resume sends the step that was not sent, in the next window time (semantics 4.7)."""

    def paused(self, **values):
        subscription = self.subscribe(self.sequence(**values), self.ada)
        subscription.with_user(self.seller).action_pause()
        return subscription

    def test_planned_time_still_ahead_is_kept(self):
        subscription = self.paused(delays=(3,))
        planned = subscription.scheduled_datetime
        self.call_as(self.seller, subscription, "action_resume")
        self.assertState(subscription, "active")
        self.assertEqual(subscription.scheduled_datetime, planned)

    def test_past_time_is_drawn_anew_inside_a_window(self):
        subscription = self.paused(schedule=self.office)
        self.travel(SATURDAY)
        self.call_as(self.seller, subscription, "action_resume")
        self.assertEqual(subscription.scheduled_datetime.date(), (SATURDAY + timedelta(days=2)).date())
        self.assertIn(subscription.scheduled_datetime.hour, range(9, 16))

    def test_clears_the_pause(self):
        subscription = self.paused()
        subscription.action_resume()
        self.assertFalse(subscription.paused_datetime or subscription.pause_user_id or subscription.pause_message_id)

    def test_right_step_goes_out_after_a_pause_between_steps(self):
        subscription = self.subscribe(self.sequence(delays=(0, 1, 1)), self.ada)
        self.dispatch()
        subscription.action_pause()
        self.travel(self.now + timedelta(days=30))
        subscription.action_resume()
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertEqual(subscription.trace_ids.step_id, subscription.sequence_id.step_ids[:2])
        self.assertEqual(mail["Subject"], "Re: Step 1 for Ada")

    def test_everything_paused_is_resumed_together(self):
        subscriptions = self.subscribe(self.sequence(), self.ada, self.bob)
        subscriptions[0].action_pause()
        subscriptions.with_user(self.seller).action_resume()
        self.assertEqual(subscriptions.mapped("state"), ["active", "active"])

    def test_resuming_in_a_sequence_without_windows_waits_for_them(self):
        """A deactivated sequence may be without a schedule; resuming is no reason for a traceback."""
        subscription = self.paused()
        subscription.sequence_id.action_deactivate()
        subscription.sequence_id.schedule_id = False
        subscription.with_user(self.seller).action_resume()
        self.assertState(subscription, "active")
        self.assertFalse(self.dispatch())
        subscription.sequence_id.schedule_id = self.office
        subscription.sequence_id.action_activate()
        self.travel_to_next_mail(subscription)
        self.assertEqual(len(self.dispatch()), 1)


@tagged("post_install", "-at_install")
class TestUnknown(EmailSequenceCase):
    """A mail that perhaps left is never sent again but by a person's click (semantics 8)."""

    def unknown(self, delays=(0, 2)):
        subscription = self.subscribe(self.sequence(delays=delays), self.ada)
        self.smtp.faults[self.ada.email] = ConnectionResetError("Connection reset by peer")
        self.dispatch()
        self.smtp.faults.clear()
        self.assertState(subscription, "paused", "send_error")
        self.assertEqual(subscription.trace_ids.trace_status, "unknown")
        return subscription

    def test_resume_goes_on_with_the_step_after_it(self):
        subscription = self.unknown()
        self.travel(self.now + timedelta(days=1))
        subscription.with_user(self.seller).action_resume()
        self.assertEqual(subscription.next_step_id, subscription.sequence_id.step_ids[1])
        self.assertFalse(self.dispatch())
        self.travel_to_next_mail(subscription)
        self.assertEqual(len(self.dispatch()), 1)
        self.assertState(subscription, "finished")

    def test_resume_after_the_last_step_finishes(self):
        subscription = self.unknown(delays=(0,))
        subscription.action_resume()
        self.assertState(subscription, "finished")

    def test_send_again_sends_exactly_that_step_once(self):
        subscription = self.unknown()
        self.call_as(self.seller, subscription, "action_send_again")
        self.travel(self.now + timedelta(days=1))
        self.assertEqual(len(self.dispatch()), 1)
        self.assertEqual(subscription.trace_ids.mapped("trace_status"), ["sent", "error"])
        self.assertEqual(subscription.trace_ids.step_id, subscription.sequence_id.step_ids[0])
        self.assertFalse(self.dispatch())

    def test_send_again_needs_an_unknown_outcome(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        self.dispatch()
        with self.assertRaisesRegex(UserError, "unknown outcome"):
            subscription.with_user(self.seller).action_send_again()

    def test_send_again_is_for_paused_ones(self):
        """Once resumed, the contact is past that step."""
        subscription = self.unknown(delays=(0,))
        subscription.action_resume()
        with self.assertRaises(UserError):
            subscription.action_send_again()

    def test_send_again_twice_does_not_send_twice(self):
        subscription = self.unknown()
        subscription.action_send_again()
        with self.assertRaises(UserError):
            subscription.action_send_again()


@tagged("post_install", "-at_install")
class TestRights(EmailSequenceCase):
    """Everything goes through the actions, and they through the contact's access rules (semantics 4.1, 13)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(), self.ada)

    def test_nobody_writes_fields_directly(self):
        for user in (self.seller, self.manager):
            mine = self.subscription.with_user(user)
            for model, vals in (("email.sequence.subscription", {"state": "finished"}), ("email.sequence.trace", {})):
                with self.subTest(user=user.name, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create(vals)
            with self.assertRaises(AccessError):
                mine.write({"scheduled_datetime": self.now})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_verbs_for_bridges_are_not_callable_from_outside(self):
        for method in ("pause", "resume", "remove"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.call_as(self.seller, self.subscription, method)

    def test_contact_out_of_reach_cannot_be_paused_resumed_removed(self):
        """The company lets a salesperson see own contacts only."""
        self.env["ir.rule"].create(
            {
                "name": "Own contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('user_id', 'in', (user.id, False))]",
                "groups": [(4, self.env.ref("email_sequence.group_user").id)],
            }
        )
        self.ada.user_id = self.manager
        for action in ("action_pause", "action_resume", "action_remove", "action_send_again"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                self.call_as(self.seller, self.subscription, action)
        self.assertState(self.subscription, "active")

    def test_user_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Another company"})
        stranger = new_test_user(
            self.env, "xia", "email_sequence.group_manager", company_id=company.id, company_ids=company.ids
        )
        self.dispatch()
        for records in (self.subscription, self.subscription.trace_ids, self.subscription.sequence_id):
            with self.subTest(model=records._name):
                self.assertFalse(records.with_user(stranger).search([("id", "in", records.ids)]))
        for action in ("action_pause", "action_remove"):
            with self.assertRaises(AccessError):
                self.call_as(stranger, self.subscription, action)
        with self.assertRaises(AccessError):
            self.call_as(stranger, self.subscription.sequence_id, "subscribe", [self.bob.id])

    def test_portal_public_and_plain_internal_users_have_no_access(self):
        portal = new_test_user(self.env, "pat", "base.group_portal")
        plain = new_test_user(self.env, "ivy", "base.group_user")
        models = [name for name in self.env.registry if name.startswith("email.sequence") and self.env[name]._auto]
        for user in (portal, plain, self.env.ref("base.public_user")):
            for model in models:
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).check_access("read")
            with self.assertRaises(AccessError):
                self.call_as(user, self.subscription, "action_pause")
            with self.assertRaises(AccessError):
                self.call_as(user, self.subscription.sequence_id, "subscribe", [self.bob.id])
