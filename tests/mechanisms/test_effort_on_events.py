"""Effort on the preparation of events: what depth costs, how many of those who come become leads for it, and who they are."""

import math

import pytest
from estimates import SEED, jobs, scenario

from orgsim.events.attendance import attendance
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.mechanisms.people import effort
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.demand import expected_leads
from orgsim.setup.simulate import run

SEMINARS = """
[scenario]
horizon = "{days} days"
mechanisms = ["effort"]
[sources.seminar]
kind = "event"
activity = "prepare"
every = "2 days"
attendees = {{ mean = 50, cv = 0.3 }}
leads_per_attendee = 0.4
[sources.fair]
kind = "event"
every = "10 days"
attendees = {{ mean = 5 }}
leads_per_attendee = 0.4
[journey.sell]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.prepare]
work = {{ mean = "8 h", distribution = "constant" }}
[teams.desk]
headcount = 4
calendar = "continuous"
does = ["sell", "prepare"]
[policies.effort]
prepare = {depth}
"""


def seminars(depth: float, days: int = 400, **effects: object) -> EventLog:
    plan = scenario(SEMINARS.format(depth=depth, days=days)).replace(
        {f"effects.effort.{key}": value for key, value in effects.items()}
    )
    return run(plan, SEED, 0)


def of(log: EventLog, source: str) -> set[int]:
    rows = log.of(Row.ARRIVAL)
    return set(rows["number"][rows["entity"] == log.names.entities.index(source)].tolist())


@pytest.mark.parametrize("depth", [0.5, 1.5])
def test_hours_and_leads_by_hand(depth: float) -> None:
    """Odds of .4/.6 times depth^(.2/.6); eight hours times the depth."""
    log = seminars(depth)
    table = attendance(log)
    table = table[table["source"] == "seminar"]
    assert jobs(log, "prepare")["hours"] == pytest.approx(8 * depth)
    share = table["leads"].sum() / table["attended"].sum()
    odds = 0.4 / 0.6 * depth ** (0.2 / 0.6)
    assert effort.effect(depth, 0.4, 0.2, 0.75) == pytest.approx(math.log(odds / (0.4 / 0.6)))
    assert share == pytest.approx(odds / (1 + odds), abs=0.015)


def test_the_share_goes_with_the_work_as_the_elasticity_says() -> None:
    """A hundredth more work makes a share of .4 larger by two thousandths of it."""
    more = effort.effect(1.01, 0.4, 0.2, 0.75)
    share = 1 / (1 + 1.5 * math.exp(-more))
    assert (share / 0.4 - 1) / 0.01 == pytest.approx(0.2, rel=0.01)


def test_leads_are_the_same_people_at_every_depth() -> None:
    """Less preparation loses some of the leads and makes no other; more adds some who would have been none, and loses none."""
    less, stated, more, most = (of(seminars(depth), "seminar") for depth in (0.5, 1.0, 1.5, 2.0))
    assert less < stated < more < most
    assert stated == set(range(len(stated)))
    assert min(most - stated) >= len(stated)
    assert max(most) < len(stated) + attendance(seminars(1.0))["attended"].sum()


def test_events_that_nobody_prepares_bring_what_they_bring() -> None:
    assert of(seminars(2.0), "fair") == of(seminars(1.0), "fair") != set()


def test_the_log_can_be_measured() -> None:
    said = summarize(seminars(2.0, days=60))
    assert said.kpis["leads"] > summarize(seminars(1.0, days=60)).kpis["leads"]


def test_no_elasticity_costs_hours_alone() -> None:
    log = seminars(2.0, events=0.0)
    assert of(log, "seminar") == of(seminars(1.0), "seminar")
    assert jobs(log, "prepare")["hours"] == pytest.approx(16)


def test_hours_and_leads_are_estimated_before_the_run() -> None:
    plan = scenario(SEMINARS.format(depth=1.5, days=400))
    odds = 0.4 / 0.6 * 1.5 ** (0.2 / 0.6)
    assert expected_leads(plan)["seminar"] == pytest.approx(199 * 50 * odds / (1 + odds), rel=0.01)
    assert wanted(plan)["desk"] == pytest.approx(199 * 8 * 1.5, rel=0.01)
