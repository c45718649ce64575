"""Which variant of a step a contact gets: by chance, in proportion to the weights, and the same each time."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate


def draw(weights: Sequence[int], key: str) -> int:
    """The index of the variant that falls to the key, such as a contact and a step.

    A hash takes the place of dice: evenly spread, without a state, and with the same result each time as long as the
    weights stay.

    :param weights: of at least one variant, none negative, one at least above 0
    :raises ValueError: if no weight is above 0
    """
    if not any(weight > 0 for weight in weights) or min(weights) < 0:
        raise ValueError("weights are 0 or more, and one of them is above 0")
    point = int.from_bytes(sha256(key.encode()).digest()[:8]) % 2**53 / 2**53 * sum(weights)
    return next(index for index, end in enumerate(accumulate(weights)) if point < end)
