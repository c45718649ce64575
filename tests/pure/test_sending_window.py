"""When emails are sent (semantics 2), one test for each rule."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from tools.timing.schedule import Schedule, Window, first_send_at, next_send_at, open_intervals, soonest_send_at

HOUR = 60
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WORKDAYS = range(MONDAY, SATURDAY)
EVERY_DAY = range(7)
PARIS = ZoneInfo("Europe/Paris")

# A week without a clock change: 2025-03-03 is a Monday.
MONDAY_3, TUESDAY_4, WEDNESDAY_5, FRIDAY_7, SUNDAY_9, MONDAY_10 = (date(2025, 3, day) for day in (3, 4, 5, 7, 9, 10))


def any_time(days=WORKDAYS, tz=PARIS, **options):
    return Schedule(tz, [Window(day, 0, 24 * HOUR) for day in days], **options)


def nine_to_four(days=WORKDAYS, tz=PARIS, **options):
    return Schedule(tz, [Window(day, 9 * HOUR, 16 * HOUR) for day in days], **options)


def local(day, hour, minute=0, second=0, tz=PARIS, fold=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=tz, fold=fold)


def draws(schedule, not_before, count=300, **options):
    """Many draws in the schedule's zone, sorted."""
    rng = Random(20)
    return sorted(schedule.draw(not_before, rng=rng, **options).astimezone(schedule.tz) for _ in range(count))


def many(send_at, *arguments, count=300):
    """Many results of a planning function, as times in Paris, sorted."""
    rng = Random(20)
    return sorted(send_at(*arguments, rng).astimezone(PARIS) for _ in range(count))


def hours_open(schedule, day):
    return sum((end - start for start, end in open_intervals(schedule, day)), timedelta()) / timedelta(hours=1)


def assert_all_between(times, first, last):
    """All times lie in [first, last), in both halves of it."""
    assert first <= times[0] < first + (last - first) / 2 < times[-1] < last


class TestHelpPage:
    """The section "What is the sending schedule?", sentence by sentence, and its table of four cases."""

    def test_mails_are_sent_at_random_times_within_the_sending_window(self):
        times = draws(nine_to_four(), local(MONDAY_3, 0))
        assert len(set(times)) > 250
        assert_all_between(times, local(MONDAY_3, 9), local(MONDAY_3, 16))

    def test_added_during_a_window_without_delay_is_sent_immediately(self):
        now = local(MONDAY_3, 10, 17, 3)
        assert first_send_at(nine_to_four(), now, 0, Random(1)) is now

    def test_added_outside_a_window_without_delay_is_sent_at_a_random_time_in_the_next_window(self):
        times = many(first_send_at, nine_to_four(), local(MONDAY_3, 16), 0)
        assert_all_between(times, local(TUESDAY_4, 9), local(TUESDAY_4, 16))

    def test_added_during_a_window_with_a_delay_is_sent_at_a_random_time_in_the_next_window_after_the_delay(self):
        times = many(first_send_at, nine_to_four(), local(MONDAY_3, 10), 2)
        assert_all_between(times, local(WEDNESDAY_5, 9), local(WEDNESDAY_5, 16))

    def test_added_outside_a_window_with_a_delay_counts_from_the_day_the_contact_is_added(self):
        saturday_night = local(date(2025, 3, 8), 23, 30)
        times = many(first_send_at, nine_to_four(), saturday_night, 2)
        assert_all_between(times, local(MONDAY_10, 9), local(MONDAY_10, 16))

    @pytest.mark.parametrize("hour", range(24))
    def test_added_on_sunday_to_monday_to_friday_any_time_is_sent_on_monday(self, hour):
        times = many(first_send_at, any_time(), local(SUNDAY_9, hour, 59, 59), 0)
        assert_all_between(times, local(MONDAY_10, 0), local(date(2025, 3, 11), 0))

    def test_a_delay_of_one_day_may_last_two_hours_with_any_time(self):
        eleven_pm = local(MONDAY_3, 23)
        times = many(next_send_at, any_time(), eleven_pm, 1, eleven_pm)
        assert any(time < local(TUESDAY_4, 1) for time in times)
        assert_all_between(times, local(TUESDAY_4, 0), local(WEDNESDAY_5, 0))

    def test_a_delay_of_one_day_lasts_at_least_17_hours_with_nine_to_four(self):
        last_second = local(MONDAY_3, 15, 59, 59)
        times = many(next_send_at, nine_to_four(), last_second, 1, last_second)
        assert times[0] - last_second > timedelta(hours=17)

    @pytest.mark.parametrize("weekday", EVERY_DAY)
    @pytest.mark.parametrize("hour", [0, 8, 9, 12, 15, 16, 23])
    @pytest.mark.parametrize("delay", [0, 1, 2, 3, 7, 30, 365])
    def test_table_of_four_cases_for_every_weekday_and_delay(self, weekday, hour, delay):
        now = local(MONDAY_3 + timedelta(days=weekday), hour)
        sent = first_send_at(nine_to_four(), now, delay, Random(weekday)).astimezone(PARIS)
        if delay == 0 and weekday in WORKDAYS and 9 <= hour < 16:
            assert sent == now
            return
        expected = now.date() + timedelta(days=delay)
        if delay == 0 and hour >= 16:
            expected += timedelta(days=1)
        while expected.weekday() not in WORKDAYS:
            expected += timedelta(days=1)
        assert sent.date() == expected
        assert 9 <= sent.hour < 16


class TestFirstStep:
    def test_in_a_gap_between_two_windows_is_sent_in_the_later_window_of_the_same_date(self):
        schedule = Schedule(PARIS, [Window(MONDAY, 9 * HOUR, 11 * HOUR), Window(MONDAY, 14 * HOUR, 15 * HOUR)])
        times = many(first_send_at, schedule, local(MONDAY_3, 12), 0)
        assert_all_between(times, local(MONDAY_3, 14), local(MONDAY_3, 15))

    def test_delay_counts_dates_in_the_schedules_zone_not_in_utc(self):
        now = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)
        assert now.astimezone(PARIS).date() == TUESDAY_4
        assert many(first_send_at, any_time(), now, 1)[0].date() == WEDNESDAY_5

    def test_negative_delay_is_refused(self):
        with pytest.raises(ValueError, match="delay"):
            first_send_at(any_time(), local(MONDAY_3, 9), -1, Random(1))

    def test_mail_found_late_is_sent_at_once_in_an_open_window_else_drawn_again(self):
        now = local(MONDAY_3, 12)
        assert soonest_send_at(nine_to_four(), now, Random(1)) is now
        times = many(soonest_send_at, nine_to_four(), local(FRIDAY_7, 18))
        assert_all_between(times, local(MONDAY_10, 9), local(MONDAY_10, 16))


class TestNextSteps:
    def test_delay_counts_from_the_date_the_step_before_was_really_sent(self):
        sent_at = local(MONDAY_3, 15)
        times = many(next_send_at, nine_to_four(), sent_at, 2, sent_at)
        assert_all_between(times, local(WEDNESDAY_5, 9), local(WEDNESDAY_5, 16))

    def test_delay_that_ends_on_a_closed_day_waits_for_the_next_open_one(self):
        sent_at = local(FRIDAY_7, 10)
        assert {time.date() for time in many(next_send_at, nine_to_four(), sent_at, 1, sent_at)} == {MONDAY_10}

    def test_delay_long_over_is_sent_in_what_is_left_of_today(self):
        times = many(next_send_at, nine_to_four(), local(MONDAY_3, 10), 1, local(FRIDAY_7, 15))
        assert_all_between(times, local(FRIDAY_7, 15), local(FRIDAY_7, 16))

    def test_skip_dates_are_closed(self):
        schedule = nine_to_four(skip_dates={TUESDAY_4})
        assert not schedule.is_open(local(TUESDAY_4, 10))
        assert open_intervals(schedule, TUESDAY_4) == []
        assert many(next_send_at, schedule, local(MONDAY_3, 10), 1, local(MONDAY_3, 10))[0].date() == WEDNESDAY_5

    def test_negative_delay_is_refused(self):
        with pytest.raises(ValueError, match="delay"):
            next_send_at(any_time(), local(MONDAY_3, 9), -1, local(MONDAY_3, 9), Random(1))


class TestDraw:
    def test_is_an_aware_utc_time_of_whole_seconds(self):
        drawn = any_time().draw(local(MONDAY_3, 9).replace(microsecond=1), rng=Random(1))
        assert drawn.tzinfo is UTC
        assert drawn.microsecond == 0

    def test_is_the_same_for_the_same_seed(self):
        assert draws(any_time(), local(MONDAY_3, 9)) == draws(any_time(), local(MONDAY_3, 9))

    def test_reaches_the_first_and_the_last_second_left_and_no_other(self):
        schedule = Schedule(PARIS, [Window(MONDAY, 9 * HOUR, 9 * HOUR + 1)])
        times = draws(schedule, local(MONDAY_3, 9, 0, 29).replace(microsecond=1))
        assert {time.second for time in times} == set(range(30, 60))

    def test_with_less_than_a_second_left_takes_the_next_date(self):
        not_before = local(MONDAY_3, 15, 59, 59).replace(microsecond=1)
        assert draws(nine_to_four(), not_before)[0].date() == TUESDAY_4

    def test_is_not_before_the_first_date(self):
        assert draws(nine_to_four(), local(MONDAY_3, 9), first_date=FRIDAY_7)[0].date() == FRIDAY_7

    def test_first_date_in_the_past_changes_nothing(self):
        past = date(2020, 1, 1)
        assert draws(nine_to_four(), local(MONDAY_3, 9), first_date=past) == draws(nine_to_four(), local(MONDAY_3, 9))


class TestOpensAt:
    """A whole second, as times to send are (semantics 2.5), and never one that is already over."""

    @pytest.mark.parametrize(
        ("not_before", "opens"),
        [
            (local(MONDAY_3, 8, 30), local(MONDAY_3, 9)),
            (local(MONDAY_3, 10), local(MONDAY_3, 10)),
            (local(MONDAY_3, 10).replace(microsecond=1), local(MONDAY_3, 10, 0, 1)),
            (local(MONDAY_3, 15, 59, 59).replace(microsecond=1), local(TUESDAY_4, 9)),
        ],
        ids=["before a window", "in a window", "within a second", "within the last second"],
    )
    def test_is_the_first_whole_second_in_a_window(self, not_before, opens):
        assert nine_to_four().opens_at(not_before) == opens


class TestBadInput:
    @pytest.mark.parametrize(
        "values", [(-1, 0, 60), (7, 0, 60), (0, -1, 60), (0, 0, 1441), (0, 60, 60), (0, 61, 60), (0, 9.5, 60)]
    )
    def test_impossible_window_is_refused(self, values):
        with pytest.raises(ValueError, match=r"window|weekday"):
            Window(*values)

    def test_overlapping_windows_are_refused(self):
        with pytest.raises(ValueError, match="overlap"):
            Schedule(PARIS, [Window(MONDAY, 60, 120), Window(TUESDAY, 0, 60), Window(MONDAY, 119, 130)])

    @pytest.mark.parametrize("skip_dates", [frozenset(), {MONDAY_3}])
    def test_schedule_without_a_window_is_closed_and_draws_nothing(self, skip_dates):
        schedule = Schedule(PARIS, [], skip_dates)
        now = local(MONDAY_3, 10)
        assert not schedule.is_open(now)
        for draw in (
            lambda: schedule.draw(now, rng=Random(1)),
            lambda: first_send_at(schedule, now, 0, Random(1)),
            lambda: next_send_at(schedule, now, 1, now, Random(1)),
        ):
            with pytest.raises(ValueError, match="no open window"):
                draw()

    def test_skip_dates_that_leave_no_window_in_two_years_are_refused(self):
        skip_dates = {MONDAY_3 + timedelta(days=day) for day in range(3 * 366)}
        with pytest.raises(ValueError, match="no open window"):
            any_time(skip_dates=skip_dates).draw(local(MONDAY_3, 10), rng=Random(1))

    def test_two_years_of_skip_dates_are_waited_for_and_no_day_more(self):
        closed = {MONDAY_3 + timedelta(days=day) for day in range(2 * 365)}
        last_date = MONDAY_3 + timedelta(days=2 * 365)
        drawn = any_time(EVERY_DAY, skip_dates=closed).draw(local(MONDAY_3, 10), first_date=MONDAY_3, rng=Random(1))
        assert drawn.astimezone(PARIS).date() == last_date
        schedule = any_time(EVERY_DAY, skip_dates={*closed, last_date})
        with pytest.raises(ValueError, match="no open window"):
            schedule.draw(local(MONDAY_3, 10), first_date=MONDAY_3, rng=Random(1))

    def test_naive_datetimes_are_refused(self):
        naive, aware = datetime(2025, 3, 3, 10), local(MONDAY_3, 10)  # noqa: DTZ001
        schedule, rng = any_time(), Random(1)
        for call in (
            lambda: schedule.is_open(naive),
            lambda: schedule.local_date(naive),
            lambda: schedule.draw(naive, rng=rng),
            lambda: soonest_send_at(schedule, naive, rng),
            lambda: first_send_at(schedule, naive, 0, rng),
            lambda: first_send_at(schedule, naive, 1, rng),
            lambda: next_send_at(schedule, naive, 1, aware, rng),
            lambda: next_send_at(schedule, aware, 1, naive, rng),
        ):
            with pytest.raises(ValueError, match="time zone"):
                call()


class TestSchedule:
    def test_window_is_open_from_its_start_until_just_before_its_end(self):
        schedule = nine_to_four()
        assert not schedule.is_open(local(MONDAY_3, 8, 59, 59).replace(microsecond=999_999))
        assert schedule.is_open(local(MONDAY_3, 9))
        assert schedule.is_open(local(MONDAY_3, 15, 59, 59).replace(microsecond=999_999))
        assert not schedule.is_open(local(MONDAY_3, 16))

    def test_windows_in_any_order_make_equal_schedules_of_one_hash(self):
        windows = [Window(FRIDAY, 0, 60), Window(MONDAY, 60, 120), Window(MONDAY, 0, 60)]
        one, other = Schedule(PARIS, windows, [SUNDAY_9]), Schedule(PARIS, reversed(windows), {SUNDAY_9})
        assert one == other
        assert hash(one) == hash(other)
        assert one.windows == (Window(MONDAY, 0, 60), Window(MONDAY, 60, 120), Window(FRIDAY, 0, 60))

    def test_touching_windows_are_one_interval(self):
        schedule = Schedule(PARIS, [Window(MONDAY, 9 * HOUR, 12 * HOUR), Window(MONDAY, 12 * HOUR, 16 * HOUR)])
        assert open_intervals(schedule, MONDAY_3) == [(local(MONDAY_3, 9), local(MONDAY_3, 16))]

    def test_intervals_of_a_date_are_in_utc(self):
        assert [end.tzinfo for _, end in open_intervals(nine_to_four(), MONDAY_3)] == [UTC]


class TestDaylightSaving:
    """A local time that does not exist is never drawn; one that exists twice counts twice (semantics 2.6)."""

    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("Europe/Paris", date(2025, 3, 30), 23),
            ("Europe/Paris", date(2025, 10, 26), 25),
            ("America/New_York", date(2025, 11, 2), 25),
            ("America/Sao_Paulo", date(2018, 11, 4), 23),  # midnight does not exist
            ("America/Sao_Paulo", date(2018, 2, 17), 25),  # its last hour exists twice
            ("Asia/Beirut", date(2024, 3, 31), 23),  # midnight does not exist
            ("Asia/Beirut", date(2024, 10, 26), 25),  # its last hour exists twice
            ("Africa/Cairo", date(2024, 4, 26), 23),
            ("Africa/Cairo", date(2024, 10, 31), 25),
            ("America/Havana", date(2024, 11, 3), 25),  # its first hour exists twice
            ("Australia/Lord_Howe", date(2024, 10, 6), 23.5),
            ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
            ("America/St_Johns", date(2006, 10, 28), 25 - 1 / 60),  # shown again after one minute of the next date
            ("America/St_Johns", date(2006, 10, 29), 24 + 1 / 60),
            ("Pacific/Apia", date(2011, 12, 29), 24),
            ("Pacific/Apia", date(2011, 12, 30), 0),
            ("Asia/Kolkata", date(2025, 3, 30), 24),
        ],
    )
    def test_a_whole_day_is_as_long_as_the_clocks_show_it(self, zone, day, hours):
        assert hours_open(any_time(EVERY_DAY, ZoneInfo(zone)), day) == pytest.approx(hours, abs=1e-6)

    def test_a_window_in_the_skipped_hour_is_passed_over(self):
        schedule = Schedule(PARIS, [Window(SUNDAY, 2 * HOUR, 3 * HOUR)])
        assert draws(schedule, local(date(2025, 3, 30), 0))[0].date() == date(2025, 4, 6)

    def test_an_instant_written_as_a_skipped_local_time_is_judged_by_what_the_clocks_show(self):
        schedule = Schedule(PARIS, [Window(SUNDAY, 2 * HOUR, 3 * HOUR)])
        assert not schedule.is_open(local(date(2025, 3, 30), 2, 30))

    def test_a_window_around_the_skipped_hour_loses_it(self):
        schedule = Schedule(PARIS, [Window(SUNDAY, 1 * HOUR + 30, 3 * HOUR + 30)])
        day = date(2025, 3, 30)
        assert hours_open(schedule, day) == 1
        assert {time.hour for time in draws(schedule, local(day, 0))} == {1, 3}

    def test_a_window_in_the_repeated_hour_opens_twice(self):
        schedule = Schedule(PARIS, [Window(SUNDAY, 2 * HOUR, 2 * HOUR + 30)])
        day = date(2025, 10, 26)
        assert open_intervals(schedule, day) == [
            (datetime(2025, 10, 26, hour, tzinfo=UTC), datetime(2025, 10, 26, hour, 30, tzinfo=UTC)) for hour in (0, 1)
        ]
        assert {time.fold for time in draws(schedule, local(day, 0))} == {0, 1}

    def test_after_its_first_pass_the_repeated_window_is_still_ahead(self):
        schedule = Schedule(PARIS, [Window(SUNDAY, 2 * HOUR, 2 * HOUR + 30)])
        day = date(2025, 10, 26)
        times = draws(schedule, local(day, 2, 45))
        assert {(time.date(), time.fold) for time in times} == {(day, 1)}

    def test_a_date_shown_again_after_midnight_is_still_the_first_date(self):
        st_johns = ZoneInfo("America/St_Johns")
        schedule = any_time(EVERY_DAY, st_johns)
        shortly_after_midnight = datetime(2006, 10, 29, 0, 0, 30, tzinfo=st_johns)
        assert {time.date() for time in draws(schedule, shortly_after_midnight)} == {date(2006, 10, 28)}

    def test_a_date_that_a_zone_skipped_is_never_drawn(self):
        apia = ZoneInfo("Pacific/Apia")
        schedule = any_time(EVERY_DAY, apia)
        sent_at = datetime(2011, 12, 29, 12, tzinfo=apia)
        drawn = next_send_at(schedule, sent_at, 1, sent_at, Random(1)).astimezone(apia)
        assert drawn.date() == date(2011, 12, 31)
