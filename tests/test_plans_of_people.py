"""What holds however people come, go, change teams and are paid, in worlds with all kinds of plans at once."""

from typing import Any

import numpy as np
import pytest
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import World, worlds

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import may_make
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.setup.teams import calendar_of
from orgsim.units import MONTH

WHEN = ("load > 0.2", "queue >= 1", "cash > -100_000", "people < 4")


@st.composite
def plans(draw: st.DrawFn) -> World:
    """A small world of up to half a year whose teams are founded later, ramp up, hire, change people and earn commissions."""
    world = draw(worlds())
    world["scenario"]["horizon"] = f"{draw(st.integers(60, 200))} days"
    names = list(world["teams"])
    for name in names:
        team: dict[str, Any] = world["teams"][name]
        team["headcount"] = draw(st.integers(0, 3))
        days = sorted(draw(st.sets(st.integers(1, 90), max_size=4)))
        by = st.sampled_from([0, 1, 3, "+1", "+2", "-1"])
        team["changes"] = [{"at": f"{day} days", "headcount": draw(by)} for day in days]
        if draw(st.booleans()):
            team["ramp"] = sorted(draw(st.lists(st.sampled_from([0, 0.25, 1.0]), min_size=1, max_size=3)))
        if draw(st.booleans()):
            team["kpi"], team["quota"] = "bookings", {"per_person": "4 / month"}
        if draw(st.booleans()):
            team["commission"] = {"share": 0.1, "expansion": 0.05, "claw_back": "2 months"}
            if isinstance(team.get("quota"), dict):
                team["commission"]["above_quota"] = 0.2
    hires = [name for name in names if draw(st.booleans())]
    world["policies"]["hiring"] = {
        name: {"when": draw(st.sampled_from(WHEN)), "most": draw(st.integers(1, 4))} for name in hires
    }
    if len(names) > 1:
        days = draw(st.lists(st.integers(1, 90), max_size=3))
        world["transfers"] = [{"at": f"{day} days", "from": names[0], "to": names[1]} for day in days]
    frozen = draw(st.lists(st.sampled_from(["hiring", "spending"]), max_size=2))
    world["freezes"] = [
        {"what": what, "at": f"{draw(st.integers(0, 90))} days", "lasts": "30 days"} for what in frozen
    ]
    return world


def played(world: World) -> tuple[Scenario, EventLog] | None:
    """A world and one run of it; None for a plan that sends away people who are not there."""
    try:
        plan = scenario(tomli_w.dumps(world))
    except ScenarioError as error:
        if "can go at most" in str(error):
            return None
        raise
    return plan, run(plan, SEED, 0)


def stays(log: EventLog) -> dict[tuple[int, int], tuple[float, float]]:
    """From when to when each person of each team was there."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for row in log.of(Row.STAFFING):
        who, day = (int(row["team"]), int(row["person"])), float(row["end"])
        joined = log.names.outcomes[row["outcome"]] == "joined"
        assert joined == (who not in found)
        found[who] = (day, np.inf) if joined else (found[who][0], day)
    return found


@settings(max_examples=60)
@given(plans())
def test_plans_of_people_keep_leads_hours_and_money(world: World) -> None:
    """Leads add up, nobody works two jobs or while not there, hours fit in those on duty, pay is for who is there and what is
    sold, and the estimate of the size holds."""
    made = played(world)
    if made is None:
        return
    plan, log = made
    conservation.check(log)
    assert may_make(plan, len(log))
    there, horizon = stays(log), plan.scenario.horizon
    jobs = log.of(Row.JOB)
    jobs = jobs[~np.isnan(jobs["start"])]
    jobs = jobs[np.lexsort((jobs["start"], jobs["person"], jobs["team"]))]
    ends = np.where(np.isnan(jobs["end"]), np.inf, jobs["end"])
    same = (np.diff(jobs["team"]) == 0) & (np.diff(jobs["person"]) == 0)
    assert (jobs["start"][1:] >= ends[:-1] - 1e-6)[same].all()
    for row, end in zip(jobs, ends.tolist(), strict=True):
        joined, left = there[int(row["team"]), int(row["person"])]
        assert joined <= row["start"]
        assert end <= left or np.isinf(end)
    done = work(read(log))
    assert (done.hours <= done.capacity + 1e-6).all()
    sold = log.of(Row.COMMISSION)
    for code, team in enumerate(plan.in_order().teams.values()):
        calendar = calendar_of(team, plan.scenario.start)
        spans = [(min(a, horizon), min(b, horizon)) for (one, _), (a, b) in there.items() if one == code]
        assert done.capacity[code].sum() == pytest.approx(
            sum(calendar.hours_between(*span) for span in spans)
        )
        counted = sold[(sold["team"] == code) & (sold["end"] < horizon)]["cost"].sum()
        paid = team.cost * sum(b - a for a, b in spans) / MONTH
        assert done.cost[code].sum() == pytest.approx(
            paid + counted, abs=1e-6 * (1 + paid) + 0.3 * (sold["cost"] < 0).any()
        )
    found = summarize(log)
    assert all(
        figures["quota_attainment"] >= 0 or np.isnan(figures["quota_attainment"])
        for figures in found.teams.values()
    )


@settings(max_examples=20)
@given(plans())
def test_nobody_joins_in_a_freeze_and_nothing_is_bought(world: World) -> None:
    """Who joins within a freeze of hiring comes from another team; what costs something does not come within one of spending."""
    made = played(world)
    if made is None:
        return
    plan, log = made
    rows = log.of(Row.STAFFING)
    joined = rows[rows["outcome"] == log.names.outcomes.index("joined")]["end"]
    left = rows[rows["outcome"] == log.names.outcomes.index("left")]["end"]
    bought = log.rows[np.isin(log.rows["kind"], [Row.ARRIVAL]) & (log.rows["cost"] > 0)]["end"]
    for freeze in plan.freezes:
        ends = freeze.at + freeze.lasts
        if freeze.what == "hiring":
            inside = joined[(joined > 0) & (joined >= freeze.at) & (joined < ends)]
            assert np.isin(inside, left).all()
        else:
            assert not ((bought >= freeze.at) & (bought < ends)).any()
