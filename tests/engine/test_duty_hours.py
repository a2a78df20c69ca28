"""Hours of several stretches a day, held against a grid of quarters of an hour, and against calendars of one stretch."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples

from orgsim.engine import duty_hours
from orgsim.engine.calendar import WorkingHours
from orgsim.engine.duty_hours import DutyHours, Stretch

MONDAY = date(2024, 1, 1)
DAYS = 40
QUARTERS = DAYS * 96
Plan = tuple[list[Stretch], set[int], int]

weekdays = st.sets(st.integers(0, 6), min_size=1).map(frozenset)
stretches = st.builds(
    lambda begins, length, days: Stretch(begins / 4, min(begins + length, 192) / 4, days),
    st.integers(0, 160),
    st.integers(1, 96),
    weekdays,
)
plans = st.tuples(
    st.lists(stretches, min_size=1, max_size=4), st.sets(st.integers(-2, DAYS), max_size=8), st.integers(0, 6)
)


def grid(plan: Plan) -> list[bool]:
    """Whether somebody is on duty in each quarter of an hour."""
    found, (parts, off, first) = [False] * QUARTERS, plan
    for day in range(-3, DAYS):
        for one in parts:
            if day not in off and (first + day) % 7 in one.weekdays:
                for quarter in range(round((day * 24 + one.begins) * 4), round((day * 24 + one.ends) * 4)):
                    if 0 <= quarter < QUARTERS:
                        found[quarter] = True
    return found


def hours_of(plan: Plan) -> DutyHours:
    """The hours that such a plan says."""
    parts, off, first = plan
    return DutyHours(parts, off, date.fromordinal(MONDAY.toordinal() + first))


@settings(max_examples=examples(60))
@given(plans, st.data())
def test_hours_are_those_of_a_grid(plan: Plan, data: st.DataObject) -> None:
    there, hours = grid(plan), hours_of(plan)
    for _ in range(10):
        begin = data.draw(st.integers(0, QUARTERS - 200))
        end = data.draw(st.integers(begin, QUARTERS - 1))
        assert hours.is_open((begin + 0.5) / 96) == there[begin]
        assert hours.hours_between(begin / 96, end / 96) == pytest.approx(sum(there[begin:end]) / 4, abs=1e-6)
        following = next((quarter for quarter in range(begin, QUARTERS) if there[quarter]), None)
        if following is not None:
            opens = max((begin + 0.5) / 96, following / 96)
            assert hours.next_open((begin + 0.5) / 96) == pytest.approx(opens, abs=1e-9)


@settings(max_examples=examples(60))
@given(plans, st.floats(0, 30), st.floats(0, 100))
def test_work_takes_its_hours_on_duty(plan: Plan, time: float, work: float) -> None:
    hours = hours_of(plan)
    end = hours.finish(time, work)
    assert hours.hours_between(time, end) == pytest.approx(work, abs=1e-6)


@settings(max_examples=examples(60))
@given(plans, st.floats(0, 35))
def test_turns_hold_the_hours_on_duty(plan: Plan, until: float) -> None:
    hours = hours_of(plan)
    turns = hours.turns(until)
    assert list(turns) == sorted(turns)
    pairs = zip(turns[0::2], turns[1::2], strict=True)
    total = sum(max(0.0, min(end, until) - begin) for begin, end in pairs) * 24
    assert total == pytest.approx(hours.hours_between(0, until), abs=1e-6)


@pytest.mark.parametrize("looked_up", [1, 9, 60, 40_000])
def test_one_stretch_is_a_calendar_of_working_hours(monkeypatch: pytest.MonkeyPatch, looked_up: int) -> None:
    """Also where days are no longer looked up."""
    monkeypatch.setattr(duty_hours, "_LOOKED_UP", looked_up)
    off = [2, 20, 63]
    one = DutyHours([Stretch(8.25, 15.5, frozenset({0, 2, 6}))], off, MONDAY)
    plain = WorkingHours(
        8.25, 7.25, {0, 2, 6}, [date.fromordinal(MONDAY.toordinal() + d) for d in off], MONDAY
    )
    for tenth in range(0, 9000, 7):
        time = tenth / 10
        assert one.is_open(time) == plain.is_open(time)
        assert one.next_open(time) == pytest.approx(plain.next_open(time), abs=1e-9)
        assert one.finish(time, time) == pytest.approx(plain.finish(time, time), abs=1e-8)
        assert one.hours_between(time / 3, time) == pytest.approx(
            plain.hours_between(time / 3, time), abs=1e-6
        )


def test_a_night_shift_reaches_into_day_0_and_over_a_holiday() -> None:
    """Sunday 22 o'clock to Monday 6; the night that begins on the free Wednesday is off, the one that ends on it is not."""
    night = DutyHours([Stretch(22.0, 30.0, frozenset(range(7)))], {2}, MONDAY)
    assert night.hours_between(0, 0.25) == pytest.approx(6)
    assert night.hours_between(2, 3) == pytest.approx(6)
    assert night.hours_between(3, 4) == pytest.approx(2)
    assert night.finish(22 / 24, 8) == pytest.approx(1.25)
    assert night.turns(0.5) == pytest.approx((0.0, 0.25, 22 / 24, 1.25))
