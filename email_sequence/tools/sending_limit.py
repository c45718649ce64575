"""The limit of an account: at most so many mails in any 24 hours (specification section 7).

A mail takes a place for 24 hours from the moment at which it is handed over. With as many mails in the last 24 hours as
the limit allows, a place becomes free whenever one of them becomes 24 hours old.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

PERIOD = timedelta(hours=24)


class Places:
    """The places of an account, each for one mail, numbered in the order in which they become free.

    :param taken: when the mails of the last 24 hours were handed over, in any order; `now` for those on their way
    :param limit: how many mails may leave in any 24 hours, at least one
    """

    def __init__(self, taken: Iterable[datetime], limit: int, now: datetime):
        last = sorted(taken)[-limit:]  # of more mails than the limit, which was lowered, the last ones count
        self._first_round = [now] * (limit - len(last)) + [max(now, moment + PERIOD) for moment in last]

    def free_at(self, number: int) -> datetime:
        """When place `number`, from 0, becomes free if those before it are taken at once; `now` if it is free."""
        rounds, position = divmod(number, len(self._first_round))
        return self._first_round[position] + rounds * PERIOD
