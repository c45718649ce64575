# Odoo makes the columns of a module's models in the order of their classes, and fills new ones from their defaults at
# once. Our defaults read the company, through the user; so an upgrade needs the new columns of these two first.
from . import settings

# isort: split
from . import sequences, timing, subscriptions, sending, receiving, recipients, bulk, notices, presenters  # noqa: I001
