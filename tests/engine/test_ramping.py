"""Who joins later works at a stated share of a trained person's speed, month by month; worked out by hand."""

import numpy as np
import pytest
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from people_worlds import desk, simulated, staffing, worked
from searching import examples

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.measures.bins import Floats
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.derived.capacity import available
from orgsim.ramps import idle_days, trained_days
from orgsim.setup.simulate import run
from orgsim.units import MONTH

FLOODED = """
[scenario]
horizon = "12 months"
mechanisms = [{mechanisms}]

[sources.web]
leads = "400 / month"

[journey.close]
work = {{ mean = "10 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.sales]
headcount = 1
does = ["close"]
ramp = {ramp}
changes = [ {{ at = "3 months", headcount = 2 }} ]
{team}
"""
"""More work than anybody can do; one seller, a second from month 4."""


def by_month(text: str) -> Floats:
    """Jobs' worth of work that each of the two does in each month: hours of jobs done, ten to each, where they were worked."""
    log = run(scenario(text), SEED, 0)
    jobs = log.of(Row.JOB)
    done = jobs[np.isfinite(jobs["end"]) & (jobs["person"] >= 0)]
    months = np.minimum((done["end"] / MONTH).astype(int), 11)
    return np.bincount(done["person"] * 12 + months, minlength=24).reshape(2, 12).astype(float)


@pytest.mark.parametrize("mechanisms", ["", '"learning"'])
@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_ramp_by_month(mechanisms: str, ownership: str) -> None:
    """A third, two thirds and all of 17.4 jobs a month: 121.7 of the second seller, 208.7 of the first, learning or not."""
    ramp = "[0, 0.33, 0.67, 1]"
    first, second = by_month(
        FLOODED.format(mechanisms=mechanisms, ramp=ramp, team=f'ownership = "{ownership}"')
    )
    hours = (
        52.18 * 40 / 10
    )  # 365.25 days from a Monday: 52 weeks and a day of 8 h, of which the last job is not done
    assert first.sum() == pytest.approx(hours, abs=1)
    assert second.sum() == pytest.approx(121.7, abs=2)
    assert second[:4].tolist() == [0, 0, 0, 0]
    assert second[4:6].tolist() == pytest.approx([5.8, 11.6], abs=1.1)
    assert second[6:].tolist() == pytest.approx([17.4] * 6, abs=1.7)


def test_a_job_that_spans_months_takes_the_hours_that_each_of_them_asks() -> None:
    """Always on duty, a month of 730.5 h, at a half and then at 1: a job of 500 h takes 730.5 h and the rest of 134.75."""
    plan = desk(
        days=400,
        people=0,
        hours=500,
        arrivals=[0.0] * 3,
        team='ramp = [0.5]\nchanges = [ { at = "10 days", headcount = 1 } ]',
    )
    done = worked(simulated(plan))
    assert done["start"][0] == 10
    assert done["hours"][:2].tolist() == pytest.approx([730.5 + 134.75, 500])
    assert done["end"][0] == pytest.approx(10 + (730.5 + 134.75) / 24)


def test_who_does_no_work_yet_begins_with_what_has_waited() -> None:
    """Two months of nothing, on duty and paid; then a half, then all of the speed: 300 h of work take 600 h."""
    team = 'cost = "1200 / month"\nramp = [0, 0, 0.5]\nchanges = [ { at = "10 days", headcount = 1 } ]'
    log = simulated(desk(days=10 + 4 * MONTH, people=0, hours=300, arrivals=[0.0] * 3, team=team))
    done = worked(log)
    assert done["start"][0] == pytest.approx(10 + 2 * MONTH)
    assert done["hours"][0] == pytest.approx(600)
    found = summarize(log).teams["desk"]
    assert found["capacity_hours"] == pytest.approx(4 * 730.5)
    assert found["cost"] == pytest.approx(4 * 1200)
    assert found["hours"] == pytest.approx(730.5 + 900 - 730.5 / 2)


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_trainings_are_attended_in_months_without_work(ownership: str) -> None:
    """A newcomer is trained at once for 40 h; work begins a month after joining."""
    team = f'ownership = "{ownership}"\nramp = [0]\nchanges = [ {{ at = "10 days", headcount = 1 }} ]'
    effects = '[policies.training]\nwho = "newcomers"\nhours = "40 h"'
    log = simulated(
        desk("training", "learning", people=0, hours=10, arrivals=[0.0] * 2, team=team, effects=effects)
    )
    done = worked(log)
    assert done["start"][:2].tolist() == pytest.approx([10, 10 + MONTH])
    assert done["hours"].tolist() == pytest.approx([40, 10, 10])


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_who_has_to_go_before_any_work_goes_at_once(ownership: str) -> None:
    changes = '{ at = "10 days", headcount = 2 }, { at = "20 days", headcount = 1 }'
    team = f'ownership = "{ownership}"\nramp = [0]\nchanges = [ {changes} ]'
    log = simulated(desk(hours=10, arrivals=[0.0] * 300, team=team))
    assert staffing(log, "left")["end"].tolist() == [20.0]
    assert set(worked(log)["person"]) == {0}


def test_newcomers_who_begin_together_share_what_has_waited() -> None:
    """Three join on day 2 and keep their cases; a month later each takes two of the six that wait."""
    team = 'ownership = "person"\nramp = [0]\nchanges = [ { at = "2 days", headcount = 3 } ]'
    done = worked(simulated(desk(people=0, hours=10, arrivals=[0.0] * 6, team=team)))
    assert done["start"][:3].tolist() == pytest.approx([2 + MONTH] * 3)
    assert np.bincount(done["person"]).tolist() == [2, 2, 2]


def test_a_ramp_of_ones_and_none_are_the_same() -> None:
    team = 'changes = [ { at = "10 days", headcount = 3 } ]'
    plans = [desk("learning", arrivals=[0.0] * 200, team=f"{ramp}\n{team}") for ramp in ("", "ramp = [1, 1]")]
    logs = [simulated(plan.replace({"scenario.mechanisms": []})) for plan in plans]
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes()


@settings(max_examples=examples(25), deadline=None)
@given(
    ramp=st.lists(st.sampled_from([0, 0.1, 0.5, 1.0]), min_size=1, max_size=4).map(sorted),
    joins=st.lists(st.integers(1, 200), min_size=1, max_size=3, unique=True).map(sorted),
    hours=st.sampled_from([1, 30, 400]),
    owned=st.booleans(),
)
def test_hours_are_never_more_than_those_on_duty_and_pay_is_for_those(
    ramp: list[float], joins: list[int], hours: int, owned: bool
) -> None:
    changes = ", ".join(f'{{ at = "{day} days", headcount = "+1" }}' for day in joins)
    team = f'cost = "100 / month"\nramp = {ramp}\nownership = "{"person" if owned else "pooled"}"\nchanges = [ {changes} ]'
    log = simulated(desk(days=250, hours=hours, arrivals=[0.0] * 60, team=team))
    done = work(read(log))
    assert (done.hours <= done.capacity + 1e-6).all()
    there = 250 + sum(250 - day for day in joins)
    assert done.capacity.sum() == pytest.approx(24 * there)
    assert done.cost.sum() == pytest.approx(100 * there / MONTH)


def test_trained_days_by_hand() -> None:
    ramp = [0, 0.33, 0.67, 1]
    assert trained_days(ramp, 9 * MONTH) == pytest.approx(7 * MONTH)
    assert trained_days(ramp, 1.5 * MONTH) == pytest.approx(0.165 * MONTH)
    assert trained_days([], 5) == 5
    assert [idle_days(shares) for shares in ([], [0, 0, 0.1], [0, 0], [0.5])] == [0, 2 * MONTH, 2 * MONTH, 0]


def test_hours_that_a_plan_has_count_newcomers_by_their_ramp() -> None:
    plan = scenario(FLOODED.format(mechanisms="", ramp="[0, 0.33, 0.67, 1]", team=""))
    assert available(plan, "sales") == pytest.approx((12 + 7) * MONTH * 40 / 7)


@pytest.mark.parametrize(
    ("ramp", "told"),
    [
        ([0.5, 0.2], "teams.desk.ramp: the shares must not fall from one month to the next"),
        ([0.5, 1.2], "teams.desk.ramp.1 is 1.2; it must be 1 or less"),
        ([], "teams.desk.ramp is empty; it must have at least one entry"),
        (0.5, "teams.desk.ramp is 0.5; it must be a list in square brackets"),
    ],
)
def test_ramps_that_cannot_be(ramp: object, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk().replace({"teams.desk.ramp": ramp})
    assert told in str(caught.value)
