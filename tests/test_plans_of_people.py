"""What holds however people come, go, change teams and are paid, in worlds with all kinds of plans at once."""

import numpy as np
import pytest
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from planned_people import plan_people, stays
from searching import examples
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


@st.composite
def plans(draw: st.DrawFn) -> World:
    """A small world of up to half a year whose teams are founded later, ramp up, hire, change people and earn commissions."""
    world: World = draw(worlds())
    world["scenario"]["horizon"] = f"{draw(st.integers(60, 200))} days"
    plan_people(draw, world)
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


@settings(max_examples=examples(60))
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


@settings(max_examples=examples(20))
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
