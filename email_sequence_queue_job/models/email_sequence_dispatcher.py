import time

from odoo import SUPERUSER_ID, api, models

from odoo.addons.queue_job.exception import RetryableJobError

END = "email_sequence_job_end"  # in the context: when the time of the job is over, by the monotonic clock
SECONDS = 30  # of one job; then others of the channel get their turn
SECONDS_BETWEEN = 1


class EmailSequenceDispatcher(models.AbstractModel):
    """The lanes' scheduled actions send nothing themselves: they put a job each into the channel of this addon.

    So the channel's capacity says how many dispatchers work at once, beside the number of lanes, and the workers of
    scheduled actions stay free.
    """

    _inherit = "email.sequence.dispatcher"

    @api.model
    def _cron_dispatch(self):
        """Enqueue the job of this lane, unless it waits in the queue already."""
        lane = self.env.context.get("cron_id", 0)
        dispatcher = self.with_user(SUPERUSER_ID)
        dispatcher.with_delay(
            description=self.env._("Email sequences: send what is due"), identity_key=f"email_sequence.lane.{lane}"
        )._job_dispatch()

    @api.model
    def _job_dispatch(self):  # pylint: disable=missing-return
        """Send what is due.

        :raises RetryableJobError: to be called again, where the time is over before all has left
        """
        timed = self.with_context(**{END: time.monotonic() + SECONDS})
        super(EmailSequenceDispatcher, timed)._cron_dispatch()  # pylint: disable=super-method-mismatch
        if self._plan_closed_again():
            raise RetryableJobError("More is due", seconds=SECONDS_BETWEEN, ignore_retry=True)

    def _commit(self, processed=0, remaining=None):
        left = super()._commit(processed, remaining)
        end = self.env.context.get(END)
        return left if end is None else max(end - time.monotonic(), 0)
