import os
import signal

from odoo import fields, models

PARAMETER = "email_sequence_testbed.dies_at_commit"


class EmailSequenceDispatcher(models.AbstractModel):
    """Dies, as by kill -9, at the commit that a system test has chosen by a system parameter.

    ``3`` is just before the third commit of a run in which something is due, ``-3`` just after it.
    """

    _inherit = "email.sequence.dispatcher"

    def _dispatch(self):
        chosen = int(self._chosen_commit())
        if not chosen or not self._zones_with_due(fields.Datetime.now()):
            return super()._dispatch()
        doomed = self.with_context(testbed_commits_left=[abs(chosen)], testbed_dies_after=chosen < 0)
        return super(EmailSequenceDispatcher, doomed)._dispatch()

    def _chosen_commit(self):
        """Read past the cache of parameters, which a run under way may fill with what was true before."""
        return self.env["ir.config_parameter"].search([("key", "=", PARAMETER)]).value or 0

    def _commit(self, processed=0, remaining=None):
        left = self.env.context.get("testbed_commits_left", [0])
        left[0] -= 1
        if left[0] == 0 and not self.env.context["testbed_dies_after"]:
            os.kill(os.getpid(), signal.SIGKILL)
        seconds = super()._commit(processed, remaining)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return seconds
