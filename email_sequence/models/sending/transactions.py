"""Transactions that are tried again if another writer was in the way."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


def retried(attempt, rollback, *, retry_on=PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
    """The result of a transaction, which is tried again, up to five times in all, if another writer was in the way.

    :param attempt: called without arguments; runs the whole transaction, commit included
    :param rollback: called without arguments after each attempt that failed in this way
    :param retry_on: the exceptions that mean another writer
    :raises: what the last attempt raised, and at once whatever is not in ``retry_on``
    """
    for tries_left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
        try:
            return attempt()
        except retry_on as error:
            rollback()
            if not tries_left:
                raise
            _logger.info("Another writer was in the way, tries left: %s (%s)", tries_left, type(error).__name__)
    raise AssertionError("Odoo tries nothing")


def in_own_transaction(dbname, act, *, retry_on=PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
    """Call ``act(env)`` as the system on a cursor of its own, and commit; tried again as :func:`retried` says.

    :return: what ``act`` returned
    """

    def attempt():
        with Registry(dbname).cursor() as cr:
            return act(api.Environment(cr, SUPERUSER_ID, {}))

    return retried(attempt, lambda: None, retry_on=retry_on)
