"""The single time zone of a country, where it has one (semantics 1.5)."""

import pytest
from tools.timing.time_zones import shared_zone


def test_one_zone_is_shared():
    assert shared_zone(("Europe/Paris",), 2026) == "Europe/Paris"


def test_no_zone_is_none():
    assert shared_zone((), 2026) is None


def test_zones_that_agree_all_year_are_one_and_the_first_names_it():
    assert shared_zone(("Europe/Berlin", "Europe/Busingen"), 2026) == "Europe/Berlin"


@pytest.mark.parametrize(
    "names",
    [
        ("Europe/Madrid", "Africa/Ceuta", "Atlantic/Canary"),
        ("America/Phoenix", "America/Denver"),  # the same in winter, an hour apart in summer
        ("Australia/Brisbane", "Australia/Sydney"),
    ],
)
def test_zones_that_differ_on_some_day_are_not(names):
    assert shared_zone(names, 2026) is None


def test_the_year_counts_and_not_the_history():
    """Both clocks of Kazakhstan's zones agree since March 2024."""
    names = ("Asia/Almaty", "Asia/Aqtobe")
    assert shared_zone(names, 2022) is None
    assert shared_zone(names, 2025) == "Asia/Almaty"
