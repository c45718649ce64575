"""Between which moments mails leave, and on which dates: by hand, and against many random draws."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_sending_window_properties import situations
from tools.timing.forecast import (
    Span,
    dates_after,
    first_open_date,
    span_after,
    span_of_drawn,
    span_of_first,
    span_of_soonest,
    spans_after,
)
from tools.timing.schedule import Schedule, Window, first_send_at, next_send_at, open_intervals, soonest_send_at

HOUR = 60
SECOND = timedelta(seconds=1)
PARIS = ZoneInfo("Europe/Paris")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2025, 3, day) for day in range(3, 10))
ONE_WEEK = timedelta(days=7)
MANY = 60  # random courses of one example

delays = st.lists(st.integers(1, 12), max_size=5)


def office(tz=PARIS, **options):
    """Monday to Friday 9 to 16 o'clock."""
    return Schedule(tz, [Window(day, 9 * HOUR, 16 * HOUR) for day in range(5)], **options)


def two_windows():
    """Every day 9 to 11 and 14 to 15 o'clock."""
    return Schedule(
        PARIS, [Window(day, start * HOUR, end * HOUR) for day in range(7) for start, end in ((9, 11), (14, 15))]
    )


def local(day, hour, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=PARIS)


def whole_window(day, start=9, end=16):
    return Span(local(day, start), local(day, end) - SECOND)


class TestFirstStep:
    def test_2_1_in_an_open_window_leaves_at_once(self):
        now = local(MONDAY, 10, 30, 7)
        assert span_of_first(office(), now, 0) == Span(now, now)
        assert span_of_soonest(office(), now) == Span(now, now)

    def test_2_2_before_the_window_leaves_in_the_whole_of_it(self):
        assert span_of_first(office(), local(MONDAY, 3), 0) == whole_window(MONDAY)

    def test_2_2_between_two_windows_of_a_day_leaves_in_the_later_one(self):
        assert span_of_first(two_windows(), local(MONDAY, 12), 0) == whole_window(MONDAY, 14, 15)

    def test_2_2_after_the_last_window_of_the_week_leaves_on_monday(self):
        assert span_of_first(office(), local(FRIDAY, 16), 0) == whole_window(MONDAY + ONE_WEEK)

    def test_2_3_with_a_delay_leaves_on_the_first_date_from_then_on_that_has_window_time(self):
        assert span_of_first(office(), local(THURSDAY, 12), 2) == whole_window(MONDAY + ONE_WEEK)

    def test_4_7_resumed_in_an_open_window_leaves_in_what_is_left_of_the_day(self):
        assert span_of_drawn(office(), local(MONDAY, 15, 59, 58)) == Span(
            local(MONDAY, 15, 59, 58), local(MONDAY, 15, 59, 59)
        )
        assert span_of_drawn(two_windows(), local(MONDAY, 10)) == Span(local(MONDAY, 10), local(MONDAY, 15) - SECOND)


class TestNextSteps:
    def test_2_4_each_counts_from_the_one_before(self):
        assert spans_after(office(), whole_window(MONDAY), [1, 2, 1]) == [
            whole_window(TUESDAY),
            whole_window(THURSDAY),
            whole_window(FRIDAY),
        ]

    def test_nothing_catches_up_after_a_weekend(self):
        assert spans_after(office(), whole_window(THURSDAY), [2, 1]) == [
            whole_window(MONDAY + ONE_WEEK),
            whole_window(TUESDAY + ONE_WEEK),
        ]

    def test_several_windows_of_a_day_reach_from_the_first_to_the_last(self):
        assert span_after(two_windows(), whole_window(MONDAY, 9, 15), 1) == whole_window(TUESDAY, 9, 15)

    def test_1_4_dates_to_skip_are_passed_over(self):
        schedule = office(skip_dates=[TUESDAY, WEDNESDAY])
        assert span_after(schedule, whole_window(MONDAY), 1) == whole_window(THURSDAY)

    def test_2_6_clocks_set_forward_shorten_the_day_by_the_hour_that_does_not_exist(self):
        schedule = Schedule(PARIS, [Window(6, 2 * HOUR, 4 * HOUR)])
        span = span_of_first(schedule, local(date(2025, 3, 29), 12), 0)
        assert span == Span(datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 3, 30, 1, 59, 59, tzinfo=UTC))

    def test_2_6_clocks_set_back_lengthen_the_day_by_the_hour_that_exists_twice(self):
        schedule = Schedule(PARIS, [Window(6, 2 * HOUR, 3 * HOUR)])
        span = span_of_first(schedule, local(date(2025, 10, 25), 12), 0)
        assert span.last - span.first == timedelta(hours=2) - SECOND

    def test_schedule_that_never_opens_is_refused(self):
        with pytest.raises(ValueError, match="no open window"):
            span_after(Schedule(PARIS, []), whole_window(MONDAY), 1)

    def test_negative_delay_is_refused(self):
        with pytest.raises(ValueError, match="delay"):
            spans_after(office(), whole_window(MONDAY), [1, -1])


class TestAgainstRandomDraws:
    """The schedules, zones and days are those that the drawing itself is tested with."""

    @staticmethod
    def course(schedule, now, first_delay, delays, rng):
        """The moments at which the steps leave for one contact."""
        moments = [first_send_at(schedule, now, first_delay, rng)]
        for delay_days in delays:
            moments.append(next_send_at(schedule, moments[-1], delay_days, moments[-1], rng))
        return moments

    @given(situations(), st.integers(0, 5), delays)
    def test_no_draw_falls_outside(self, situation, first_delay, delays):
        schedule, now = situation
        first = span_of_first(schedule, now, first_delay)
        spans = [first, *spans_after(schedule, first, delays)]
        rng = Random(7)
        for _ in range(MANY):
            moments = self.course(schedule, now, first_delay, delays, rng)
            assert all(span.first <= moment <= span.last for span, moment in zip(spans, moments, strict=True))

    @given(situations(), st.integers(0, 5), delays)
    def test_each_step_leaves_on_a_certain_date(self, situation, first_delay, delays):
        schedule, now = situation
        first = span_of_first(schedule, now, first_delay)
        for span in (first, *spans_after(schedule, first, delays)):
            assert schedule.local_date(span.first) == schedule.local_date(span.last)

    @given(situations(), st.integers(1, 12))
    def test_ends_are_the_ends_of_the_open_time_of_that_date(self, situation, delay):
        """Nothing of it is lost or added: found by the open time itself, which no generator draws from."""
        schedule, now = situation
        span = span_after(schedule, span_of_drawn(schedule, now), delay)
        intervals = open_intervals(schedule, schedule.local_date(span.first))
        assert (span.first, span.last) == (intervals[0][0], intervals[-1][1] - SECOND)

    def test_ends_are_reached_where_the_open_time_is_short(self):
        schedule = Schedule(PARIS, [Window(day, 9 * HOUR, 9 * HOUR + 1) for day in range(7)])
        now, rng = local(MONDAY, 3), Random(1)
        first = span_of_first(schedule, now, 0)
        spans = [first, *spans_after(schedule, first, [1, 2])]
        courses = [self.course(schedule, now, 0, [1, 2], rng) for _ in range(2000)]
        assert [Span(min(moments), max(moments)) for moments in zip(*courses, strict=True)] == spans

    @given(situations())
    def test_what_waits_for_a_window_only(self, situation):
        schedule, now = situation
        soonest, drawn, rng = span_of_soonest(schedule, now), span_of_drawn(schedule, now), Random(3)
        for _ in range(MANY):
            assert soonest.first <= soonest_send_at(schedule, now, rng) <= soonest.last
            assert drawn.first <= schedule.draw(now, rng=rng) <= drawn.last


class TestDates:
    FAR = MONDAY + timedelta(days=400)

    def dates(self, schedule, day, delays, until=FAR):
        return list(dates_after(schedule, day, delays, until))

    def test_2_4_each_counts_from_the_one_before(self):
        assert self.dates(office(), MONDAY, [1, 2, 1]) == [TUESDAY, THURSDAY, FRIDAY]

    def test_closed_days_and_dates_to_skip_are_passed_over(self):
        schedule = office(skip_dates=[MONDAY + ONE_WEEK])
        assert self.dates(schedule, THURSDAY, [1, 1]) == [FRIDAY, TUESDAY + ONE_WEEK]

    def test_end_with_the_last_date_asked_for(self):
        assert self.dates(office(), MONDAY, [1, 2, 1], until=THURSDAY) == [TUESDAY, THURSDAY]
        assert self.dates(office(), MONDAY, [1, 2, 1], until=WEDNESDAY) == [TUESDAY]
        assert self.dates(office(), FRIDAY, [1], until=SUNDAY) == []

    def test_none_where_no_window_opens(self):
        assert first_open_date(Schedule(PARIS, []), MONDAY, self.FAR) is None
        assert first_open_date(office(), SATURDAY, SUNDAY) is None
        assert first_open_date(office(), FRIDAY, FRIDAY) == FRIDAY

    def test_local_date_that_the_zone_left_out_is_passed_over(self):
        """Samoa had no 30 December 2011."""
        schedule = Schedule(ZoneInfo("Pacific/Apia"), [Window(day, 0, 24 * HOUR) for day in range(7)])
        assert first_open_date(schedule, date(2011, 12, 30), date(2012, 1, 5)) == date(2011, 12, 31)

    @given(situations(), delays)
    def test_are_those_of_the_moments(self, situation, delays):
        schedule, now = situation
        span = span_of_drawn(schedule, now)
        dates = [schedule.local_date(following.first) for following in spans_after(schedule, span, delays)]
        day = schedule.local_date(span.first)
        assert list(dates_after(schedule, day, delays, day + timedelta(days=1000))) == dates
