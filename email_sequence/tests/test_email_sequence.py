from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import EVERY_DAY, OFFICE_HOURS, EmailSequenceCase

SUNDAY = datetime(2026, 3, 1, 12, 0)


@tagged("post_install", "-at_install")
class TestName(EmailSequenceCase):
    """A name is unique in its company: case and outer blanks ignored, archived ones count (semantics 1.1)."""

    def assertNameTaken(self, name, **values):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.sequence(name, activated=False, **values)

    def test_same_name_is_refused_whatever_its_case_and_outer_blanks(self):
        self.sequence("Follow up")
        for name in ("Follow up", "FOLLOW UP", "  follow up "):
            with self.subTest(name=name):
                self.assertNameTaken(name)

    def test_name_of_an_archived_sequence_is_taken(self):
        self.sequence("Follow up").active = False
        self.assertNameTaken("Follow up")

    def test_another_company_may_use_the_name(self):
        company = self.env["res.company"].create({"name": "Another company"})
        self.sequence("Follow up")
        self.assertTrue(self.sequence("Follow up", company_id=company.id))

    def test_copy_gets_a_free_name_and_is_deactivated(self):
        sequence = self.sequence("Follow up", delays=(0, 3))
        first, second = sequence.with_user(self.manager).copy(), sequence.copy()
        self.assertEqual((first.name, second.name), ("Follow up (copy)", "Follow up (copy) 2"))
        self.assertEqual(first.state, "deactivated")
        self.assertEqual(first.step_ids.mapped("delay_days"), [0, 3])
        self.assertFalse(first.step_ids & sequence.step_ids)

    def test_copy_avoids_names_that_differ_in_case_and_archived_ones(self):
        sequence = self.sequence("Follow up")
        self.sequence("FOLLOW UP (Copy)").active = False
        self.assertEqual(sequence.copy().name, "Follow up (copy) 2")


@tagged("post_install", "-at_install")
class TestState(EmailSequenceCase):
    def test_new_sequence_is_deactivated(self):
        """Semantics 1.1."""
        self.assertEqual(self.sequence(activated=False).state, "deactivated")

    def test_activation_needs_a_step(self):
        with self.assertRaisesRegex(ValidationError, "Add a step"):
            self.sequence(delays=())

    def test_activation_needs_a_schedule_with_windows(self):
        for schedule in (self.schedule("Never", []), self.env["email.sequence.schedule"]):
            with self.subTest(schedule=schedule.name):
                sequence = self.sequence(f"Sequence {schedule.name}", activated=False)
                sequence.schedule_id = schedule
                with self.assertRaisesRegex(ValidationError, "sending window"):
                    sequence.action_activate()

    def test_activated_sequence_keeps_a_step_and_a_window(self):
        """Also when the last one is taken from it directly, not through the sequence's form."""
        sequence = self.sequence(delays=(0,), schedule=self.schedule("Mine", [("0", 9, 10)]))
        with self.assertRaisesRegex(ValidationError, "Add a step"), self.env.cr.savepoint():
            sequence.step_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "sending window"), self.env.cr.savepoint():
            sequence.schedule_id.window_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "sending window"), self.env.cr.savepoint():
            sequence.schedule_id.window_ids = [Command.clear()]

    def test_windows_of_a_schedule_in_use_can_be_replaced_in_one_write(self):
        schedule = self.schedule("Mine", [("0", 9, 10)])
        self.sequence(schedule=schedule)
        schedule.window_ids = [
            Command.delete(schedule.window_ids.id),
            Command.create({"dayofweek": "1", "hour_from": 9, "hour_to": 10}),
        ]
        self.assertEqual(schedule.window_ids.dayofweek, "1")

    def test_deactivated_sequence_sends_nothing_though_due(self):
        """Semantics 2.7."""
        sequence = self.sequence()
        subscription = self.subscribe(sequence, self.ada)
        sequence.action_deactivate()
        self.assertFalse(self.dispatch())
        self.assertState(subscription, "active")
        self.assertEqual(subscription.scheduled_datetime, self.now)

    def test_archived_sequence_sends_nothing(self):
        sequence = self.sequence()
        self.subscribe(sequence, self.ada)
        sequence.active = False
        self.assertFalse(self.dispatch())

    def test_activation_spreads_what_is_overdue_over_the_next_window_time(self):
        """No burst (semantics 2.7): uniform over the seven hours from 9 to 16."""
        times = self._times_after(
            lambda sequence: sequence.action_deactivate(), lambda sequence: sequence.action_activate()
        )
        self.assertSpread(times)

    def test_restoring_an_archived_sequence_causes_no_burst_either(self):
        times = self._times_after(
            lambda sequence: sequence.action_archive(), lambda sequence: sequence.action_unarchive()
        )
        self.assertSpread(times)

    def _times_after(self, stop, start):
        """When 300 subscriptions, overdue since Monday, leave after a stop and a start on a Sunday."""
        sequence = self.sequence(schedule=self.office)
        partners = self.contacts(300)
        subscriptions = self.subscribe(sequence, *partners)
        stop(sequence.with_user(self.manager))
        self.travel(SUNDAY + timedelta(days=7))
        start(sequence.with_user(self.manager))
        return subscriptions.mapped("scheduled_datetime")

    def assertSpread(self, times):
        monday = SUNDAY.date() + timedelta(days=8)
        self.assertEqual({moment.date() for moment in times}, {monday})
        hours = [moment.hour for moment in times]
        self.assertEqual(set(hours), set(range(9, 16)))
        self.assertGreater(len(set(times)), 280, "drawn for each subscription")
        self.assertLess(max(map(hours.count, range(9, 16))), 2 * 300 / 7)

    def test_activation_leaves_planned_times_ahead_alone(self):
        sequence = self.sequence(delays=(3,))
        subscription = self.subscribe(sequence, self.ada)
        planned = subscription.scheduled_datetime
        sequence.action_deactivate()
        sequence.action_activate()
        self.assertEqual(subscription.scheduled_datetime, planned)


@tagged("post_install", "-at_install")
class TestSteps(EmailSequenceCase):
    """Only the first step may be sent without a delay (semantics 1.2)."""

    def test_second_step_without_delay_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Only the first step"):
            self.sequence(delays=(1, 0), activated=False)

    def test_delay_zero_written_on_a_later_step_is_refused(self):
        sequence = self.sequence(delays=(0, 1))
        with self.assertRaisesRegex(ValidationError, "Only the first step"):
            sequence.step_ids[1].with_user(self.manager).delay_days = 0

    def test_step_put_before_one_without_delay_is_refused(self):
        sequence = self.sequence(delays=(0, 1))
        with self.assertRaisesRegex(ValidationError, "Only the first step"):
            sequence.step_ids[1].sequence = 0

    def test_reordering_in_one_write_is_judged_by_its_result(self):
        """The web client sends the changes of both steps in one write, in any order."""
        for reverse in (False, True):
            sequence = self.sequence(f"Reordered {reverse}", delays=(0, 2))
            first, second = sequence.step_ids
            changes = [
                Command.update(first.id, {"sequence": 2, "delay_days": 1}),
                Command.update(second.id, {"sequence": 1, "delay_days": 0}),
            ]
            with self.subTest(reverse=reverse):
                sequence.step_ids = changes[::-1] if reverse else changes
                self.assertEqual(sequence.step_ids.sorted(), second + first)

    def test_reordering_that_leaves_a_zero_behind_is_refused(self):
        for reverse in (False, True):
            sequence = self.sequence(f"Reordered {reverse}", delays=(0, 2))
            first, second = sequence.step_ids
            changes = [Command.update(first.id, {"sequence": 2}), Command.update(second.id, {"sequence": 1})]
            with self.subTest(reverse=reverse), self.assertRaisesRegex(ValidationError, "Only the first step"):
                sequence.step_ids = changes[::-1] if reverse else changes

    def test_delay_lies_between_0_and_365_days(self):
        first, last = self.sequence(delays=(0, 365)).step_ids
        for step, delay in ((first, -1), (last, 366)):
            with (
                self.subTest(delay=delay),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                step.delay_days = delay
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestRights(EmailSequenceCase):
    def test_user_cannot_write_sequences_steps_or_schedules(self):
        """Semantics 13."""
        sequence = self.sequence()
        for record in (sequence, sequence.step_ids[0], self.office, self.office.window_ids[0]):
            with self.subTest(model=record._name):
                for change in (lambda record: record.write({"create_uid": 1}), lambda record: record.unlink()):
                    with self.assertRaises(AccessError):
                        change(record.with_user(self.seller))
        for action in ("action_activate", "action_deactivate"):
            with self.assertRaises(AccessError):
                self.call_as(self.seller, sequence, action)

    def test_sequence_with_subscriptions_cannot_be_deleted(self):
        sequence = self.sequence()
        self.subscribe(sequence, self.ada).action_remove()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            sequence.with_user(self.manager).unlink()

    def test_unused_sequence_can_be_deleted(self):
        self.assertTrue(self.sequence().with_user(self.manager).unlink())

    def test_unknown_time_zone_is_refused(self):
        for zone in ("Europe/Atlantis", "../etc/passwd", "UTC "):
            with self.subTest(zone=zone), self.assertRaisesRegex(ValidationError, "no time zone"):
                self.sequence(tz=zone, activated=False)

    def test_fixed_sender_must_be_named(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.sequence(sender_rule="fixed_user", activated=False)

    def test_counts_by_state_and_their_list(self):
        sequence = self.sequence()
        ada, bob = self.subscribe(sequence, self.ada, self.bob)
        ada.action_pause()
        bob.action_remove()
        seen = sequence.with_user(self.seller)
        self.assertEqual((seen.active_count, seen.paused_count, seen.finished_count), (0, 1, 0))
        self.assertEqual(seen.subscription_count, 2)
        domain = seen.action_view_subscriptions()["domain"]
        self.assertEqual(self.env["email.sequence.subscription"].search(domain), ada | bob)

    def test_manager_makes_a_sequence_in_the_form(self):
        with Form(self.env["email.sequence"].with_user(self.manager)) as form:
            form.name = "By hand"
            form.schedule_id = self.schedule("Both", EVERY_DAY[:1] + OFFICE_HOURS[1:])
            with form.step_ids.new() as step:
                step.template_id = self.template("By hand")
                step.delay_days = 0
        self.assertTrue(form.record.action_activate())
