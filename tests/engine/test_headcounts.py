"""Teams that are founded later or stand empty for a while, and changes of headcount by so many; worked out by hand."""

import numpy as np
import pytest
from estimates import SEED, outcome, scenario
from people_worlds import desk, simulated, staffing, worked

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.measures.summary import summarize
from orgsim.plan.budget import at_payroll
from orgsim.plan.derived.headcounts import headcounts, peak, people
from orgsim.setup.simulate import run
from orgsim.units import MONTH

FOUNDED = """
[scenario]
horizon = "12 months"
mechanisms = []

[sources.web]
leads = "20 / month"

[journey.close]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]

[journey.check_in]
work = { mean = "0.1 h", distribution = "constant" }
optional = true

[offering]
kind = "subscription"
price = "100 / month"

[customer.check_ins]
every = "1 months"

[teams.sales]
headcount = 1
cost = "60_000 / year"
does = ["close"]

[teams.success]
headcount = 0
cost = "60_000 / year"
does = ["check_in"]
changes = [ { at = "6 months", headcount = 1 } ]
"""
"""Sales, later customer success; a check-in takes six minutes, so that the desk keeps up once it is there."""


def test_team_founded_later() -> None:
    """Paid for six of twelve months; check-ins that fall due before the desk is founded are missed, those after it held."""
    log = run(scenario(FOUNDED), SEED, 0)
    found = summarize(log)
    assert found.teams["sales"]["cost"] == pytest.approx(60_000)
    assert found.teams["success"]["cost"] == pytest.approx(30_000)
    assert found.kpis["payroll"] == pytest.approx(90_000)
    assert found.teams["success"]["headcount"] == pytest.approx(0.5)
    jobs = log.of(Row.JOB)
    check_ins = jobs[jobs["activity"] == log.names.activities.index("check_in")]
    before = check_ins["ready"] < 6 * MONTH
    assert before.sum() > 200
    assert (~before).sum() > 600
    assert set(check_ins[before]["outcome"]) == {outcome(log, "missed")}
    assert set(check_ins[~before]["outcome"]) <= {outcome(log, "done"), outcome(log, "open")}
    assert staffing(log, "joined")["end"].tolist() == pytest.approx([0, 6 * MONTH])


@pytest.mark.parametrize(
    "changes",
    [
        '{ at = "5 h", headcount = 0 }, { at = "10 h", headcount = 1 }',
        '{ at = "5 h", headcount = "-1" }, { at = "10 h", headcount = "+1" }',
    ],
)
def test_a_change_acts_before_the_next_job_of_the_same_instant_begins(changes: str) -> None:
    """Three jobs of 5 h at one desk that stands empty from hour 5 to hour 10: they end at 5, 15 and 20 h."""
    log = simulated(desk(days=2, hours=5, arrivals=[0.0] * 3, team=f"changes = [ {changes} ]"))
    assert (worked(log)["end"] * 24).tolist() == pytest.approx([5, 15, 20])
    assert (staffing(log, "left")["end"] * 24).tolist() == pytest.approx([5])


def test_what_comes_to_an_empty_team_waits_and_leaves_like_at_a_busy_one() -> None:
    """Patience of a day: who comes more than a day before the founding goes cold, the others are served from then on."""
    plan = desk(
        days=10, arrivals=[0.0, 3.5, 4.5], people=0, team='changes = [ { at = "5 days", headcount = 1 } ]'
    )
    plan = plan.replace({"journey.serve.patience": {"mean": "1 day", "distribution": "constant"}})
    log = simulated(plan)
    assert worked(log)["start"].tolist() == pytest.approx([5.0])
    cold = log.of(Row.JOB)
    assert cold[cold["outcome"] == outcome(log, "cold")]["end"].tolist() == pytest.approx([1.0, 4.5])


def test_owners_come_with_the_founding() -> None:
    plan = desk(
        days=10,
        arrivals=[0.0, 1.0],
        people=0,
        team='ownership = "person"\nchanges = [ { at = "5 days", headcount = 2 } ]',
    )
    assert worked(simulated(plan))["start"].tolist() == pytest.approx([5.0, 5.0])


def test_so_many_more_than_are_planned_then() -> None:
    changes = '{ at = "10 days", headcount = "+2" }, { at = "20 days", headcount = 5 }, { at = "30 days", headcount = "-4" }'
    plan = desk(days=40, team=f"changes = [ {changes} ]", arrivals=[39.0])
    assert headcounts(plan, "desk") == [(0, 1), (10, 3), (20, 5), (30, 1)]
    assert (peak(plan, "desk"), people(plan, "desk")) == (5, pytest.approx((10 + 30 + 50 + 10) / 40))
    assert summarize(simulated(plan)).teams["desk"]["headcount"] == pytest.approx(100 / 40)
    stated = plan.replace(
        {
            "teams.desk.changes": [
                {"at": f"{day} days", "headcount": n} for day, n in ((10, 3), (20, 5), (30, 1))
            ]
        }
    )
    assert np.array_equal(simulated(stated).rows.view(np.uint8), simulated(plan).rows.view(np.uint8))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [{"at": "1 day", "headcount": "-2"}],
            'teams.desk.changes.0.headcount is "-2"; teams.desk has 1 by then, so that 1 can go at most',
        ),
        (
            [{"at": "1 day", "headcount": 9999}, {"at": "2 days", "headcount": "+2"}],
            'teams.desk.changes.1.headcount is "+2"; teams.desk has 9,999 by then, and a team has 10,000 at most',
        ),
        (
            [{"at": "1 day", "headcount": "two"}],
            'teams.desk.changes.0.headcount is "two"; it must be a whole number from 0 to 10,000, or a text such as "+1" or "-2" '
            "for so many more or fewer",
        ),
        (
            [{"at": "1 day", "headcount": -1}],
            'teams.desk.changes.0.headcount is -1; it must be a whole number from 0 to 10,000, or a text such as "+1" or "-2" '
            "for so many more or fewer",
        ),
    ],
)
def test_changes_that_cannot_be(changes: list[dict[str, object]], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk().replace({"teams.desk.changes": changes})
    assert told in str(caught.value)


def test_a_team_that_nobody_ever_joins_is_told() -> None:
    told = (
        "teams.desk has nobody from day 0 to the horizon, so nothing that it does is ever done: let somebody join in its "
        "changes, or leave the team out"
    )
    assert told in desk(people=0).notes
    later = desk(people=0, days=400, team='changes = [ { at = "500 days", headcount = 1 } ]')
    assert told in later.notes
    assert told not in desk(people=0, team='changes = [ { at = "300 days", headcount = 1 } ]').notes


def test_a_team_without_people_keeps_its_founding_when_payrolls_are_made_equal() -> None:
    """Twice the payroll: two sellers, and two who found the desk."""
    plan = at_payroll(scenario(FOUNDED), 10_000)
    assert [team.headcount for team in plan.teams.values()] == [2, 0]
    assert headcounts(plan, "success") == [(0, 0), (6 * MONTH, 2)]
