"""Work, hours on duty and pay while capacity changes: no window holds more work than people there, and who is there is paid."""

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
from orgsim.measures.bins import Bins
from orgsim.measures.people import TeamWork, work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.mechanisms.loops.tallies import Tally
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.setup.teams import calendar_of
from orgsim.units import MONTH

START = date(2024, 1, 1)
PAY = 3_000.0
SLACK = 1e-9
"""Staff hours, and share of the hours, that sums of floats may miss by."""
ROUNDING = 1e-6
"""Staff hours by which a calendar may miss them, who sums the days before."""
World = dict[str, Any]
Firm = tuple[Scenario, tuple[float, ...]]
"""A plan, and the days at which its run is cut into windows."""


def closed(first: int, days: int) -> list[date]:
    """Days on which an office is closed, in a row."""
    return [START + timedelta(days=first + k) for k in range(days)]


calendars = st.one_of(
    st.sampled_from(["office", "continuous"]),
    st.builds(
        lambda days, opens, hours, off: {
            "days": days,
            "opens": opens,
            "hours": min(hours, 24.0 - opens),
            "holidays": closed(*off),
        },
        st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat"]), min_size=1, unique=True),
        st.sampled_from([0.0, 7.25, 8.0, 12.0]),
        st.sampled_from([3.5, 8.0, 24.0]),
        st.tuples(st.integers(0, 30), st.integers(0, 25)),
    ),
)
moments = st.floats(0, 1, exclude_min=True, exclude_max=True)
works = st.one_of(
    st.builds(
        lambda mean: {"mean": f"{mean} h", "distribution": "constant"}, st.sampled_from([0, 1, 8, 60, 400])
    ),
    st.builds(lambda mean: {"mean": f"{mean} h", "cv": 1.0}, st.sampled_from([2, 20, 60])),
)
POLICIES: World = {
    "turnover": {},
    "rotation": {"rotation": {"every": "9 days", "lasts": "6 days"}},
    "strategy": {"strategy": {"every": "8 days", "rule": "longest_wait", "gap": 0.0, "hours": "3 h"}},
    "training": {"training": {"hours": "30 h", "who": "newcomers"}},
    "product": {"development": {"team": "second", "left_over": True}},
}
"""Mechanisms that take people from their work or their team, with the policy that each needs."""


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    """Two teams with calendars of their own, sizes that are changed, long jobs, and what takes people away from them."""
    horizon = draw(st.floats(15, 75))
    inside = draw(st.lists(moments, min_size=1, max_size=4))
    used = draw(st.lists(st.sampled_from(sorted(POLICIES)), unique=True))
    teams: World = {}
    for name in ("first", "second"):
        days = sorted(set(draw(st.lists(moments, max_size=3))))
        teams[name] = {
            "headcount": draw(st.integers(1, 5)),
            "cost": f"{PAY} / month",
            "does": [name],
            "turnover": draw(st.sampled_from(["0 % / year", "99.9 % / year"])),
            "ownership": draw(st.sampled_from(["pooled", "person"])),
            "calendar": draw(calendars),
            "changes": [
                {"at": f"{day * horizon} days", "headcount": draw(st.integers(1, 5))} for day in days
            ],
        }
    plan: World = {
        "scenario": {
            "start": START,
            "horizon": f"{horizon} days",
            "warm_up": f"{draw(st.floats(0, 0.9)) * horizon} days",
            "drain": draw(st.booleans()),
            "mechanisms": used,
        },
        "sources": {"web": {"leads": draw(st.sampled_from(["0.3 / day", "2 / day"]))}},
        "journey": {
            "first": {"work": draw(works), "outcomes": [{"to": "second", "rate": 1.0}]},
            "second": {"work": draw(works), "outcomes": [{"to": "lost", "rate": 1.0}]},
        },
        "teams": teams,
        "effects": {"turnover": {"delay": "4 days"}} if "turnover" in used else {},
        "policies": {name: stated for one in used for name, stated in POLICIES[one].items()},
    }
    return scenario(tomli_w.dumps(plan)), (0.0, *sorted({share * horizon for share in inside}), horizon)


def windows(log: EventLog, edges: tuple[float, ...]) -> TeamWork:
    """What was worked, on duty and paid between consecutive days."""
    bins = Bins(np.array(edges), np.arange(len(edges) - 1), 0)
    return work(replace(read(log), bins=bins))


def stays(log: EventLog) -> list[tuple[int, int, float, float]]:
    """Team, number, first and last day of everybody; infinite for who is there at the end."""
    found: dict[tuple[int, int], list[float]] = {}
    for row in log.of(Row.STAFFING):
        found.setdefault((int(row["team"]), int(row["person"])), []).append(float(row["end"]))
    return [(*who, *(*days, math.inf)[:2]) for who, days in found.items()]


def overlap(begin: float, end: float, window: tuple[float, float]) -> tuple[float, float]:
    """The part of a span that lies in a window, of length 0 where none does."""
    first = min(max(begin, window[0]), window[1])
    return first, max(first, min(end, window[1]))


def per_person(plan: Scenario, log: EventLog, edges: tuple[float, ...]) -> dict[tuple[int, int], np.ndarray]:
    """Of everybody, by team and number, staff hours worked and on duty between consecutive days; shape (2, windows)."""
    calendars = [calendar_of(team, plan.scenario.start) for team in plan.teams.values()]
    spans = list(itertools.pairwise(edges))

    def hours(team: int, begin: float, end: float) -> np.ndarray:
        return np.array([calendars[team].hours_between(*overlap(begin, end, span)) for span in spans])

    found = {}
    for team, person, begin, end in stays(log):
        found[team, person] = np.array([np.zeros(len(spans)), hours(team, begin, end)])
    rows = log.of(Row.JOB)
    for row in rows[~np.isnan(rows["start"])]:
        end = math.inf if math.isnan(row["end"]) else row["end"]
        found[row["team"], row["person"]][0] += hours(row["team"], row["start"], end)
    return found


@settings(max_examples=examples(80))
@given(firms())
def test_no_window_holds_more_work_than_hours_on_duty(firm: Firm) -> None:
    """Of a team and of each person; a job's hours lie on duty between its start and its end, whatever the calendar is."""
    plan, edges = firm
    log = run(plan, SEED, 0)
    found = windows(log, edges)
    assert (found.hours <= found.capacity * (1 + SLACK) + SLACK).all()
    load = [values for key, values in summarize(log).series.items() if key.startswith("utilisation.")]
    assert not (np.array(load) > 1 + SLACK).any()
    people = per_person(plan, log, edges)
    assert all((worked <= there + ROUNDING).all() for worked, there in people.values())
    for team in range(2):
        worked, there = sum(hours for who, hours in people.items() if who[0] == team)
        assert found.hours[team] == pytest.approx(worked, abs=len(log) * ROUNDING)
        assert found.capacity[team] == pytest.approx(there, abs=ROUNDING)


@settings(max_examples=examples(60))
@given(firms())
def test_who_is_there_is_paid_in_every_window(firm: Firm) -> None:
    """Pay is people, integrated over time, times pay: at every cut, and in the headcount that is shown."""
    plan, edges = firm
    log = run(plan, SEED, 0)
    paid = windows(log, edges).cost
    for team in range(2):
        days = [
            sum(
                end - begin
                for begin, end in (overlap(*span, window) for code, _, *span in stays(log) if code == team)
            )
            for window in itertools.pairwise(edges)
        ]
        assert paid[team] == pytest.approx(np.array(days) * PAY / MONTH, rel=1e-9, abs=1e-6)
    head, summary = plan.scenario, summarize(log)
    for shown in summary.teams.values():
        people_days = shown["headcount"] * (head.horizon - head.warm_up)
        assert shown["cost"] == pytest.approx(people_days * PAY / MONTH, abs=1e-6)
    assert summary.kpis["payroll"] == pytest.approx(sum(shown["cost"] for shown in summary.teams.values()))


@settings(max_examples=examples(60))
@given(firms())
def test_windows_add_up_to_the_whole(firm: Firm) -> None:
    """However the days are cut, nothing is lost between the cuts; the whole is what the rows say, where none reaches beyond."""
    plan, edges = firm
    log = run(plan, SEED, 0)
    whole, parts, months = (windows(log, cut) for cut in ((0.0, edges[-1]), edges, (*read(log).bins.edges,)))
    for name in ("before", "after", "own", "capacity", "cost"):
        total = getattr(whole, name).sum(axis=1)
        for cut in (parts, months):
            assert getattr(cut, name).sum(axis=1) == pytest.approx(total, rel=1e-9, abs=1e-6)
    pay = log.of(Row.PAYROLL)
    assert whole.capacity.sum() == pytest.approx(pay["hours"].sum())
    assert whole.cost.sum() == pytest.approx(pay["cost"].sum())
    if not plan.scenario.drain:
        assert whole.hours.sum() == pytest.approx(log.of(Row.JOB)["hours"].sum(), abs=1e-6)


@settings(max_examples=examples(40))
@given(firms())
def test_reviews_read_the_load_that_is_measured(firm: Firm) -> None:
    """What a review takes for the load since the last one is that of the measures, work for spare time left out."""
    plan, _ = firm
    if "strategy" not in plan.scenario.mechanisms:
        plan = plan.replace(
            {
                "scenario.mechanisms": [*plan.scenario.mechanisms, "strategy"],
                "policies.strategy": POLICIES["strategy"]["strategy"],
            }
        )
    read_by_reviews: list[tuple[int, float, float, float]] = []
    busy = Tally.busy

    def noted(tally: Tally) -> float:
        share = busy(tally)
        read_by_reviews.append((tally.team.code, tally.since, tally.clock.now, share))
        return share

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tally, "busy", noted)
        log = run(plan, SEED, 0)
    spare = [log.names.activities.index(name) for name in ("development",) if name in log.names.activities]
    kept = EventLog(log.rows[~np.isin(log.rows["activity"], spare)], log.names, log.facts)
    for team, since, now, share in read_by_reviews:
        found = windows(kept, (0.0, *([since] if since else []), now))
        hours, there = found.hours[team, -1], found.capacity[team, -1]
        assert math.isnan(share) if there == 0 else share == pytest.approx(hours / there, abs=1e-6)
