"""How certain the reply rates of an A/B test's variants are, and whether one of them is ahead.

The range of a rate is Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and
statistical inference", Journal of the American Statistical Association 22, 1927), which Brown, Cai and DasGupta
recommend for small samples ("Interval estimation for a binomial proportion", Statistical Science 16, 2001): it never
leaves 0 to 1, and says something even if nobody has replied yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

ENOUGH = 100  # delivered emails that each variant needs before any are compared
Z_95 = 1.959963984540054  # 95 % of a normal distribution lie within this many standard deviations


@dataclass(frozen=True)
class Counted:
    """The results of one variant's emails; ``in_use``: whether it is still drawn."""

    delivered: int
    replied: int
    in_use: bool = True


@dataclass(frozen=True)
class Verdict:
    """``ahead`` is the index of the variant that is clearly ahead, else None."""

    kind: Literal["too few to tell", "no clear difference", "clear difference"]
    ahead: int | None = None


def interval(replied: int, delivered: int) -> tuple[float, float]:
    """The 95 % confidence interval of the reply rate, each bound from 0 to 1.

    :raises ValueError: if there are more replies than delivered emails
    """
    if not 0 <= replied <= delivered:
        raise ValueError(f"{replied} of {delivered} emails were replied to")
    if not delivered:
        return 0.0, 1.0
    rate, spread = replied / delivered, Z_95**2 / delivered
    middle = (rate + spread / 2) / (1 + spread)
    reach = sqrt(rate * (1 - rate) * spread + spread**2 / 4) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def verdict(variants: Sequence[Counted]) -> Verdict:
    """Whether one of the variants has a clearly better reply rate.

    A variant is ahead if its whole interval lies above the interval of each other one. That is stricter than a test at
    95 %, which compensates for having up to four variants, and for looking at them again and again. A variant that is
    no longer drawn is compared if it has enough emails, and does not hold up the others if it has not.
    """
    if any(variant.in_use and variant.delivered < ENOUGH for variant in variants):
        return Verdict("too few to tell")
    ranges = {
        index: interval(variant.replied, variant.delivered)
        for index, variant in enumerate(variants)
        if variant.delivered >= ENOUGH
    }
    if len(ranges) < 2:
        return Verdict("too few to tell")
    best = max(ranges, key=lambda index: ranges[index][0])
    if any(high >= ranges[best][0] for index, (_low, high) in ranges.items() if index != best):
        return Verdict("no clear difference")
    return Verdict("clear difference", best)
