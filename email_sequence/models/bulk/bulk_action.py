"""What a bulk action is, and the table of all: one class each.

The selection of ``action``, the dialog with its buttons, and the sentences come from the table. A bridge adds its own
class by :func:`add_bulk_action`.
"""

from odoo.fields import Domain

from ..subscriptions import states

LIVE = Domain("state", "in", states.LIVE)
ACTIONS = {}


def add_bulk_action(action):
    """Add a subclass of :class:`BulkAction` to the table, when its module is imported; decorates the class.

    In which databases it exists is said by the ``selection_add`` of the bulk record's ``action``.

    :raise ValueError: another action has this code
    """
    if ACTIONS.setdefault(action.code, action) is not action:
        raise ValueError(f"A bulk action {action.code!r} exists already.")
    return action


class BulkAction:
    """A kind of bulk action. Each use gets a bulk record, which is a virtual one while the dialog is open.

    Numbers in its sentences come as text, written as the reader's language does.
    """

    code = ""  # the stored value of the bulk record's ``action``
    label = ""  # what it is called in lists, in plain English: Odoo translates the labels of a selection
    button_class = "btn-primary"
    details = ()  # fields that the dialog asks for and the bulk record keeps: until, sender_id, target_id, a bridge's
    is_offered = True  # whether users can choose it in the dialog
    is_system = False  # whether it runs with all rights and tells no sender; else it has the rights of its user

    def __init__(self, bulk):
        self.bulk = bulk
        self.env = bulk.env

    @classmethod
    def choice(cls):
        """The value of the selection ``action``."""
        return (cls.code, cls.label)

    # ---- what it says

    def button(self):
        """What the dialog's button says."""
        raise NotImplementedError

    def forecast(self, **counts):
        """What the dialog says before: how many are ``ready`` for it, and how many ``others`` stay as they are."""
        raise NotImplementedError

    def running(self):
        """What it does right now, as a title."""
        raise NotImplementedError

    def result(self, count):
        """How many changed."""
        raise NotImplementedError

    def notice(self, recipient, **values):
        """What a recipient of :meth:`notices` is told: the ``user`` who did it, and the ``count``."""
        raise NotImplementedError

    def left_out(self):
        """``[(sentence about a count, domain)]`` of those that stay as they are although a user may wonder why."""
        return []

    def notices(self, counts):
        """Whom to tell of how many subscriptions.

        :param counts: ``{sender: how many of theirs changed}``
        :return: ``{user: count}``; the user who started it is left out later
        """
        return counts

    # ---- what it does

    def check(self):
        """Refuse to start with these details; called with the dialog's user, under sudo.

        :raise UserError: a detail is missing or wrong
        :raise AccessError: the user may not choose it
        """

    def eligible(self):
        """The domain of the subscriptions that it may change."""
        return LIVE

    def ready(self):
        """The domain of those that it will change, as far as a search can tell: the dialog counts them."""
        return self.eligible()

    def change(self, subscriptions):
        """Change those that are eligible; each implementation looks again, because time has passed since the search.

        :param subscriptions: one batch, with all rights; the user may read their contacts
        :return: the subscriptions that this call changed
        """
        raise NotImplementedError
