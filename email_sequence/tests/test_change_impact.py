from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.presenters import change_impact
from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestImpactOfSequence(EmailSequenceCase):
    """Before saving, the form says how many subscriptions the change moves (semantics 10); then it is what happens."""

    def setUp(self):
        super().setUp()
        self.mine = self.sequence(delays=(1, 2, 3), schedule=self.office)
        self.waiting = self.subscribe(self.mine, *self.contacts(3))

    def form(self):
        return Form(self.mine.with_user(self.manager))

    def test_a_form_without_changes_says_nothing(self):
        form = self.form()
        self.assertFalse(form.impact)
        form.name = "Another name"
        self.assertFalse(form.impact)
        self.assertFalse(self.mine.impact)

    def test_another_delay_moves_those_who_wait_for_the_step(self):
        with self.form() as form:
            with form.step_ids.edit(0) as step:
                step.delay_days = 5
            self.assertEqual(form.impact, "Saving plans subscriptions again: 3.")
            with form.step_ids.edit(1) as step:
                step.delay_days = 9
            self.assertEqual(form.impact, "Saving plans subscriptions again: 3.")
        self.assertEqual({moment.date() for moment in self.waiting.mapped("scheduled_datetime")}, {date(2026, 3, 9)})

    def test_a_step_taken_out_moves_those_who_wait_for_it(self):
        with self.form() as form:
            form.step_ids.remove(0)
            self.assertEqual(form.impact, "Subscriptions that wait for a step taken out: 3; finished by that: 0.")
        self.assertEqual(self.waiting.next_step_id, self.mine.step_ids.sorted()[0])

    def test_the_last_step_taken_out_finishes_them(self):
        self.waiting[0].action_skip_step()
        self.waiting[0].action_skip_step()
        with self.form() as form:
            form.step_ids.remove(2)
            self.assertEqual(form.impact, "Subscriptions that wait for a step taken out: 1; finished by that: 1.")
        self.assertState(self.waiting[0], "finished")

    def test_another_template_concerns_the_mails_not_yet_sent(self):
        with self.form() as form:
            with form.step_ids.edit(0) as step:
                step.template_id = self.template("New text")
            self.assertEqual(form.impact, "Mails not yet sent that get another template: 3.")

    def test_of_an_a_b_test_those_who_get_the_other_template_do_not_count(self):
        first = self.mine.step_ids.sorted()[0]
        first.variant_ids = [Command.create({"template_id": self.template("Text B").id})]
        more = self.subscribe(self.mine, *self.contacts(20, "more.example")) | self.waiting
        drawn_first = list(first._templates_for(more.partner_id).values()).count(first.template_id)
        self.assertTrue(0 < drawn_first < 23)
        with self.form() as form:
            with form.step_ids.edit(0) as step:
                step.delay_days = 1
            self.assertFalse(form.impact)
            with form.step_ids.edit(0) as step:
                step.template_id = self.template("New text")
            self.assertEqual(form.impact, f"Mails not yet sent that get another template: {drawn_first}.")

    def test_a_new_last_step_is_not_for_the_finished_ones(self):
        for _step in range(3):
            self.waiting[:2].action_skip_step()
        with self.form() as form:
            with form.step_ids.new() as step:
                step.template_id = self.template("One more")
                step.delay_days = 1
                step.sequence = 50
            self.assertIn("Finished subscriptions do not get the new last step: 2.", form.impact)
        self.assertEqual(set(self.waiting[:2].mapped("state")), {"finished"})

    def test_another_schedule_moves_what_lies_outside_of_it(self):
        self.waiting[0].sudo().scheduled_datetime = datetime(2026, 3, 3, 9, 30)
        self.waiting[1:].sudo().scheduled_datetime = datetime(2026, 3, 3, 15, 0)
        early = self.schedule("Early", [(str(day), 9, 12) for day in range(7)])
        with self.form() as form:
            form.schedule_id = early
            self.assertEqual(form.impact, "Saving plans subscriptions again: 2.")
        self.assertEqual(self.waiting[0].scheduled_datetime, datetime(2026, 3, 3, 9, 30))
        self.assertTrue(all(moment.hour < 12 for moment in self.waiting.mapped("scheduled_datetime")))

    def test_another_time_zone_moves_what_lies_outside_of_its_windows(self):
        self.waiting.sudo().scheduled_datetime = datetime(2026, 3, 3, 9, 30)
        with self.form() as form:
            form.tz = "America/New_York"
            self.assertEqual(form.impact, "Saving plans subscriptions again: 3.")

    def test_contacts_time_zones_move_only_contacts_with_one(self):
        self.waiting.sudo().scheduled_datetime = datetime(2026, 3, 3, 9, 30)
        self.waiting[0].partner_id.tz = "Asia/Tokyo"
        with self.form() as form:
            form.use_contact_tz = True
            self.assertEqual(form.impact, "Saving plans subscriptions again: 1.")

    def test_it_does_not_look_at_each_subscription(self):
        """One query for the steps and one for the planned times, however many there are."""
        self.subscribe(self.mine, *self.contacts(50, "other.example"))
        early = self.schedule("Early", [(str(day), 9, 12) for day in range(7)])
        self.env.flush_all()
        self.env.invalidate_all()
        virtual = self.mine.new(origin=self.mine)
        virtual.schedule_id = early
        with self.assertQueryCount(25):
            self.assertTrue(change_impact.of_sequence(virtual))


@tagged("post_install", "-at_install")
class TestImpactOfSchedule(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.week = self.schedule("Mine", [(str(day), 9, 16) for day in range(7)])
        first, second = (self.sequence(name, delays=(1,), schedule=self.week) for name in ("First", "Second"))
        self.waiting = self.subscribe(first, self.ada) | self.subscribe(second, self.ada, self.bob)
        self.waiting.sudo().scheduled_datetime = datetime(2026, 3, 3, 15, 0)

    def changed(self, **values):
        schedule = self.week.with_user(self.manager)
        virtual = schedule.new(values, origin=schedule)
        return virtual.impact

    def test_windows_that_close_earlier_move_what_lies_behind(self):
        windows = [Command.update(window.id, {"hour_to": 12}) for window in self.week.window_ids]
        self.assertEqual(self.changed(window_ids=windows), "Saving plans subscriptions again: 3.")

    def test_wider_windows_move_nobody(self):
        windows = [Command.update(window.id, {"hour_to": 20}) for window in self.week.window_ids]
        self.assertFalse(self.changed(window_ids=windows))

    def test_a_date_to_skip_moves_what_lies_on_it(self):
        skips = [Command.create({"date_from": date(2026, 3, 3), "date_to": date(2026, 3, 3)})]
        self.assertEqual(self.changed(skip_ids=skips), "Saving plans subscriptions again: 3.")

    def test_windows_that_cannot_be_saved_say_nothing(self):
        overlap = [Command.create({"dayofweek": "1", "hour_from": 10, "hour_to": 11})]
        self.assertFalse(self.changed(window_ids=overlap))

    def test_a_schedule_without_changes_says_nothing(self):
        self.assertFalse(self.changed(name="Another name"))
        self.assertFalse(self.week.impact)
