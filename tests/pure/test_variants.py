"""Which variant of a step falls to whom (semantics 12)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.sending.variants import draw

DRAWS = 20_000
CHI_SQUARE = {1: 10.83, 2: 13.82, 3: 16.27}  # exceeded by one honest sample of a thousand; by degrees of freedom

some_weights = st.lists(st.integers(0, 100), min_size=1, max_size=4).filter(any)


def chi_square(weights, keys):
    """How far the shares of the keys are from the weights, and how far they may be."""
    counts = Counter(draw(weights, key) for key in keys)
    total, size = sum(weights), sum(counts.values())
    expected = {place: size * weight / total for place, weight in enumerate(weights) if weight}
    distance = sum((counts[place] - mails) ** 2 / mails for place, mails in expected.items())
    return distance, CHI_SQUARE[len(expected) - 1]


@pytest.mark.many_samples
@pytest.mark.parametrize("weights", [[1, 1], [50, 50], [1, 3], [1, 1, 1], [70, 20, 10], [1, 1, 1, 1], [0, 2, 0, 1]])
def test_the_shares_are_those_of_the_weights(weights):
    for step in (1, 7, 4711):
        distance, limit = chi_square(weights, (f"{step}:{contact}" for contact in range(DRAWS)))
        assert distance < limit


@pytest.mark.many_samples
def test_the_measure_tells_other_weights():
    """48 to 52 in place of one half each."""
    counted = Counter(draw([48, 52], f"1:{contact}") for contact in range(DRAWS))
    assert sum((count - DRAWS / 2) ** 2 / (DRAWS / 2) for count in counted.values()) > CHI_SQUARE[1]


@pytest.mark.many_samples
def test_the_draws_of_two_steps_are_independent():
    """Who gets B in one step gets it in the next one as often as anybody."""
    pairs = Counter((draw([1, 1], f"1:{contact}"), draw([1, 1], f"2:{contact}")) for contact in range(DRAWS))
    assert sum((count - DRAWS / 4) ** 2 / (DRAWS / 4) for count in pairs.values()) < CHI_SQUARE[3]


@given(some_weights, st.text())
def test_the_answer_is_the_same_each_time_and_no_weight_of_0_is_drawn(weights, key):
    place = draw(weights, key)
    assert weights[place] > 0
    assert draw(list(weights), key) == place


@given(some_weights, st.text(), st.integers(2, 9))
def test_only_the_proportions_count(weights, key, factor):
    assert draw([weight * factor for weight in weights], key) == draw(weights, key)


def test_one_alone_is_always_drawn():
    assert {draw([5], str(key)) for key in range(100)} == {0}


def test_answers_stay_over_processes_and_versions():
    """What the previews of today say is what leaves in months; reckoned with sha256sum and perl."""
    assert [draw([1, 1, 1], f"3:{contact}") for contact in range(10)] == [2, 0, 2, 1, 2, 2, 2, 0, 2, 2]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1]])
def test_refuses_what_nothing_can_be_drawn_of(weights):
    with pytest.raises(ValueError, match="above 0"):
        draw(weights, "1:1")
