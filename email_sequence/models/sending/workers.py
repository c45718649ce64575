from odoo import api, models
from odoo.exceptions import UserError

MODULE, FIRST = "email_sequence", "ir_cron_dispatch"
MOST = 16


class EmailSequenceDispatcher(models.AbstractModel):
    """The workers: scheduled actions, each of which sends what is due (semantics 8).

    Odoo runs a scheduled action once at a time, no matter how many servers share the database. Each worker is one more
    of them, so as many dispatchers run at once as there are workers, if the servers have a free cron process for each
    (their ``max_cron_threads``). The first worker is the addon's own; the others are copies of it.
    """

    _inherit = "email.sequence.dispatcher"

    @api.model
    def _worker_count(self):
        return len(self._workers())

    @api.model
    def _set_worker_count(self, count):
        """Create or delete workers until there are ``count`` of them.

        :raises UserError: for an impossible number, or from Odoo if a worker that is to be deleted is at work
        """
        if not 1 <= count <= MOST:
            raise UserError(self.env._("Choose between 1 and %(most)s dispatch lanes.", most=MOST))
        workers = self._workers()
        workers[count:].unlink()
        for number in range(len(workers) + 1, count + 1):
            self._add_worker(workers[:1], number)

    @api.model
    def _wake(self):
        """Let all workers run as soon as this transaction is committed."""
        for worker in self._workers():
            worker._trigger()

    @api.model
    def _workers(self):
        """The scheduled actions, the first worker first; also those that are switched off."""
        # sudo: any user may cause something to be due; scheduled actions and their xml ids are for administrators.
        records = self.env["ir.model.data"].sudo()
        of_workers = [("module", "=", MODULE), ("model", "=", "ir.cron"), ("name", "=like", f"{FIRST}%")]
        ids = records.search(of_workers, order="id").mapped("res_id")
        return self.env["ir.cron"].sudo().with_context(active_test=False).browse(ids)

    def _add_worker(self, first, number):
        worker = first.copy({"name": self.env._("%(name)s (lane %(number)s)", name=first.name, number=number)})
        xml_id = f"{MODULE}.{FIRST}_{number}"
        # sudo: as above
        self.env["ir.model.data"].sudo()._update_xmlids([{"xml_id": xml_id, "record": worker, "noupdate": True}])
