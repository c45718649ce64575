from odoo import api, models
from odoo.tools import format_datetime

from odoo.addons.email_sequence.tools.presenters.finding import Finding, Fix


class EmailSequenceHealth(models.AbstractModel):
    """Adds the finding ``jobs_late``: sequences send by jobs, and one has been waiting for too long, or has failed."""

    _inherit = "email.sequence.health"

    @api.model
    def _findings(self, companies):
        return [*super()._findings(companies), *self._late_jobs()]

    def _late_jobs(self):
        dispatcher = self.env["email.sequence.dispatcher"]
        since = dispatcher._is_by_jobs() and dispatcher._late_since()
        if not since:
            return []
        words = self.env._(
            "The job queue has not run the jobs of sequences since %s, so scheduled actions send instead. Run a job "
            "runner on this database, or switch off “Send by jobs”.",
            format_datetime(self.env, since, dt_format="short"),
        )
        how = self.env._(
            "The job runner needs queue_job in server_wide_modules of Odoo's configuration, and a capacity above 0 for "
            "the channels root and root.email_sequence. If a job failed, requeue it once its error is fixed."
        )
        fix = Fix(self.env._("Open the settings"), "email_sequence.res_config_settings_action")
        return [Finding("jobs_late", words, fix, how, "sending")]
