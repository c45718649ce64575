"""Dates on which nothing is sent (semantics 1.4)."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.timing.schedule import Schedule, Window, next_send_at
from tools.timing.skip_dates import LONGEST_BREAK, dates_between, named_ranges, noon_dates, too_long_break

CHRISTMAS = date(2026, 12, 25)
MONDAY = date(2026, 11, 30)
PARIS = ZoneInfo("Europe/Paris")
EVERY_DAY = [Window(day, 0, 1440) for day in range(7)]


def days_from(first, count):
    return [first + timedelta(days=number) for number in range(count)]


class TestDatesBetween:
    def test_both_ends_are_included(self):
        assert dates_between(CHRISTMAS, date(2026, 12, 27)) == days_from(CHRISTMAS, 3)

    def test_a_range_may_be_one_date(self):
        assert dates_between(CHRISTMAS, CHRISTMAS) == [CHRISTMAS]

    def test_reversed_ranges_have_none(self):
        assert dates_between(CHRISTMAS, date(2026, 12, 24)) == []


class TestNoonDates:
    @pytest.mark.parametrize(
        ("start", "end", "dates"),
        [
            ((25, 0, 0), (25, 23, 59), [25]),
            ((25, 0, 0), (27, 0, 0), [25, 26]),
            ((25, 12, 0), (25, 17, 0), [25]),
            ((25, 8, 0), (25, 12, 0), []),
            ((25, 12, 1), (26, 12, 0), []),
            ((24, 13, 0), (26, 12, 1), [25, 26]),
        ],
    )
    def test_a_date_counts_when_its_noon_is_off(self, start, end, dates):
        moments = (datetime(2026, 12, *moment, tzinfo=PARIS) for moment in (start, end))
        assert noon_dates(*moments, PARIS) == [date(2026, 12, day) for day in dates]

    def test_noon_is_that_of_the_zone(self):
        start, end = datetime(2026, 12, 24, 13, tzinfo=UTC), datetime(2026, 12, 25, 1, tzinfo=UTC)
        assert noon_dates(start, end, ZoneInfo("America/New_York")) == [date(2026, 12, 24)]
        assert noon_dates(start, end, ZoneInfo("Pacific/Auckland")) == [CHRISTMAS]
        assert noon_dates(start, end, PARIS) == []

    def test_noon_moves_with_daylight_saving(self):
        """In Paris noon is 11:00 UTC the day before clocks go forward, and 10:00 UTC from then on."""
        start, end = datetime(2026, 3, 28, 10, 30, tzinfo=UTC), datetime(2026, 3, 29, 10, 30, tzinfo=UTC)
        assert noon_dates(start, end, PARIS) == [date(2026, 3, 28), date(2026, 3, 29)]


class TestNamedRanges:
    def test_dates_in_a_row_with_one_name_are_one_range(self):
        names = {date(2026, 12, 26): "Christmas", CHRISTMAS: "Christmas", date(2027, 1, 1): "New Year"}
        assert named_ranges(names) == [
            (CHRISTMAS, date(2026, 12, 26), "Christmas"),
            (date(2027, 1, 1), date(2027, 1, 1), "New Year"),
        ]

    def test_another_name_starts_another_range(self):
        names = {CHRISTMAS: "Christmas Day", date(2026, 12, 26): "Boxing Day"}
        assert [name for _, _, name in named_ranges(names)] == ["Christmas Day", "Boxing Day"]

    def test_no_range_is_longer_than_one_that_may_be_saved(self):
        ranges = named_ranges(dict.fromkeys(days_from(CHRISTMAS, LONGEST_BREAK + 2), "Closed"))
        assert [(last - first).days + 1 for first, last, _ in ranges] == [LONGEST_BREAK, 2]

    @given(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.sampled_from("ab")))
    def test_ranges_hold_just_the_dates_with_their_names(self, names):
        assert {day: name for first, last, name in named_ranges(names) for day in dates_between(first, last)} == names


class TestTooLongBreak:
    def test_a_break_of_a_year_is_fine(self):
        assert too_long_break(EVERY_DAY, days_from(CHRISTMAS, LONGEST_BREAK)) is None

    def test_a_longer_break_is_found_though_it_is_made_of_several(self):
        dates = days_from(CHRISTMAS, LONGEST_BREAK + 1)
        assert too_long_break(EVERY_DAY, dates) == (dates[0], dates[-1])

    def test_a_single_open_date_between_ends_a_break(self):
        dates = days_from(CHRISTMAS, 600)
        assert too_long_break(EVERY_DAY, dates[:300] + dates[301:]) is None

    def test_skipping_the_only_open_weekday_is_a_break_as_well(self):
        mondays = [MONDAY + timedelta(weeks=number) for number in range(60)]
        assert too_long_break([Window(0, 540, 960)], mondays) == (mondays[0], mondays[53])
        assert too_long_break([Window(0, 540, 960), Window(3, 540, 960)], mondays) is None

    def test_nothing_is_open_without_windows(self):
        assert too_long_break([], days_from(CHRISTMAS, 800)) is None

    @given(
        st.sets(st.integers(0, 6), min_size=1), st.sets(st.integers(0, 40), max_size=40), st.integers(0, LONGEST_BREAK)
    )
    def test_a_time_to_send_is_found_wherever_no_break_is_too_long(self, weekdays, single, length):
        windows = [Window(day, 540, 960) for day in weekdays]
        skipped = set(days_from(CHRISTMAS, length)) | {CHRISTMAS + timedelta(days=length + day) for day in single}
        if not too_long_break(windows, skipped):
            now = datetime(2026, 12, 25, tzinfo=UTC)
            drawn = next_send_at(Schedule(UTC, windows, skipped), now, 0, now, Random(1))
            assert drawn.date() not in skipped
