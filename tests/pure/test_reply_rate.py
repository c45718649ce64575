"""How far reply rates can be believed (semantics 12)."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.reports.reply_rate import ENOUGH, Counted, Verdict, interval, verdict

TOO_FEW, NO_DIFFERENCE = Verdict("too few to tell"), Verdict("no clear difference")

counts = st.integers(0, 100_000).flatmap(lambda delivered: st.tuples(st.integers(0, delivered), st.just(delivered)))


class TestInterval:
    @pytest.mark.parametrize(
        ("replied", "delivered", "low", "high"),
        [
            # z² = 3.84146; nobody answered: 0 to z² / (n + z²) = 3.84146 / 13.84146; everybody: the same from above
            (0, 10, 0, 0.27753),
            (10, 10, 0.72247, 1),
            # half: 1/2 ± z/2 / sqrt(n + z²) = 0.5 ± 0.97998 / 3.72041
            (5, 10, 0.23659, 0.76341),
            # (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n) = (0.119207 ± 0.061852) / 1.038415
            (10, 100, 0.05523, 0.17437),
            # (0.051921 ± 0.0195056) / 1.0038415
            (50, 1000, 0.03813, 0.06531),
        ],
    )
    def test_is_wilsons(self, replied, delivered, low, high):
        assert interval(replied, delivered) == pytest.approx((low, high), abs=2e-4)

    def test_nothing_delivered_says_nothing(self):
        assert interval(0, 0) == (0, 1)

    @given(counts)
    def test_holds_the_rate_and_stays_within_0_and_1(self, count):
        replied, delivered = count
        low, high = interval(replied, delivered)
        rate = replied / delivered if delivered else 0
        assert 0 <= low <= rate + 1e-12
        assert rate - 1e-12 <= high <= 1

    @given(counts)
    def test_mirrors_those_who_did_not_answer(self, count):
        replied, delivered = count
        low, high = interval(replied, delivered)
        other_low, other_high = interval(delivered - replied, delivered)
        assert isclose(low, 1 - other_high, abs_tol=1e-9)
        assert isclose(high, 1 - other_low, abs_tol=1e-9)

    def test_more_mails_tell_more(self):
        widths = [high - low for low, high in (interval(n // 10, n) for n in (10, 100, 1000, 10_000))]
        assert widths == sorted(widths, reverse=True)

    @pytest.mark.parametrize(("replied", "delivered"), [(1, 0), (11, 10), (-1, 10)])
    def test_refuses_what_cannot_be(self, replied, delivered):
        with pytest.raises(ValueError, match="were replied to"):
            interval(replied, delivered)


class TestVerdict:
    def test_one_mail_less_than_enough_is_too_few(self):
        """However great the difference is."""
        assert verdict([Counted(ENOUGH - 1, 0), Counted(10_000, 9000)]) == TOO_FEW
        assert verdict([Counted(ENOUGH, 0), Counted(10_000, 9000)]) == Verdict("clear difference", 1)

    def test_ranges_that_overlap_are_no_clear_difference(self):
        # 10 of 100: 5.5 to 17.4 %; 20 of 100: 13.3 to 28.9 %
        assert verdict([Counted(100, 10), Counted(100, 20)]) == NO_DIFFERENCE

    def test_ranges_apart_are_a_clear_difference(self):
        # 10 of 100: 5.5 to 17.4 %; 30 of 100: 21.9 to 39.6 %
        assert verdict([Counted(100, 30), Counted(100, 10)]) == Verdict("clear difference", 0)

    @pytest.mark.parametrize(("low", "expected"), [(0.2, NO_DIFFERENCE), (0.21, Verdict("clear difference", 1))])
    def test_ranges_that_touch_are_no_clear_difference(self, monkeypatch, low, expected):
        """The whole range of the one ahead must lie above the others; real counts hardly ever give a tie."""
        ranges = {10: (0.1, 0.2), 30: (low, 0.4)}
        monkeypatch.setattr("tools.reports.reply_rate.interval", lambda replied, _delivered: ranges[replied])
        assert verdict([Counted(100, 10), Counted(100, 30)]) == expected

    def test_the_first_of_three_is_ahead_of_each_other(self):
        assert verdict([Counted(100, 2), Counted(100, 40), Counted(100, 10)]) == Verdict("clear difference", 1)

    def test_two_that_lead_together_are_no_clear_difference(self):
        assert verdict([Counted(100, 2), Counted(100, 40), Counted(100, 39)]) == NO_DIFFERENCE

    def test_nobody_answered_any(self):
        assert verdict([Counted(1000, 0), Counted(1000, 0)]) == NO_DIFFERENCE

    def test_what_is_no_longer_drawn_does_not_hold_up_the_others(self):
        apart = [Counted(100, 40), Counted(100, 2)]
        assert verdict([*apart, Counted(3, 3, in_use=False)]) == Verdict("clear difference", 0)

    def test_what_is_no_longer_drawn_is_compared_where_it_has_enough(self):
        assert verdict([Counted(100, 40), Counted(100, 2, in_use=False)]) == Verdict("clear difference", 0)
        assert verdict([Counted(100, 2), Counted(100, 40, in_use=False)]) == Verdict("clear difference", 1)

    @pytest.mark.parametrize("variants", [[], [Counted(1000, 10)], [Counted(1000, 10), Counted(3, 3, in_use=False)]])
    def test_one_alone_is_not_compared(self, variants):
        assert verdict(variants) == TOO_FEW
