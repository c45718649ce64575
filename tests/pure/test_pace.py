"""How many mails are taken on at once."""

import pytest
from tools.sending.batch_size import CLAIM, GROUP, Pace


def pace_after(mails: int, seconds: float) -> Pace:
    pace = Pace()
    pace.note(mails, seconds)
    return pace


def test_begins_with_little_at_stake():
    assert (Pace().group, Pace().claim) == (GROUP.start, CLAIM.start)


@pytest.mark.parametrize(
    ("mails", "seconds", "group", "claim"),
    [
        (10, 10, 10, 100),
        (10, 0.25, 20, 200),
        (30, 0.3, 50, 500),
        (10, 0.01, 100, 500),
        (10, 0, 100, 500),
        (0, 5, 10, 100),
    ],
)
def test_what_leaves_in_half_a_second_is_handed_over_at_once(mails: int, seconds: float, group: int, claim: int):
    pace = pace_after(mails, seconds)
    assert (pace.group, pace.claim) == (group, claim)


def test_the_last_group_counts():
    pace = pace_after(10, 0.01)
    pace.note(100, 50)
    assert pace.group == GROUP.start
