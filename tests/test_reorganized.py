"""What holds whichever organization takes over from whichever on whatever day: leads, hours, people, money and luck."""

from itertools import pairwise

import numpy as np
import pytest
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from logbook import worked
from reorganized_worlds import of_all_kinds, reorganized, without_people
from searching import examples
from small_worlds import World
from test_properties import agree, levels, luck, without

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.outcomes import STAYING
from orgsim.measures import conservation
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import may_make
from orgsim.plan.derived.stages import Stage, roster, stages
from orgsim.plan.model.organization import Team
from orgsim.plan.scenario import Scenario
from orgsim.setup.calendars import calendar_of
from orgsim.setup.simulate import run
from orgsim.units import MONTH

pytestmark = pytest.mark.slow
PEOPLE = (
    "tells",
    "sends",
    "the team goes on as it is",
    "can go at most",
    "which is no team of the organization",
)


def planned(world: World) -> Scenario:
    """The scenario of a world; nobody is told where to go where that cannot be."""
    try:
        return scenario(tomli_w.dumps(world))
    except ScenarioError as error:
        if not any(word in str(error) for word in PEOPLE):
            raise
        return scenario(
            tomli_w.dumps({name: one for name, one in without_people(world).items() if name != "transfers"})
        )


def stays(log: EventLog) -> dict[tuple[int, int], tuple[float, float]]:
    """From when to when each person of each team was there."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for row in log.of(Row.STAFFING):
        who, day = (int(row["team"]), int(row["person"])), float(row["end"])
        joined = log.names.outcomes[row["outcome"]] != "left"
        assert joined == (who not in found)
        found[who] = (day, np.inf) if joined else (found[who][0], day)
    return found


def teams_of(plan: Scenario) -> tuple[list[Team], tuple[Stage[Scenario], ...]]:
    """The teams of a run as they are first stated, by code."""
    found = stages(plan.in_order())
    return [found[one.stage].plan.teams[one.key] for one in roster(found)], found


def check_people(plan: Scenario, log: EventLog) -> None:
    """Nobody works two jobs at once, off duty, or while not there; hours fit in those on duty."""
    there, (teams, _) = stays(log), teams_of(plan)
    calendars = [calendar_of(team, plan.scenario.start) for team in teams]
    for (team, person), spans in worked(log, np.inf).items():
        joined, left = there[team, person]
        assert all(before[1] <= after[0] + 1e-7 for before, after in pairwise(spans))
        assert joined <= spans[0][0]
        assert spans[-1][1] <= left + 1e-7 or np.isinf(spans[-1][1])
    jobs, stretches, hours = log.of(Row.JOB), log.of(Row.STRETCH), dict[tuple[int, ...], float]()
    for row in stretches:
        name = tuple(int(row[one]) for one in ("entity", "number", "activity", "visit"))
        hours[name] = hours.get(name, 0.0) + float(row["hours"])
    for row in jobs[~np.isnan(jobs["start"])]:
        name = tuple(int(row[one]) for one in ("entity", "number", "activity", "visit"))
        if name in hours:
            assert hours[name] == pytest.approx(float(row["hours"]), abs=1e-6)
            continue
        calendar = calendars[row["team"]]
        assert calendar.is_open(row["start"])
        if not np.isnan(row["end"]) and not teams[row["team"]].absence:
            spent = calendar.hours_between(float(row["start"]), float(row["end"]))
            assert spent == pytest.approx(row["hours"], abs=24e-6)
    done = work(read(log))
    assert (done.hours <= done.capacity + 1e-6).all()


def check_pay(plan: Scenario, log: EventLog) -> None:
    """Pay is for who is there, at what they cost by then, and for who has notice."""
    there, horizon = stays(log), plan.scenario.horizon
    teams, found = teams_of(plan)
    done = work(read(log))
    for one, team in zip(roster(found), range(len(teams)), strict=True):
        calendar = calendar_of(teams[team], plan.scenario.start)
        spans = [(min(a, horizon), min(b, horizon)) for (code, _), (a, b) in there.items() if code == team]
        most = sum(calendar.hours_between(*span) for span in spans)
        if teams[team].absence:
            assert done.capacity[team].sum() <= most + 1e-6
        else:
            assert done.capacity[team].sum() == pytest.approx(most)
        costs = [
            (stage.begins, stage.ends, stage.plan.teams[one.key].cost)
            for stage in found
            if stage.names.get(one.key) == one.name
        ]
        costs[-1] = (costs[-1][0], np.inf, costs[-1][2])  # who ends a job is paid as before
        paid = sum(
            cost * max(0.0, min(b, ends) - max(a, begins)) / MONTH
            for a, b in spans
            for begins, ends, cost in costs
        )
        notices = sum(stage.by.notice for stage in found if stage.by is not None)
        dearest = max(cost for _, _, cost in costs)
        most = paid + len(spans) * dearest * min(notices, horizon) / MONTH
        sold = log.of(Row.COMMISSION)
        counted = sold[(sold["team"] == team) & (sold["end"] < horizon)]["cost"].sum()
        slack = 0.3 * (sold["cost"] < 0).any()
        cost = done.cost[team].sum() - counted
        assert paid <= cost + slack + 1e-6 * (1 + paid)
        assert cost <= (most if notices else paid) + slack + 1e-6 * (1 + most)


def check_headcounts(plan: Scenario, log: EventLog) -> None:
    """Nobody but those who end a job is in a team of an organization that is not in force."""
    there, (_, found) = stays(log), teams_of(plan)
    names, busy = log.names.teams, worked(log, np.inf)
    for (team, person), (joined, left) in there.items():
        spans = [(stage.begins, stage.ends) for stage in found if names[team] in stage.names.values()]
        begins, ends = spans[0][0], spans[-1][1]
        assert joined >= begins
        if left > ends and ends < plan.scenario.horizon:
            spans = busy.get((team, person), [])
            late = [span for span in spans if span[1] > ends]
            assert late[0][0] <= ends  # after what they were at, what had been put aside for it
            assert all(after[0] == before[1] for before, after in pairwise(late))
            assert late[-1][1] >= min(left, plan.scenario.horizon) - 1e-7


def check_leads(plan: Scenario, log: EventLog) -> None:
    """Leads are in one state at a time; where a run goes on until all have ended, nobody is in process any more."""
    conservation.check(log)
    if not plan.scenario.drain or plan.transfers or any(team.headcount == 0 for team in teams_of(plan)[0]):
        return
    jobs, kpis = log.of(Row.JOB), summarize(log).kpis
    assert not (jobs["outcome"] == log.names.outcomes.index("open")).any()
    states = dict.fromkeys(log.case(log.of(Row.ARRIVAL)).tolist(), "")
    changes = log.of(Row.CHANGE)
    for case, code in zip(log.case(changes).tolist(), changes["outcome"].tolist(), strict=True):
        name = log.names.outcomes[code]
        states[case] = name if name not in STAYING else states[case]
    assert not {"", "returned"} & {*states.values()}
    assert len(states) >= kpis["leads"]


@settings(max_examples=examples(40))
@given(st.one_of(reorganized(), of_all_kinds()))
def test_whoever_takes_over_leads_hours_and_pay_add_up(world: World) -> None:
    """Leads are in one state, people in one place, hours in those on duty; pay is for who is there or has notice."""
    plan = planned(world)
    log = run(plan, SEED, 0)
    assert may_make(plan, len(log))
    check_leads(plan, log)
    check_people(plan, log)
    check_pay(plan, log)
    check_headcounts(plan, log)
    summarize(log)


@settings(max_examples=examples(15))
@given(reorganized(mechanisms=False))
def test_every_subject_keeps_its_luck_whoever_takes_over(world: World) -> None:
    """Who comes and when, what their work takes and what it yields is the same with the reorganizations and without them."""
    plan = planned(world)
    alone = {name: table for name, table in world.items() if name not in ("reorganizations", "transfers")}
    with_it, without_it = luck(run(plan, SEED, 0)), luck(run(scenario(tomli_w.dumps(alone)), SEED, 0))
    for after, before in zip(with_it, without_it, strict=True):
        agree(before, after)
    own = {
        name
        for name, source in plan.sources.items()
        if source.kind in ("steady", "recorded") and "activity" not in world["sources"][name]
    }
    came, were = ({key for key in found[0] if key[0] in own} for found in (with_it, without_it))  # type: ignore[index]
    assert came == were


@settings(max_examples=examples(15))
@given(reorganized())
def test_the_order_of_tables_changes_no_byte(world: World) -> None:
    """Nor does anything else when it is run once more."""
    log = run(planned(world), SEED, 0)
    turned = {
        name: backwards(table) if name in ("teams", "sources", "segments") else table
        for name, table in world.items()
    }
    rows = []
    for row in world["reorganizations"]:
        own = row["organization"] | {"teams": backwards(row["organization"]["teams"])}
        rows.append(
            row | {"organization": own} | ({"people": backwards(row["people"])} if "people" in row else {})
        )
    turned["reorganizations"] = rows
    if "mix" not in turned:
        turned["mix"] = dict(planned(world).mix)
    other = run(planned(turned), SEED, 0)
    assert log.rows.tobytes() == other.rows.tobytes()
    assert log.names == other.names


def backwards(table: World) -> World:
    """A table with its entries in the opposite order."""
    return dict(reversed(table.items()))


@settings(max_examples=examples(15))
@given(reorganized(ownerships=("pooled",)))
def test_nobody_idles_on_duty_while_a_job_waits(world: World) -> None:
    """In a pooled team, whenever a job waits on duty, all who are there are at work; what waited for the team before
    waits for it from its day on."""
    plan = planned(without(world, "handoff"))
    log = run(plan, SEED, 0)
    jobs, (teams, found) = log.of(Row.JOB), teams_of(plan)
    for code, team in enumerate(teams):
        begins = next(stage.begins for stage in found if log.names.teams[code] in stage.names.values())
        own = jobs[jobs["team"] == code].copy()
        own["ready"] = np.maximum(own["ready"], begins)
        calendar = calendar_of(team, plan.scenario.start)
        times, waiting, free = levels(log, own, code)
        for k in np.flatnonzero((waiting[:-1] > 0) & (free[:-1] > 0)):
            assert calendar.hours_between(times[k], times[k + 1]) <= 24e-6
