"""Quotas of teams and of trained people: what is asked, what presses, what is reached; worked out by hand."""

import numpy as np
import pytest
from estimates import SEED, jobs, scenario

from orgsim.errors import ScenarioError
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.headcounts import quota
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

DESK = """
[scenario]
horizon = "70 days"
mechanisms = ["pressure"]
[sources.web]
kind = "recorded"
arrivals = [1, 19, 21, 25, 29, 31, 59]
[journey.meet]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "pay", rate = 1.0 }} ]
[journey.pay]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[effects.pressure]
period = "30 days"
strength = 2.0
[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["meet"]
kpi = "appointments"
quota = {quota}
{team}
[teams.till]
headcount = 1
calendar = "continuous"
does = ["pay"]
"""


def desk(quota: str, people: int = 1, team: str = "", **head: object) -> Scenario:
    """A desk that sends seven leads on, each at once."""
    return scenario(DESK.format(quota=quota, people=people, team=team), **head)


def reached(log: EventLog) -> float:
    """The desk's attainment."""
    return summarize(log).teams["desk"]["quota_attainment"]


def test_attainment_of_a_team() -> None:
    """Seven of 10 a month in 70 days; a team without a quota has none, nor has one whose KPI nothing counts."""
    log = run(desk('"10 / month"'), SEED, 0)
    assert reached(log) == pytest.approx(7 / (10 / MONTH * 70))
    assert np.isnan(summarize(log).teams["till"]["quota_attainment"])
    assert reached(run(desk('"10 / month"', warm_up="20 days"), SEED, 0)) == pytest.approx(
        5 / (10 / MONTH * 50)
    )


def test_a_quota_of_each_of_five_is_five_times_that_of_one() -> None:
    """With the same people all the time it presses and is reached like a quota of the team."""
    team, each = (
        run(desk(said, people=5), SEED, 0) for said in ('"10 / month"', '{ per_person = "2 / month" }')
    )
    assert jobs(each, "meet")["effect_pressure"].tolist() == pytest.approx(
        jobs(team, "meet")["effect_pressure"].tolist()
    )
    assert jobs(team, "meet")["effect_pressure"].max() > 0
    assert reached(each) == pytest.approx(reached(team))


def test_a_quota_follows_the_people_and_their_ramp() -> None:
    """One person, a second from day 10 at nothing and then a half of two months' speed.

    In the 70 days 10 a month are asked of one for 70 days and of the other for 60 - 30.4375 - .5 × 29.5625 = 14.78.
    """
    plan = desk(
        '{ per_person = "10 / month" }',
        team='ramp = [0, 0.5]\nchanges = [ { at = "10 days", headcount = 2 } ]',
    )
    log = run(plan, SEED, 0)
    second = (60 - MONTH) * 0.5
    assert reached(log) == pytest.approx(7 / (10 / MONTH * (70 + second)))
    assert quota(plan, "desk") == pytest.approx(10 / MONTH * (70 + second) / 70)
    # Day 29: only the first counts so far, and the second, idle now, adds nothing to what the period asks.
    # Day 59: of the second period 29 days of one, and of the other half a day's for each since day 40.4375.
    each = 10 / MONTH
    due, whole = each * (29 + 0.5 * (59 - 10 - MONTH)), each * (30 + 0.5 * (60 - 10 - MONTH))
    said = jobs(log, "meet")["effect_pressure"]
    assert said[4] == pytest.approx(2 * (each * 29 - 4) / (each * 30), rel=1e-6)
    assert said[6] == pytest.approx(2 * (due - 1) / whole, rel=1e-6)


def test_a_quota_counts_those_who_are_there() -> None:
    """Two people, one of whom goes on day 35: 105 person-days in 70 days."""
    log = run(
        desk(
            '{ per_person = "10 / month" }',
            people=2,
            team='changes = [ { at = "35 days", headcount = "-1" } ]',
        ),
        SEED,
        0,
    )
    assert reached(log) == pytest.approx(7 / (10 / MONTH * 105))
    each, said = 10 / MONTH, jobs(log, "meet")["effect_pressure"]
    assert said[4] == pytest.approx(2 * (each * 58 - 4) / (each * 60), rel=1e-6)
    assert said[6] == pytest.approx(2 * (each * (29 + 5) - 1) / (each * (30 + 5)), rel=1e-6)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"per_persn": "2 / month"}, "teams.desk.quota.per_persn is not known; did you mean per_person?"),
        (
            {"per_person": 2},
            'teams.desk.quota.per_person is 2; it must be a rate with its unit, such as "120 / month" or "40 / day"',
        ),
        (
            "two",
            'teams.desk.quota is "two"; it must be a rate with its unit, such as "120 / month" or "40 / day"',
        ),
    ],
)
def test_quotas_that_cannot_be(value: object, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk('"1 / month"').replace({"teams.desk.quota": value})
    assert "has 1 problem" in str(caught.value)
    assert told in str(caught.value)


def test_a_quota_of_a_person_that_presses_nobody_is_noted() -> None:
    plan = desk('{ per_person = "2 / month" }').replace({"teams.desk.kpi": "retention"})
    told = 'teams.desk has a quota, but its kpi, "retention", is nothing that a quota counts, so it presses nobody'
    assert told in plan.notes
