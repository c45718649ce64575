"""Whether the database session of a dispatcher is its own (semantics 8).

A dispatcher's advisory locks belong to its session. If a proxy lends sessions for one transaction each, any client that
gets the same session can take the lock, and a holder that gets another session can never release it. So a dispatcher
refuses to send there. That no email is sent twice does not depend on this check: recovery settles a claim in one
transaction, no matter which dispatchers are alive.
"""

import logging
from contextlib import closing

from odoo import fields
from odoo.sql_db import db_connect

_logger = logging.getLogger(__name__)

TRIES = 5  # a busy proxy may lend a session to another client in between
REFUSED_SINCE = "email_sequence.dispatch_refused_since"  # system parameter: naive UTC, as Odoo writes it
NOTE_LOCK = (0x5E0C, 0)  # the advisory lock held while it is changed
REFUSAL = (
    "Email sequences send nothing: Odoo reaches PostgreSQL through a proxy that gives each transaction another session "
    "(such as PgBouncer with pool_mode = transaction), so dispatchers cannot tell which of them are alive. Set "
    "pool_mode = session, or point Odoo's db_host and db_port at PostgreSQL itself, and restart Odoo."
)


class SharedSessionError(Exception):
    """The database session of a dispatcher is not its own: its locks prove nothing."""


def is_shared(cr):
    """Whether others may get the session in which the cursor's last transaction ran. Commits.

    It takes one query, unless a proxy answers in place of PostgreSQL and gives its clients process ids of its own.
    Call it while a lock is held: some proxies then keep the session to its client.
    """
    if process(cr) == cr.connection.get_backend_pid():
        return False
    with closing(db_connect(cr.dbname).cursor()) as other:
        seen = {(process(cr), process(other)) for _try in range(TRIES)}
    own, others = (set(processes) for processes in zip(*seen, strict=True))
    return len(own) > 1 or len(others) > 1 or own == others


def process(cr):
    """The process of PostgreSQL that just ran a transaction of the cursor. Commits."""
    cr.execute("SELECT pg_backend_pid()")
    (number,) = cr.fetchone()
    cr.commit()  # pylint: disable=invalid-commit
    return number


def holds(cr, lock_class, key):
    """Whether the session of the cursor's transaction holds an advisory lock."""
    cr.execute(
        """
        SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
                       AND classid = %s AND objid = %s AND pid = pg_backend_pid())
        """,
        (lock_class, key),
    )
    return cr.fetchone()[0]


def refused_since(env):
    """Since when dispatchers refuse to send (naive UTC); False once one has found that its session is its own."""
    since = env["ir.config_parameter"].sudo().get_param(REFUSED_SINCE)  # sudo: for any user who sees Health
    return fields.Datetime.to_datetime(since) or False


def note(env, is_refused):
    """Note whether a dispatcher refuses to send, for Health and in the log."""
    if is_refused:
        _logger.error(REFUSAL)
    if is_refused == bool(refused_since(env)):
        return
    env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", NOTE_LOCK)
    if env.cr.fetchone()[0]:  # else another dispatcher is noting the same
        parameters = env["ir.config_parameter"].sudo()  # sudo: a setting of the system, whichever user sends
        parameters.set_param(REFUSED_SINCE, is_refused and fields.Datetime.to_string(fields.Datetime.now()))
