from odoo import models


class EmailSequenceTimeline(models.AbstractModel):
    _inherit = "email.sequence.timeline"

    def _came_of_it(self, trace):
        if trace.click_datetime:
            yield self.env._("A link was clicked on %s.", self._moment(trace.click_datetime))
        yield from super()._came_of_it(trace)
