"""How many emails are taken on at once."""

import pytest
from tools.sending.batch_size import CLAIM, GROUP, BatchSize


def batch_size_after(emails: int, seconds: float) -> BatchSize:
    batch_size = BatchSize()
    batch_size.note(emails, seconds)
    return batch_size


def test_begins_with_little_at_stake():
    assert (BatchSize().group, BatchSize().claim) == (GROUP.start, CLAIM.start)


@pytest.mark.parametrize(
    ("emails", "seconds", "group", "claim"),
    [
        (10, 10, 10, 100),
        (10, 0.25, 20, 200),
        (30, 0.3, 50, 500),
        (10, 0.01, 100, 500),
        (10, 0, 100, 500),
        (0, 5, 10, 100),
    ],
)
def test_what_is_sent_in_half_a_second_is_handed_over_at_once(emails: int, seconds: float, group: int, claim: int):
    batch_size = batch_size_after(emails, seconds)
    assert (batch_size.group, batch_size.claim) == (group, claim)


def test_the_last_group_counts():
    batch_size = batch_size_after(10, 0.01)
    batch_size.note(100, 50)
    assert batch_size.group == GROUP.start
