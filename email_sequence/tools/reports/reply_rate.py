"""How far the reply rates of an A/B test's variants can be believed, and whether one is ahead.

The range of a rate is Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and
statistical inference", Journal of the American Statistical Association 22, 1927), which Brown, Cai and DasGupta
recommend for small samples ("Interval estimation for a binomial proportion", Statistical Science 16, 2001): it never
leaves 0 to 1, and says something where nobody answered yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

ENOUGH = 100  # delivered mails that each variant needs before any are compared
Z_95 = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations


@dataclass(frozen=True)
class Counted:
    """What came of the mails of one variant; ``in_use``: whether it is drawn still."""

    delivered: int
    replied: int
    in_use: bool = True


@dataclass(frozen=True)
class Verdict:
    """``ahead`` is the place of the variant that a clear difference is for, else None."""

    kind: Literal["too few to tell", "no clear difference", "clear difference"]
    ahead: int | None = None


def interval(replied: int, delivered: int) -> tuple[float, float]:
    """The lowest and the highest rate of answers, 0 to 1, that go well with so many answers, at 95 %.

    :raises ValueError: where more were answered than delivered
    """
    if not 0 <= replied <= delivered:
        raise ValueError(f"{replied} of {delivered} mails were answered")
    if not delivered:
        return 0.0, 1.0
    rate, spread = replied / delivered, Z_95**2 / delivered
    middle = (rate + spread / 2) / (1 + spread)
    reach = sqrt(rate * (1 - rate) * spread + spread**2 / 4) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def verdict(variants: Sequence[Counted]) -> Verdict:
    """Whether one of the variants has the better rate of answers.

    A variant is ahead where its whole range lies above the range of each other one. That is a stricter test than one at
    95 %, which makes up for there being up to four variants, and for looking at them again and again. A variant that is
    no longer drawn is compared where it has enough mails, and does not hold up the others where it has not.
    """
    if any(variant.in_use and variant.delivered < ENOUGH for variant in variants):
        return Verdict("too few to tell")
    ranges = {
        place: interval(variant.replied, variant.delivered)
        for place, variant in enumerate(variants)
        if variant.delivered >= ENOUGH
    }
    if len(ranges) < 2:
        return Verdict("too few to tell")
    best = max(ranges, key=lambda place: ranges[place][0])
    if any(high >= ranges[best][0] for place, (_low, high) in ranges.items() if place != best):
        return Verdict("no clear difference")
    return Verdict("clear difference", best)
