"""What holds for every scenario: nothing is lost, nobody is in two places or idles while work waits, luck stays put."""

import math
from collections import Counter

import numpy as np
import pytest
import tomli_w
from estimates import SEED, Rows, scenario
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from searching import examples
from small_worlds import CUSTOMER_WORK, World, founded, worlds

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.outcomes import STAYING
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.setup.teams import calendar_of

SLACK = 1e-6
"""Days that sums of floats may miss by."""


def plan_of(world: World) -> Scenario:
    """The scenario that a world's file says."""
    return scenario(tomli_w.dumps(world))


def played(world: World) -> tuple[Scenario, EventLog]:
    """A world and one run of it."""
    plan = plan_of(world)
    return plan, run(plan, SEED, 0)


def worked(log: EventLog) -> Rows:
    """The jobs that were begun, with the horizon or a later end where they are still open."""
    rows = log.of(Row.JOB)
    rows = rows[~np.isnan(rows["start"])].copy()
    rows["end"][np.isnan(rows["end"])] = np.inf
    return rows


@settings(max_examples=examples(60))
@given(worlds())
def test_leads_are_neither_lost_nor_made(world: World) -> None:
    """Each lead arrives once, is in one state at a time, and the states add up to the arrivals."""
    _, log = played(world)
    conservation.check(log)
    state = dict.fromkeys(log.case(log.of(Row.ARRIVAL)).tolist(), "in process")
    assert len(state) == len(log.of(Row.ARRIVAL))
    changes = log.of(Row.CHANGE)
    bought = set()
    for case, code in zip(log.case(changes).tolist(), changes["outcome"].tolist(), strict=True):
        became = {"resting": "at rest", "returned": "in process", "renewed": "customer", "upsold": "customer"}
        outcome = log.names.outcomes[code]
        assert case in state
        if outcome == "customer":
            bought.add(case)
        if outcome not in STAYING:
            state[case] = became.get(outcome, outcome)
    count = Counter(how for case, how in state.items() if case not in bought)
    kpis = summarize(log).kpis
    assert count.keys() <= {"in process", "at rest", "lost"}
    assert kpis["leads"] == len(state) == count.total() + len(bought)
    assert (kpis["open_leads"], kpis["at_rest"], kpis["lost"]) == tuple(
        count[name] for name in ("in process", "at rest", "lost")
    )
    if state:
        assert kpis["win_rate"] * len(state) == pytest.approx(len(bought))


@settings(max_examples=examples(60))
@given(st.one_of(worlds(), founded()))
def test_time_never_runs_back(world: World) -> None:
    """Rows are written in the order of their moments; a job is ready, then begun, then ended."""
    _, log = played(world)
    moments = log.rows["end"][~np.isnan(log.rows["end"])]
    assert (np.diff(moments) >= 0).all()
    jobs = log.of(Row.JOB)
    begun = ~np.isnan(jobs["start"])
    assert (jobs["ready"][begun] <= jobs["start"][begun]).all()
    ended = begun & ~np.isnan(jobs["end"])
    assert (jobs["start"][ended] <= jobs["end"][ended]).all()
    left = ~begun & ~np.isnan(jobs["end"])
    assert (jobs["ready"][left] <= jobs["end"][left]).all()


@settings(max_examples=examples(60))
@given(st.one_of(worlds(), founded()))
def test_nobody_works_two_jobs_at_once_or_off_duty(world: World) -> None:
    """A person's jobs do not overlap, begin on duty, take their staff hours on duty, and lie between joining and leaving."""
    plan, log = played(world)
    jobs = worked(log)
    order = np.lexsort((jobs["end"], jobs["start"], jobs["person"], jobs["team"]))
    jobs = jobs[order]
    same = (np.diff(jobs["team"]) == 0) & (np.diff(jobs["person"]) == 0)
    assert (jobs["start"][1:] >= jobs["end"][:-1] - SLACK)[same].all()
    calendars = [calendar_of(team, plan.scenario.start) for team in plan.in_order().teams.values()]
    presence = here(log)
    for row in jobs:
        calendar = calendars[row["team"]]
        joined, left = presence[row["team"], row["person"]]
        assert calendar.is_open(row["start"])
        assert joined <= row["start"]
        assert left >= row["end"] or np.isinf(row["end"])
        if np.isfinite(row["end"]):
            assert calendar.hours_between(row["start"], row["end"]) == pytest.approx(
                row["hours"], abs=24 * SLACK
            )


def here(log: EventLog) -> dict[tuple[int, int], tuple[float, float]]:
    """When each person joined and left, by team and number."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for row in log.of(Row.STAFFING):
        key = int(row["team"]), int(row["person"])
        joined = log.names.outcomes[row["outcome"]] != "left"
        found[key] = (float(row["end"]), np.inf) if joined else (found[key][0], float(row["end"]))
    return found


@settings(max_examples=examples(60))
@given(worlds(ownerships=("pooled",)))
def test_nobody_idles_on_duty_while_a_job_waits(world: World) -> None:
    """In a pooled team, whenever a job waits on duty, as many people are at work as are there."""
    plan, log = played(world)
    jobs = log.of(Row.JOB)
    for code, team in enumerate(plan.in_order().teams.values()):
        calendar = calendar_of(team, plan.scenario.start)
        own = jobs[(jobs["team"] == code)]
        times, waiting, free = levels(log, own, code)
        for k in np.flatnonzero((waiting[:-1] > 0) & (free[:-1] > 0)):
            assert calendar.hours_between(times[k], times[k + 1]) <= 24 * SLACK


def own_work(log: EventLog, row: np.void) -> bool:
    """Whether a row is about what an organization does for itself."""
    return bool(row["entity"] >= 0) and log.names.entities[row["entity"]] == "organization"


def without(world: World, *names: str) -> World:
    """A world with some mechanisms off."""
    head = world["scenario"]
    on = [name for name in head["mechanisms"] if name not in names]
    return {**world, "scenario": {**head, "mechanisms": on}}


def levels(log: EventLog, jobs: Rows, team: int) -> tuple[Rows, Rows, Rows]:
    """The moments at which anything moves in a team, and from each on: jobs waiting, people there without a job."""
    last = max(float(np.nanmax(log.rows["end"])), log.facts.horizon)
    leave = np.where(
        np.isnan(jobs["start"]), np.where(np.isnan(jobs["end"]), last, jobs["end"]), jobs["start"]
    )
    begun = jobs[~np.isnan(jobs["start"])]
    ended = np.where(np.isnan(begun["end"]), last, begun["end"])
    # What an organization does for itself waits for the one person it is meant for, or for spare time.
    asked = np.array([not own_work(log, row) for row in jobs], dtype=bool)
    moves = [(t, 1, 0) for t in jobs["ready"][asked]] + [(t, -1, 0) for t in leave[asked]]
    moves += [(t, 0, -1) for t in begun["start"]] + [(t, 0, 1) for t in ended]
    for (crew, _), (joined, left) in here(log).items():
        if crew == team:
            moves += [(joined, 0, 1)] + ([(left, 0, -1)] if np.isfinite(left) else [])
    table = np.array(sorted(moves)).reshape(-1, 3)  # nothing ever moves in a team that nobody comes to
    times, first = np.unique(table[:, 0], return_index=True)
    steps = np.add.reduceat(table[:, 1:], first, axis=0).cumsum(axis=0)
    return times, steps[:, 0], steps[:, 1]


@settings(max_examples=examples(15))
@given(worlds(ownerships=("person",)))
def test_an_owner_does_all_that_a_team_does_for_a_lead(world: World) -> None:
    """Without changes of staff, whoever begins with a subject goes on with it, and is busy on duty while its jobs wait."""
    for team in world["teams"].values():
        team["changes"] = []
        team["priority"] = []
    for step in world["journey"].values():
        step["order"] = "fifo"
    plan, log = played(without(world, "turnover", "rotation", "strategy"))
    ended = set(
        log.case(changes := log.of(Row.CHANGE))[
            np.isin(changes["outcome"], codes(log, "lost", "churned", "retired"))
        ].tolist()
    )
    jobs = worked(log)
    owners: dict[tuple[int, int], set[int]] = {}
    for case, row in zip(log.case(jobs).tolist(), jobs, strict=True):
        if case not in ended:
            owners.setdefault((case, int(row["team"])), set()).add(int(row["person"]))
        calendar = calendar_of(list(plan.in_order().teams.values())[row["team"]], plan.scenario.start)
        other = jobs[(jobs["team"] == row["team"]) & (jobs["person"] == row["person"])]
        begin, end = np.maximum(other["start"], row["ready"]), np.minimum(other["end"], row["start"])
        busy = sum(calendar.hours_between(a, b) for a, b in zip(begin, end, strict=True) if b > a)
        assert busy == pytest.approx(calendar.hours_between(row["ready"], row["start"]), abs=24 * SLACK)
    assert all(len(people) == 1 for people in owners.values())


@settings(max_examples=examples(150))
@given(worlds(ownerships=("person",)))
def test_a_subject_stays_with_one_person_until_that_person_leaves(world: World) -> None:
    """Whoever takes a subject over in a team finds it ended meanwhile, or the one before begins nothing any more and goes.

    People leave, teams grow and shrink, and reviews move people; stays in other teams are off, where others stand in for a while,
    and newcomers are given no customers of the others (tests/engine/test_sharing_out.py has what they are given).
    """
    for team in world["teams"].values():
        team["newcomers"] = "new_cases"
    _, log = played(without(world, "rotation"))
    changes, jobs = log.of(Row.CHANGE), worked(log)
    ends = changes[np.isin(changes["outcome"], codes(log, "lost", "churned", "retired"))]
    ended: dict[int, list[float]] = {}
    for case, moment in zip(log.case(ends).tolist(), ends["end"].tolist(), strict=True):
        ended.setdefault(case, []).append(moment)
    presence = here(log)
    last: dict[tuple[int, int], float] = {}
    open_until_the_end = set()
    for row in jobs:
        who = int(row["team"]), int(row["person"])
        last[who] = max(last.get(who, 0.0), float(row["start"]))
        if np.isinf(row["end"]):
            open_until_the_end.add(who)
    keeper: dict[tuple[int, int], tuple[int, float]] = {}
    jobs = jobs[np.argsort(jobs["start"], kind="stable")]
    for case, row in zip(log.case(jobs).tolist(), jobs, strict=True):
        team, person, start = int(row["team"]), int(row["person"]), float(row["start"])
        before, since = keeper.get((case, team), (person, start))
        keeper[case, team] = person, start
        if before == person or any(since <= moment <= start for moment in ended.get(case, [])):
            continue
        assert last[team, before] <= start
        assert np.isfinite(presence[team, before][1]) or (team, before) in open_until_the_end


LEAVING = {"kind": "perpetual", "price": 900, "replaced": {"mean": "8 days"}, "loyalty": 0.5}


def fleeting(world: World) -> World:
    """A world whose customers leave after some days, each cared for in long jobs by teams of one person."""
    world["offering"] = LEAVING
    done = {name for team in world["teams"].values() for name in team["does"]}
    cared = [name for name in CUSTOMER_WORK if name in world["journey"]]
    for name in cared:
        world["journey"][name]["work"] = {"mean": "20 h"}
    for team in world["teams"].values():
        team["headcount"], team["changes"] = 1, []
    next(iter(world["teams"].values()))["does"] += [name for name in cared if name not in done]
    return world


@settings(max_examples=examples(60))
@given(worlds())
def test_nobody_begins_work_for_a_customer_who_has_left(world: World) -> None:
    """What waits or is on its way when a customer leaves, or comes back to replace what it bought, is never begun; nor any care
    afterwards."""
    assume("customer" in world)
    _, log = played(fleeting(world))
    changes, jobs = log.of(Row.CHANGE), worked(log)
    relations: dict[int, list[list[float]]] = {}
    for case, row in zip(log.case(changes).tolist(), changes, strict=True):
        how = log.names.outcomes[row["outcome"]]
        if how == "customer":
            relations.setdefault(case, []).append([float(row["end"]), np.inf])
        elif how in ("churned", "retired"):
            relations[case][-1][1] = float(row["end"])
    care = [log.names.activities.index(name) for name in CUSTOMER_WORK if name in log.names.activities]
    for case, row in zip(log.case(jobs).tolist(), jobs, strict=True):
        ready, start = float(row["ready"]), float(row["start"])
        spans = relations.get(case, [])
        assert not any(ready < end < start for _, end in spans)
        if row["activity"] in care:
            assert any(begin <= start <= end for begin, end in spans)


def codes(log: EventLog, *names: str) -> list[int]:
    """The codes of outcomes."""
    return [log.names.outcomes.index(name) for name in names]


def said(log: EventLog) -> list[tuple[object, ...]]:
    """All rows about subjects, in words, so that logs whose codes differ can be compared."""
    names = log.names
    words = []
    for row in log.rows:
        if row["kind"] in (Row.PAYROLL, Row.STAFFING) or own_work(log, row):
            continue
        coded = (
            Row(row["kind"]).name,
            *name_of(names.activities, row["activity"]),
            *name_of(names.teams, row["team"]),
        )
        coded += (*name_of(names.outcomes, row["outcome"]), *name_of(names.entities, row["entity"]))
        rest = row[
            ["person", "number", "visit", "ready", "start", "end", "hours", "money", "cost", "booked", "mrr"]
        ]
        words.append((*coded, repr(rest.item())))
    return words


def name_of(names: tuple[str, ...], code: int) -> tuple[str, ...]:
    """The name behind a code, if there is one."""
    return (names[code],) if code >= 0 else ("",)


SPARE = {"headcount": 3, "does": ["spare"], "calendar": "office", "cost": "1 / month"}


@settings(max_examples=examples(40))
@given(worlds(), st.booleans())
def test_what_nobody_meets_changes_nothing(world: World, first: bool) -> None:
    """A team with an activity that no lead reaches, wherever it stands in the file, leaves every row as it was.

    But for what teams do together: meetings, months in another team, people moved from one to the other.
    """
    world = without(world, "understanding", "rotation", "strategy")
    _, before = played(world)
    step = world["journey"]["first"]
    reached_never = {**step, "outcomes": [*step["outcomes"], {"to": "spare", "rate": 0.0}]}
    spare = {"work": {"mean": "5 h"}, "outcomes": [{"to": "lost", "rate": 1.0}]}
    larger = dict(world)
    larger["journey"] = {**world["journey"], "first": reached_never, "spare": spare}
    larger["teams"] = {"spare": SPARE, **world["teams"]} if first else {**world["teams"], "spare": SPARE}
    _, after = played(larger)
    assert said(before) == said(after)


@settings(max_examples=examples(30))
@given(worlds(mechanisms=False))
def test_policies_that_are_off_change_nothing(world: World) -> None:
    """With the mechanisms off, records, handoffs and the mechanisms' parameters leave every byte as it was."""
    world["policies"].pop("records")
    _, before = played(world)
    world["policies"]["records"] = {"kind": "crm"}
    world["policies"]["handoff"] = {"delay": "4 days", "confirmation": "3 h"}
    world["effects"] = {"cooling": {"factor": 5.0}, "knowledge": {"odds": 3.0}, "health": {"odds": 9.0}}
    _, after = played(world)
    assert before.rows.tobytes() == after.rows.tobytes()


def luck(log: EventLog) -> tuple[dict[object, object], dict[object, object], dict[object, object]]:
    """By subject: arrival and segment; by visit: the hours of finished work, and the outcome of its gate."""
    names, jobs, arrivals = log.names, log.of(Row.JOB), log.of(Row.ARRIVAL)
    came = {}
    for row in arrivals:
        source = names.entities[row["entity"]]
        # An event whose preparation was begun in time and takes longer is held when it is done.
        moment = math.nan if source == "event" else float(row["end"])
        came[source, int(row["number"])] = (repr(moment), names.outcomes[row["outcome"]])
    hours, fate = {}, {}
    for row in jobs[~np.isnan(jobs["start"]) & ~np.isnan(jobs["end"])]:
        key = (
            names.entities[row["entity"]],
            int(row["number"]),
            names.activities[row["activity"]],
            int(row["visit"]),
        )
        hours[key], fate[key] = float(row["hours"]), names.outcomes[row["outcome"]]
    return came, hours, fate


def agree(before: dict[object, object], after: dict[object, object]) -> None:
    """What both runs know, they say alike."""
    assert {key: before[key] for key in before.keys() & after.keys()} == {
        key: after[key] for key in before.keys() & after.keys()
    }


@settings(max_examples=examples(40))
@given(worlds(mechanisms=False), st.integers(1, 6), st.sampled_from(["continuous", "office"]))
def test_every_subject_keeps_its_luck_in_another_organization(
    world: World, headcount: int, calendar: str
) -> None:
    """One team for all, of any size, or one more source: who comes, what their work takes and what it yields stay theirs."""
    plan, log = played(world)
    before = luck(log)
    other = dict(world)
    activities = [name for team in world["teams"].values() for name in team["does"]]
    other["teams"] = {"all": {"headcount": headcount, "does": activities, "calendar": calendar}}
    other["policies"] = {name: policy for name, policy in world["policies"].items() if "team" not in policy}
    for b, a in zip(before, luck(played(other)[1]), strict=True):
        agree(b, a)
    from orgsim.plan.derived.mix import weight

    more = dict(world)
    more["mix"] = {name: weight(source) for name, source in plan.sources.items()} | {"extra": 0.0}
    more["sources"] = {"extra": {"leads": "1 / day"}, **world["sources"]}
    for b, a in zip(before, luck(played(more)[1]), strict=True):
        agree(b, a)
