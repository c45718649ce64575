import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

BY_JOBS = "email_sequence_queue_job.by_jobs"  # system parameter: whether jobs were chosen in the settings
WORKER = "email_sequence.lane."  # begins the identity keys of the workers' jobs
LATE_AFTER = timedelta(minutes=5)  # a job that has not started by then is no longer waited for
END = "email_sequence_job_end"  # in the context: when the time of the job is over, by the monotonic clock
UNDONE = ("pending", "enqueued", "failed")  # states of jobs
SECONDS = 30  # of one job; then others of the channel get their turn
SECONDS_BETWEEN = 1


class EmailSequenceDispatcher(models.AbstractModel):
    """If jobs are chosen in the settings, each worker, a scheduled action, puts a job into this addon's channel.

    So the channel's capacity limits how many dispatchers work at once, as the number of workers does, and Odoo's cron
    processes stay free. If a worker's job does not start, its scheduled action sends instead: a job that runs after all
    finds nothing to do, as claims are exclusive (semantics 8).
    """

    _inherit = "email.sequence.dispatcher"

    @api.model
    def _cron_dispatch(self):
        """Enqueue the job of this worker, unless it waits in the queue already; or send what is due."""
        worker = f"{WORKER}{self.env.context.get('cron_id', 0)}"
        if not self._is_by_jobs() or self._late_since(worker):
            return super()._cron_dispatch()
        dispatcher = self.with_user(SUPERUSER_ID)
        dispatcher.with_delay(
            description=self.env._("Email sequences: send what is due"), identity_key=worker
        )._job_dispatch()
        return None

    @api.model
    def _is_by_jobs(self):
        # sudo: a setting of the system, whatever user the scheduled action has
        return bool(self.env["ir.config_parameter"].sudo().get_param(BY_JOBS))

    @api.model
    def _late_since(self, worker=f"{WORKER}%"):
        """Since when a worker's job (by default any worker's) has not been done, if for too long; else False.

        A job that is tried again waits since the time that was set for that. When it was enqueued says nothing: a
        runner that cannot reach Odoo enqueues it again and again. A failed job counts until a user requeues it or sets
        it to done: what made it fail would make the next one fail.

        :return: naive UTC
        """
        jobs = self.env["queue.job"].sudo()  # sudo: jobs are for managers of the queue only
        waiting = jobs.search([("identity_key", "=like", worker), ("state", "in", UNDONE)])
        since = min((max(job.date_created, job.eta or job.date_created) for job in waiting), default=False)
        return since if since and since < fields.Datetime.now() - LATE_AFTER else False

    @api.model
    def _job_dispatch(self):  # pylint: disable=missing-return
        """Send what is due.

        :raises RetryableJobError: to be called again, if the time is over before everything was sent
        """
        timed = self.with_context(**{END: time.monotonic() + SECONDS})
        super(EmailSequenceDispatcher, timed)._cron_dispatch()  # pylint: disable=super-method-mismatch
        is_refused = self._refused_since()
        if not is_refused and self._plan_closed_again():
            raise RetryableJobError("More is due", seconds=SECONDS_BETWEEN, ignore_retry=True)

    def _commit(self, processed=0, remaining=None):
        left = super()._commit(processed, remaining)
        end = self.env.context.get(END)
        return left if end is None else max(end - time.monotonic(), 0)
