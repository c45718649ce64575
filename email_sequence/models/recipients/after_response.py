"""Noting what a request says after its response was sent, so that nothing can delay or change the response."""

import logging

from psycopg2 import OperationalError

from odoo.tools import SQL

from ..sending.transactions import in_own_transaction

_logger = logging.getLogger(__name__)

LOCK_TIMEOUT = "2s"  # one of Odoo's workers waits no longer for another writer


def note(dbname, act, *args):
    """Call ``act(env, *args)`` as the system in a transaction of its own; retry it if another writer is in the way.

    Errors are logged, as nobody is left to be told.
    """

    def act_soon(env):
        env.cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
        act(env, *args)

    try:
        in_own_transaction(dbname, act_soon, retry_on=OperationalError)
    except OperationalError:
        _logger.info("%s gave up: another writer was in the way", act.__name__)
    except Exception:
        _logger.exception("%s failed after the response was sent", act.__name__)
