"""Absences: who is away is paid, has no hours on duty, keeps cases and skill, and others stand in."""

from collections import Counter

import numpy as np
import pytest
from estimates import SEED, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.capacity import available
from orgsim.plan.derived.working_hours import away
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR

WORLD = """
[scenario]
horizon = "{days} days"
start = 2024-01-01
mechanisms = [{mechanisms}]

[sources.web]
leads = "{leads} / month"

[journey.call]
work = {{ mean = "{work} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {people}
cost = "120_000 / year"
turnover = "0 % / year"
does = ["call"]
{more}
"""
USUAL = {"days": 28, "mechanisms": '"learning", "turnover"', "leads": 200, "work": 4, "people": 3, "more": ""}
TWO_WEEKS = "absences = [ { people = 1, from = 2024-01-08, to = 2024-01-21 } ]"


def world(more: str, **changes: object) -> Scenario:
    """Three people with more calls than they can make."""
    return scenario(WORLD.format(**(USUAL | changes | {"more": more})))


def played(more: str, **changes: object) -> EventLog:
    """One run of it."""
    return run(world(more, **changes), SEED, 0)


def works(turns: tuple[float, ...]) -> set[int]:
    """Days on which somebody comes on duty."""
    return {int(time) for time in turns[0::2]}


@pytest.mark.parametrize(
    "stated",
    [
        TWO_WEEKS,
        TWO_WEEKS.replace("2024-01-08", '"2024-01-08"').replace("2024-01-21", '"2024-01-21"'),
        'absences = [ { from = "7 days", lasts = "2 weeks" } ]',
        '[[teams.desk.absences]]\nfrom = 2024-01-08\nlasts = "14 days"',
    ],
)
def test_person_away_for_two_weeks(stated: str) -> None:
    """400 hours on duty, the pay of three, and the same person comes back trained: four hours a call, before and after."""
    log = played(stated)
    desk = summarize(log).teams["desk"]
    assert desk["capacity_hours"] == pytest.approx(3 * 160 - 80)
    assert desk["cost"] == pytest.approx(3 * 120_000 * 28 / DAYS_PER_YEAR)
    assert log.of(Row.PAYROLL)["hours"].sum() == pytest.approx(400)
    assert len(log.of(Row.STAFFING)) == desk["headcount"] == 3
    jobs = log.of(Row.JOB)
    jobs = jobs[~np.isnan(jobs["end"]) & ~np.isnan(jobs["start"])]
    assert jobs["hours"] == pytest.approx(np.full(len(jobs), 4.0), abs=0.001)
    first = jobs[jobs["person"] == 0]
    assert not ((first["start"] >= 7) & (first["start"] < 21)).any()
    assert (first["start"] >= 21).sum() >= 9
    assert all(
        ((jobs["person"] == other) & (jobs["start"] >= 7) & (jobs["start"] < 21)).sum() >= 19
        for other in (1, 2)
    )


def test_with_a_plan_that_falls_and_rises_somebody_else_comes() -> None:
    log = played('changes = [ { at = "7 days", headcount = 2 }, { at = "21 days", headcount = 3 } ]')
    assert log.of(Row.JOB)["hours"].max() > 5
    assert summarize(log).teams["desk"]["cost"] < 3 * 120_000 * 25 / DAYS_PER_YEAR


def test_accounts_stay_and_others_stand_in() -> None:
    """Leads of the one who is away are worked on by the others, and the next thing done for them by their owner again."""
    text = WORLD.format(**(USUAL | {"leads": 0, "mechanisms": "", "people": 2, "days": 60})).replace(
        'leads = "0 / month"', 'kind = "recorded"\narrivals = [0.5, 0.5]'
    )
    text = text.replace(
        'to = "lost", rate = 1.0',
        'to = "again", rate = 1.0, after = { mean = "10 days", distribution = "constant" }',
    )
    steps = """
[journey.again]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "last", rate = 1.0, after = { mean = "14 days", distribution = "constant" } } ]
[journey.last]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
"""
    text = text.replace(
        'does = ["call"]', 'does = ["call", "again", "last"]\nownership = "person"\n' + TWO_WEEKS
    )
    log = run(scenario(text + steps), SEED, 0)
    jobs = log.of(Row.JOB)
    by_case = {
        case: [int(row["person"]) for row in jobs[log.case(jobs) == case]] for case in set(log.case(jobs))
    }
    assert sorted(by_case.values()) == [[0, 1, 0], [1, 1, 1]]
    # The stand-in begins at once, on the day on which the case is there, and not when the owner comes back.
    assert all(row["start"] < 12 for row in jobs[jobs["activity"] == log.names.activities.index("again")])


def test_what_waits_for_who_goes_on_leave_goes_to_the_others() -> None:
    text = WORLD.format(**(USUAL | {"mechanisms": "", "people": 2, "work": 16})).replace(
        'leads = "200 / month"', 'kind = "recorded"\narrivals = [4.4, 4.4, 4.41, 4.41]'
    )
    log = run(scenario(text + 'ownership = "person"\n' + TWO_WEEKS), SEED, 0)
    jobs = log.of(Row.JOB)
    # Each has begun one on Friday; the second one's are taken over by who stays. What is begun waits for who has begun it.
    assert sorted(zip(jobs["person"].tolist(), np.floor(jobs["start"]).tolist(), strict=True)) == [
        (0, 4.0), (1, 4.0), (1, 8.0), (1, 10.0),
    ]  # fmt: skip


def test_where_everybody_is_away_work_waits() -> None:
    text = WORLD.format(**(USUAL | {"mechanisms": "", "people": 2, "work": 1})).replace(
        'leads = "200 / month"', 'kind = "recorded"\narrivals = [8.4, 8.4]'
    )
    for owner in ("", 'ownership = "person"\n'):
        log = run(scenario(text + owner + TWO_WEEKS.replace("people = 1", "people = 2")), SEED, 0)
        assert log.of(Row.JOB)["start"] == pytest.approx([21.375, 21.375])


def test_turns_go_round_by_place() -> None:
    """The second of three, then the third and the first, whoever is away already passed over."""
    plan = world(
        "absences = [ { from = 2024-01-08, to = 2024-01-12 }, { people = 2, from = 2024-01-10, to = 2024-01-12 },"
        " { people = 2, from = 2024-01-15, to = 2024-01-15 } ]"
    )
    assert away(plan, "desk") == {
        0: [(7, 12), (14, 15)],
        1: [(9, 12), (14, 15)],
        2: [(9, 12)],
    }


@pytest.mark.parametrize("days", [25, 7, 3])
def test_days_of_a_year_are_taken_in_weeks_and_days(days: int) -> None:
    """So many working days of each of three years, of every person, and whole weeks first."""
    log = played(f'absence = "{days} days / year"', people=8, days=1100, leads=1, mechanisms="")
    office = {day for day in range(1099) if day % 7 < 5}
    for _, _, turns in log.hours.personal:
        off = office - works(turns)
        # Years are those of their weeks: 53, 52 and 52 Mondays begin in them.
        assert Counter(7 * (day // 7) // DAYS_PER_YEAR for day in off) == {0: days, 1: days, 2: days}
        weeks = Counter(day // 7 for day in off)
        assert sum(number == 5 for number in weeks.values()) == 3 * (days // 5)
    assert len({tuple(sorted(office - works(turns))) for _, _, turns in log.hours.personal}) == 8
    desk = summarize(log).teams["desk"]
    assert desk["capacity_hours"] == pytest.approx(8 * 8 * (len(office) + 1 - 3 * days), rel=0.001)
    plan = world(f'absence = "{days} days / year"', people=8, days=1100, leads=1, mechanisms="")
    assert available(plan, "desk") == pytest.approx(desk["capacity_hours"], rel=0.005)


def test_a_part_of_a_day_is_a_day_now_and_then() -> None:
    log = played('absence = "0.5 days / year"', people=400, days=365, leads=1, mechanisms="")
    off = [261 - len(works(turns) & set(range(365))) for _, _, turns in log.hours.personal]
    assert set(off) == {0, 1}
    assert abs(sum(off) - 200) <= 4 * 10


def test_holidays_are_no_days_of_leave() -> None:
    """A week with a holiday costs four days; the days off are as many."""
    more = 'absence = "12 days / year"\ncalendar = { holidays = [2024-01-03, 2024-06-05, 2024-09-04] }'
    log = played(more, people=20, days=371, leads=1, mechanisms="")
    office = {day for day in range(371) if day % 7 < 5} - {2, 156, 247}
    assert {len(office - works(turns)) for _, _, turns in log.hours.personal} == {12}


def test_the_same_person_is_away_at_the_same_time_in_every_organization() -> None:
    """With one more colleague, other hours, another horizon: the luck belongs to the person."""
    first = played('absence = "10 days / year"', days=366, leads=1, mechanisms="")
    other = played(
        'absence = "10 days / year"\ncalendar = { opens = 7, hours = 9, closing = "finish" }',
        people=4, days=500, leads=7, mechanisms="",
    )  # fmt: skip
    for (_, number, turns), (_, same, others) in zip(
        first.hours.personal, other.hours.personal, strict=False
    ):
        assert number == same
        assert works(turns) == {day for day in works(others) if day <= 366}


def test_who_is_always_on_duty_may_be_away() -> None:
    log = played('calendar = "continuous"\n' + TWO_WEEKS, mechanisms="", work=30)
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(24 * (3 * 28 - 14))
    jobs = log.of(Row.JOB)
    ended = jobs[~np.isnan(jobs["end"])]
    crossed = (ended["start"] < 7) & (ended["end"] > 7) & (ended["person"] == 0)
    assert crossed.sum() == 1
    assert (ended["end"] - ended["start"])[crossed] == pytest.approx([14 + 30 / 24])
    assert (ended["end"] - ended["start"])[~crossed] == pytest.approx(np.full((~crossed).sum(), 30 / 24))


def test_rotation_and_leave_together() -> None:
    """Who is a guest elsewhere while their leave begins and ends is away until both are over."""
    text = WORLD.format(**(USUAL | {"mechanisms": '"rotation"', "days": 200, "leads": 20, "more": TWO_WEEKS}))
    text = (
        text.replace('to = "lost"', 'to = "help"')
        + """
[journey.help]
work = { mean = "1 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.other]
headcount = 2
does = ["help"]
absence = "40 days / year"
[policies.rotation]
every = "6 days"
lasts = "9 days"
"""
    )
    log = run(scenario(text), SEED, 0)
    jobs = log.of(Row.JOB)
    guests = jobs[jobs["activity"] == log.names.activities.index("rotation")]
    assert len(guests) > 20
    load = [values for key, values in summarize(log).series.items() if key.startswith("utilisation.")]
    assert (np.array(load) <= 1 + 1e-9).all()


def test_estimates_know_planned_absences() -> None:
    assert available(world(TWO_WEEKS), "desk") == pytest.approx(3 * 160 - 80)
    late = 'absences = [ { people = 2, from = "20 days", lasts = "30 days" } ]'
    assert available(world(late), "desk") == pytest.approx(3 * 160 - 2 * 40)


def test_absences_that_never_happen_are_noted() -> None:
    plan = world(
        'absences = [ { from = 2023-12-20, to = 2024-01-05 }, { from = "40 days", lasts = "1 day" } ]'
    )
    assert "teams.desk plans 2 absence(s) that begin before day 0 or after the horizon" in plan.notes
    assert summarize(run(plan, SEED, 0)).teams["desk"]["capacity_hours"] == pytest.approx(3 * 160 - 40)


def test_no_absence_changes_nothing() -> None:
    plain = played("")
    assert played('absence = "0 days / year"\nabsences = []').rows.tobytes() == plain.rows.tobytes()
    # One who is away after the horizon has hours of their own, and the same work.
    late = played('absences = [ { from = "30 days", lasts = "1 day" } ]')
    assert late.of(Row.JOB).tobytes() == plain.of(Row.JOB).tobytes()


def test_a_night_before_an_absence_is_worked_to_its_end() -> None:
    """Away from day 3 on, at night from 22 to 6: whose case comes at 2 in the night to day 3 is served then, not a week later."""
    plan = scenario(
        WORLD.format(**(USUAL | {"mechanisms": "", "people": 1, "more": 'ownership = "person"', "work": 2}))
    ).replace(
        {
            "sources.web": {"kind": "recorded", "arrivals": [3 + 2 / 24, 3 + 5 / 24]},
            "teams.desk.calendar": {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": 22, "hours": 8},
            "teams.desk.absences": [{"from": "3 days", "lasts": "7 days"}],
        }
    )
    rows = run(plan, SEED, 0).of(Row.JOB)
    spans = [(float(row["start"]) * 24, float(row["end"]) * 24) for row in rows]
    assert spans == [pytest.approx((74, 76)), pytest.approx((77, 10 * 24 + 23))]
