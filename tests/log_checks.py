"""What has to hold of the log of any run, whatever its scenario states: each check raises AssertionError with what it found."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from idle_checks import Who, check_nobody_idles
from planned_people import stays
from stretches import own_work, pieces
from test_working_time import on_duty, turns_of

from orgsim.events.columns import FIRM, Row
from orgsim.events.log import EventLog
from orgsim.events.outcomes import STAYING
from orgsim.measures import conservation
from orgsim.measures.bins import Bins
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import Summary, summarize
from orgsim.plan.model.firm import DealsThere
from orgsim.plan.scenario import Scenario
from orgsim.units import MONTH

SLACK = 1e-6
"""Days, staff hours or money that sums of floats may miss by."""


def check(plan: Scenario, log: EventLog) -> None:
    """All of them."""
    said = summarize(log)
    check_rows(log)
    check_leads(plan, log, said)
    check_staffing(log)
    check_stretches(log)
    check_windows(log, said)
    check_pay(plan, log, said)
    check_nobody_idles(plan, log)


def check_rows(log: EventLog) -> None:
    """Numbers are there wherever a column does not say that one may be missing, in order of time, and none is -0.0."""
    rows = log.rows
    assert log.facts.drained or np.nanmax(rows["end"], initial=0.0) <= log.facts.horizon
    assert (np.diff(rows["end"][~np.isnan(rows["end"])]) >= 0).all()
    job = rows["kind"] == Row.JOB
    is_open = job & (rows["outcome"] == log.names.outcomes.index("open"))
    assert (np.isnan(rows["end"]) == is_open).all()
    assert not np.isnan(rows["start"])[~job].any()
    assert (np.isnan(rows["start"]) == (rows["person"] < 0))[job].all()
    for name in rows.dtype.names or ():
        column = rows[name]
        if column.dtype.kind == "f":
            assert not (np.signbit(column) & (column == 0)).any(), name
            if name not in ("start", "end"):
                assert np.isfinite(column).all(), name
    begun = job & ~np.isnan(rows["start"])
    assert (rows["ready"][begun] <= rows["start"][begun]).all()
    assert (rows["hours"][job] >= 0).all()
    assert (rows["hours"][job & ~begun] == 0).all()


def check_leads(plan: Scenario, log: EventLog, said: Summary) -> None:
    """Each lead, those of day 0 too, is in one state at a time; the states add up to the leads, and the summary says the same."""
    conservation.check(log)
    arrivals, changes = log.of(Row.ARRIVAL), log.of(Row.CHANGE)
    state = dict.fromkeys(log.case(arrivals).tolist(), "in process")
    became = {"resting": "at rest", "returned": "in process", "lost": "lost"}
    bought = set[int]()
    for case, code in zip(log.case(changes).tolist(), changes["outcome"].tolist(), strict=True):
        outcome = log.names.outcomes[code]
        if outcome == "customer":
            bought.add(case)
        if outcome not in STAYING:
            state[case] = became.get(outcome, "customer")
    cohort = arrivals[(arrivals["end"] >= log.facts.warm_up) & (arrivals["end"] < log.facts.horizon)]
    found = [state[case] for case in log.case(cohort).tolist() if case not in bought]
    kpis = said.kpis
    assert kpis["leads"] == len(cohort)
    assert (kpis["open_leads"], kpis["at_rest"], kpis["lost"]) == tuple(
        found.count(name) for name in ("in process", "at rest", "lost")
    )
    there = arrivals["entity"] == (log.names.entities.index(FIRM) if FIRM in log.names.entities else -2)
    firm = plan.firm
    if firm is None:
        assert not there.any()
        return
    decided = firm.pipeline.activity.count("customer") if isinstance(firm.pipeline, DealsThere) else 0
    stated = firm.customer_count + sum(firm.waiting.values()) + firm.resting_count + decided
    assert there.sum() == stated
    signed = changes[(changes["outcome"] == log.names.outcomes.index("customer")) & (changes["end"] < 0)]
    assert len(set(log.case(signed).tolist())) == firm.customer_count


def check_staffing(log: EventLog) -> None:
    """Everybody joins once, with the next number of the team, and leaves once or not at all; nobody works beyond that."""
    there = stays(log)
    for code in range(len(log.names.teams)):
        numbers = [number for team, number in there if team == code]
        assert numbers == list(range(len(numbers)))
    assert all(joined <= left for joined, left in there.values())
    for rows in (pieces(log), log.of(Row.HELD)):
        for row in rows:
            joined, left = there[int(row["team"]), int(row["person"])]
            assert joined <= row["start"]
            assert row["end"] <= left or (math.isnan(row["end"]) and math.isinf(left))


def check_stretches(log: EventLog) -> None:
    """Nobody does two things at once or begins off duty; hours worked are those on duty that work spans; a job's add up."""
    turns, rows = turns_of(log), pieces(log)
    own, last, begun = own_work(log, rows), dict[Who, float](), set[object]()
    names = ["entity", "number", "activity", "visit", "ready", "team"]
    for k in np.lexsort((rows["end"], rows["start"])):
        row, who = rows[k], (int(rows["team"][k]), int(rows["person"][k]))
        start, end = float(row["start"]), float(row["end"])
        assert start >= last.get(who, -math.inf) - SLACK, (who, start)
        last[who] = math.inf if math.isnan(end) else end
        # What an urgent job has interrupted is taken up behind it, though that may end at closing time or later.
        if row[names].item() not in begun:
            assert is_on_duty(turns[who], start), (who, start)
        begun.add(row[names].item())
        if math.isnan(end):
            continue
        if finishes(log, who[0]) and not own[k]:
            assert (end - start) * 24 == pytest.approx(row["hours"], abs=SLACK * 24)
        else:
            assert on_duty(turns[who], start, end) == pytest.approx(row["hours"], abs=SLACK * 24)
    hours = dict[object, float]()
    for row in log.of(Row.STRETCH):
        hours[row[names].item()] = hours.get(row[names].item(), 0.0) + float(row["hours"])
    for row in log.of(Row.JOB):
        if row[names].item() in hours:
            assert hours[row[names].item()] == pytest.approx(float(row["hours"]), abs=SLACK * 24)


def finishes(log: EventLog, team: int) -> bool:
    """Whether a team finishes what it has begun before it goes home."""
    return bool(log.hours.finishes) and log.hours.finishes[team]


def is_on_duty(turns: tuple[float, ...], day: float) -> bool:
    """Whether who keeps such hours is on duty."""
    return any(on - SLACK <= day < off for on, off in zip(turns[0::2], turns[1::2], strict=False))


def check_windows(log: EventLog, said: Summary) -> None:
    """No window holds more work, and people kept free, than hours on duty; these are of who is there, and of who stays longer."""
    edges = np.linspace(0.0, log.facts.horizon, 4)
    found = work(replace(read(log), bins=Bins(edges, np.arange(3), 0)))
    assert (found.hours <= found.capacity * (1 + 1e-9) + SLACK).all()
    load = [values for key, values in said.series.items() if key.startswith("utilisation.")]
    assert not (np.array(load) > 1 + 1e-6).any()
    for figures in said.teams.values():
        assert figures["hours"] + figures.get("held_hours", 0.0) <= figures["capacity_hours"] + SLACK * 24
    turns, payroll = turns_of(log), log.of(Row.PAYROLL)
    for team in range(len(log.names.teams)):
        there = np.zeros(3)
        for who, (joined, left) in stays(log).items():
            if who[0] == team:
                there += [on_duty(turns[who], max(a, joined), min(b, left)) for a, b in pairwise(edges)]
        if finishes(log, team):
            assert (found.capacity[team] >= there - SLACK * 24).all()
        else:
            assert found.capacity[team] == pytest.approx(there, abs=SLACK * 24)
        paid = payroll["hours"][payroll["team"] == team].sum()
        assert paid == pytest.approx(there.sum(), abs=SLACK * 240)


def check_pay(plan: Scenario, log: EventLog, said: Summary) -> None:
    """Pay is people, integrated over time, times pay; who is there is who has joined less who has left."""
    horizon, payroll = log.facts.horizon, log.of(Row.PAYROLL)
    for code, team in enumerate(plan.in_order().teams.values()):
        spans = [
            (a, min(b, horizon)) for (one, _), (a, b) in stays(log).items() if one == code and a < horizon
        ]
        days = sum(b - a for a, b in spans)
        paid = payroll["cost"][payroll["team"] == code].sum()
        assert paid == pytest.approx(team.cost * days / MONTH, rel=1e-9, abs=SLACK)
        shown = said.teams[log.names.teams[code]]["headcount"] * (horizon - log.facts.warm_up)
        inside = sum(max(0.0, b - max(a, log.facts.warm_up)) for a, b in spans)
        assert shown == pytest.approx(inside, abs=SLACK)
