from odoo import models


class EmailSequenceTimeline(models.AbstractModel):
    _inherit = "email.sequence.timeline"

    def _notes(self, trace):
        if trace.click_datetime:
            yield self.env._("A link was clicked on %s.", self._moment(trace.click_datetime))
        yield from super()._notes(trace)
