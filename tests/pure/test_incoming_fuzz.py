"""Whatever arrives is read: a small run of ``scripts/fuzz``, and strange mails that Hypothesis can shrink."""

import pytest
from fuzzed_mails import PIECES, SEEDS, fuzzed_mail, readings
from hypothesis import given
from hypothesis import strategies as st
from must_end import must_end

RUNS, MAILS_OF_RUN = 8, 100
SMALL = 20_000  # bytes: enough to pass all bounds of the readers


def read_all(raw):
    return {name: read() for name, read in readings(raw).items()}


@pytest.mark.many_samples
@pytest.mark.parametrize("run", range(RUNS))
def test_reading_fuzzed_mails_raises_nothing_and_ends(run):
    with must_end():
        for number in range(run * MAILS_OF_RUN, (run + 1) * MAILS_OF_RUN):
            assert read_all(fuzzed_mail(number, SMALL))["classify"].kind in ("human", "autoreply", "bounce", "notice")


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=40))
def test_reading_pieces_of_mails_raises_nothing(pieces):
    read_all(b"".join(pieces))


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 999), st.sampled_from(PIECES)), max_size=9))
def test_reading_our_mails_with_pieces_set_in_raises_nothing(source, insertions):
    for place, piece in insertions:
        source = source[:place] + piece + source[place:]
    read_all(source)


class TestTheFuzzer:
    def test_makes_the_same_mail_of_a_number_each_time(self):
        assert [fuzzed_mail(number, SMALL) for number in range(50)] == [
            fuzzed_mail(number, SMALL) for number in range(50)
        ]

    @pytest.mark.many_samples
    def test_makes_mails_of_all_kinds(self):
        mails = [fuzzed_mail(number, 2_000) for number in range(250)]
        assert len(set(mails)) > 230
        found = list(map(read_all, mails))
        assert {each["classify"].kind for each in found} == {"human", "autoreply", "bounce", "notice"}
        assert any(each["return_date"] for each in found)

    def test_cuts_a_mail_where_it_is_told_to(self):
        assert max(len(fuzzed_mail(number, 500)) for number in range(200)) == 500

    def test_makes_large_mails_too(self):
        assert max(len(fuzzed_mail(number)) for number in range(1_000)) > 50 * SMALL
