"""When the weekly summary is due, and which instants are of its week (semantics 12)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.timing.weeks import week_bounds, week_due

BRUSSELS, KIRITIMATI, HONOLULU = map(ZoneInfo, ("Europe/Brussels", "Pacific/Kiritimati", "Pacific/Honolulu"))
WEEK_BEFORE = date(2026, 2, 23)


class TestWeekToTell:
    @pytest.mark.parametrize(
        ("local", "monday"),
        [
            ("2026-03-01 23:59", None),  # Sunday
            ("2026-03-02 06:59", None),
            ("2026-03-02 07:00", WEEK_BEFORE),
            ("2026-03-03 00:30", WEEK_BEFORE),
            ("2026-03-03 23:59", WEEK_BEFORE),
            ("2026-03-04 00:00", None),
            ("2026-03-06 09:00", None),
        ],
    )
    def test_is_due_from_monday_at_7_to_the_end_of_tuesday(self, local, monday):
        assert week_due(datetime.fromisoformat(local).replace(tzinfo=BRUSSELS), BRUSSELS) == monday

    def test_by_the_clock_of_its_reader(self):
        sunday_noon = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # Monday 7:30 there, 14 hours ahead
        assert week_due(sunday_noon, KIRITIMATI) == WEEK_BEFORE
        assert week_due(sunday_noon, BRUSSELS) is None
        assert week_due(sunday_noon + timedelta(hours=23), HONOLULU) is None  # Monday 6:30 there, 10 hours behind
        assert week_due(sunday_noon + timedelta(hours=24), HONOLULU) == WEEK_BEFORE


class TestWeekBounds:
    @pytest.mark.parametrize(
        ("monday", "start", "hours"),
        [
            (date(2026, 3, 2), "2026-03-01 23:00", 168),
            (date(2026, 3, 23), "2026-03-22 23:00", 167),  # clocks are set forward on its Sunday
            (date(2026, 10, 19), "2026-10-18 22:00", 169),  # clocks are set back on its Sunday
        ],
    )
    def test_from_midnight_to_midnight(self, monday, start, hours):
        start = datetime.fromisoformat(start).replace(tzinfo=UTC)
        assert week_bounds(monday, BRUSSELS) == (start, start + timedelta(hours=hours))

    @given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.sampled_from([BRUSSELS, KIRITIMATI, HONOLULU]))
    def test_weeks_follow_each_other_without_a_gap(self, day, tz):
        monday = day - timedelta(days=day.weekday())
        assert week_bounds(monday, tz)[1] == week_bounds(monday + timedelta(days=7), tz)[0]

    @given(st.integers(0, 2 * 10**9), st.sampled_from([BRUSSELS, KIRITIMATI, HONOLULU]))
    def test_what_is_told_of_is_over(self, timestamp, tz):
        now = datetime.fromtimestamp(timestamp, UTC)
        monday = week_due(now, tz)
        if monday:
            assert week_bounds(monday, tz)[1] <= now < week_bounds(monday, tz)[1] + timedelta(days=2, hours=1)
