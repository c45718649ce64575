"""Jobs instead of scheduled actions: only if chosen, and only while somebody runs them."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.email_sequence.models.sending import session
from odoo.addons.email_sequence.tests.common import EmailSequenceCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job


@tagged("post_install", "-at_install")
class TestSendByJobs(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("email_sequence.ir_cron_dispatch")
        self.cron.lastcall = self.now
        self.subscriptions = self.subscribe(self.sequence(mail_server_id=self.server.id), self.ada, self.bob)

    def choose_jobs(self, chosen=True):
        self.env["res.config.settings"].create({"email_sequence_by_jobs": chosen}).execute()

    def jobs(self):
        return self.env["queue.job"].search([("method_name", "=", "_job_dispatch")], order="id")

    def run_job(self, record):
        """Run a job as a worker of the queue does; the mails that it sent."""
        before = len(self.smtp.mails)
        with self.mail_server(), self.committing_env() as env:
            job = Job.load(env, record.uuid)
            job.set_started()
            job.perform()
            job.set_done()
            job.store()
        return self.smtp.mails[before:]

    def pass_minutes(self, minutes):
        self.travel(self.now + timedelta(minutes=minutes))

    def findings(self):
        self.cron.lastcall = self.now
        found = self.env["email.sequence"].with_user(self.env.ref("base.user_admin")).get_health()
        return {finding["code"]: finding for finding in found if finding["topic"] == "sending"}

    # ---- the choice

    def test_scheduled_actions_send_unless_jobs_are_chosen(self):
        self.assertFalse(self.env["res.config.settings"].create({}).email_sequence_by_jobs)
        self.assertEqual(len(self.dispatch()), 2)
        self.assertFalse(self.jobs())

    def test_each_lane_enqueues_one_job_in_the_channel_of_the_addon(self):
        self.choose_jobs()
        for lane in (1, 1, 2):
            with self.committing_env() as env:
                env["email.sequence.dispatcher"].with_context(cron_id=lane)._cron_dispatch()
        self.assertFalse(self.subscriptions.trace_ids)
        jobs = self.jobs()
        self.assertEqual(jobs.mapped("identity_key"), ["email_sequence.lane.1", "email_sequence.lane.2"])
        self.assertEqual(set(jobs.mapped("channel")), {"root.email_sequence"})
        self.assertEqual(len(self.run_job(jobs[0])), 2)
        self.assertFalse(self.run_job(jobs[1]))

    def test_chosen_no_more(self):
        self.choose_jobs()
        self.assertFalse(self.dispatch())
        self.choose_jobs(False)
        self.assertEqual(len(self.dispatch()), 2)
        self.assertFalse(self.run_job(self.jobs()), "the job that was waiting")

    # ---- jobs are not done

    def test_scheduled_action_sends_if_its_job_is_not_started(self):
        self.choose_jobs()
        self.assertFalse(self.dispatch())
        self.pass_minutes(5)
        self.assertFalse(self.dispatch())
        self.pass_minutes(1)
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(len(self.jobs()), 1)

    def test_job_that_is_run_later_sends_nothing_twice_and_the_next_ones_send_again(self):
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(6)
        self.dispatch()
        self.assertFalse(self.run_job(self.jobs()))
        self.assertEqual(len(self.smtp.mails), 2)
        self.travel_to_next_mail(self.subscriptions.sorted("scheduled_datetime")[-1])
        self.assertFalse(self.dispatch())
        self.assertEqual(len(self.run_job(self.jobs()[-1])), 2)

    def test_job_that_is_enqueued_again_and_again_is_late(self):
        """A runner that cannot reach Odoo."""
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(6)
        self.jobs().write({"state": "enqueued", "date_enqueued": self.now})
        self.assertEqual(len(self.dispatch()), 2)

    def test_job_that_was_postponed_just_now_is_not_late(self):
        """One that is tried again, as more is due, was created long ago."""
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(60)
        self.jobs().write({"eta": self.now + timedelta(seconds=1)})
        self.assertFalse(self.dispatch())
        self.assertFalse(self.findings())

    def test_scheduled_action_sends_while_its_job_has_failed_and_health_says_so(self):
        """Else a new job would fail each minute, and nothing would be sent."""
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(6)
        self.jobs().write({"state": "failed"})
        self.assertIn("requeue it", self.findings()["jobs_late"]["detail"])
        self.assertEqual(len(self.dispatch()), 2)
        self.assertEqual(len(self.jobs()), 1)
        self.jobs().write({"state": "done"})
        self.assertFalse(self.findings())

    def test_other_lanes_go_on_by_jobs(self):
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(6)
        with self.committing_env() as env:
            env["email.sequence.dispatcher"].with_context(cron_id=2)._cron_dispatch()
        self.assertFalse(self.subscriptions.trace_ids)
        self.assertEqual(len(self.jobs()), 2)

    def test_health_says_that_nobody_runs_jobs(self):
        self.choose_jobs()
        self.dispatch()
        self.assertFalse(self.findings())
        self.pass_minutes(6)
        finding = self.findings()["jobs_late"]
        self.assertIn("scheduled actions send instead", finding["sentence"])
        self.assertIn("server_wide_modules", finding["detail"])
        self.assertEqual(finding["fix"]["action"], "email_sequence.res_config_settings_action")
        self.run_job(self.jobs())
        self.assertFalse(self.findings())

    def test_health_says_nothing_of_jobs_that_were_not_chosen(self):
        self.choose_jobs()
        self.dispatch()
        self.pass_minutes(6)
        self.choose_jobs(False)
        self.assertFalse(self.findings())

    # ---- what a job does

    def test_job_that_leaves_something_due_is_tried_again(self):
        with self.mail_server(), self.committing_env() as env:
            dispatcher = env["email.sequence.dispatcher"]
            with (
                patch.object(self.registry["email.sequence.dispatcher"], "_send_due", lambda *_: None),
                suppress(RetryableJobError),  # assertRaises would undo what is committed
            ):
                dispatcher._job_dispatch()
                self.fail("The job is done, although emails are due")
            dispatcher._job_dispatch()
        self.assertEqual(len(self.smtp.mails), 2)

    def test_job_that_refuses_to_send_is_not_tried_again(self):
        """Its database session is not its own; it would refuse each second."""
        with (
            self.committing_env() as env,
            patch.object(session, "is_shared", lambda _cr: True),
            self.assertLogs("odoo.addons.email_sequence.models.sending.session", "ERROR"),
        ):
            env["email.sequence.dispatcher"]._job_dispatch()
        self.assertFalse(self.subscriptions.trace_ids)
