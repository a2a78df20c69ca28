"""Calendars: hours on duty worked by hand, and what holds for every calendar."""

import math
from datetime import date

import pytest
from estimates import SEED, jobs, scenario
from hypothesis import given
from hypothesis import strategies as st

from orgsim.engine.calendar import Calendar
from orgsim.plan.model.organization import Team
from orgsim.setup.simulate import run
from orgsim.setup.teams import calendar_of

MONDAY = date(2024, 1, 1)


def calendar(spec: object = "office", start: date = MONDAY) -> Calendar:
    """The calendar of a team that states it."""
    return calendar_of(Team.model_validate({"headcount": 1, "does": ["serve"], "calendar": spec}), start)


def at(day: int, hour: float) -> float:
    """Elapsed days at an hour of a day; day 0 is a Monday."""
    return day + hour / 24


HOLIDAY = {"holidays": [date(2024, 1, 2), date(2024, 1, 8)]}
"""The first Tuesday and the second Monday."""


@pytest.mark.parametrize(
    ("spec", "start", "hours", "end"),
    [
        pytest.param("office", at(0, 9), 3, at(0, 12), id="within a morning"),
        pytest.param("office", at(0, 9), 8, at(0, 17), id="a whole day ends at closing time"),
        pytest.param("office", at(0, 16), 3, at(1, 11), id="over night"),
        pytest.param("office", at(4, 16), 3, at(7, 11), id="over the weekend"),
        pytest.param("office", at(4, 9), 20, at(8, 13), id="Friday, Monday and half of Tuesday"),
        pytest.param("office", at(0, 9), 40, at(4, 17), id="a week's work"),
        pytest.param("office", at(0, 10), 0, at(0, 10), id="no work takes no time"),
        pytest.param(HOLIDAY, at(0, 16), 3, at(2, 11), id="over a holiday"),
        pytest.param(HOLIDAY, at(4, 16), 3, at(8, 11), id="over the weekend and a holiday"),
        pytest.param(
            {"days": ["sat"], "opens": 20, "hours": 4}, at(5, 22), 3, at(12, 21), id="Saturday nights alone"
        ),
        pytest.param(
            {"days": ["mon", "tue"], "opens": 0, "hours": 24}, at(0, 12), 30, at(1, 18), id="over midnight"
        ),
        pytest.param("continuous", at(4, 16), 30, at(5, 22), id="always on duty"),
    ],
)
def test_when_work_ends(spec: object, start: float, hours: float, end: float) -> None:
    assert calendar(spec).finish(start, hours) == pytest.approx(end, abs=1e-9)


@pytest.mark.parametrize(
    ("spec", "begin", "end", "hours"),
    [
        ("office", at(0, 0), at(7, 0), 40),
        ("office", at(0, 12), at(1, 10), 6),
        ("office", at(4, 16), at(7, 11), 3),
        ("office", at(5, 0), at(7, 9), 0),
        (HOLIDAY, at(0, 0), at(14, 0), 64),
        ("continuous", at(0, 12), at(1, 10), 22),
        ("office", at(1, 10), at(1, 10), 0),
    ],
)
def test_hours_on_duty(spec: object, begin: float, end: float, hours: float) -> None:
    assert calendar(spec).hours_between(begin, end) == pytest.approx(hours, abs=1e-9)


@pytest.mark.parametrize(
    ("time", "opens"),
    [
        (at(0, 8), at(0, 9)),
        (at(0, 9), at(0, 9)),
        (at(0, 16.9), at(0, 16.9)),
        (at(0, 17), at(1, 9)),
        (at(4, 17), at(7, 9)),
        (at(5, 12), at(7, 9)),
        (at(6, 23.9), at(7, 9)),
    ],
)
def test_when_work_can_begin(time: float, opens: float) -> None:
    assert calendar().next_open(time) == pytest.approx(opens, abs=1e-12)
    assert calendar().is_open(time) == (opens == time)


def test_a_run_may_begin_on_any_day() -> None:
    """Day 0 is a Thursday: the weekend is on days 2 and 3."""
    thursday = calendar(start=date(2024, 1, 4))
    assert thursday.finish(at(1, 16), 3) == pytest.approx(at(4, 11))


def test_a_calendar_has_no_end() -> None:
    """A hundred years are 5,217 weeks and a day or so, whatever was asked before."""
    assert calendar().hours_between(0, 7 * 5217) == pytest.approx(40 * 5217)
    assert calendar().next_open(at(7 * 5217 + 5, 12)) == pytest.approx(at(7 * 5218, 9))


SPECS = st.one_of(
    st.sampled_from(["office", "continuous"]),
    st.builds(
        lambda days, opens, hours, off: {
            "days": days,
            "opens": opens,
            "hours": min(hours, 24 - opens),
            "holidays": [date.fromordinal(MONDAY.toordinal() + k) for k in off],
        },
        st.lists(
            st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
            min_size=1,
            max_size=7,
            unique=True,
        ),
        st.floats(0, 23),
        st.floats(0.5, 24),
        st.lists(st.integers(0, 60), max_size=10),
    ),
)
TIMES = st.floats(0, 100)


@given(SPECS, TIMES, st.floats(0, 200))
def test_work_takes_its_hours_on_duty(spec: object, time: float, hours: float) -> None:
    """From when it can begin to when it ends, a person is on duty exactly as long as the work takes."""
    team = calendar(spec)
    begin = team.next_open(time)
    end = team.finish(begin, hours)
    assert begin >= time
    assert end >= begin
    assert team.is_open(begin)
    assert team.hours_between(begin, end) == pytest.approx(hours, abs=1e-6)
    assert team.hours_between(time, begin) == pytest.approx(0, abs=1e-6)


@given(SPECS, TIMES, TIMES, TIMES)
def test_hours_add_up(spec: object, a: float, b: float, c: float) -> None:
    team = calendar(spec)
    first, second, third = sorted((a, b, c))
    parts = team.hours_between(first, second) + team.hours_between(second, third)
    assert parts == pytest.approx(team.hours_between(first, third), abs=1e-6)


OFFICE = """
[scenario]
horizon = "30 days"
start = 2024-01-01
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.serve]
work = {{ mean = "3 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = 1
does = ["serve"]
calendar = {calendar}
"""


def spans(arrivals: list[float], spec: str = '"office"') -> list[tuple[float, float]]:
    """When the work on each lead begins and ends."""
    log = run(scenario(OFFICE.format(arrivals=arrivals, calendar=spec)), SEED, 0)
    return [(float(row["start"]), float(row["end"])) for row in jobs(log, "serve")]


def test_a_weekend_by_hand() -> None:
    """Friday 15:30, Friday 16:00 and Saturday noon: one begins at once, the others follow from Monday on."""
    found = spans([at(4, 15.5), at(4, 16), at(5, 12)])
    expected = [(at(4, 15.5), at(7, 10.5)), (at(7, 10.5), at(7, 13.5)), (at(7, 13.5), at(7, 16.5))]
    assert [time for span in found for time in span] == pytest.approx(
        [time for span in expected for time in span]
    )


def test_a_holiday_by_hand() -> None:
    """Monday the 8th is free: Friday's last hour is followed by Tuesday's first."""
    found = spans([at(4, 16), at(7, 10)], "{ holidays = [2024-01-08] }")
    expected = [(at(4, 16), at(8, 11)), (at(8, 11), at(8, 14))]
    assert [time for span in found for time in span] == pytest.approx(
        [time for span in expected for time in span]
    )


def test_a_day_that_is_full_to_the_minute() -> None:
    """Work that ends at closing time leaves the next lead to the next morning."""
    found = spans([at(0, 14), at(0, 15), at(1, 9)])
    expected = [(at(0, 14), at(0, 17)), (at(1, 9), at(1, 12)), (at(1, 12), at(1, 15))]
    assert [time for span in found for time in span] == pytest.approx(
        [time for span in expected for time in span]
    )


@given(SPECS, TIMES)
def test_turns_say_when_people_are_on_duty(spec: object, until: float) -> None:
    """On and off in turn: work can begin when people come and not when they go, and between lie all hours on duty."""
    team = calendar(spec)
    turns = team.turns(until)
    comes, goes = turns[0::2], turns[1::2]
    assert list(turns) == sorted(turns)
    assert len(comes) == len(goes)
    assert all(team.is_open(time) for time in comes)
    assert all(time in comes or not team.is_open(time) for time in goes if time < math.inf)
    pairs = list(zip(comes, goes, strict=True))
    hours = sum(max(0.0, min(end, until) - begin) for begin, end in pairs) * 24
    assert hours == pytest.approx(team.hours_between(0, until), abs=1e-6)


def test_turns_of_a_week_with_a_holiday() -> None:
    """Monday to Wednesday noon, Tuesday off."""
    spec = {"days": ["mon", "tue", "wed"], "opens": 12.0, "hours": 6.0, "holidays": [date(2024, 1, 2)]}
    assert calendar(spec).turns(2.5) == pytest.approx((0.5, 0.75, 2.5, 2.75))
    assert calendar("continuous").turns(2.5) == (0.0, math.inf)
