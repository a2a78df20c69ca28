"""Leads told apart together with every shape of work, plans of people and contracts: closed forms, and nothing is lost."""

import math
import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from estimates import SEED, Rows, jobs, outcome, scenario
from logbook import worked
from places import BENCHMARKS
from searching import examples

import orgsim
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.contracts import contracts
from orgsim.plan.derived.demand import expected_jobs
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.derived.serving import counted_to, for_sources_alone, serves
from orgsim.plan.derived.worth import contract, per_hour
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

EVERYTHING = orgsim.load(BENCHMARKS / "all.toml")
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"urgent": True},
    {"sittings": {"length": "0.5 h", "gap": {"mean": "8 h"}}},
    {"with": True},
)


def told_apart(luck: random.Random) -> Scenario:
    """The network of the benchmarks with segments, its teams cut by them, helping, ramping, hiring, and work of all shapes."""
    changes: dict[str, Any] = {
        "scenario.horizon": "12 days",
        "segments": {
            "small": {"share": 0.7},
            "large": {"share": 0.3, "readiness": 0.5, "size": 4},
            **dict.fromkeys(name for name in EVERYTHING.segments if name not in ("small", "large")),
        },
        "effects.turnover.per_year": "99 % / year",
    }
    calendar = luck.choice(["office", "continuous"])
    alone, done = for_sources_alone(EVERYTHING), dict[str, list[str]]()
    teams: dict[str, Any] = {}
    for name, stated in EVERYTHING.document().data["teams"].items():
        team = stated | {"ownership": luck.choice(["pooled", "person"]), "calendar": calendar}
        team["changes"] = [{"at": "3 days", "headcount": "+2"}]
        team["ramp"] = luck.choice([[0.5], [0.0, 0.5], [1.0]])
        if team["ownership"] == "person":
            team["turns"] = luck.choice(["strict", "least_busy"])
        kept = [one for one in team["does"] if one not in alone]
        if kept and luck.random() < 0.6:
            teams[f"{name}_large"] = team | {"does": kept, "serves": ["large"], "priority": []}
            team["serves"] = ["small"]
        teams[name] = team
    for name, team in teams.items():
        for one in team["does"]:
            done.setdefault(one, []).append(name)
    whole = [name for name, team in teams.items() if "serves" not in team]
    joint = set()
    for activity, doing in done.items():
        shape = dict(luck.choice(SHAPES))
        others = [name for name in whole if name not in doing]
        if shape.pop("with", False) and others:
            shape["with"] = luck.sample(others, 1)
            joint.add(activity)
        changes |= {f"journey.{activity}.{key}": value for key, value in shape.items()}
        if EVERYTHING.journey[activity].outcomes and luck.random() < 0.5:
            changes[f"segments.large.journey.{activity}.work.mean"] = "1 h"
    for team in teams.values():
        helps = sorted(done.keys() - set(team["does"]) - joint)
        team["helps"] = luck.sample(helps, luck.choice([0, 1, 2])) if len(helps) > 1 else []
    return EVERYTHING.replace({"teams": teams, **changes})


@pytest.mark.parametrize("number", [*range(1, examples(8)), pytest.param(0, marks=pytest.mark.slow)])
def test_nothing_is_lost_and_each_lead_is_served_by_whom_the_plan_says(number: int) -> None:
    plan = told_apart(random.Random(number))
    log = run(plan, number)
    check(log)
    for spans in worked(log, float(np.nanmax(log.rows["end"]))).values():
        assert all(before[1] <= after[0] + 1e-7 for before, after in pairwise(spans))
    arrivals, jobs = log.of(Row.ARRIVAL), log.of(Row.JOB)
    lot = {
        case: (log.names.entities[entity], log.names.outcomes[segment], number % counted_to(plan))
        for case, entity, segment, number in zip(
            log.case(arrivals).tolist(),
            arrivals["entity"].tolist(),
            arrivals["outcome"].tolist(),
            arrivals["number"].tolist(),
            strict=True,
        )
    }
    rows = zip(log.case(jobs).tolist(), jobs["team"].tolist(), jobs["activity"].tolist(), strict=True)
    for case, team, activity in set(rows):
        name = log.names.activities[activity]
        if case in lot and team >= 0 and name in plan.journey:
            stated = plan.teams[log.names.teams[team]]
            assert serves(plan, stated, lot[case])
            assert name in (*stated.does, *stated.helps)
    for found in summarize(log).teams.values():
        assert found["hours"] + found["held_hours"] <= found["capacity_hours"] + 1e-6


SIDE_BY_SIDE = """
[scenario]
horizon = "200 days"
drain = true
mechanisms = []
[segments.small]
share = 0.7
[segments.large]
share = 0.3
readiness = 1.0
journey.legal.rates = { close = 0.4, lost = 0.6 }
journey.legal.work = { mean = "3 h" }
journey.propose.rates = { legal = 0.5, lost = 0.5 }
[sources.web]
leads = "100 / day"
[journey.propose]
work = { mean = "1 h" }
outcomes = [{ to = ["legal", "security"], rate = 0.8, join = "close" }, { to = "lost", rate = 0.2 }]
[journey.legal]
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.9 }, { to = "lost", rate = 0.1 }]
[journey.security]
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.75 }, { to = "lost", rate = 0.25 }]
[journey.close]
work = { mean = "1 h" }
judgement = 1.0
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[teams.sales]
headcount = 200
calendar = "continuous"
does = ["propose", "legal", "security", "close"]
"""


def of(log: EventLog, segment: str) -> Rows:
    """Numbers of the cases of a segment."""
    rows = log.of(Row.ARRIVAL)
    return np.asarray(log.case(rows)[rows["outcome"] == outcome(log, segment)])


@pytest.fixture(scope="module")
def side_by_side() -> EventLog:
    return run(scenario(SIDE_BY_SIDE), SEED)


def passes(log: EventLog, segment: str | None = None) -> tuple[float, float]:
    """Jobs at the close for each lead, and the share of them that end in a purchase; of one segment perhaps."""
    rows, came = jobs(log, "close"), len(log.of(Row.ARRIVAL))
    if segment is not None:
        own = of(log, segment)
        rows, came = rows[np.isin(log.case(rows), own)], len(own)
    return len(rows) / came, float((rows["outcome"] == outcome(log, "customer")).mean())


@pytest.mark.parametrize(("segment", "expected"), [("small", 0.8 * 0.9 * 0.75), ("large", 0.5 * 0.4 * 0.75)])
def test_a_segment_has_rates_of_its_own_at_steps_side_by_side(
    segment: str, expected: float, side_by_side: EventLog
) -> None:
    """Without judgement the steps decide apart from one another: propose x legal x security by the rates of the segment."""
    found = passes(side_by_side, segment)[0]
    assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / 6000)


def test_behind_steps_side_by_side_the_gate_is_solved_on_all_who_come_through(side_by_side: EventLog) -> None:
    """The close has 0.5 over both segments together, who come in a mix of 0.7 x 0.54 to 0.3 x 0.15; where steps judge, too."""
    plan = scenario(SIDE_BY_SIDE)
    assert abs(passes(side_by_side)[1] - 0.5) < 4 * 0.5 / math.sqrt(8400)
    judging = plan.replace({f"journey.{name}.judgement": 1.0 for name in ("propose", "legal", "security")})
    assert abs(passes(run(judging, SEED))[1] - 0.5) < 4 * 0.5 / math.sqrt(8000)


def test_jobs_and_hours_of_steps_side_by_side_by_hand() -> None:
    """Of 20,000 leads 14,000 small and 6,000 large; each step has a job of all who propose sends on."""
    plan = scenario(SIDE_BY_SIDE)
    found, bought = expected_jobs(plan, {"web": 20_000.0})
    small, large = 14_000 * 0.8, 6_000 * 0.5
    assert found["legal"] == pytest.approx(small + large)
    closes = small * 0.9 * 0.75 + large * 0.4 * 0.75
    assert found["close"] == pytest.approx(closes)
    assert bought == pytest.approx(closes / 2)
    hours = 20_000 + small * 1 + large * 3 + (small + large) + closes
    assert wanted(plan)["sales"] == pytest.approx(hours)


TOGETHER = """
[scenario]
horizon = "60 days"
drain = true
mechanisms = []
[segments.small]
share = 0.8
[segments.large]
share = 0.2
journey.demo = { work = { mean = "4 h" }, rates = { customer = 0.2, lost = 0.8 } }
[sources.web]
leads = "10 / day"
[journey.demo]
work = { mean = "1 h", distribution = "constant" }
with = ["engineers"]
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[offering]
kind = "perpetual"
price = 100
[teams.inside]
headcount = 2
calendar = "continuous"
does = ["demo"]
serves = ["small"]
[teams.field]
headcount = 2
calendar = "continuous"
does = ["demo"]
serves = ["large"]
[teams.engineers]
headcount = 2
calendar = "continuous"
does = []
"""


def test_people_of_one_team_take_part_in_the_joint_work_of_several_that_serve_their_own_leads() -> None:
    """Each demo is held by the team of its lead and an engineer, who has all its hours: 8 x 1 h and 2 x 4 h a day."""
    plan = scenario(TOGETHER)
    log = run(plan, SEED)
    check(log)
    team = {name: log.names.teams.index(name) for name in plan.teams}
    rows, there = jobs(log, "demo"), log.of(Row.STRETCH)
    for name, segment in (("inside", "small"), ("field", "large")):
        own = rows[np.isin(log.case(rows), of(log, segment))]
        assert len(own)
        assert set(own["team"].tolist()) == {team[name]}
    lent = there[there["team"] == team["engineers"]]
    assert sorted(log.case(lent).tolist()) == sorted(log.case(rows).tolist())
    assert lent["hours"].sum() == pytest.approx(rows["hours"].sum())
    asked = wanted(plan)
    assert asked == pytest.approx({"inside": 480.0, "field": 480.0, "engineers": 960.0})
    assert acquisition_shares(plan) == {"inside": 1.0, "field": 1.0, "engineers": 1.0}


def test_what_an_hour_is_worth_follows_the_price_and_the_rates_of_the_kind() -> None:
    """100 x 0.5 for 1 h of four fifths, 2,000 x 0.2 for 4 h of the rest, of the two who are there each."""
    plan = scenario(TOGETHER).replace({"segments.large.price": 2_000})
    assert per_hour(plan)["demo"] == pytest.approx(0.8 * 50 / 1 + 0.2 * 400 / 4)


def test_contracts_are_counted_by_the_mix_of_the_sources() -> None:
    """Half of the leads are large where the only source says so, whatever the share of the segment."""
    plan = scenario(TOGETHER).replace(
        {"segments.large.price": 2_000, "sources.web.segments": {"small": 0.5, "large": 0.5}}
    )
    assert [one.share for one in contracts(plan)] == [0.5, 0.5]
    assert contract(plan).worth == pytest.approx(0.5 * 100 + 0.5 * 2_000)


def test_quotas_of_persons_count_what_the_leads_of_their_team_give() -> None:
    """The field closes 0.4 a day, inside sales 4: each by their own leads, in the log as in the measures."""
    quota = {"per_person": "6 / month"}
    changes = {f"teams.{name}.{key}": value for name in ("inside", "field") for key, value in
               {"kpi": "bookings", "quota": quota}.items()}  # fmt: skip
    log = run(scenario(TOGETHER).replace(changes), SEED)
    said, rows = summarize(log).teams, jobs(log, "demo")
    won = rows[(rows["outcome"] == outcome(log, "customer")) & (rows["end"] < 60)]
    for name in ("inside", "field"):
        own = (won["team"] == log.names.teams.index(name)).sum()
        assert said[name]["quota_attainment"] == pytest.approx(own / (2 * 6 * 60 / (365.25 / 12)))


def test_people_who_change_teams_serve_the_leads_of_the_new_one() -> None:
    plan = scenario(TOGETHER).replace(
        {"transfers": [{"from": "inside", "to": "field", "people": 1, "at": "20 days"}]}
    )
    log = run(plan, SEED)
    check(log)
    field = jobs(log, "demo")
    field = field[field["team"] == log.names.teams.index("field")]
    assert set(field["person"][field["start"] < 20].tolist()) == {0, 1}
    assert set(field["person"][field["start"] > 21].tolist()) == {0, 1, 2}


def test_targets_are_held_against_the_waits_of_each_team() -> None:
    """In time together is in time in either team, of all jobs of both."""
    said = summarize(
        run(scenario(TOGETHER).replace({"journey.demo.target": {"within": "1 h"}}), SEED)
    ).activities
    whole, *parts = said["demo"], said["demo (field)"], said["demo (inside)"]
    assert whole["arrived"] == sum(part["arrived"] for part in parts)
    in_time = sum(part["in_time_share"] * part["arrived"] for part in parts)
    assert whole["in_time_share"] == pytest.approx(in_time / whole["arrived"])
    assert parts[0]["in_time_share"] != parts[1]["in_time_share"]


HELPED = """
[scenario]
horizon = "5 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0]
[journey.serve]
work = {{ mean = "2 h", distribution = "constant" }}
{shape}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
[teams.floaters]
headcount = 1
calendar = "continuous"
does = []
helps = ["serve"]
"""


@pytest.mark.parametrize(
    ("shape", "ends"),
    [
        ("", [2.0, 2.0]),
        ("urgent = true", [2.0, 2.0]),
        ('sittings = { length = "1 h", gap = { mean = "3 h", distribution = "constant" } }', [5.0, 5.0]),
    ],
)
def test_who_helps_works_as_the_work_is_laid_out(shape: str, ends: list[float]) -> None:
    """Two leads at once, the desk takes one and a helper the other; in two sittings of an hour with three in between each."""
    log = run(scenario(HELPED.format(shape=shape)), SEED)
    rows = jobs(log, "serve")
    assert sorted(rows["team"].tolist()) == [0, 1]
    assert (rows["end"] * 24).tolist() == pytest.approx(ends)
    check(log)


def complaint(plan: Scenario, changes: dict[str, Any]) -> str:
    """What is said of a plan with some changes."""
    with pytest.raises(ScenarioError) as caught:
        plan.replace(changes)
    return str(caught.value)


def test_joint_work_that_cannot_be_helped_with_or_lent_to() -> None:
    plan = scenario(TOGETHER)
    floaters = {"headcount": 1, "calendar": "continuous", "does": [], "helps": ["demo"]}
    assert 'teams.floaters.helps has "demo", which is joint work' in complaint(
        plan, {"teams.floaters": floaters}
    )
    some = complaint(plan, {"teams.engineers": {"serves": ["small"]}})
    assert 'journey.demo.with has "engineers", which does not serve leads of the segment "large"' in some
    assert "which does it itself" in complaint(plan, {"journey.demo.with": ["inside"]})
    assert "which does it itself" in complaint(plan, {"journey.demo.with": ["field"]})
    apart = complaint(plan, {"teams.inside.calendar": "office"})
    assert 'keeps another calendar than "inside"' in apart


def test_rates_of_steps_side_by_side_are_named_by_the_first() -> None:
    said = complaint(
        scenario(SIDE_BY_SIDE), {"segments.large.journey.propose.rates": {"security": 0.5, "lost": 0.5}}
    )
    assert "segments.large.journey.propose.rates.security" in said
