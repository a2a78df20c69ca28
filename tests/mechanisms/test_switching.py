"""Switching: set-up time when the next job is of another kind."""

import math

import pytest
from contract import Case
from people_worlds import desk, simulated, worked

from orgsim.events.log import EventLog
from orgsim.mechanisms.people.switching import set_up
from orgsim.plan.load import parse


def hours_worked(log: EventLog) -> float:
    return float(worked(log)["hours"].sum())


CASE = Case(
    scenario="""
[scenario]
horizon = "3 months"
mechanisms = ["switching"]

[sources.web]
leads = "2 / day"

[journey.qualify]
work = { mean = "1 h" }
outcomes = [ { to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.close]
work = { mean = "2 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.sales]
headcount = 2
does = ["qualify", "close"]
""",
    neutral={"effects.switching.set_up": "0 h"},
    path="effects.switching.set_up",
    grid=("0 h", "0.15 h", "1 h", "3 h"),
    observed=hours_worked,
    sign=1,
    replications=1,
)


def test_set_up_comes_with_another_activity_only() -> None:
    assert set_up(-1, 0, 0.15) == set_up(1, 1, 0.15) == 0.0
    assert set_up(0, 1, 0.15) == 0.15


def test_one_person_who_takes_each_lead_through() -> None:
    """Leads far apart, three steps each: every job but the very first begins with 0.15 h of set-up."""
    log = simulated(desk("switching", steps=("a", "b", "c"), arrivals=[float(k) for k in range(50)]))
    hours = worked(log)["hours"]
    assert hours[0] == 2.0
    assert hours[1:] == pytest.approx([2.15] * 149)


def test_batches_and_specialists_switch_once_or_never() -> None:
    """50 leads at once, first come first served: all the first steps, then all the second ones."""
    plan = desk("switching", steps=("a", "b"), arrivals=[0.0] * 50)
    assert worked(simulated(plan))["hours"].sum() == pytest.approx(100 * 2.0 + 0.15)
    alone = desk("switching", steps=("a",), arrivals=[0.0] * 50)
    assert (worked(simulated(alone))["hours"] == 2.0).all()


TWO_KINDS = """
[scenario]
horizon = "12 months"
mechanisms = ["switching"]

[effects.switching]
set_up = "0.5 h"

[sources.web]
leads = "14 / day"
entry = "qualify"

[sources.shop]
leads = "6 / day"
entry = "advise"

[journey.qualify]
work = { mean = "0.5 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[journey.advise]
work = { mean = "0.5 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["qualify", "advise"]
"""


def test_mean_work_when_two_kinds_of_leads_come_at_random() -> None:
    """Kinds with shares .7 and .3, independent: a job differs from the last with 2 x .7 x .3 = .42; mean .5 + .42 x .5 hours.

    Neighbouring changes are correlated: .7 x .3 - .42^2 is their covariance.
    """
    hours = worked(simulated(parse(TWO_KINDS)))["hours"][1:-1]
    error = 0.5 * math.sqrt((0.42 * 0.58 + 2 * (0.21 - 0.42**2)) / len(hours))
    assert error < 0.005
    assert abs(hours.mean() - 0.71) <= 4 * error


def test_training_is_no_switch() -> None:
    """Monthly training between jobs of one kind: no set-up, before it or after it."""
    policy = '[policies.training]\nhours = "4 h"\nwho = "all"\nevery = "30 days"\n'
    plan = desk("switching", "training", arrivals=[float(k) for k in range(100)], effects=policy)
    rows = worked(simulated(plan))
    assert sorted(set(rows["hours"])) == [2.0, 4.0]
