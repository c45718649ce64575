from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..bulk.words import notification


class EmailSequenceAccountProblem(models.AbstractModel):
    """What an error of an outgoing mail server has paused, and resuming all of it at once (semantics 6.2)."""

    _name = "email.sequence.account.problem"
    _description = "Problems of Sending Accounts"

    @api.model
    def _sentence(self, server):
        """How many subscriptions wait for the server to be mended, and what is wrong with it; False where none does."""
        subscriptions = self.env["email.sequence.subscription"].sudo()
        count = subscriptions.search_count(self._paused(server))
        if not count:
            return False
        last = subscriptions.search(self._paused(server), order="paused_datetime desc", limit=1)
        return self.env._(
            "Paused because of this server: %(count)s subscriptions. %(sentence)s",
            count=formatLang(self.env, count, digits=0),
            sentence=last.pause_note,
        )

    @api.model
    def _resume(self, server):
        """Resume all that the server's error paused, as far as the user may; many of them in the background.

        :return: an action that tells the user
        :raise UserError: there is no server, so nothing can have been paused by its error (semantics 4.7)
        """
        if not server:
            raise UserError(
                self.env._(
                    "This was not paused by an error of an outgoing mail server, or that server was deleted. To resume "
                    "contacts after an error, select them in the list of subscriptions (filter “Paused by an error”)."
                )
            )
        bulk = self.env["email.sequence.bulk"]._start("resume", self._paused(server))
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notification(bulk, reload)

    def _paused(self, server):
        """The domain of what an error of this server paused; without a server, it matches nothing."""
        return [("pause_server_id", "in", server.ids), *self.env["email.sequence.subscription"]._stopped_by_errors()]
