"""Helping: who has nothing of their own to do takes what waits for another team."""

import math
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import pytest
from estimates import SEED, Rows, controlled, jobs, outcome, replicate, scenario
from theory import mmc_wait

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.capacity import overloaded
from orgsim.setup.build import build
from orgsim.setup.simulate import run

PAIR = """
[scenario]
horizon = "{horizon} days"
drain = true
mechanisms = []
[sources.a]
leads = "{a} / day"
entry = "first"
[sources.b]
leads = "{b} / day"
entry = "second"
[journey.first]
work = {{ mean = "24 h", distribution = "exponential" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.second]
work = {{ mean = "24 h", distribution = "exponential" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.one]
headcount = 1
calendar = "continuous"
does = ["first"]
{one}
[teams.two]
headcount = 1
calendar = "continuous"
does = ["second"]
{two}
"""
BOTH = {"one": 'helps = ["second"]', "two": 'helps = ["first"]'}


def pair(a: float, b: float, horizon: int, one: str = "", two: str = "", **head: Any) -> Any:
    """Two servers with queues of their own, work of a day; who helps whom is text of the teams."""
    return scenario(PAIR.format(a=a, b=b, horizon=horizon, one=one, two=two), **head)


def test_two_servers_who_help_each_other_are_one_queue_with_two_servers() -> None:
    """No server idles while anybody waits, and all work is alike: the number of jobs there is that of M/M/2, whoever does them.

    Beside it each server alone would be M/M/1, with a wait of 3 days at a load of 3/4; M/M/2 has 9/7.
    """

    def measured(log: EventLog) -> dict[str, float]:
        rows = log.of(Row.JOB)
        rows = rows[(rows["ready"] > 50) & (rows["ready"] < 750)]
        wait = float((rows["start"] - rows["ready"]).mean())
        return {"wait": wait, "jobs": len(rows), "work": float(rows["hours"].mean()) / 24}

    said = replicate(pair(0.75, 0.75, 800, **BOTH), 40, measured)
    found = controlled(said["wait"], (said["jobs"], 1.5 * 700), (said["work"], 1.0))
    assert mmc_wait(1.5, 1.0, 2) == pytest.approx(9 / 7)
    assert found.agrees(9 / 7, half_width=0.1)


def replayed(log: EventLog, helps: dict[str, str]) -> dict[int, tuple[float, str]]:
    """When each job begins and who does it, by a simulation that shares no line with the engine."""
    team_of = {"first": "one", "second": "two"}
    arrivals = [
        (float(row["ready"]), name, int(case), float(row["hours"]) / 24)
        for name in team_of
        for row, case in zip(jobs(log, name), log.case(jobs(log, name)).tolist(), strict=True)
    ]
    events: list[tuple[float, int, str, tuple[int, float]]] = [
        (time, 1, name, (case, length)) for time, name, case, length in arrivals
    ]
    heapify(events)
    queue: dict[str, list[tuple[int, float]]] = {"first": [], "second": []}
    busy = {"one": False, "two": False}
    begun: dict[int, tuple[float, str]] = {}
    own = {team: name for name, team in team_of.items()}

    def look(now: float) -> None:
        for by_helping in (False, True):
            for team in busy:
                name = helps.get(team, "") if by_helping else own[team]
                if not busy[team] and queue.get(name) and not (by_helping and queue[own[team]]):
                    case, length = queue[name].pop(0)
                    begun[case], busy[team] = (now, team), True
                    heappush(events, (now + length, 0, team, (case, length)))

    while events:
        now, kind, name, job = heappop(events)
        if kind:
            queue[name].append(job)
        else:
            busy[name] = False
        look(now)
    return begun


@pytest.mark.parametrize(
    "helps", [{"two": "first"}, {"one": "second"}, {"one": "second", "two": "first"}], ids=str
)
def test_every_job_begins_when_and_with_whom_the_rule_says(helps: dict[str, str]) -> None:
    """Against an independent simulation, job by job; own work comes first, and nobody is interrupted."""
    log = run(pair(0.8, 0.5, 500, **{team: f'helps = ["{name}"]' for team, name in helps.items()}), SEED)
    expected = replayed(log, helps)
    rows = log.of(Row.JOB)
    assert len(rows) > 500
    for row, case in zip(rows, log.case(rows).tolist(), strict=True):
        assert (row["start"], log.names.teams[row["team"]]) == (
            pytest.approx(expected[case][0]),
            expected[case][1],
        )
    crossed = sum(log.names.teams[row["team"]] != ("one" if row["activity"] == 0 else "two") for row in rows)
    assert crossed > 5


def of_team(log: EventLog, team: str) -> Rows:
    rows = log.of(Row.JOB)
    return rows[rows["team"] == log.names.teams.index(team)]


def test_hours_are_in_the_load_of_who_helps() -> None:
    """Only one team has work; the other does part of it, and the two loads add to that of the one."""
    alone, helped = (summarize(run(pair(0.7, 0, 1000, two=two), SEED)) for two in ("", 'helps = ["first"]'))
    assert alone.teams["two"]["hours"] == 0
    assert helped.teams["two"]["hours"] > 2000
    total = helped.teams["one"]["hours"] + helped.teams["two"]["hours"]
    assert total == pytest.approx(alone.teams["one"]["hours"], rel=0.01)
    assert helped.activities["first"]["wait_hours"] < alone.activities["first"]["wait_hours"] / 3


def test_help_that_is_never_needed_changes_no_row() -> None:
    plain, with_help = (
        run(pair(0.7, 0.7, 300, two=two).replace({"teams.one.headcount": 100}), SEED)
        for two in ("", 'helps = ["first"]')
    )
    assert with_help.rows.tobytes() == plain.rows.tobytes()


def test_who_is_off_duty_looks_when_they_come() -> None:
    """One office day for the helper, one person round the clock for the others: nothing is begun by the helper at night."""
    plan = pair(0.9, 0, 400, two='helps = ["first"]').replace({"teams.two.calendar": "office"})
    rows = of_team(run(plan, SEED), "two")
    hour = rows["start"] % 1 * 24
    assert len(rows) > 10
    assert ((hour > 9 - 1e-6) & (hour < 17)).all()
    assert np.isclose(hour, 9).any()


def test_cases_that_are_kept_can_be_helped_with() -> None:
    """Each of two keeps their cases; the helper takes what waits for either, and the case stays theirs."""
    plan = pair(3, 0, 100, two='helps = ["first"]').replace(
        {"teams.one.ownership": "person", "teams.one.headcount": 2, "teams.two.ownership": "person"}
    )
    log = run(plan, SEED)
    assert len(of_team(log, "two")) > 50
    assert len(of_team(log, "one")) > 100


def test_patience_ends_when_help_comes() -> None:
    """Nobody waits longer than a day; with help fewer leave."""
    patience = {"journey.first.patience": {"mean": "1 day", "distribution": "constant"}}
    cold = []
    for two in ("", 'helps = ["first"]'):
        log = run(pair(2, 0, 300, two=two).replace(patience), SEED)
        rows = log.of(Row.JOB)
        assert np.nanmax(rows["start"] - rows["ready"]) <= 1 + 1e-9
        cold.append(int((rows["outcome"] == outcome(log, "cold")).sum()))
    assert cold[1] < cold[0] / 2


HANDED = """
[scenario]
horizon = "60 days"
drain = true
mechanisms = ["handoff"]
[sources.web]
leads = "1 / day"
[journey.call]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "visit", rate = 1.0 } ]
[journey.visit]
work = { mean = "20 h", distribution = "constant" }
outcomes = [ { to = "sign", rate = 1.0 } ]
[journey.sign]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["call"]
helps = ["visit"]
[teams.field]
headcount = 1
calendar = "continuous"
does = ["visit", "sign"]
[policies.handoff]
delay = "0 days"
confirmation = "3 h"
[effects.understanding]
friction = 0
"""


def test_a_helper_is_another_face() -> None:
    """The desk knows whom it has called and reads nothing; the field, which signs what the desk has visited, reads up then."""
    log = run(scenario(HANDED), SEED)
    hours = {
        (log.names.teams[row["team"]], log.names.activities[row["activity"]]): set()
        for row in log.of(Row.JOB)
    }
    visited = {}
    rows = log.of(Row.JOB)
    for row, case in zip(rows, log.case(rows).tolist(), strict=True):
        team, activity = log.names.teams[row["team"]], log.names.activities[row["activity"]]
        if activity == "visit":
            visited[case] = team
        if activity != "sign":
            hours[team, activity].add(round(float(row["hours"]), 6))
    assert hours["desk", "call"] >= {1.0}
    assert hours["desk", "visit"] == {20.0}
    assert hours["field", "visit"] == {23.0}
    signed = {
        case: round(float(row["hours"]), 6)
        for row, case in zip(rows, log.case(rows).tolist(), strict=True)
        if log.names.activities[row["activity"]] == "sign"
    }
    assert {signed[case] for case in signed if visited[case] == "field"} == {2.0}
    assert {signed[case] for case in signed if visited[case] == "desk"} == {5.0}


def test_a_helper_serves_whom_its_team_serves() -> None:
    """Field sales serve large leads, and help the desk with those alone."""
    text = """
    [scenario]
    horizon = "60 days"
    mechanisms = []
    [segments.small]
    share = 0.5
    [segments.large]
    share = 0.5
    [sources.web]
    leads = "4 / day"
    [journey.call]
    work = { mean = "12 h" }
    outcomes = [ { to = "visit", rate = 0.1 }, { to = "lost", rate = 0.9 } ]
    [journey.visit]
    work = { mean = "1 h" }
    outcomes = [ { to = "lost", rate = 1.0 } ]
    [teams.desk]
    headcount = 1
    calendar = "continuous"
    does = ["call"]
    [teams.inside]
    headcount = 1
    calendar = "continuous"
    does = ["visit"]
    serves = ["small"]
    [teams.field]
    headcount = 1
    calendar = "continuous"
    does = ["visit"]
    serves = ["large"]
    helps = ["call"]
    """
    log = run(scenario(text), SEED)
    arrivals = log.of(Row.ARRIVAL)
    segment = dict(zip(log.case(arrivals).tolist(), arrivals["outcome"].tolist(), strict=True))
    helped = of_team(log, "field")
    helped = helped[helped["activity"] == log.names.activities.index("call")]
    assert len(helped) > 10
    assert {segment[case] for case in log.case(helped).tolist()} == {outcome(log, "large")}


def test_a_team_that_only_helps() -> None:
    """Floaters do nothing of their own; what they take over is reckoned with before a team is called overloaded."""
    plan = pair(
        1.5,
        0.5,
        400,
        two='[teams.floaters]\nheadcount = 2\ncalendar = "continuous"\ndoes = []\nhelps = ["first"]',
    )
    assert overloaded(plan) == ()
    assert overloaded(plan.replace({"teams.floaters.helps": ["second"]})) == ("one",)
    log = run(plan, SEED)
    assert len(of_team(log, "floaters")) > 200


def test_those_who_help_from_the_start_have_practised_it() -> None:
    plan = pair(1, 1, 10, two='helps = ["first"]', mechanisms=["learning"])
    world = build(plan, SEED, 0)
    world.open()
    practice = next(part for kind, part in world.parts.items() if kind.__name__ == "Practice")
    (person,) = world.teams[1].people
    assert practice.known(person, 0, 0.0) == practice.known(person, 1, 0.0) > 0  # type: ignore[attr-defined]
    assert not math.isnan(person.since)


def test_leads_of_day_0_can_be_helped_with() -> None:
    """Of two who wait on day 0, the team's one person takes the first, and who helps the other at once."""
    plan = pair(0, 0, 2, two='helps = ["first"]').replace({"firm": {"pipeline": {"first": 2}}})
    rows = jobs(run(plan, SEED), "first")
    assert rows["start"].tolist() == [0, 0]
    assert sorted(rows["team"].tolist()) == [0, 1]
