"""On which days emails are sent under limits, if nobody replies (semantics 7)."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tools.sending.spread import spread

MONDAY = date(2026, 3, 2)


def day(number):
    """Days from Monday 2 March on."""
    return MONDAY + timedelta(days=number)


def sent(planned, capacity, delays=(), days=100, closed=()):
    """``{(number of the day, number of the step): how many}`` for the steps of one account.

    :param planned: ``{(number of the day, number of the step): how many}``
    :param delays: of the steps behind the first one
    """
    by_day = {}
    for (number, step), count in planned.items():
        by_day.setdefault(day(number), {})[step] = count
    found = spread(
        by_day,
        [day(number) for number in range(days)],
        turn=lambda step: not step,
        account=lambda _step: "one",
        capacity=lambda _step, on: 0 if on in closed else capacity,
        following=lambda step: (step + 1, delays[step]) if step < len(delays) else None,
    )
    return {((on - MONDAY).days, step): count for on, step, count in found}


def test_7_500_a_day_are_2000_in_4_days():
    assert sent({(0, 0): 2000}, 500) == {(number, 0): 500 for number in range(4)}


def test_7_follow_ups_take_the_slots_of_first_steps():
    """Those of Monday get their second step on Tuesday, so that the other first steps leave on Wednesday."""
    assert sent({(0, 0): 1000}, 500, (1,)) == {(0, 0): 500, (1, 1): 500, (2, 0): 500, (3, 1): 500}
    assert sent({(0, 0): 1000}, 500, (2,)) == {(0, 0): 500, (1, 0): 500, (2, 1): 500, (3, 1): 500}


def test_7_without_a_limit_nobody_waits():
    assert sent({(0, 0): 1000, (2, 0): 5}, None, (1,)) == {(0, 0): 1000, (1, 1): 1000, (2, 0): 5, (3, 1): 5}


def test_2_4_what_falls_on_a_closed_day_waits_for_the_next_one():
    assert sent({(0, 0): 3}, None, (1, 1), closed={day(1), day(2)}) == {(0, 0): 3, (3, 1): 3, (4, 2): 3}


def test_7_what_was_planned_before_the_first_day_is_sent_on_it():
    assert sent({(-3, 0): 2, (0, 0): 2}, 3) == {(0, 0): 3, (1, 0): 1}


def test_7_those_who_waited_longer_go_first():
    kinds = spread(
        {day(0): {"early": 3}, day(1): {"late": 3}},
        [day(number) for number in range(4)],
        turn=lambda _kind: 0,
        account=lambda _kind: "one",
        capacity=lambda _kind, _on: 2,
        following=lambda _kind: None,
    )
    assert [(on, kind, count) for on, kind, count in kinds] == [
        (day(0), "early", 2),
        (day(1), "early", 1),
        (day(1), "late", 1),
        (day(2), "late", 2),
    ]


def test_7_each_account_has_its_own_limit():
    found = spread(
        {day(0): {"mine": 3, "theirs": 3}},
        [day(0)],
        turn=lambda _kind: 0,
        account=lambda kind: kind,
        capacity=lambda kind, _on: {"mine": 1, "theirs": 2}[kind],
        following=lambda _kind: None,
    )
    assert {kind: count for _on, kind, count in found} == {"mine": 1, "theirs": 2}


@given(count=st.integers(1, 60), delays=st.lists(st.integers(1, 4), max_size=3), room=st.integers(1, 20))
def test_7_each_step_is_sent_to_each_and_no_day_has_more_than_its_room(count, delays, room):
    found, per_day, per_step = sent({(0, 0): count}, room, delays, days=600), Counter(), Counter()
    for (number, step), sent_then in found.items():
        per_day[number] += sent_then
        per_step[step] += sent_then
    assert max(per_day.values()) <= room
    assert per_step == dict.fromkeys(range(len(delays) + 1), count)


@given(count=st.integers(1, 60), delays=st.lists(st.integers(1, 4), max_size=3), room=st.integers(1, 20))
def test_7_first_steps_are_done_neither_before_they_have_room_nor_after_every_step_would_have(count, delays, room):
    days = max(number for number, step in sent({(0, 0): count}, room, delays, days=600) if not step) + 1
    at_least, all_steps = -(-count // room), -(-count * (len(delays) + 1) // room)
    assert at_least <= days <= all_steps + sum(delays)
