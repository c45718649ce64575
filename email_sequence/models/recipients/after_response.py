"""Noting what a request says after its response was sent, so that nothing can delay or change the response."""

import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

LOCK_TIMEOUT = "2s"  # one of Odoo's workers waits no longer for another writer


def note(dbname, act, *args):
    """Call ``act(env, *args)`` as the system in a transaction of its own; retry it if another writer is in the way.

    Errors are logged, as nobody is left to be told.
    """
    for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
        try:
            with Registry(dbname).cursor() as cr:
                cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
                act(api.Environment(cr, SUPERUSER_ID, {}), *args)
            return
        except OperationalError:
            _logger.info("%s met another writer, try %s", act.__name__, attempt + 1)
        except Exception:
            _logger.exception("%s failed after the response was sent", act.__name__)
            return
