"""After an outage, what is overdue is spread over the next window time, so that no burst follows (semantics 2.6).

It was an outage if no dispatcher looked for what is due for more than an hour, whatever the reason: Odoo was not
running, its scheduled actions were switched off, or dispatchers refused to work. When one last looked is kept in a row
of its own, by the clock of the Odoo server and in the same database as the planned times, so that both are restored
from the same backup. Any dispatcher counts; one that is hindered while others work is no outage.
"""

import logging
from contextlib import suppress
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..subscriptions import planner

_logger = logging.getLogger(__name__)

OUTAGE = timedelta(hours=1)  # without any dispatcher
NOTED_AFTER = timedelta(minutes=1)  # a look is noted once in this time
LOCK = (0x5E0E, 0)  # the advisory lock of the dispatcher that plans again after an outage


class EmailSequenceLook(models.Model):
    """When a dispatcher last looked for what is due: one row, which is empty before the first look."""

    _name = "email.sequence.look"
    _description = "Last Look for Due Emails"
    _log_access = False

    looked_datetime = fields.Datetime("Looked on")

    def init(self):
        """Make the row; in a database that has sent without it, from when its scheduled actions last ran."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO email_sequence_look (looked_datetime)
                SELECT max(c.lastcall) FROM ir_cron c JOIN ir_model_data d ON d.res_id = c.id AND d.model = 'ir.cron'
                WHERE d.module = 'email_sequence' AND d.name LIKE %s
                HAVING NOT EXISTS (SELECT FROM email_sequence_look)
                """,
                "ir_cron_dispatch%",
            )
        )


class EmailSequenceDispatcher(models.AbstractModel):
    _inherit = "email.sequence.dispatcher"

    def _look(self):
        """Note that this dispatcher looks for what is due; after an outage, let it plan again what is overdue."""
        self._commit()
        last, now = self._last_look(), fields.Datetime.now()
        if last and now - last > OUTAGE:
            with self._locked(*LOCK):  # the others wait, and then find that one has looked
                self._commit()
                self._spread_overdue(self._last_look())
        elif not last or abs(now - last) >= NOTED_AFTER:  # a moment ahead: the clock was set back
            self._note_look()

    def _look_again(self, run):
        """Note that a run which takes long still looks for what is due."""
        if abs(fields.Datetime.now() - run.looked) >= NOTED_AFTER:
            run.looked = fields.Datetime.now()
            self._commit()
            self._note_look()

    def _spread_overdue(self, last):
        """Plan again what is overdue, unless another dispatcher has looked meanwhile; what a manager ordered stays."""
        if last and fields.Datetime.now() - last <= OUTAGE:
            return
        count = 0
        for sequence in self.env["email.sequence"].search([("state", "=", "activated")]):
            while planned := self._in_own_transaction(planner.plan_some_overdue_again, sequence, settles=False):
                count += len(planned)
        self._note_look()
        _logger.info("No dispatcher looked since %s (UTC): %s overdue emails are planned again", last, count)

    def _last_look(self):
        """When a dispatcher last looked for what is due (naive UTC); None if it is not known."""
        return self.env.execute_query(SQL("SELECT max(looked_datetime) FROM email_sequence_look"))[0][0]

    def _note_look(self):
        """Another dispatcher may be noting the same."""
        with suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            self.env.cr.execute(
                SQL("UPDATE email_sequence_look SET looked_datetime = %s", fields.Datetime.now()),
                log_exceptions=False,
            )
            self._commit()
        self.env.cr.rollback()
