"""The places of an account under its limit of mails in any 24 hours (specification section 7)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tools.sending_limit import PERIOD, Places

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
last_24_hours = st.integers(1 - PERIOD // timedelta(seconds=1), 0).map(lambda seconds: NOW + timedelta(seconds=seconds))


def free_at(places, count):
    return [places.free_at(number) for number in range(count)]


def test_account_that_sent_nothing_has_all_its_places_now_and_again_each_day():
    day = timedelta(days=1)
    assert free_at(Places([], 2, NOW), 5) == [NOW, NOW, NOW + day, NOW + day, NOW + 2 * day]


def test_a_place_becomes_free_24_hours_after_its_mail_oldest_first():
    places = Places([NOW - 1 * HOUR, NOW - 20 * HOUR], 3, NOW)
    assert free_at(places, 4) == [NOW, NOW + 4 * HOUR, NOW + 23 * HOUR, NOW + 24 * HOUR]


def test_after_a_limit_was_lowered_only_the_last_mails_count():
    """With four mails and room for two, the third oldest must be 24 hours old before the next one leaves."""
    places = Places([NOW - hours * HOUR for hours in (20, 15, 10, 5)], 2, NOW)
    assert free_at(places, 2) == [NOW + 14 * HOUR, NOW + 19 * HOUR]


def test_mail_that_is_older_than_24_hours_takes_no_place():
    assert Places([NOW - 30 * HOUR], 1, NOW).free_at(0) == NOW


@given(taken=st.lists(last_24_hours, max_size=12), limit=st.integers(1, 8), count=st.integers(1, 30))
def test_mails_that_leave_when_their_places_become_free_keep_to_the_limit(taken, limit, count):
    """In every 24 hours that end with a new mail, whatever was sent before."""
    new = free_at(Places(taken, limit, NOW), count)
    sent = sorted([*taken, *new])
    for moment in new:
        assert sum(moment - PERIOD < other <= moment for other in sent) <= limit


@given(taken=st.lists(last_24_hours, max_size=12), limit=st.integers(1, 8), count=st.integers(1, 30))
def test_no_place_is_left_unused(taken, limit, count):
    """A second before a place becomes free, the last 24 hours are full."""
    new = free_at(Places(taken, limit, NOW), count)
    assert new == sorted(new)
    for number, moment in enumerate(new):
        just_before = moment - timedelta(seconds=1)
        if just_before >= NOW:
            others = [*taken, *new[:number]]
            assert sum(just_before - PERIOD < other for other in others) >= limit
