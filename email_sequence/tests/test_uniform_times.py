"""The times that the product stores are uniform over all window seconds of the date (semantics 2.5)."""

from collections import Counter
from datetime import date, datetime
from random import Random
from unittest.mock import patch

from odoo.tests import tagged

from ..models.timing import moments
from .common import EmailSequenceCase

SUNDAY = datetime(2026, 3, 1, 12, 0)
MONDAY = date(2026, 3, 2)
PARTS = ((9 * 3600, 10 * 3600), (13 * 3600, 17 * 3600))  # an hour, and four
CELLS = 20
# Chi-square with 19 degrees of freedom is above this once in a thousand samples.
CHI_SQUARE_19_AT_ONE_PER_MILLE = 43.82


def chi_square(counts, expected):
    """Pearson's statistic of how far counts are from the same expected number in each cell."""
    return sum((count - expected) ** 2 / expected for count in counts)


@tagged("post_install", "-at_install")
class TestUniformTimes(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.travel(SUNDAY)
        self.startPatcher(patch.object(moments, "_rng", Random(1789)))
        parts = self.schedule("Two parts", [("0", start / 3600, end / 3600) for start, end in PARTS])
        self.twice_a_day = self.sequence(delays=(0,), schedule=parts)

    def window_second(self, moment):
        """How many window seconds of the day have passed at the moment, which must lie in a window."""
        second, before = moment.hour * 3600 + moment.minute * 60 + moment.second, 0
        for start, end in PARTS:
            if start <= second < end:
                return before + second - start
            before += end - start
        return self.fail(f"outside of the windows: {moment}")

    def test_2_5_each_window_second_of_the_date_is_as_likely_as_any_other(self):
        subscriptions = self.subscribe(self.twice_a_day, *self.contacts(5000))
        moments = subscriptions.mapped("scheduled_datetime")
        self.assertEqual({moment.date() for moment in moments}, {MONDAY})
        length = sum(end - start for start, end in PARTS)
        cells = Counter(self.window_second(moment) * CELLS // length for moment in moments)
        statistic = chi_square((cells[cell] for cell in range(CELLS)), len(moments) / CELLS)
        self.assertLess(statistic, CHI_SQUARE_19_AT_ONE_PER_MILLE)
