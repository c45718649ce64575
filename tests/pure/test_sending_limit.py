"""The slots of an account under its limits of emails in any period (semantics 7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.sending.limit import DAY, HOUR, MINUTE, Limit, Slots, capacity, last_day

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

# Small numbers collide: periods of up to 40 seconds among moments of two minutes around now.
limits_drawn = st.lists(st.builds(Limit, st.integers(1, 5), st.integers(1, 40).map(SECOND.__mul__)), max_size=3)
moments_drawn = st.lists(st.integers(-60, 60).map(lambda seconds: NOW + seconds * SECOND), max_size=12)


def free(slots, count, start=NOW):
    """The slots of as many emails that are sent one after the other, as soon as they may be."""
    found = []
    for _number in range(count):
        found.append(slots.first(start))
        slots.reserve(found[-1])
    return found


def breaks(limits, moments, added):
    """Whether an email added to others is one of too many in a period; counted, not computed."""
    moments = [*moments, added]
    return any(
        sum(end - limit.period < moment <= end for moment in moments) > limit.count
        for limit in limits
        for end in moments
        if end - limit.period < added <= end
    )


def test_7_account_that_sent_nothing_has_all_its_slots_now_and_again_each_day():
    assert free(Slots([], [Limit(2, DAY)]), 5) == [NOW, NOW, NOW + DAY, NOW + DAY, NOW + 2 * DAY]


def test_7_a_slot_becomes_free_a_period_after_its_mail_oldest_first():
    slots = Slots([NOW - 1 * HOUR, NOW - 20 * HOUR], [Limit(3, DAY)])
    assert free(slots, 4) == [NOW, NOW + 4 * HOUR, NOW + 23 * HOUR, NOW + 24 * HOUR]


def test_7_hour_and_day_together():
    slots = Slots([], [Limit(5, DAY), Limit(2, HOUR)])
    assert free(slots, 7) == [NOW, NOW, NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR, NOW + DAY, NOW + DAY]


def test_7_a_gap_is_one_mail_in_a_period():
    assert free(Slots([NOW - SECOND], [Limit(1, 5 * SECOND)]), 3) == [NOW + 4 * SECOND, NOW + 9 * SECOND,
                                                                      NOW + 14 * SECOND]  # fmt: skip


def test_7_after_a_limit_was_lowered_only_the_last_emails_count():
    """With four emails and room for two, the third oldest must be 24 hours old before the next one is sent."""
    slots = Slots([NOW - hours * HOUR for hours in (20, 15, 10, 5)], [Limit(2, DAY)])
    assert free(slots, 2) == [NOW + 14 * HOUR, NOW + 19 * HOUR]


def test_7_a_slot_that_somebody_waits_for_is_left_to_them():
    """Two wait for the evening: an email sent now would take the slot of one of them."""
    evening = NOW + 9 * HOUR
    assert Slots([evening, evening], [Limit(2, DAY)]).first(NOW) == evening + DAY


def test_7_those_who_wait_for_another_day_keep_nobody_waiting():
    sunday = NOW + 6 * DAY
    assert Slots([sunday, sunday], [Limit(2, DAY)]).first(NOW) == NOW


@pytest.mark.parametrize("hours", [(-1, 23), (23, 24)])
def test_7_emails_exactly_one_period_apart_do_not_share_a_period(hours):
    """Two in any 24 hours: one more can be sent between two that are 24 hours apart, or 24 hours before the last."""
    assert Slots([NOW + hour * HOUR for hour in hours], [Limit(2, DAY)]).first(NOW) == NOW


def test_7_no_limit_keeps_nobody_waiting():
    assert Slots([NOW] * 9, []).first(NOW) == NOW


@given(moments=moments_drawn, limits=limits_drawn)
def test_7_one_more_mail_breaks_no_limit_in_any_mix(moments, limits):
    assert not breaks(limits, moments, Slots(moments, limits).first(NOW))


@given(moments=moments_drawn, limits=limits_drawn)
def test_7_no_earlier_moment_would_have_done(moments, limits):
    seconds = (Slots(moments, limits).first(NOW) - NOW) // SECOND
    assert all(breaks(limits, moments, NOW + second * SECOND) for second in range(seconds))


@given(limits=limits_drawn, starts=st.lists(st.integers(0, 60), max_size=30))
def test_7_emails_that_leave_at_their_slots_break_no_limit_whatever_order_they_come_in(limits, starts):
    slots, left = Slots([], limits), []
    for start in starts:
        left += free(slots, 1, NOW + start * SECOND)
    for limit in limits:
        for end in left:
            assert sum(end - limit.period < moment <= end for moment in left) <= limit.count


@given(limits=limits_drawn.filter(bool), seconds=st.integers(0, 120))
def test_7_capacity_is_what_finds_a_slot_in_the_open_time_at_most(limits, seconds):
    fitting = [moment for moment in free(Slots([], limits), 60) if moment < NOW + seconds * SECOND]
    assert len(fitting) <= capacity(limits, seconds * SECOND)


def test_7_capacity_of_a_working_day():
    assert capacity([Limit(500, DAY), Limit(30, HOUR)], 7 * HOUR) == 210
    assert capacity([Limit(100, DAY), Limit(30, HOUR)], 7 * HOUR) == 100


def test_7_last_day():
    monday, tuesday, wednesday = (date(2026, 3, day) for day in (2, 3, 4))
    rooms = [(monday, 3), (tuesday, -2), (wednesday, 3)]
    assert [last_day(count, (), rooms) for count in (3, 4, 6, 7)] == [monday, wednesday, wednesday, None]


def test_7_500_a_day_are_2000_in_4_days():
    assert last_day(2000, (), days_of(500)) == date(2026, 3, 5)


def test_7_follow_ups_take_the_slots_of_first_steps():
    """Those of Monday get their second step on Tuesday, so that the other first steps leave on Wednesday."""
    assert last_day(1000, (1,), days_of(500)) == date(2026, 3, 4)
    assert last_day(1000, (2,), days_of(500)) == date(2026, 3, 3)


@given(count=st.integers(1, 60), delays=st.lists(st.integers(1, 4), max_size=3), room=st.integers(1, 20))
def test_7_first_steps_are_done_neither_before_they_have_room_nor_after_every_step_would_have(count, delays, room):
    days = (last_day(count, delays, days_of(room)) - date(2026, 3, 2)).days + 1
    at_least, all_steps = -(-count // room), -(-count * (len(delays) + 1) // room)
    assert at_least <= days <= all_steps + sum(delays)


def days_of(room):
    """Days from Monday 2 March on, each with the same room."""
    return [(date(2026, 3, 2) + timedelta(days=number), room) for number in range(400)]


def test_7_moments_that_are_kept_free_count_as_those_that_were_taken_one_by_one():
    moments = [NOW + minutes * MINUTE for minutes in (50, 10, 30)]
    at_once, one_by_one = Slots([NOW], [Limit(2, HOUR)]), Slots([NOW], [Limit(2, HOUR)])
    at_once.keep_free(moments)
    for moment in moments:
        one_by_one.reserve(moment)
    assert free(at_once, 6) == free(one_by_one, 6)
