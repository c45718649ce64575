from odoo.tools import SQL
from odoo.tools.misc import Callbacks


class Guard:
    """A part of a transaction that can be undone: a savepoint without a round trip of its own.

    It is sent together with the next statement, and released at commit. Meanwhile, other addons' callbacks in
    ``cr.precommit`` are set aside: they neither run early, as with Odoo's own savepoints, nor get lost.
    """

    NAME = SQL.identifier("email_sequence_guard")

    def __init__(self, cr):
        self._cr = cr
        self._is_set = False
        if cr.transaction is not None:
            cr.transaction.flush()  # what others have written so far must not be undone
        self._precommit = cr.precommit
        cr.precommit = Callbacks()

    def set(self):
        """The statement that sets the savepoint, to be sent before another one."""
        self._is_set = True
        return SQL("SAVEPOINT %s", self.NAME)

    def keep(self):
        """Flush the changes since then, and run the precommit callbacks that they added."""
        self._cr.flush()
        self._cr.precommit = self._precommit

    def undo(self):
        """Undo the changes since then, in the database and in the caches."""
        self._cr.clear()
        self._cr.precommit = self._precommit
        if self._is_set:
            self._cr.execute(SQL("ROLLBACK TO SAVEPOINT %s", self.NAME))
