from odoo import api, models
from odoo.exceptions import UserError

MODULE, FIRST = "email_sequence", "ir_cron_dispatch"
MOST = 16


class EmailSequenceLane(models.AbstractModel):
    """The dispatch lanes: scheduled actions, each of which sends what is due (semantics 8).

    Odoo runs a scheduled action once at a time, whatever number of servers share the database. Each lane is one more
    of them, so as many dispatchers run at once as there are lanes, where the servers have a free worker for each (their
    ``max_cron_threads``). The first lane is the addon's own; the others are its copies.
    """

    _name = "email.sequence.lane"
    _description = "Dispatch Lanes of Email Sequences"

    @api.model
    def _count(self):
        return len(self._lanes())

    @api.model
    def _set_count(self, count):
        """Let there be so many lanes.

        :raises UserError: for a number that cannot be, or from Odoo where a lane that has to go is at work
        """
        if not 1 <= count <= MOST:
            raise UserError(self.env._("Choose between 1 and %(most)s dispatch lanes.", most=MOST))
        lanes = self._lanes()
        lanes[count:].unlink()
        for number in range(len(lanes) + 1, count + 1):
            self._add(lanes[:1], number)

    @api.model
    def _wake(self):
        """Let all lanes run as soon as what this transaction does is committed."""
        for lane in self._lanes():
            lane._trigger()

    def _lanes(self):
        """The scheduled actions, the first lane first; those that were switched off, too."""
        records = self.env["ir.model.data"].sudo()
        of_lanes = [("module", "=", MODULE), ("model", "=", "ir.cron"), ("name", "=like", f"{FIRST}%")]
        ids = records.search(of_lanes, order="id").mapped("res_id")
        return self.env["ir.cron"].sudo().with_context(active_test=False).browse(ids)

    def _add(self, first, number):
        lane = first.copy({"name": self.env._("%(name)s (lane %(number)s)", name=first.name, number=number)})
        xml_id = f"{MODULE}.{FIRST}_{number}"
        self.env["ir.model.data"].sudo()._update_xmlids([{"xml_id": xml_id, "record": lane, "noupdate": True}])
