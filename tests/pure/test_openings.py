"""A sending schedule as people read it."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.timing.openings import Opening, clock, next_openings, runs, stretches, week_in_groups
from tools.timing.schedule import Schedule, Window

MONDAY = date(2026, 11, 30)
PARIS = ZoneInfo("Europe/Paris")
OFFICE = [Window(day, 540, 960) for day in range(5)]


def week(schedule, first_day=MONDAY):
    return [opening.stretches for opening in next_openings(schedule, first_day)]


class TestNextOpenings:
    def test_each_date_has_the_windows_of_its_weekday(self):
        assert week(Schedule(PARIS, OFFICE)) == [((540, 960),)] * 5 + [(), ()]

    def test_the_first_date_may_be_any_weekday(self):
        assert week(Schedule(PARIS, OFFICE), MONDAY - timedelta(days=2)) == [(), ()] + [((540, 960),)] * 5

    def test_1_4_a_skipped_date_is_closed_and_told_from_one_that_has_no_window(self):
        saturday = MONDAY + timedelta(days=5)
        openings = next_openings(Schedule(PARIS, OFFICE, {MONDAY, saturday}), MONDAY)
        assert openings[0] == Opening(MONDAY, (), is_skipped=True)
        assert [opening.is_skipped for opening in openings] == [True, False, False, False, False, True, False]

    def test_the_number_of_dates_can_be_chosen(self):
        assert [opening.day for opening in next_openings(Schedule(PARIS, OFFICE), MONDAY, days=2)] == [
            date(2026, 11, 30),
            date(2026, 12, 1),
        ]

    def test_a_schedule_without_windows_is_closed(self):
        assert week(Schedule(PARIS, [])) == [()] * 7


class TestStretches:
    def test_windows_that_touch_are_one_stretch(self):
        assert stretches([Window(0, 0, 540), Window(0, 540, 600), Window(0, 601, 1440)]) == ((0, 600), (601, 1440))

    @given(st.sets(st.integers(0, 1440), min_size=2))
    def test_stretches_cover_the_minutes_of_the_windows(self, marks):
        ordered = sorted(marks)
        windows = [Window(0, start, end) for start, end in zip(ordered[::2], ordered[1::2], strict=False)]
        minutes = {minute for window in windows for minute in range(window.start, window.end)}
        found = stretches(windows)
        assert {minute for start, end in found for minute in range(start, end)} == minutes
        assert all(end < later for (_, end), (later, _) in pairwise(found))


class TestWeekInGroups:
    @pytest.mark.parametrize(
        ("windows", "groups"),
        [
            (OFFICE, [((0, 1, 2, 3, 4), ((540, 960),))]),
            ([*OFFICE, Window(5, 600, 720)], [((0, 1, 2, 3, 4), ((540, 960),)), ((5,), ((600, 720),))]),
            (
                [Window(2, 540, 600), Window(0, 0, 60), Window(4, 0, 60)],
                [((0, 4), ((0, 60),)), ((2,), ((540, 600),))],
            ),
            ([Window(0, 0, 720), Window(0, 720, 1440), Window(1, 0, 1440)], [((0, 1), ((0, 1440),))]),
            ([], []),
        ],
    )
    def test_days_with_the_same_hours_are_together_in_the_order_of_the_week(self, windows, groups):
        assert week_in_groups(windows) == groups

    @given(st.permutations([*OFFICE, Window(0, 1000, 1100), Window(6, 540, 960)]))
    def test_the_order_of_the_windows_does_not_matter(self, windows):
        assert week_in_groups(windows) == [
            ((0,), ((540, 960), (1000, 1100))),
            ((1, 2, 3, 4, 6), ((540, 960),)),
        ]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [([], []), ([3], [(3, 3)]), ([0, 1, 2, 5], [(0, 2), (5, 5)]), ([0, 2, 3], [(0, 0), (2, 3)])],
)
def test_runs(numbers, found):
    assert runs(numbers) == found


@pytest.mark.parametrize(("minute", "text"), [(0, "00:00"), (545, "09:05"), (1439, "23:59"), (1440, "24:00")])
def test_clock(minute, text):
    assert clock(minute) == text
