"""Work and hours on duty for any calendar: shifts, nights, breaks, holidays, absences, closing times, people who come and go."""

import itertools
import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.bins import Bins
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

START = date(2024, 1, 1)
SLACK = 1e-6
"""Staff hours, or days, that sums of floats may miss by."""
Turns = dict[tuple[int, int], tuple[float, ...]]

days = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, unique=True)
lengths = st.sampled_from([0.5, 4.0, 8.0, 12.0, 24.0])
opens = st.sampled_from([0.0, 6.5, 8.0, 14.0, 22.0])
breaks = st.lists(st.sampled_from(["12:00-13:00", "02:00-02:30", "23:45-00:15", "14:30-14:45"]), max_size=3)
holidays = st.lists(st.integers(-1, 60).map(lambda day: START + timedelta(days=day)), max_size=6)


@st.composite
def calendars(draw: st.DrawFn) -> Any:
    """Any calendar that a team may have."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(["office", "continuous"]))
    found = {
        "days": draw(days),
        "holidays": draw(holidays),
        "closing": draw(st.sampled_from(["carry_over", "finish"])),
    }
    if draw(st.booleans()):
        shifts = st.builds(
            lambda people, opens, hours: {"people": people, "opens": opens, "hours": hours},
            st.integers(1, 3), opens, lengths,
        )  # fmt: skip
        found["shifts"] = draw(st.lists(shifts, min_size=1, max_size=3))
        hours = [shift["hours"] for shift in found["shifts"]]
    else:
        found |= {"opens": draw(opens), "hours": draw(lengths)}
        hours = [found["hours"]]
    return found | ({"breaks": draw(breaks)} if min(hours) >= 4 else {})


@st.composite
def firms(draw: st.DrawFn, paused: bool = False) -> tuple[Scenario, tuple[float, ...]]:
    """Two teams, and the days at which a run is cut into windows; `paused`: work may be put aside, and people ramp up."""
    horizon = draw(st.floats(10, 70))
    used = draw(st.lists(st.sampled_from(["turnover", "rotation", "learning"]), unique=True))
    teams = {}
    for name in ("first", "second"):
        people = draw(st.integers(1, 4))
        absent = st.builds(
            lambda people, first, lasts: {"people": people, "from": f"{first} days", "lasts": f"{lasts} days"},
            st.just(1), st.integers(0, 60), st.integers(1, 20),
        )  # fmt: skip
        teams[name] = {
            "headcount": people,
            "cost": "3_000 / month",
            "does": [name],
            "ownership": draw(st.sampled_from(["pooled", "person"])),
            "calendar": draw(calendars()),
            "absence": draw(st.sampled_from(["0 days / year", "25 days / year", "50 days / year"])),
            "absences": draw(st.lists(absent, max_size=3)),
            "turnover": draw(st.sampled_from(["0 % / year", "99.9 % / year"])),
            "changes": [{"at": f"{horizon / 2} days", "headcount": draw(st.integers(1, 4))}],
        }
    plan = {
        "scenario": {
            "start": START,
            "horizon": f"{horizon} days",
            "mechanisms": used,
            "drain": draw(st.booleans()),
        },
        "sources": {"web": {"leads": draw(st.sampled_from(["0.5 / day", "4 / day"]))}},
        "journey": {
            name: {
                "work": {"mean": draw(st.sampled_from(["0.5 h", "5 h", "30 h"])), "cv": 1.0},
                "patience": {"mean": "3 days"},
                "cold": "lost",
                "outcomes": [{"to": then, "rate": 1.0}],
            }
            for name, then in (("first", "second"), ("second", "lost"))
        },
        "teams": teams,
        "policies": {"rotation": {"every": "9 days", "lasts": "6 days"}} if "rotation" in used else {},
    }
    # Work once a week for 50 days a year cannot be left: such teams are given fewer days off.
    for team in teams.values():
        if isinstance(team["calendar"], dict) and len(team["calendar"]["days"]) == 1:
            team["absence"] = "5 days / year"
    if paused:
        sittings = {"length": "3 h", "gap": {"mean": "2 days"}}
        plan["journey"]["first"] |= draw(st.sampled_from([{}, {"sittings": sittings}]))
        plan["journey"]["third"] = plan["journey"]["second"] | {"urgent": True, "work": {"mean": "1 h"}}
        plan["journey"]["second"]["outcomes"] = [{"to": "third", "rate": 0.5}, {"to": "lost", "rate": 0.5}]
        for team in teams.values():
            team["ramp"] = draw(st.sampled_from([[0, 0.5, 1], [1.0]]))
        teams["second"]["does"] = ["second", "third"]
        teams["first"]["ramp"] = [1.0]
    cuts = draw(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=3, unique=True))
    return scenario(tomli_w.dumps(plan)), (0.0, *sorted(share * horizon for share in cuts), horizon)


def turns_of(log: EventLog) -> Turns:
    """When everybody comes on duty and goes off, by team and number."""
    own = {(team, number): turns for team, number, turns in log.hours.personal}
    rows = log.of(Row.STAFFING)
    everybody = {(int(row["team"]), int(row["person"])) for row in rows}
    return {who: own.get(who, log.facts.on_duty[who[0]]) for who in everybody}


def on_duty(turns: tuple[float, ...], begin: float, end: float) -> float:
    """Hours on duty between two days."""
    pairs = zip(turns[0::2], turns[1::2], strict=True)
    return 24 * sum(max(0.0, min(off, end) - max(on, begin)) for on, off in pairs)


def finishes(plan: Scenario, team: int) -> bool:
    """Whether a team finishes what it has begun before it goes home."""
    return getattr(list(plan.teams.values())[team].calendar, "closing", "") == "finish"


def stays_elsewhere(log: EventLog) -> np.ndarray:
    """Which jobs are stays in another team."""
    jobs = log.of(Row.JOB)
    return np.array([log.names.activities[code] == "rotation" for code in jobs["activity"]], dtype=bool)


@settings(max_examples=examples(40))
@given(firms())
def test_hours_worked_lie_in_the_hours_on_duty_they_span(firm: tuple[Scenario, tuple[float, ...]]) -> None:
    """Nobody begins off duty, works two jobs at a time, or takes more or less than a job's hours on duty."""
    plan, _ = firm
    log = run(plan, SEED, 0)
    conservation.check(log)
    turns, jobs = turns_of(log), log.of(Row.JOB)
    own = stays_elsewhere(log)
    last: dict[tuple[int, int], float] = {}
    begun = np.flatnonzero(~np.isnan(jobs["start"]))
    for k in begun[np.argsort(jobs["start"][begun], kind="stable")]:
        row, who = jobs[k], (int(jobs["team"][k]), int(jobs["person"][k]))
        start, end = float(row["start"]), float(row["end"])
        assert start >= last.get(who, 0.0) - SLACK
        pairs = zip(turns[who][0::2], turns[who][1::2], strict=True)
        assert any(on - SLACK <= start < off for on, off in pairs)
        if math.isnan(end):
            end = log.facts.horizon if not log.facts.drained else math.inf
            last[who] = math.inf
        elif finishes(plan, who[0]) and not own[k]:
            assert (end - start) * 24 == pytest.approx(row["hours"], abs=SLACK * 24)
        else:
            assert on_duty(turns[who], start, end) == pytest.approx(row["hours"], abs=SLACK * 24)
        last[who] = max(last.get(who, 0.0), end)


@settings(max_examples=examples(40))
@given(st.booleans().flatmap(lambda paused: firms(paused=paused)))
def test_no_window_holds_more_work_than_hours_on_duty(firm: tuple[Scenario, tuple[float, ...]]) -> None:
    """Load is at most 1 in any window; hours on duty are those of everybody there, and what was worked beyond them."""
    plan, edges = firm
    log = run(plan, SEED, 0)
    found = work(replace(read(log), bins=Bins(np.array(edges), np.arange(len(edges) - 1), 0)))
    assert (found.hours <= found.capacity * (1 + 1e-9) + SLACK).all()
    load = [values for key, values in summarize(log).series.items() if key.startswith("utilisation.")]
    assert not (np.array(load) > 1 + 1e-9).any()
    rows, turns = log.of(Row.STAFFING), turns_of(log)
    spans = list(itertools.pairwise(edges))
    for team in range(2):
        there = np.zeros(len(spans))
        for who in (who for who in turns if who[0] == team):
            stays = [float(row["end"]) for row in rows if (row["team"], row["person"]) == who]
            joined, left = (*stays, math.inf)[:2]
            there += [on_duty(turns[who], max(begin, joined), min(end, left)) for begin, end in spans]
        if finishes(plan, team):
            assert (found.capacity[team] >= there - SLACK * 24).all()
        else:
            assert found.capacity[team] == pytest.approx(there, abs=SLACK * 24)
        payroll = log.of(Row.PAYROLL)
        assert payroll["hours"][payroll["team"] == team].sum() == pytest.approx(there.sum(), abs=SLACK * 240)


@settings(max_examples=examples(30))
@given(firms())
def test_nobody_on_duty_is_idle_while_work_waits(firm: tuple[Scenario, tuple[float, ...]]) -> None:
    """In a team with one queue: at any moment at which a job waits, everybody on duty and not away is at work."""
    plan, _ = firm
    log = run(plan, SEED, 0)
    jobs, turns = log.of(Row.JOB), turns_of(log)
    until = np.where(np.isnan(jobs["start"]), jobs["end"], jobs["start"])
    until = np.where(np.isnan(until), log.facts.horizon, until)
    stays: dict[tuple[int, int], list[float]] = {}
    for row in log.of(Row.STAFFING):
        stays.setdefault((int(row["team"]), int(row["person"])), []).append(float(row["end"]))
    for team, stated in enumerate(plan.in_order().teams.values()):
        if stated.ownership == "person":
            continue
        mine = jobs[jobs["team"] == team]
        waits = np.flatnonzero(
            (jobs["team"] == team) & (until > jobs["ready"] + SLACK) & ~stays_elsewhere(log)
        )
        for k in waits[:60]:
            ready, end = float(jobs["ready"][k]), min(float(until[k]), log.facts.horizon)
            for who in (who for who in turns if who[0] == team):
                joined, left = (*stays[who], math.inf)[:2]
                begin, over = max(ready, joined), min(end, left)
                busy = mine[(mine["person"] == who[1]) & ~np.isnan(mine["start"])]
                ends = np.where(np.isnan(busy["end"]), math.inf, busy["end"])
                worked = sum(
                    on_duty(turns[who], max(begin, float(start)), min(over, float(stop)))
                    for start, stop in zip(busy["start"], ends, strict=True)
                )
                assert worked >= on_duty(turns[who], begin, over) - 24 * SLACK
