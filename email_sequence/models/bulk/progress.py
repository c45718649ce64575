from contextlib import contextmanager

from odoo import api, models
from odoo.tools import formatLang

SHOWN_FROM = 5000  # fewer are done before anybody could look


class EmailSequenceProgress(models.AbstractModel):
    """How far a long action is that the user waits for, on the card of the bulk actions in the browser.

    It is told by a transaction of its own, as the action's own says nothing before it ends.
    """

    _name = "email.sequence.progress"
    _description = "Progress of Email Sequences"

    @api.model
    @contextmanager
    def _shown(self, title, total):
        """Give a function that shows how many of ``total`` are done; the card goes when the block ends."""
        if total < SHOWN_FROM:
            yield lambda done: None
            return
        try:
            yield lambda done: self._show(title, done, total)
        finally:
            self._tell({"state": "over"})

    def _show(self, title, done, total):
        numbers = {name: formatLang(self.env, value, digits=0) for name, value in (("done", done), ("total", total))}
        words = self.env._("%(done)s of %(total)s", **numbers)
        self._tell({"state": "running", "title": title, "progress": round(100 * done / total), "message": words})

    def _tell(self, report):
        with self.env.registry.cursor() as cursor:
            user = self.with_env(self.env(cr=cursor)).env.user.exists()  # one made by this very action looks at nothing
            user._bus_send("email_sequence.bulk", {"id": f"waited-for-{user.id}", "can_stop": False, **report})
