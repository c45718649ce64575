"""The benchmark's verdict: a goal is held by what was measured, and never by rounding."""

import pytest

from testbed.bench_report import Goal, Report


@pytest.mark.parametrize(
    ("reached", "sign", "limit", "is_reached"),
    [(8, "≥", 8, True), (7.999, "≥", 8, False), (0.5, "≤", 0.5, True), (0.501, "≤", 0.5, False)],
)
def test_a_goal_is_held_by_what_was_measured(reached: float, sign: str, limit: float, is_reached: bool):
    assert Goal("a figure", reached, sign, limit).is_reached == is_reached


@pytest.mark.parametrize(
    ("reached", "shown"), [(8.0, "8x"), (12.345, "12.35x"), (100.0, "100x"), (0.5, "0.5x"), (1234.5, "1,234.5x")]
)
def test_a_figure_is_shown_without_needless_digits(reached: float, shown: str):
    assert Goal("a figure", reached, "≥", 1, "x").cells[1] == shown


def test_ratios_are_medians_of_rounds_in_which_both_took_turns(capsys: pytest.CaptureFixture):
    report = Report()

    def rounds(*seconds):
        return [{"mails": 100, "seconds": s, "cpu": s, "queries": 30, "peak": 5} for s in seconds]

    told = {"product": rounds(1, 2, 4), "mass_mailing": rounds(10, 10, 80), "template": rounds(3, 4, 12),
            "floor": rounds(1, 1, 1)}  # fmt: skip
    report.sending(100, 3, told)
    report.verdict()
    printed = capsys.readouterr().out
    assert "| mails/s against Email Marketing | 10x | ≥ 8x | yes |" in printed
    assert "| mails/s against the floor | 0.5x | ≥ 0.8x | no |" in printed
    assert "| queries per mail | 0.3 | ≤ 0.5 | yes |" in printed
