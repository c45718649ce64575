"""The drawing of send times against a plain reference, over generated schedules; and that it is uniform.

The reference looks at the clock of the zone minute by minute. It shares nothing with the code but the data classes.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tools.timing.schedule import Schedule, Window, first_send_at, next_send_at, open_intervals

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)

# With the days around which their clocks change, also at midnight, by half an hour, and by a whole day.
CLOCK_CHANGES = {
    "UTC": [date(2025, 3, 30)],
    "Asia/Kolkata": [date(2025, 3, 30)],
    "Asia/Kathmandu": [date(2025, 3, 30)],
    "Europe/Paris": [date(2025, 3, 30), date(2025, 10, 26)],
    "America/New_York": [date(2025, 3, 9), date(2025, 11, 2)],
    "America/Sao_Paulo": [date(2018, 11, 4), date(2018, 2, 17)],
    "America/Havana": [date(2024, 3, 10), date(2024, 11, 3)],
    "America/St_Johns": [date(2006, 4, 2), date(2006, 10, 29)],
    "Asia/Beirut": [date(2024, 3, 31), date(2024, 10, 26)],
    "Africa/Cairo": [date(2024, 4, 26), date(2024, 10, 31)],
    "Africa/Casablanca": [date(2025, 2, 23), date(2025, 4, 6)],
    "Australia/Lord_Howe": [date(2024, 10, 6), date(2024, 4, 7)],
    "Pacific/Apia": [date(2011, 12, 30), date(2012, 4, 1)],
    "Pacific/Kiritimati": [date(1994, 12, 31)],
}
FULL_DAY = Window(0, 0, 1440)
SPECIAL_MINUTES = [0, 1, 30, 60, 90, 120, 150, 180, 540, 960, 1380, 1410, 1439, 1440]


@st.composite
def windows(draw):
    """Windows of one week, not overlapping, not none: whole days, single minutes, windows touching midnight."""
    minutes = st.sampled_from(SPECIAL_MINUTES) | st.integers(0, 1440)
    edges = st.lists(minutes, min_size=2, max_size=5, unique=True).map(sorted)
    by_weekday = draw(st.dictionaries(st.integers(0, 6), edges | st.just([0, 1440]), min_size=1))
    spans = [(day, start, end) for day, edges in by_weekday.items() for start, end in pairwise(edges)]
    kept = draw(st.lists(st.sampled_from(spans), min_size=1, unique=True))
    return [Window(*span) for span in kept]


@st.composite
def situations(draw):
    """A schedule and an instant within three days of a clock change of its zone."""
    zone = draw(st.sampled_from(sorted(CLOCK_CHANGES)))
    change = draw(st.sampled_from(CLOCK_CHANGES[zone]))
    days_around = st.integers(-4, 6).map(lambda days: change + timedelta(days=days))
    schedule = Schedule(ZoneInfo(zone), draw(windows()), draw(st.sets(days_around, max_size=4)))
    seconds = draw(st.integers(-3 * 86400, 3 * 86400))
    microseconds = draw(st.sampled_from([0, 1, 999_999]))
    midday = datetime(change.year, change.month, change.day, 12, tzinfo=UTC)
    return schedule, midday + timedelta(seconds=seconds, microseconds=microseconds)


def shows_open(schedule, instant):
    """Whether the clock on the zone's wall, at this instant, shows a time in a window of a day not skipped."""
    wall = instant.astimezone(schedule.tz)
    if wall.date() in schedule.skip_dates:
        return False
    return any(
        wall.weekday() == window.weekday and window.start <= wall.hour * 60 + wall.minute < window.end
        for window in schedule.windows
    )


def first_open_date(schedule, not_before, first_date):
    """(the first date with open time left, the minutes in UTC that are open on it), found by walking."""
    found, minutes = None, []
    instant = not_before.replace(second=0, microsecond=0)
    if instant + timedelta(seconds=59) < not_before:
        instant += MINUTE  # no whole second is left in this one
    day = instant.astimezone(schedule.tz).date()
    # Clocks set back may show a date once more, until they show the second one after it.
    while found is None or day < found + 2 * ONE_DAY:
        if day >= first_date and shows_open(schedule, instant):
            if found is None or day < found:
                found, minutes = day, []
            if day == found:
                minutes.append(instant)
        instant += MINUTE
        day = instant.astimezone(schedule.tz).date()
    return found, minutes


@given(situations(), st.integers(0, 3), st.integers(0, 2**32))
@example((Schedule(ZoneInfo("Europe/Paris"), [Window(6, 150, 151)]), datetime(2025, 3, 29, tzinfo=UTC)), 0, 1)
@example((Schedule(ZoneInfo("Pacific/Apia"), [Window(4, 0, 1440)]), datetime(2011, 12, 28, tzinfo=UTC)), 1, 1)
def test_drawn_time_is_open_and_on_the_first_possible_date(situation, delay, seed):
    schedule, not_before = situation
    first_date = not_before.astimezone(schedule.tz).date() + timedelta(days=delay)
    expected_date, minutes = first_open_date(schedule, not_before, first_date)
    for drawn in (schedule.draw(not_before, first_date=first_date, rng=Random(seed + draw)) for draw in range(5)):
        assert drawn >= not_before
        assert drawn.microsecond == 0
        assert schedule.is_open(drawn)
        assert drawn.replace(second=0) in minutes
        assert drawn.astimezone(schedule.tz).date() == expected_date >= first_date


@given(situations())
def test_open_intervals_are_the_minutes_at_which_the_clock_shows_an_open_time(situation):
    schedule, around = situation
    day = around.astimezone(schedule.tz).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    instants = (midnight - ONE_DAY + minute * MINUTE for minute in range(3 * 1440))
    expected = [at for at in instants if at.astimezone(schedule.tz).date() == day and shows_open(schedule, at)]
    intervals = open_intervals(schedule, day)
    actual = [start + minute * MINUTE for start, end in intervals for minute in range((end - start) // MINUTE)]
    assert actual == expected
    assert all(end < start for (_, end), (start, _) in pairwise(intervals))


@given(situations())
def test_schedule_is_open_when_the_clock_shows_an_open_time(situation):
    schedule, at = situation
    assert schedule.is_open(at) == shows_open(schedule, at)


@given(situations(), st.integers(1, 400), st.integers(0, 30), st.integers(0, 2**32))
def test_next_step_is_open_not_in_the_past_not_before_its_delay_and_by_the_generator_alone(
    situation, delay, days_late, seed
):
    schedule, sent_at = situation
    now = sent_at + timedelta(days=days_late)
    planned, again = (next_send_at(schedule, sent_at, delay, now, Random(seed)) for _ in range(2))
    assert planned == again
    assert planned >= now
    assert schedule.is_open(planned)
    sent_date = sent_at.astimezone(schedule.tz).date()
    assert planned.astimezone(schedule.tz).date() >= sent_date + timedelta(days=delay)


@given(situations(), st.integers(0, 2**32))
def test_first_step_without_delay_is_sent_now_exactly_in_an_open_window(situation, seed):
    schedule, now = situation
    assert (first_send_at(schedule, now, 0, Random(seed)) is now) == shows_open(schedule, now)


# Chi-square with 23 degrees of freedom is above this once in a thousand samples.
CHI_SQUARE_23_AT_ONE_PER_MILLE = 49.73


@pytest.mark.many_samples
@pytest.mark.parametrize(
    ("day", "spans", "not_before"),
    [
        pytest.param(date(2025, 3, 3), [(0, 1440)], "00:00", id="whole day"),
        pytest.param(date(2025, 3, 3), [(540, 570), (600, 960), (1439, 1440)], "00:00", id="unequal windows"),
        pytest.param(date(2025, 3, 3), [(540, 570), (600, 960)], "09:20", id="rest of a window and another"),
        pytest.param(date(2025, 3, 30), [(0, 1440)], "00:00", id="skipped hour"),
        pytest.param(date(2025, 10, 26), [(0, 1440)], "00:00", id="repeated hour"),
        pytest.param(date(2025, 10, 26), [(120, 180), (600, 660)], "00:00", id="window open twice"),
    ],
)
def test_every_second_left_of_the_date_is_as_likely_as_any_other(day, spans, not_before):
    schedule = Schedule(ZoneInfo("Europe/Paris"), [Window(day.weekday(), *span) for span in spans])
    earliest = datetime.fromisoformat(f"{day}T{not_before}").replace(tzinfo=schedule.tz).astimezone(UTC)
    minutes = [at for at in (earliest + n * MINUTE for n in range(25 * 60)) if shows_open(schedule, at)]
    minutes = [at for at in minutes if at.astimezone(schedule.tz).date() == day]
    rank = {minute: position for position, minute in enumerate(minutes)}
    rng, draws, cells = Random(1789), 24_000, 24
    counts = Counter()
    for _ in range(draws):
        drawn = schedule.draw(earliest, rng=rng)
        second = rank[drawn.replace(second=0)] * 60 + drawn.second
        counts[second * cells // (len(minutes) * 60)] += 1
    expected = draws / cells
    chi_square = sum((counts[cell] - expected) ** 2 / expected for cell in range(cells))
    assert chi_square < CHI_SQUARE_23_AT_ONE_PER_MILLE


@given(windows())
def test_a_window_more_that_overlaps_is_refused(kept):
    Schedule(ZoneInfo("UTC"), kept)
    assert all(
        one.weekday != other.weekday or one.end <= other.start or other.end <= one.start
        for one, other in combinations(kept, 2)
    )
    for window in kept:
        with pytest.raises(ValueError, match="overlap"):
            Schedule(ZoneInfo("UTC"), [*kept, Window(window.weekday, 0, 1440)])
